/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The instruction table against itself: decoding, encoding, reserved bits,
 * valid forms, the random generator; and golden words checked by hand against
 * the Power ISA book. (That no two rows overlap is proven when the table is
 * built, by mkisa.)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "ppc/isa/disas.h"
#include "ppc/isa/encode.h"
#include "ppc/isa/gen.h"
#include "ppc/isa/table.h"

/* Words of every row, whatever their form, decode to the row or to a special case of it. */
static void rows_decode_to_themselves(void **state)
{
    PpcGen g;
    (void)state;
    ppc_gen_seed(&g, 1);
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        assert_int_equal(r->mask & r->reserved, 0);
        assert_int_equal(r->match & ~r->mask, 0);
        for (int i = 0; i < 200; i++) {
            PpcWord w = ((PpcWord)ppc_gen_u32(&g) << 32 | ppc_gen_u32(&g)) & ~r->mask;
            w |= r->match;
            PpcOp got = ppc_decode(w);
            if (got == (PpcOp)op)
                continue;
            const PpcRow *s = ppc_row(got);
            assert_int_not_equal(got, PPC_INVALID);
            assert_int_equal(s->mask & r->mask, r->mask);
            assert_int_equal(s->match & r->mask, r->match);
        }
    }
}

/* The decoder finds what a search through all rows finds, on any word. */
static void decoder_equals_search(void **state)
{
    PpcGen g;
    (void)state;
    ppc_gen_seed(&g, 2);
    for (int i = 0; i < 30000; i++) {
        PpcWord w = ppc_gen_u32(&g);
        if (i % 3 == 0)
            w |= (PpcWord)(1u << 26 | (ppc_gen_u32(&g) & 0x03ffffff)) << 32;
        PpcOp got = ppc_decode(w);
        int fits = 0;
        for (int op = 1; op < PPC_OP_COUNT; op++)
            fits += (w & ppc_row((PpcOp)op)->mask) == ppc_row((PpcOp)op)->match;
        assert_int_equal(got != PPC_INVALID, fits > 0);
        if (got != PPC_INVALID)
            assert_int_equal(w & ppc_row(got)->mask, ppc_row(got)->match);
    }
}

/* Each bit of a word belongs to the fixed bits, the reserved bits or exactly one token. */
static void bits_are_covered_once(void **state)
{
    (void)state;
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        const PpcRowInfo *info = &ppc_row_info[op];
        PpcWord seen = r->mask | r->reserved;
        for (int i = 0; i < info->ntok; i++) {
            PpcWord m = ppc_tok_mask((PpcTok)info->tok[i]);
            assert_int_equal(seen & m, 0);
            seen |= m;
        }
        assert_true(seen == ~0ull);
    }
}

static bool operands_are_fields(PpcOp op)
{
    for (int i = 0; i < ppc_operand_count(op); i++)
        if (!*ppc_operand_name(op, i))
            return false;
    return true;
}

/* True when every token of the row is an operand or a form, so that the operands say everything. */
static bool operands_are_complete(PpcOp op)
{
    const PpcRowInfo *r = &ppc_row_info[op];
    for (int i = 0; i < r->ntok; i++) {
        bool found = ppc_tok_info[r->tok[i]].kind == PPC_KIND_FORM;
        for (int k = 0; k < r->nopd; k++)
            found |= r->opd[k].tok == r->tok[i];
        if (!found)
            return false;
    }
    return true;
}

static void encode_of_decode_is_identity(void **state)
{
    int64_t values[PPC_MAX_OPERANDS];
    int rows = 0;
    PpcGen g;
    (void)state;
    ppc_gen_seed(&g, 3);
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        if (!operands_are_fields((PpcOp)op) || !operands_are_complete((PpcOp)op))
            continue;
        rows++;
        for (int i = 0; i < 100; i++) {
            PpcWord w = ppc_gen_word(&g, (PpcOp)op, 0), back;
            for (int k = 0; k < ppc_operand_count((PpcOp)op); k++)
                values[k] = ppc_operand_value((PpcOp)op, k, w);
            assert_true(ppc_encode(&back, (PpcOp)op, ppc_forms((PpcOp)op, w), values));
            assert_int_equal(back, w);
        }
    }
    assert_true(rows > PPC_OP_COUNT - 12);
}

