/* SPDX-License-Identifier: Apache-2.0 */
/* Random words and start states for differential tests. */
#include "ppc/cpu/crf.h"
#include "ppc/cpu/dfp.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/spr.h"
#include "ppc/cpu/vec.h"
#include "ppc/isa/cpu.h"
#include "tests/diff/diff.h"

uint64_t diff_rand(DiffRng *r)
{
    uint64_t z = (r->s += 0x9e3779b97f4a7c15ull);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ z >> 27) * 0x94d049bb133111ebull;
    return z ^ z >> 31;
}

unsigned diff_below(DiffRng *r, unsigned n)
{
    return (unsigned)((diff_rand(r) >> 32) * n >> 32);
}

/* -- words --------------------------------------------------------------------------------------------------- */

static uint32_t put_field(uint32_t word, unsigned first, uint32_t v)
{
    unsigned sh = 31 - (first + 4);
    return (word & ~(31u << sh)) | (v & 31) << sh;
}

/* mfspr, mtspr: the user-level ones most of the time. */
static uint32_t spr_word(DiffRng *r, uint32_t word)
{
    static const uint16_t often[] = {PPC_SPR_XER, PPC_SPR_LR, PPC_SPR_CTR, PPC_SPR_VRSAVE};
    unsigned spr = diff_below(r, 8) ? often[diff_below(r, 4)] : diff_below(r, 1024);
    if (spr == PPC_SPR_TB || spr == PPC_SPR_TBU)
        spr = PPC_SPR_XER; /* not the same twice */
    return put_field(put_field(word, 11, spr), 16, spr >> 5);
}

PpcWord diff_word(DiffRng *r, PpcOp op, bool few_regs)
{
    const PpcRow *row = ppc_row(op);
    PpcWord free_bits = ~(row->mask | row->reserved), v = diff_rand(r);
    if (few_regs) /* fields of registers 0..7 */
        v &= ~0x03180000ull & ~(diff_below(r, 2) ? 0x0000c000ull : 0);
    PpcWord word = row->match | (v & free_bits);
    if (op == PPC_MFSPR || op == PPC_MTSPR)
        word = spr_word(r, (uint32_t)word);
    if (word >> 32 && ppc_is(op, PPC_CLASS_LOAD | PPC_CLASS_STORE) && diff_below(r, 4))
        word &= ~(0x3ffffull << 32); /* a displacement of 16 bits */
    return word;
}

void diff_put(DiffCase *c, PpcWord word)
{
    CHECK(c->nwords + 2 <= DIFF_MAX_WORDS);
    if (word >> 32)
        c->words[c->nwords++] = ppc_prefix_of(word);
    c->words[c->nwords++] = (uint32_t)word;
}

PpcWord diff_get(const DiffCase *c, unsigned i)
{
    if (!ppc_is_prefix(c->words[i]))
        return c->words[i];
    return ppc_prefixed(c->words[i], i + 1 < c->nwords ? c->words[i + 1] : 0);
}

/* -- states -------------------------------------------------------------------------------------------------- */

/* Lanes of any width with edges of integers, or of singles. */
static PpcVsr rand_vr(DiffRng *r)
{
    static const uint32_t single[] = {0x00000000, 0x80000000, 0x3f800000, 0xbf800000, 0x7f800000,
                                      0xff800000, 0x7fc00001, 0xff812345, 0x00000001, 0x807fffff,
                                      0x00800000, 0x80800001, 0x7f7fffff, 0xff7fffff, 0x4f000000,
                                      0xcf000000, 0x4f800000, 0x3effffff, 0xc0200000, 0x4b000001};
    static const uint8_t byte[] = {0x00, 0x01, 0x7f, 0x80, 0x81, 0xff};
    PpcVsr v = {.d = {diff_rand(r), diff_rand(r)}};
    switch (diff_below(r, 4)) {
    case 0:
        for (unsigned i = 0; i < 4; i++)
            v.w[i] = single[diff_below(r, ARRAY_LEN(single))];
        break;
    case 1:
        for (unsigned i = 0; i < 16; i++)
            v.b[i] = byte[diff_below(r, ARRAY_LEN(byte))];
        break;
    case 2: /* singles near 1 or near the smallest normal one */
        for (unsigned i = 0; i < 4; i++)
            v.w[i] = (v.w[i] & 0x807fffffu) | (diff_below(r, 3) ? 120 + diff_below(r, 16) : diff_below(r, 3)) << 23;
        break;
    default: break;
    }
    return v;
}

