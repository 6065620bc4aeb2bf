#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Processor models as programs see them: the auxiliary vector, how much dcbz
# clears, what is illegal and what is said of it.

[ -n "$CROSS_CC" ] || { echo "skip: no PowerPC compiler (powerpc-linux-gnu-gcc) is installed"; exit 77; }
: "${TMPDIR:=/tmp}"
"$CROSS_CC" -static -O1 -o "$TMPDIR/cpu" "$SRCDIR/tests/ppc/cpu.c" || exit 1
status=0

# model and what the program prints
expect() {
    want=$2
    for engine in tb interp; do
        got=$("$ENGRAFT" run --engine=$engine --cpu="$1" "$TMPDIR/cpu" 2>"$TMPDIR/err")
        [ "$got" = "$want" ] && continue
        printf 'fail: --cpu=%s --engine=%s: %s\n  expected %s\n' "$1" $engine "$got" "$want"
        status=1
    done
}

expect any     "hwcap 9c000400 hwcap2 0a000000 platform ppc blocks 32 32 dcbz 32 pvr 80020102 vaddubm 1 vaddudm 1 vslv 1 brw 1"
expect 750     "hwcap 8c000000 hwcap2 00000000 platform ppc750 blocks 32 32 dcbz 32 pvr 00087200 vaddubm 0 vaddudm 0 vslv 0 brw 0"
expect 7450    "hwcap 9c000000 hwcap2 00000000 platform ppc7450 blocks 32 32 dcbz 32 pvr 80020102 vaddubm 1 vaddudm 0 vslv 0 brw 0"
expect e6500   "hwcap 9c008000 hwcap2 08000000 platform ppce6500 blocks 64 64 dcbz 64 pvr 80400120 vaddubm 1 vaddudm 0 vslv 0 brw 0"
expect power7  "hwcap 9c007580 hwcap2 08000000 platform power7 blocks 128 128 dcbz 128 pvr 003f0203 vaddubm 1 vaddudm 0 vslv 0 brw 0"
expect power8  "hwcap 9c007580 hwcap2 8a000000 platform power8 blocks 128 128 dcbz 128 pvr 004d0200 vaddubm 1 vaddudm 1 vslv 0 brw 0"
expect power9  "hwcap 9c007580 hwcap2 8ae00000 platform power9 blocks 128 128 dcbz 128 pvr 004e1202 vaddubm 1 vaddudm 1 vslv 1 brw 0"
expect power10 "hwcap 9c007580 hwcap2 8ae40000 platform power10 blocks 128 128 dcbz 128 pvr 00800200 vaddubm 1 vaddudm 1 vslv 1 brw 1"

# It is named when the program dies of it, and not when the program has asked by catching the signal.
echo 'int main(void) { __asm__ volatile(".long 0x100000c0"); return 0; }' >"$TMPDIR/dies.c"
"$CROSS_CC" -static -o "$TMPDIR/dies" "$TMPDIR/dies.c" || exit 1
"$ENGRAFT" run --cpu=7450 "$TMPDIR/dies" 2>&1 >/dev/null | grep -q 'vaddudm.*is not of the processor model' ||
    { echo "fail: no name for an instruction that the model has not"; status=1; }
[ -z "$("$ENGRAFT" run --cpu=7450 "$TMPDIR/cpu" 2>&1 >/dev/null)" ] ||
    { echo "fail: an instruction is named although the program catches the signal"; status=1; }
# A program that the guest executes is run on the same processor.
"$ENGRAFT" run --cpu=power8 "$TMPDIR/cpu" "$TMPDIR/cpu" 2>/dev/null | grep -q 'platform power8' ||
    { echo "fail: an executed program has another processor"; status=1; }
[ $status = 0 ] && echo "pass: processor models"
exit $status