static void reserved_bits_are_ignored_by_the_decoder_only(void **state)
{
    char text[PPC_DISAS_MAX], loose[PPC_DISAS_MAX];
    PpcGen g;
    (void)state;
    ppc_gen_seed(&g, 4);
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        PpcWord reserved = ppc_row((PpcOp)op)->reserved & ~ppc_row_info[op].lenient;
        for (PpcWord bit = 1; bit; bit <<= 1) {
            PpcWord w = ppc_gen_word(&g, (PpcOp)op, 0) | bit;
            if (!(reserved & bit) || ppc_decode(w) != (PpcOp)op)
                continue;
            assert_true(ppc_reserved_set((PpcOp)op, w));
            ppc_disas(text, sizeof text, w, 0, 0);
            assert_int_equal(strncmp(text, ".long 0x", 8), 0);
            ppc_disas(loose, sizeof loose, w, 0, PPC_DISAS_LOOSE);
            assert_int_not_equal(strncmp(loose, ".long", 5), 0);
        }
    }
}

static void generator_gives_valid_words(void **state)
{
    PpcGen a, b;
    (void)state;
    ppc_gen_seed(&a, 5);
    ppc_gen_seed(&b, 5);
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        for (int i = 0; i < 50; i++) {
            PpcWord w = ppc_gen_word(&a, (PpcOp)op, PPC_GEN_32 | PPC_GEN_USER);
            assert_int_equal(w, ppc_gen_word(&b, (PpcOp)op, PPC_GEN_32 | PPC_GEN_USER));
            assert_int_equal(ppc_decode(w), op);
            assert_true(ppc_form_valid((PpcOp)op, w));
            assert_false(ppc_reserved_set((PpcOp)op, w));
        }
    }
}

static void invalid_forms_are_known(void **state)
{
    (void)state;
    assert_false(ppc_form_valid(PPC_LWZU, 0x84000000)); /* RA = 0 */
    assert_false(ppc_form_valid(PPC_LWZU, 0x84630004)); /* RA = RT */
    assert_true(ppc_form_valid(PPC_LWZU, 0x84640004));
    assert_true(ppc_form_valid(PPC_STWU, 0x9421fff0));  /* RA = RS is fine */
    assert_true(ppc_form_valid(PPC_LFDU, 0xcc630008));  /* f3 and r3 differ */
    assert_false(ppc_form_valid(PPC_LMW, 0xbb9e0000));  /* lmw r28,0(r30) */
    assert_true(ppc_form_valid(PPC_LMW, 0xbbc10008));   /* lmw r30,8(r1) */
    assert_false(ppc_form_valid(PPC_LSWI, 0x7fa18caa)); /* lswi r29,r1,17 wraps to r1 */
    assert_true(ppc_form_valid(PPC_LSWI, 0x7fa184aa));  /* lswi r29,r1,16 ends with r0 */
}

