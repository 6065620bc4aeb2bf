/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How CR and XER stay lazy: no other file of the translator knows the codes of
 * crf.h or what is remembered of compares.
 *
 * CR field numbers are 0..7, CR bit numbers 0..31 (bit 0 = CR0[LT]); bit values
 * are i32 0 or 1. All functions but crf_put_code() emit on the main line of the
 * unit only.
 */
#ifndef ENGRAFT_PPC_CRFLAGS_H
#define ENGRAFT_PPC_CRFLAGS_H

#include "ppc/trans/trans.h"

/* Integer compare of two i32 or two i64 values into field bf; SO is copied from XER. */
void crf_compare(Trans *t, unsigned bf, bool is_signed, IrRef a, IrRef b);
/* Rc = 1: CR0 from a full-width result. */
void crf_record(Trans *t, IrRef result);
/* Floating-point compare of two f64 values, neither of which may be a NaN. Returns the field's code. */
IrRef crf_fcompare(Trans *t, unsigned bf, IrRef a, IrRef b);
/* Field bf := a code (i64) that a helper made; also on a side path, where it changes nothing that is known on the main
 * line. */
void crf_put_code(Trans *t, unsigned bf, IrRef code);
/* Field bf := four bits LT GT EQ SO. */
void crf_put_bits(Trans *t, unsigned bf, const IrRef bit[4]);
/* Field bf := the low four bits of an i32 (CRF_*). */
void crf_put_nibble(Trans *t, unsigned bf, IrRef v);
/* Field bf as a number 0..15. */
IrRef crf_nibble(Trans *t, unsigned bf);
/* Field to := field from. */
void crf_move(Trans *t, unsigned to, unsigned from);

/* Bit bt := ba | bb when that is "less or equal" or "greater or equal" of a floating-point compare; false: it is not.
 */
bool crf_fcompare_or(Trans *t, unsigned bt, unsigned ba, unsigned bb);

IrRef crf_bit(Trans *t, unsigned bi);
void crf_put_bit(Trans *t, unsigned bi, IrRef v);

/* Bit bi as a condition on two values, for BRIF and SEL: true when the bit equals `want`. */
typedef struct CrTest {
    IrCond cond;
    IrRef a, b;
} CrTest;
CrTest crf_test(Trans *t, unsigned bi, bool want);

/* XER[CA] as i32 0 or 1. */
IrRef xer_ca(Trans *t);
void xer_put_ca(Trans *t, IrRef ca);
/*
 * OE = 1: OV := ov (i32 0 or 1), SO sticks. Call when everything else of the instruction is emitted; rc = the record
 * form wrote CR0. Where SO becomes 1 the TB is left on a cold path.
 */
void xer_put_ov(Trans *t, IrRef ov, bool rc);
/* The whole XER as i32, and the reverse (which leaves the TB when SO changes). */
IrRef xer_get(Trans *t);
void xer_put(Trans *t, IrRef v);
/* SO := 0, for mcrxr; ends the TB if SO was 1. */
void xer_clear_so(Trans *t);
/* XER[SO] as a constant. */
static inline IrRef xer_so(Trans *t)
{
    return t_i32(t, t->so);
}

#endif
