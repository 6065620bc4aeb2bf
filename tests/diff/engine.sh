#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Random guest code on the engine against the interpreter, in every variant of
# the settings, and the fixed bugs of tests/corpus. DIFF_COUNT sets the number
# of cases of each variant; 40000 makes over a million.

prog=$BUILDDIR/unit/diff_engine
status=0
for file in "$SRCDIR"/tests/corpus/*; do
    [ "${file##*/}" = README ] && continue
    for options in "" "--off=*" --tb-max=1 --ra-seed=3 --host-features-off=all --lockstep --engine=interp --engine=region; do
        "$prog" ${options:+"$options"} --case="$file" || status=1
    done
done
for class in fpu vec; do
    for options in "" "--off=*" --host-features-off=avx --host-features-off=all; do
        "$prog" --quiet --class=$class ${options:+"$options"} --count="${DIFF_COUNT:-20000}" || status=1
    done
done
# Some thirty variants, hence fewer of each.
"$prog" --cycle --count="${DIFF_COUNT:-4000}" || status=1
exit $status
