#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every counter of stat.def is added to somewhere, and every dump letter of
# dump.def is asked for somewhere: a row nobody uses promises what does not exist.
# A letter is asked for by a call with it as an argument: log_on('g'), dump_unit(u, 'o').
# Usage: tests/check-rows.sh [SOURCE-FOLDER]
cd "${1:-${SRCDIR:-.}}" || exit 1
status=0
sources=$(find engine tcg ppc tracer analysis -name '*.[ch]' ! -path 'engine/base/stat.*' ! -path 'engine/base/log.*')
for id in $(sed -n 's/^STAT(\([A-Z0-9_]*\),.*/\1/p' engine/base/stat.def); do
    grep -q "STAT_$id\>" $sources || { echo "stat.def: nothing counts $id"; status=1; }
done
for letter in $(sed -n "s/^DUMP('\(.\)',.*/\1/p" engine/base/dump.def); do
    grep -q "[a-z_]*\(log\|dump\|stage\|list\)[a-z_]*([^;]*'$letter'" $sources ||
        { echo "dump.def: nothing prints '$letter'"; status=1; }
done
[ $status = 0 ] && echo "all counters and dump letters are used"
exit $status