static void golden_words(void **state)
{
    static const struct {
        uint32_t word;
        PpcOp op;
        const char *text;
    } rows[] = {
        {0x38200001, PPC_ADDI, "li      r1,1"},
        {0x7c200b78, PPC_OR, "mr      r0,r1"},
        {0x38210001, PPC_ADDI, "addi    r1,r1,1"},
        {0x7c221896, PPC_MULHW, "mulhw   r1,r2,r3"},
        {0x7c410034, PPC_CNTLZW, "cntlzw  r1,r2"},
        {0x2c010002, PPC_CMPI, "cmpwi   r1,2"},
        {0x4182fff0, PPC_BC, "beq     1000"},
        {0x4e800020, PPC_BCLR, "blr"},
        {0x4e800421, PPC_BCCTR, "bctrl"},
        {0x429f0005, PPC_BC, "bcl     20,4*cr7+so,1014"},
        {0x9421fff0, PPC_STWU, "stwu    r1,-16(r1)"},
        {0x7c0802a6, PPC_MFSPR, "mflr    r0"},
        {0x5463103a, PPC_RLWINM, "slwi    r3,r3,2"},
        {0x5463f0be, PPC_RLWINM, "srwi    r3,r3,2"},
        {0x546317bc, PPC_RLWINM, "rlwinm  r3,r3,2,30,30"},
        {0x7c632215, PPC_ADD, "add.    r3,r3,r4"},
        {0x7c632614, PPC_ADD, "addo    r3,r3,r4"},
        {0x7c632615, PPC_ADD, "addo.   r3,r3,r4"},
        {0x34630001, PPC_ADDIC_DOT, "addic.  r3,r3,1"},
        {0x7c0004ac, PPC_SYNC, "hwsync"},
        {0x7c2004ac, PPC_SYNC, "lwsync"},
        {0x7c001828, PPC_LWARX, "lwarx   r0,0,r3"},
        {0x7c00192d, PPC_STWCX_DOT, "stwcx.  r0,0,r3"},
        {0x44000002, PPC_SC, "sc"},
        {0x60000000, PPC_ORI, "nop"},
        {0x7fe00008, PPC_TW, "trap"},
        {0x4cc63182, PPC_CRXOR, "crclr   4*cr1+eq"},
        {0xfc2110fa, PPC_FMADD, "fmadd   f1,f1,f3,f2"},
        {0xec21102a, PPC_FADDS, "fadds   f1,f1,f2"},
        {0xfc01102a, PPC_FADD, "fadd    f0,f1,f2"},
        {0xff800080, PPC_MCRFS, "mcrfs   cr7,cr0"},
        {0x7c64292e, PPC_STWX, "stwx    r3,r4,r5"},
        {0x10221880, PPC_VADDUWM, "vadduwm v1,v2,v3"},
        {0xe8610010, PPC_LD, "ld      r3,16(r1)"},
        {0x00000000, PPC_INVALID, ".long 0x0"},
    };
    char text[PPC_DISAS_MAX];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(ppc_decode(rows[i].word), rows[i].op);
        ppc_disas(text, sizeof text, rows[i].word, 0x1010, 0);
        assert_string_equal(text, rows[i].text);
    }
}

static void fields_are_extracted(void **state)
{
    (void)state;
    assert_int_equal(f_rt(0x38200001), 1);
    assert_int_equal(f_si(0x3820ffff), -1);
    assert_int_equal(f_bd(0x4182fff0), -16);
    assert_int_equal(f_li(0x4bfffffd), -4);
    assert_int_equal(f_spr(0x7c0802a6), 8);
    assert_int_equal(f_spr(0x7c0c42e6), 268);
    assert_int_equal(f_sh6(0x78001802 | 0xf800), 63);
    assert_int_equal(f_ds(0xe861fff9), -8);
    assert_int_equal(f_dx(0x4c61fffd), -61);
}

static void names_find_rows(void **state)
{
    (void)state;
    assert_int_equal(ppc_op_by_name("add"), PPC_ADD);
    assert_int_equal(ppc_op_by_name("addo."), PPC_ADD);
    assert_int_equal(ppc_op_by_name("addo"), PPC_ADD);
    assert_int_equal(ppc_op_by_name("add."), PPC_ADD);
    assert_int_equal(ppc_op_by_name("addic."), PPC_ADDIC_DOT);
    assert_int_equal(ppc_op_by_name("bcla"), PPC_BC);
    assert_int_equal(ppc_op_by_name("ADDIC_DOT"), PPC_ADDIC_DOT);
    assert_int_equal(ppc_op_by_name("nosuch"), PPC_INVALID);
    assert_int_equal(ppc_op_by_name(""), PPC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_decode_to_themselves),
        cmocka_unit_test(decoder_equals_search),
        cmocka_unit_test(bits_are_covered_once),
        cmocka_unit_test(encode_of_decode_is_identity),
        cmocka_unit_test(reserved_bits_are_ignored_by_the_decoder_only),
        cmocka_unit_test(generator_gives_valid_words),
        cmocka_unit_test(invalid_forms_are_known),
        cmocka_unit_test(golden_words),
        cmocka_unit_test(fields_are_extracted),
        cmocka_unit_test(names_find_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
