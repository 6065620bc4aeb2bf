#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The command line's outer side: help, version, and one clear line with the right
# exit status for each mistake. Prints pass: or fail: for each case.

cd "${TMPDIR:?}" || exit 1
status=0

# expect STATUS TEXT ARGUMENT... : engraft ends with STATUS and prints a line that holds TEXT.
expect() {
    want=$1 text=$2
    shift 2
    "$ENGRAFT" "$@" >out 2>err </dev/null
    got=$?
    if [ $got != "$want" ]; then
        echo "fail: engraft $*: status $got, not $want"; sed 's/^/    /' err
        status=1
    elif ! cat out err | grep -qF -e "$text"; then
        echo "fail: engraft $*: does not say '$text' but:"; cat out err | sed 's/^/    /'
        status=1
    elif [ "$want" != 0 ] && [ "$(wc -l <err)" != 1 ]; then
        echo "fail: engraft $*: says more than one line:"; sed 's/^/    /' err
        status=1
    else
        echo "pass: engraft $*"
    fi
}

expect 0 "engraft run" --help
expect 0 "engraft run" help
expect 0 "engraft " --version
expect 2 "engraft: which command? (try 'engraft --help')"
expect 2 "engraft: there is no command 'rnu' (try 'engraft --help')" rnu
expect 2 "engraft: there is no option '--rnu'" --rnu
expect 0 "--dfilter" run --help
expect 0 "guest code" run -h
expect 0 "not read again" run --help
expect 125 "engraft run: which program? (try 'engraft run --help')" run
expect 125 "engraft run: Unknown option --bogus (try 'engraft run --help')" run --bogus ./x
expect 125 "--engine: 'fast' is none of interp, tb, region" run --engine=fast ./x
expect 0 "power9" run --list-cpus
expect 0 "7450" run --cpu=help
expect 125 "no processor model 'g5' (--list-cpus shows them)" run --cpu=g5 ./x
expect 125 "there is no dump letter '?'" run -d '?' ./x
expect 125 "bad address range '5..1'" run --dfilter 5..1 ./x
expect 125 "cannot write dump file '/nonexistent/dump': No such file or directory" run -D /nonexistent/dump ./x
expect 125 "-o without -p" run -o x.db ./x
expect 125 "--off: there is no pass '?'" run --off='?' ./x
expect 125 "--no-opt: there is no 'x'" run --no-opt=carry-flags,x ./x
expect 0 "simplified" isa mr
expect 1 "there is no instruction 'nonsense'" isa nonsense
expect 2 "--tests: cannot read folder" isa --cover --tests=/nonexistent
expect 0 "coverage" plugins
expect 1 "unknown plugin 'nonsense'" plugins nonsense
expect 2 "--format: 'xml' is none of text, json" plugins --format=xml
expect 1 "8 digits each" explain --bytes 3820
expect 1 "'x' is not a hexadecimal digit" explain --bytes 3820xx01
expect 1 "give --bytes or one PROGRAM" explain
expect 1 "--off: there is no pass '?'" explain --off='?' --bytes 38200001
expect 1 "unknown plugin 'nonsense'" explain -p nonsense --bytes 38200001
# has FILE WORD... : does the file name each of them?
has() {
    file=$1
    shift
    for w; do
        sed 's/\\-/-/g' "$SRCDIR/$file" | grep -qE -e "(^|[^a-z-])$w([^a-z-]|\$)" && continue
        echo "fail: $file does not name $w"
        status=1
    done
}
has engine/doc/engraft.1 $("$ENGRAFT" run --help | grep -oE -e '^ .*--[a-z-]+' | grep -oE -e '--[a-z-]+')
has engine/doc/engraft.1 $("$ENGRAFT" --help | sed -n 's/^  engraft \([a-z]*\) .*/\1/p')
plugins=$("$ENGRAFT" plugins | sed -n 's/^\([a-z]*\) .*/\1/p')
has engine/doc/engraft.1 $plugins
has README.md $plugins
[ -e x.db ] && { echo "fail: a refused command line left a database"; status=1; }
exit $status
