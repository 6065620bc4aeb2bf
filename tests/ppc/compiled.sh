#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Programs for processors with decimal and vector-scalar instructions print
# what they print without these, on every engine.

[ -n "$CROSS_CC" ] || { echo "skip: no PowerPC compiler (powerpc-linux-gnu-gcc) is installed"; exit 77; }
: "${TMPDIR:=/tmp}"
status=0

# source file, options without, options with, arguments
compare() {
    name=$1
    "$CROSS_CC" -static $2 -o "$TMPDIR/$name-0" "$SRCDIR/tests/ppc/$name.c" || exit 1
    "$CROSS_CC" -static $3 -o "$TMPDIR/$name-1" "$SRCDIR/tests/ppc/$name.c" || exit 1
    "$ENGRAFT" run "$TMPDIR/$name-0" $4 >"$TMPDIR/want" || status=1
    [ -s "$TMPDIR/want" ] || { echo "fail: $name prints nothing"; status=1; }
    for engine in region tb interp; do
        "$ENGRAFT" run --engine=$engine "$TMPDIR/$name-1" $4 >"$TMPDIR/got"
        cmp -s "$TMPDIR/want" "$TMPDIR/got" && continue
        echo "fail: $name ($3), --engine=$engine: not as with $2"
        diff "$TMPDIR/want" "$TMPDIR/got" | head -n 4
        status=1
    done
}

compare decimal "-O2 -mno-hard-dfp" "-O2 -mcpu=power7 -mhard-dfp"
compare vsx "-O2 -fno-tree-vectorize -ffp-contract=off" "-O3 -mcpu=power7 -ffp-contract=off"
compare vsx "-O2 -fno-tree-vectorize -ffp-contract=fast" "-O3 -mcpu=power8 -ffp-contract=fast"
compare prefixed "-O2 -maltivec" "-O2 -maltivec -mcpu=power10" fields

# What only its own code can show: the same on all engines and in lockstep, and what the book says.
for how in --engine=region --engine=tb --engine=interp --check=lockstep; do
    "$ENGRAFT" run $how "$TMPDIR/prefixed-1" >"$TMPDIR/got" 2>"$TMPDIR/err"
    tail -n +2 "$TMPDIR/got" | cmp -s - "$SRCDIR/tests/ppc/prefixed.expected" && continue
    echo "fail: prefixed, $how"
    tail -n +2 "$TMPDIR/got" | diff "$SRCDIR/tests/ppc/prefixed.expected" - | head -n 4
    status=1
done
"$ENGRAFT" run --cpu=power9 "$TMPDIR/prefixed-1" 2>&1 >/dev/null | grep -q 'is not of the processor model' ||
    { echo "fail: no name for a prefixed instruction that the model has not"; status=1; }
exit $status
