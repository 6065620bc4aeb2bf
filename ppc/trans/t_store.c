/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer stores: Power ISA Book I 3.3.3, 3.3.5 .. 3.3.7; store conditional:
 * Book II 4.4.2; dcbz. Update forms write RA after the access.
 */
#include "ppc/trans/crflags.h"
#include "ppc/trans/trans.h"
#include "ppc/isa/cpu.h"

enum { BYTE = IR_M_8, HALF = IR_M_16, WORD = IR_M_32 };

static void store(Trans *t, uint32_t word, unsigned mem, TransEa ea)
{
    ir_st(&t->b, mem, ea.base, ea.disp, t_gpr(t, f_rs(word)));
}

static void store_update(Trans *t, uint32_t word, unsigned mem, TransEa ea)
{
    store(t, word, mem, ea);
    t_update(t, word, ea);
}

#define STORES(op, size)                                                                                               \
    void trans_##op(Trans *t, uint32_t word)                                                                           \
    {                                                                                                                  \
        store(t, word, t_mem(t, size, 0), t_ea_d(t, word, f_d(word)));                                                 \
    }                                                                                                                  \
    void trans_##op##U(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        store_update(t, word, t_mem(t, size, 0), t_ea_d(t, word, f_d(word)));                                          \
    }                                                                                                                  \
    void trans_##op##X(Trans *t, uint32_t word)                                                                        \
    {                                                                                                                  \
        store(t, word, t_mem(t, size, 0), t_ea_xd(t, word));                                                           \
    }                                                                                                                  \
    void trans_##op##UX(Trans *t, uint32_t word)                                                                       \
    {                                                                                                                  \
        store_update(t, word, t_mem(t, size, 0), t_ea_xd(t, word));                                                    \
    }

STORES(STB, BYTE)
STORES(STH, HALF)
STORES(STW, WORD)

void trans_PSTB(Trans *t, uint32_t word)
{
    store(t, word, t_mem(t, BYTE, 0), t_ea_p(t));
}

void trans_PSTH(Trans *t, uint32_t word)
{
    store(t, word, t_mem(t, HALF, 0), t_ea_p(t));
}

void trans_PSTW(Trans *t, uint32_t word)
{
    store(t, word, t_mem(t, WORD, 0), t_ea_p(t));
}

void trans_STHBRX(Trans *t, uint32_t word)
{
    store(t, word, t_mem(t, HALF, 0) ^ IR_M_BE, t_ea_xd(t, word));
}

void trans_STWBRX(Trans *t, uint32_t word)
{
    store(t, word, t_mem(t, WORD, 0) ^ IR_M_BE, t_ea_xd(t, word));
}

/* -- multiple and string ------------------------------------------------------------------------------------- */

void trans_STMW(Trans *t, uint32_t word)
{
    unsigned rs = f_rs(word);
    if (t->little) {
        t_interp(t); /* alignment interrupt */
        return;
    }
    TransEa ea = t_ea_d(t, word, f_d(word));
    for (unsigned r = rs; r < 32; r++)
        ir_st(&t->b, t_mem(t, WORD, 0), ea.base, ea.disp + (r - rs) * 4, t_gpr(t, r));
}

/* The n = 1..3 leftmost bytes of v. */
static void store_left(Trans *t, IrRef base, int64_t disp, unsigned n, IrRef v)
{
    IrBuild *b = &t->b;
    if (n == 1) {
        ir_st(b, IR_M_8, base, disp, ir_shr(b, v, t_i32(t, 24)));
        return;
    }
    ir_st(b, IR_M_16 | IR_M_BE, base, disp, ir_shr(b, v, t_i32(t, 16)));
    if (n == 3)
        ir_st(b, IR_M_8, base, disp + 2, ir_shr(b, v, t_i32(t, 8)));
}

void trans_STSWI(Trans *t, uint32_t word)
{
    unsigned n = f_nb(word) ? f_nb(word) : 32;
    if (t->little) {
        t_interp(t); /* alignment interrupt */
        return;
    }
    TransEa ea = t_ea_d(t, word, 0);
    for (unsigned i = 0; i * 4 < n; i++) {
        unsigned left = n - i * 4;
        IrRef v = t_gpr32(t, (f_rs(word) + i) & 31);
        if (left >= 4)
            ir_st(&t->b, IR_M_32 | IR_M_BE, ea.base, i * 4, v);
        else
            store_left(t, ea.base, i * 4, left, v);
    }
}

void trans_STSWX(Trans *t, uint32_t word)
{
    (void)word;
    t_interp(t);
}

/* -- store conditional --------------------------------------------------------------------------------------- */

/*
 * Without a reservation of just these bytes the interpreter says what happens (the store fails, or the address is
 * misaligned, which a reservation never is). With one the store is a compare and swap against the value that was
 * loaded.
 */
static void store_conditional(Trans *t, uint32_t word, unsigned size)
{
    IrBuild *b = &t->b;
    TransEa ea = t_ea_xd(t, word);
    t_interp_if(t, IR_NE, ir_get(b, PPC_REG_RES), t->guest64 ? ea.base : ir_zext32(b, ea.base));
    t_interp_if(t, IR_NE, ir_get(b, SLOT_RES_SIZE), t_i32(t, 1u << size));
    IrRef want = ir_trunc(b, ir_get(b, SLOT_RES_VAL)), v = t_gpr32(t, f_rs(word));
    if (size < WORD)
        v = ir_un(b, size == BYTE ? UOP_ZEXT8 : UOP_ZEXT16, v);
    IrRef old = ir_emit(b, UOP_CAS, IR_I32, t_mem(t, size, 0), 0, ea.base, want, v);
    IrRef zero = t_i32(t, 0), stored = ir_set(b, IR_EQ, old, want);
    ir_put(b, PPC_REG_RES, t_i64(t, ~0ull));
    crf_put_bits(t, 0, (const IrRef[4]){zero, zero, stored, xer_so(t)});
}

void trans_STBCX_DOT(Trans *t, uint32_t word)
{
    store_conditional(t, word, BYTE);
}

void trans_STHCX_DOT(Trans *t, uint32_t word)
{
    store_conditional(t, word, HALF);
}

void trans_STWCX_DOT(Trans *t, uint32_t word)
{
    store_conditional(t, word, WORD);
}

/* -- cache --------------------------------------------------------------------------------------------------- */

void trans_DCBZ(Trans *t, uint32_t word)
{
    IrRef block = ir_and(&t->b, t_ea_xd(t, word).base, t_imm(t, -(int64_t)ppc_cpu_model->cache_block));
    for (unsigned i = 0; i < ppc_cpu_model->cache_block; i += 8)
        ir_st(&t->b, IR_M_64, block, i, t_i64(t, 0));
}
