#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lines by folder, the longest files, and the longest functions (a function
# begins with "{" and ends with "}" in column one). Usage: tests/wc.sh SOURCE-FOLDER
cd "${1:-.}" || exit 1
files=$(find engine tcg ppc tracer plugins analysis tests -name '*.[ch]' -o -name '*.def' -o -name '*.sql' | sort)
awk '
FNR == 1 { folder = FILENAME; sub(/\/[^\/]*$/, "", folder); nfiles[folder]++ }
{ lines[folder]++; len[FILENAME]++ }
END {
    for (f in lines) { printf "%6d lines %4d files  %s\n", lines[f], nfiles[f], f | "sort -k5"; n += lines[f] }
    close("sort -k5")
    printf "%6d lines in all\n\nLongest files:\n", n
    for (f in len) printf "%6d  %s\n", len[f], f | "sort -rn | head -n 10"
    close("sort -rn | head -n 10")
}' $files
echo
echo "Longest functions:"
awk '
/^[A-Za-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
/^\{/ { start = FNR }
/^\}/ && start { n = FNR - start - 1; printf "%6d  %s:%d %s\n", n, FILENAME, start, name; start = 0 }
FNR == 1 { start = 0 }' $files | sort -rn | head -n 10