static uint32_t rand_gpr(DiffRng *r)
{
    static const uint32_t edge[] = {0,          1,          2,          31,         32,         33,         63,
                                    64,         0x7f,       0x80,       0xff,       0x7fff,     0x8000,     0xffff,
                                    0x10000,    0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff, 0xffff8000,
                                    0xffffff80, 0x01010101, 0x80808080, 0x7f7f7f7f};
    switch (diff_below(r, 6)) {
    case 0:
    case 1: return edge[diff_below(r, ARRAY_LEN(edge))];
    case 2: return 1u << diff_below(r, 32);
    case 3: return DIFF_DATA + diff_below(r, 4096) - 2048;
    case 4: return (uint32_t)sext32(diff_below(r, 256), 8);
    default: return (uint32_t)diff_rand(r);
    }
}

static uint64_t rand_fpr(DiffRng *r)
{
    static const uint64_t edge[] = {
        0,
        0x3ff0000000000000ull,
        0x3ff8000000000000ull,
        0x4000000000000000ull,
        0x0010000000000000ull,
        0x000fffffffffffffull,
        0x0000000000000001ull,
        0x0008000000000000ull,
        0x7fefffffffffffffull,
        0x7ff0000000000000ull,
        0x7ff8000000000000ull,
        0x7ff4000000000000ull,
        0x7fffffffffffffffull,
        0x7ff0000000000001ull,
        0x3810000000000000ull,
        0x380fffffe0000000ull,
        0x36a0000000000000ull,
        0x3690000000000000ull,
        0x47efffffe0000000ull,
        0x47f0000000000000ull,
        0x41dfffffffc00000ull,
        0x41e0000000000000ull,
        0x41efffffffe00000ull,
        0x43e0000000000000ull,
        0x4330000000000000ull,
        0x4340000000000000ull,
        0x3fe0000000000000ull,
        0x3fdfffffffffffffull,
        0x3ff0000010000000ull,
        0x3ff0000030000000ull,
        0x3cb0000000000000ull,
        0x3e70000000000000ull,
    };
    uint64_t sign = diff_rand(r) & 1ull << 63, v = diff_rand(r);
    switch (diff_below(r, 6)) {
    case 0:
    case 1: return sign | edge[diff_below(r, ARRAY_LEN(edge))];
    case 2: return v;
    case 3: return sign | (1023ull - 30 + diff_below(r, 60)) << 52 | (v & 0xfffffe0000000ull); /* a single */
    case 4: return sign | (1023ull - 160 + diff_below(r, 320)) << 52 | (v & 0xfffffe0000000ull);
    default: return sign | (1023ull - 60 + diff_below(r, 120)) << 52 | (v & 0xfffffffffffffull);
    }
}

static int64_t rand_crf(DiffRng *r)
{
    uint32_t so = diff_below(r, 2);
    switch (diff_below(r, 3)) {
    case 0: return crf_encode(diff_below(r, 16));
    case 1: return crf_cmp_s32((int32_t)rand_gpr(r), (int32_t)rand_gpr(r), so);
    default: return crf_cmp_u32(rand_gpr(r), rand_gpr(r), so);
    }
}

static uint32_t rand_fpscr(DiffRng *r)
{
    uint32_t v = (uint32_t)diff_rand(r) & ~PPC_FPSCR_ENABLES;
    if (diff_below(r, 2))
        v &= PPC_FPSCR_RN;
    if (diff_below(r, 2))
        v &= ~PPC_FPSCR_RN;
    if (diff_below(r, 6) == 0) { /* UE and XE, which change everything, less often */
        uint32_t enables = (uint32_t)diff_rand(r) & PPC_FPSCR_ENABLES;
        if (diff_below(r, 3))
            enables &= ~(PPC_FPSCR_UE | PPC_FPSCR_XE);
        if (diff_below(r, 3)) /* nothing is due yet */
            v &= ~(PPC_FPSCR_VXALL | PPC_FPSCR_OX | PPC_FPSCR_UX | PPC_FPSCR_ZX | PPC_FPSCR_XX);
        v |= enables;
    }
    return v;
}

