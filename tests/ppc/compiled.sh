#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Programs for processors with decimal and vector-scalar instructions print
# what they print without these, on every engine.

[ -n "$CROSS_CC" ] || { echo "skip: no PowerPC compiler (powerpc-linux-gnu-gcc) is installed"; exit 77; }
: "${TMPDIR:=/tmp}"
status=0

# source file, options without, options with
compare() {
    name=$1
    "$CROSS_CC" -static $2 -o "$TMPDIR/$name-0" "$SRCDIR/tests/ppc/$name.c" || exit 1
    "$CROSS_CC" -static $3 -o "$TMPDIR/$name-1" "$SRCDIR/tests/ppc/$name.c" || exit 1
    "$ENGRAFT" run "$TMPDIR/$name-0" >"$TMPDIR/want" || status=1
    [ -s "$TMPDIR/want" ] || { echo "fail: $name prints nothing"; status=1; }
    for engine in region tb interp; do
        "$ENGRAFT" run --engine=$engine "$TMPDIR/$name-1" >"$TMPDIR/got"
        cmp -s "$TMPDIR/want" "$TMPDIR/got" && continue
        echo "fail: $name ($3), --engine=$engine: not as with $2"
        diff "$TMPDIR/want" "$TMPDIR/got" | head -n 4
        status=1
    done
}

compare decimal "-O2 -mno-hard-dfp" "-O2 -mcpu=power7 -mhard-dfp"
compare vsx "-O2 -fno-tree-vectorize -ffp-contract=off" "-O3 -mcpu=power7 -ffp-contract=off"
compare vsx "-O2 -fno-tree-vectorize -ffp-contract=fast" "-O3 -mcpu=power8 -ffp-contract=fast"
exit $status
