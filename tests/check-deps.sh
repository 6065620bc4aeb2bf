#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Include order: a file may include only its own level or lower, so that each
# part can be read, and tested, with nothing above it. Reads the #include lines
# of every C source and .def table; prints one line for each that breaks a rule.
# Usage: tests/check-deps.sh [SOURCE-FOLDER]    exit status 0 when there is none
#
# level  folder                                      besides
#   0    engine/base
#   1    tcg/ir  ppc/isa                             neither includes the other
#   2    tcg/opt  tcg/host  ppc/cpu                  tcg/ never includes ppc/
#   3    ppc/interp  ppc/trans  ppc/mmu  tracer      tracer: engine/base and itself only
#   4    engine/mem  engine/exec
#   5    engine/plugin
#   6    engine/user  engine/sys                     neither includes the other
#   7    engine/*.c engine/*.h
#   -    plugins                                     engraft-plugin.h and libc only
#   -    analysis                                    engine/base, tracer and itself; may be included by level 7 only
#   -    tests                                       anything, and headers beside the file itself
# Quoted includes are written from the source folder ("tcg/ir/ir.h") and exist;
# config.h and *_gen.h are made in the build folder.

src=${1:-${SRCDIR:-.}}
cd "$src" || exit 1

files=$(find engine tcg ppc tracer plugins analysis tests -name '*.[ch]' -o -name '*.def' | sort)
[ -n "$files" ] || { echo "check-deps: no sources in $src"; exit 1; }

# Word splitting of $files is meant.
awk '
function level(f) {
    if (f ~ /^engine\/base\//) return 0
    if (f ~ /^(tcg\/ir|ppc\/isa)\//) return 1
    if (f ~ /^(tcg\/opt|tcg\/host|ppc\/cpu)\//) return 2
    if (f ~ /^(ppc\/interp|ppc\/trans|ppc\/mmu|tracer)\//) return 3
    if (f ~ /^engine\/(mem|exec)\//) return 4
    if (f ~ /^engine\/plugin\//) return 5
    if (f ~ /^engine\/(user|sys)\//) return 6
    if (f ~ /^engine\/[^\/]*$/) return 7
    if (f ~ /^(plugins|analysis|tests)\//) return 8
    return -1
}
function bad(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; nbad++ }
function exists(f,   line, r) {
    if (!(f in known)) { r = (getline line < f); close(f); known[f] = r >= 0 }
    return known[f]
}
function folder(f) { sub(/[^\/]*$/, "", f); return f }
function plugin_rule(inc, quoted) {
    if (quoted && inc != "engraft-plugin.h")
        bad("a plugin includes engraft-plugin.h and libc only, not \"" inc "\"")
    if (!quoted && inc ~ /^(glib|gio|sqlite3|libdwarf|dwarf|capstone|zstd)/)
        bad("a plugin includes engraft-plugin.h and libc only, not <" inc ">")
}
function engine_rule(inc,   from, to) {
    from = level(FILENAME); to = level(inc)
    # Programs that tests build on their own have headers beside them.
    if (FILENAME ~ /^tests\// && inc !~ /\// && exists(folder(FILENAME) inc)) return
    if (to < 0) { bad("\"" inc "\" is not written from the source folder, or lies outside the layout"); return }
    if (!exists(inc) && inc !~ /_gen\.[ch]$/) bad("\"" inc "\" does not exist")
    if (FILENAME ~ /^tests\//) return
    if (inc ~ /^tests\//) { bad("\"" inc "\": only tests include tests"); return }
    if (FILENAME ~ /^analysis\//) {
        if (inc !~ /^(analysis|engine\/base|tracer)\//) bad("analysis includes engine/base and tracer only, not \"" inc "\"")
        return
    }
    if (inc ~ /^analysis\//) {
        if (from != 7) bad("level " from " includes \"" inc "\"; only engine/*.c may")
        return
    }
    if (inc ~ /^plugins\//) {
        if (inc != "plugins/engraft-plugin.h" || from < 5) bad("level " from " includes \"" inc "\"")
        return
    }
    if (to > from) bad("level " from " includes \"" inc "\" of level " to)
    else if (FILENAME ~ /^tcg\// && inc ~ /^ppc\// ) bad("tcg includes \"" inc "\": it knows no guest")
    else if (FILENAME ~ /^ppc\/isa\// && inc ~ /^tcg\//) bad("ppc/isa includes \"" inc "\": it knows no micro-ops")
    else if (FILENAME ~ /^tracer\// && inc !~ /^(tracer|engine\/base)\//) bad("tracer includes \"" inc "\": it knows no guest and no micro-ops")
    else if (FILENAME ~ /^engine\/user\// && inc ~ /^engine\/sys\//) bad("engine/user includes \"" inc "\"")
    else if (FILENAME ~ /^engine\/sys\// && inc ~ /^engine\/user\//) bad("engine/sys includes \"" inc "\"")
}
/^[ \t]*#[ \t]*include[ \t]*["<]/ {
    quoted = ($0 ~ /include[ \t]*"/)
    inc = $0
    sub(/^[^"<]*["<]/, "", inc)
    sub(/[">].*$/, "", inc)
    n++
    if (FILENAME ~ /^plugins\// || FILENAME ~ /^tests\/plug\/.*\.c$/ && inc == "engraft-plugin.h") plugin_rule(inc, quoted)
    else if (quoted && inc != "config.h") engine_rule(inc)
}
END {
    if (nbad) { printf "%d of %d includes break the order\n", nbad, n; exit 1 }
    printf "%d includes in order\n", n
}' $files