/* Makes the registers of an indexed or displaced access point into the data area. */
static void aim(DiffRng *r, PpcCpu *cpu, uint32_t word)
{
    unsigned ra = f_ra(word), rb = f_rb(word);
    bool indexed = word >> 26 == 31;
    uint32_t near = DIFF_DATA + diff_below(r, 2048) - 1024;
    if (diff_below(r, 2))
        near &= ~7u;
    if (!indexed || rb != ra)
        cpu->gpr[ra] = near;
    if (indexed && ra == 0)
        cpu->gpr[rb] = near;
    else if (indexed && rb != ra)
        cpu->gpr[rb] = (uint32_t)(diff_below(r, 2) ? diff_below(r, 64) * 4 : (uint32_t)sext32(diff_below(r, 512), 9));
}

/* A reservation, often where the access goes and often still holding. */
static void reserve(DiffRng *r, PpcCpu *cpu, uint32_t word)
{
    uint32_t ea = (uint32_t)((f_ra(word) ? cpu->gpr[f_ra(word)] : 0) + cpu->gpr[f_rb(word)]);
    cpu->res_size = diff_below(r, 4) ? 4 : 1u << diff_below(r, 3);
    cpu->res_addr = (diff_below(r, 8) ? ea : (uint32_t)diff_rand(r)) & -cpu->res_size; /* never misaligned */
    cpu->res_val = diff_data(cpu->res_addr, cpu->res_size, cpu->little) ^ (diff_below(r, 3) == 0);
}

/*
 * Operands of results that random ones miss: tiny before rounding, the smallest normal number after it (where the
 * host's underflow is not the book's), in double and in single precision; half-way cases of a multiply-add.
 */
static void rare_operands(DiffRng *r, PpcCpu *cpu, uint32_t word)
{
    static const uint64_t rows[][3] = {
        /* FRA, FRB, FRC */
        {0x3ff0000000400000ull, 0, 0x000fffffffc00000ull}, /* (1 + 2^-30) * (1 - 2^-30) 2^-1022 */
        {0x000fffffffc00000ull, 0x8000000000000000ull, 0x3ff0000000400000ull},
        {0x3ff0008000000000ull, 0x380ffffffc000000ull, 0x380fff0000000000ull}, /* (1 + 2^-13) * (1 - 2^-13) 2^-126 */
        {0x380fff0000000000ull, 0x4010000000000000ull, 0x3ff0008000000000ull},
        {0x3ff0000020000000ull, 0x3e60000000000000ull, 0x3ff0000020000000ull}, /* 1 + 2^-22 + ... + half a unit */
        {0x3ff0000020000000ull, 0x3970000000000000ull, 0x3ff0000010000000ull},
        {0x0018000000000000ull, 0x3ff8000000000000ull, 0x3fe0000000000000ull},
    };
    const uint64_t *row = rows[diff_below(r, ARRAY_LEN(rows))];
    ppc_set_fpr(cpu, f_fra(word), row[0]);
    ppc_set_fpr(cpu, f_frb(word), row[1]);
    ppc_set_fpr(cpu, f_frc(word), row[2]);
}

/* A coefficient: few digits, all, nines, a half-way tail, zero. */
static DfpCoeff rand_coefficient(DiffRng *r, unsigned digits)
{
    DfpCoeff v = ((DfpCoeff)diff_rand(r) << 64 | diff_rand(r)) % dfp_pow10(digits);
    unsigned n = 1 + diff_below(r, digits);
    switch (diff_below(r, 8)) {
    case 0: return dfp_mod10(v, 1 + diff_below(r, 3));
    case 1: return dfp_mod10(v, n);
    case 2: return dfp_pow10(n) - 1;
    case 3: return v - v % dfp_pow10(n) + 5 * dfp_pow10(n - 1);
    case 4: return diff_below(r, 2) ? dfp_pow10(n - 1) : 0;
    default: return v;
    }
}

/* A decimal number whose biased exponent is near `near`; one in eight is special, and bits of some are anything. */
static DfpCoeff rand_decimal(DiffRng *r, DfpFormat f, int near)
{
    DfpNum v = {.neg = diff_below(r, 2), .c = rand_coefficient(r, dfp_digits(f))};
    int exp = near + (int)diff_below(r, 2 * dfp_digits(f)) - (int)dfp_digits(f), top = dfp_max_biased(f);
    v.exp = (exp < 0 ? 0 : exp > top ? top : exp) - dfp_bias(f);
    if (diff_below(r, 8) == 0)
        v.cls = (DfpClass)diff_below(r, 4);
    if (diff_below(r, 16) == 0)
        return (DfpCoeff)diff_rand(r) << 64 | diff_rand(r);
    return dfp_pack(f, &v);
}

