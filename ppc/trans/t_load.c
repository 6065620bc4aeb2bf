/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer loads: Power ISA Book I 3.3.2, 3.3.5 .. 3.3.7; load and reserve: Book
 * II 4.4.2. An update form writes RA after the access, so a fault leaves it as
 * it was. The string loads whose length is in XER, and misaligned load and
 * reserve, are the interpreter's.
 */
#include "ppc/trans/trans.h"

/* Sizes: log2 of the bytes. */
enum { BYTE = IR_M_8, HALF = IR_M_16, WORD = IR_M_32 };

static void load(Trans *t, uint32_t word, unsigned mem, TransEa ea)
{
    t_put_gpr(t, f_rt(word), ir_ld(&t->b, t->atype, mem, ea.base, ea.disp));
}

static void load_update(Trans *t, uint32_t word, unsigned mem, TransEa ea)
{
    IrRef v = ir_ld(&t->b, t->atype, mem, ea.base, ea.disp);
    t_update(t, word, ea);
    t_put_gpr(t, f_rt(word), v);
}

/* The four forms of a load: displacement, indexed, each with update. */
#define LOADS(op, size, sign)                                                                                          \
    void trans_##op(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        load(t, word, t_mem(t, size, sign), t_ea_d(t, word, f_d(word)));                                               \
    }                                                                                                                  \
    void trans_##op##U(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        load_update(t, word, t_mem(t, size, sign), t_ea_d(t, word, f_d(word)));                                        \
    }                                                                                                                  \
    void trans_##op##X(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        load(t, word, t_mem(t, size, sign), t_ea_xd(t, word));                                                         \
    }                                                                                                                  \
    void trans_##op##UX(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        load_update(t, word, t_mem(t, size, sign), t_ea_xd(t, word));                                                  \
    }

LOADS(LBZ, BYTE, 0)
LOADS(LHZ, HALF, 0)
LOADS(LHA, HALF, IR_M_SIGN)
LOADS(LWZ, WORD, 0)

void trans_PLBZ(Trans *t, uint32_t word)
{
    load(t, word, t_mem(t, BYTE, 0), t_ea_p(t));
}

void trans_PLHZ(Trans *t, uint32_t word)
{
    load(t, word, t_mem(t, HALF, 0), t_ea_p(t));
}

void trans_PLHA(Trans *t, uint32_t word)
{
    load(t, word, t_mem(t, HALF, IR_M_SIGN), t_ea_p(t));
}

void trans_PLWZ(Trans *t, uint32_t word)
{
    load(t, word, t_mem(t, WORD, 0), t_ea_p(t));
}

void trans_LHBRX(Trans *t, uint32_t word)
{
    load(t, word, t_mem(t, HALF, 0) ^ IR_M_BE, t_ea_xd(t, word));
}

void trans_LWBRX(Trans *t, uint32_t word)
{
    load(t, word, t_mem(t, WORD, 0) ^ IR_M_BE, t_ea_xd(t, word));
}

/* -- multiple and string ------------------------------------------------------------------------------------- */

/* RA may be among the loaded registers (form.h). */
void trans_LMW(Trans *t, uint32_t word)
{
    unsigned rt = f_rt(word);
    if (t->little) {
        t_interp(t); /* alignment interrupt */
        return;
    }
    TransEa ea = t_ea_d(t, word, f_d(word));
    for (unsigned r = rt; r < 32; r++)
        t_put_gpr(t, r, ir_ld(&t->b, t->atype, t_mem(t, WORD, 0), ea.base, ea.disp + (r - rt) * 4));
}

/* n = 1..3 bytes from the left end of a word, the rest 0. */
static IrRef load_left(Trans *t, IrRef base, int64_t disp, unsigned n)
{
    IrBuild *b = &t->b;
    if (n == 1)
        return ir_shl(b, ir_ld(b, IR_I32, IR_M_8, base, disp), t_i32(t, 24));
    IrRef v = ir_shl(b, ir_ld(b, IR_I32, IR_M_16 | IR_M_BE, base, disp), t_i32(t, 16));
    if (n == 2)
        return v;
    return ir_or(b, v, ir_shl(b, ir_ld(b, IR_I32, IR_M_8, base, disp + 2), t_i32(t, 8)));
}

void trans_LSWI(Trans *t, uint32_t word)
{
    unsigned n = f_nb(word) ? f_nb(word) : 32, rt = f_rt(word), nregs = (n + 3) / 4;
    if (t->little) {
        t_interp(t); /* alignment interrupt */
        return;
    }
    TransEa ea = t_ea_d(t, word, 0);
    for (unsigned i = 0; i < nregs; i++) {
        unsigned left = n - i * 4;
        IrRef v =
            left >= 4 ? ir_ld(&t->b, IR_I32, IR_M_32 | IR_M_BE, ea.base, i * 4) : load_left(t, ea.base, i * 4, left);
        t_put_gpr_z(t, (rt + i) & 31, v);
    }
}

void trans_LSWX(Trans *t, uint32_t word)
{
    (void)word;
    t_interp(t);
}

/* -- load and reserve ---------------------------------------------------------------------------------------- */

static void load_reserve(Trans *t, uint32_t word, unsigned size)
{
    IrBuild *b = &t->b;
    TransEa ea = t_ea_xd(t, word);
    if (size)
        t_interp_if(t, IR_TSTNZ, ea.base, t_imm(t, (1 << size) - 1));
    IrRef v = ir_ld(b, t->atype, t_mem(t, size, 0) | IR_M_FRESH, ea.base, 0);
    ir_put(b, PPC_REG_RES, t->guest64 ? ea.base : ir_zext32(b, ea.base));
    ir_put(b, SLOT_RES_VAL, t->guest64 ? v : ir_zext32(b, v));
    ir_put(b, SLOT_RES_SIZE, t_i32(t, 1u << size));
    t_put_gpr(t, f_rt(word), v);
}

void trans_LBARX(Trans *t, uint32_t word)
{
    load_reserve(t, word, BYTE);
}

void trans_LHARX(Trans *t, uint32_t word)
{
    load_reserve(t, word, HALF);
}

void trans_LWARX(Trans *t, uint32_t word)
{
    load_reserve(t, word, WORD);
}