static int rand_biased(DiffRng *r, DfpFormat f)
{
    int top = dfp_max_biased(f);
    switch (diff_below(r, 6)) {
    case 0: return 0;
    case 1: return top;
    case 2: return (int)diff_below(r, (unsigned)top);
    case 3: return top / 2;
    default: return dfp_bias(f) - (int)diff_below(r, 20);
    }
}

void diff_decimal_state(DiffRng *r, PpcCpu *cpu)
{
    DfpFormat f = diff_below(r, 2) ? DFP_LONG : DFP_EXTENDED;
    int near = rand_biased(r, f);
    for (unsigned i = 0; i < 32; i += 2) {
        DfpCoeff a = rand_decimal(r, f, near), b = rand_decimal(r, f, near);
        if (f == DFP_EXTENDED)
            b = a >> 64;
        if (diff_below(r, 6) == 0) /* an integer, a short number, BCD */
            a = (DfpCoeff)(int64_t)sext32(diff_below(r, 1024), 10);
        else if (diff_below(r, 8) == 0)
            a = rand_decimal(r, DFP_SHORT, rand_biased(r, DFP_SHORT));
        else if (diff_below(r, 8) == 0)
            a = dfp_to_bcd(dfp_mod10(a, 38), 32) << (diff_below(r, 2) ? 0 : 4) | 12 | diff_below(r, 4);
        ppc_set_fpr(cpu, i, (uint64_t)b);
        ppc_set_fpr(cpu, i + 1, (uint64_t)a);
    }
    cpu->fpscr_drn = diff_below(r, 3) ? diff_below(r, 8) : 0;
}

void diff_start_state(DiffRng *r, DiffCase *c)
{
    PpcCpu *cpu = &c->start;
    memset(cpu, 0, sizeof *cpu);
    for (unsigned i = 0; i < 32; i++)
        cpu->gpr[i] = rand_gpr(r);
    for (unsigned i = 0; i < 32; i++)
        ppc_set_fpr(cpu, i, rand_fpr(r));
    for (unsigned i = 32; i < 64; i++)
        cpu->vsr[i] = diff_below(r, 4) ? rand_vr(r) : (PpcVsr){.d = {rand_fpr(r), rand_fpr(r)}};
    for (unsigned i = 0; i < 32; i++) {
        cpu->vsr[i].d[0] = rand_fpr(r);
        if (diff_below(r, 4) == 0)
            cpu->vsr[i] = rand_vr(r);
    }
    cpu->vscr = (diff_below(r, 2) ? PPC_VSCR_NJ : 0) | (diff_below(r, 4) ? 0 : PPC_VSCR_SAT);
    for (unsigned i = 0; i < 8; i++)
        cpu->cr[i] = rand_crf(r);
    cpu->lr = rand_gpr(r);
    cpu->ctr = diff_below(r, 2) ? diff_below(r, 3) : rand_gpr(r);
    cpu->so = diff_below(r, 4) == 0;
    cpu->ov = diff_below(r, 2);
    cpu->ca = diff_below(r, 2);
    cpu->xerc = diff_below(r, 128);
    cpu->vrsave = (uint32_t)diff_rand(r);
    cpu->res_addr = ~0ull;
    cpu->little = diff_below(r, 8) == 0;
    cpu->pvr = ppc_cpu_model->pvr;
    ppc_set_fpscr(cpu, rand_fpscr(r));
    PpcWord first = diff_get(c, 0);
    uint32_t cls = ppc_class(ppc_decode(first));
    if (cls & (PPC_CLASS_LOAD | PPC_CLASS_STORE | PPC_CLASS_CACHE) && diff_below(r, 16))
        aim(r, cpu, (uint32_t)first);
    if (cls & PPC_CLASS_FPU && diff_below(r, 8) == 0)
        rare_operands(r, cpu, (uint32_t)first);
    if (cls & PPC_FLAG_ATOMIC)
        reserve(r, cpu, (uint32_t)first);
    if (ppc_row(ppc_decode(first))->level == PPC_LEVEL_DFP)
        diff_decimal_state(r, cpu);
}
