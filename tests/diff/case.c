/* SPDX-License-Identifier: Apache-2.0 */
/* Making random cases. See case.h. */
#include "tests/diff/case.h"

#include <string.h>

#include "ppc/cpu/fpscr.h"
#include "ppc/cpu/slot.h"
#include "ppc/cpu/spr.h"
#include "ppc/isa/effects.h"
#include "ppc/isa/encode.h"
#include "ppc/isa/gen.h"
#include "ppc/isa/cpu.h"

enum { BASE_LO = 28, BASE_HI = 30, INDEX_REG = 31, MAX_BLOCK = 20 };

typedef struct Maker {
    DiffRng r;
    PpcGen gen;
    const CaseSpec *s;
    DiffCase *c;
} Maker;

static unsigned below(Maker *m, unsigned n)
{
    return diff_below(&m->r, n);
}

bool case_row_ok(PpcOp op)
{
    return ppc_executable(op) && op != PPC_MFTB && op != PPC_DARN;
}

/* -- words ----------------------------------------------------------------------------------------------------------
 */

static bool is_memory(PpcOp op)
{
    return ppc_is(op, PPC_CLASS_LOAD | PPC_CLASS_STORE | PPC_CLASS_CACHE);
}

static bool reads_time(PpcOp op, PpcWord word)
{
    return op == PPC_MFSPR && (f_spr(word) == PPC_SPR_TB || f_spr(word) == PPC_SPR_TBU);
}

/*
 * What a tame case cannot have: registers that differ between processors; VRSAVE, which the guest program of the
 * comparison uses itself; FPSCR[DRN], which no start state of it sets.
 */
static bool foreign_word(PpcOp op, PpcWord word)
{
    unsigned spr = f_spr(word);
    switch ((int)op) {
    case PPC_MFSPR:
    case PPC_MTSPR: return spr != PPC_SPR_XER && spr != PPC_SPR_LR && spr != PPC_SPR_CTR;
    case PPC_MTFSF: return f_l6(word) || f_w(word);
    case PPC_MTFSFI: return f_w(word);
    case PPC_MFFSCDRN:
    case PPC_MFFSCDRNI: die("%s in a tame case", ppc_row(op)->id);
    default: return false;
    }
}

static PpcWord random_word(Maker *m, PpcOp op)
{
    for (;;) {
        bool valid = m->s->tame || below(m, 8);
        PpcWord w = valid ? ppc_gen_word(&m->gen, op, PPC_GEN_32 | PPC_GEN_USER) : diff_word(&m->r, op, below(m, 2));
        if (!m->s->tame && below(m, 32) == 0)
            w |= diff_rand(&m->r) & ppc_row(op)->reserved;
        if (ppc_decode(w) == op && !reads_time(op, w) && !(m->s->tame && foreign_word(op, w)))
            return w;
    }
}

static PpcOp random_row(Maker *m, bool (*row_ok)(PpcOp op))
{
    for (;;) {
        PpcOp op = (PpcOp)(1 + below(m, PPC_OP_COUNT - 1));
        if (row_ok(op))
            return op;
    }
}

static bool indexed(PpcOp op)
{
    return strstr(ppc_row(op)->operands, "RB") != NULL;
}

static bool base_or_zero(PpcOp op)
{
    return strstr(ppc_row(op)->operands, "RA0") != NULL;
}

static int32_t displacement(PpcOp op, PpcWord word)
{
    const char *o = ppc_row(op)->operands;
    if (word >> 32)
        return (int32_t)f_d34(word);
    return strstr(o, "DS(") ? f_ds(word) : strstr(o, "DQ(") ? f_dq(word) : strstr(o, "D(") ? f_d(word) : 0;
}

uint32_t case_ea(const PpcCpu *cpu, PpcOp op, PpcWord word)
{
    uint32_t a = base_or_zero(op) && f_ra(word) == 0 ? 0 : (uint32_t)cpu->gpr[f_ra(word)];
    if (word >> 32 && f_r(word))
        a = (uint32_t)cpu->pc;
    return a + (indexed(op) ? (uint32_t)cpu->gpr[f_rb(word)] : (uint32_t)displacement(op, word));
}

/* Bytes that the access touches at most. */
static unsigned access_bytes(const PpcCpu *cpu, PpcOp op, PpcWord word)
{
    PpcEffects e;
    ppc_effects(op, word, &e);
    int n = e.load ? e.load : e.store;
    if (n == PPC_SIZE_XER)
        return cpu->xerc;
    if (n == PPC_SIZE_REG)
        return 0; /* no 32-bit program can ask for more */
    return n == PPC_SIZE_BLOCK ? ppc_cpu_model->cache_block : (unsigned)n;
}

/* -- where accesses go ----------------------------------------------------------------------------------------------
 */

static uint32_t tame_target(Maker *m, unsigned nbytes, unsigned align)
{
    uint32_t room = m->s->data_bytes - nbytes + 1, off = below(m, room);
    return m->s->data_lo + (below(m, 4) ? off & ~(align - 1) : off);
}

static uint32_t wild_target(Maker *m)
{
    const CaseSpec *s = m->s;
    uint32_t end = s->data_lo + s->data_bytes;
    switch (below(m, 24)) {
    case 0: return end - below(m, 12);        /* into the read-only page behind */
    case 1: return end + 4096 - below(m, 12); /* out of that page into nothing */
    case 2: return s->data_lo - below(m, 12); /* out of nothing */
    case 3: return s->code_lo + below(m, s->code_bytes);
    case 4: return (uint32_t)diff_rand(&m->r);
    case 5: return s->data_lo + 4096 - below(m, 12); /* across pages */
    default: return s->data_lo + (below(m, s->data_bytes) & ~(below(m, 2) ? 7u : 0u));
    }
}

/* Alignment that another processor may want: reservations and cache blocks trap or round differently. */
static unsigned wanted_align(PpcOp op, unsigned nbytes)
{
    return ppc_is(op, PPC_FLAG_ATOMIC) ? nbytes : 8;
}

static void set_gpr(PpcCpu *cpu, unsigned n, uint32_t v)
{
    cpu->gpr[n] = v;
}

/* Sets the address registers of the start state so that the access hits. */
static void aim(Maker *m, PpcOp op, PpcWord word)
{
    PpcCpu *cpu = &m->c->start;
    unsigned n = access_bytes(cpu, op, word), ra = f_ra(word), rb = f_rb(word);
    bool zero = base_or_zero(op) && ra == 0;
    uint32_t target = m->s->tame ? tame_target(m, n < 256 ? n : 255, wanted_align(op, n)) : wild_target(m);
    if (m->s->tame && ppc_is(op, PPC_FLAG_ATOMIC))
        target &= ~(n - 1);
    if (!indexed(op)) {
        if (!zero)
            set_gpr(cpu, ra, target - (uint32_t)displacement(op, word));
    } else if (zero) {
        set_gpr(cpu, rb, target);
    } else if (ra == rb) {
        set_gpr(cpu, ra, target / 2);
    } else {
        if (m->s->tame || below(m, 2))
            set_gpr(cpu, rb, below(m, 64) * 4);
        set_gpr(cpu, ra, target - (uint32_t)cpu->gpr[rb]);
    }
}

/* A reservation, often where the access goes and often still holding. */
static void reserve(Maker *m, PpcOp op, PpcWord word)
{
    PpcCpu *cpu = &m->c->start;
    cpu->res_size = below(m, 4) ? access_bytes(cpu, op, word) : 1u << below(m, 3);
    cpu->res_addr = (below(m, 8) ? case_ea(cpu, op, word) : (uint32_t)diff_rand(&m->r)) & -cpu->res_size;
    cpu->res_val = m->s->memory((uint32_t)cpu->res_addr, cpu->res_size) ^ (below(m, 3) == 0);
}

/* -- branches -------------------------------------------------------------------------------------------------------
 */

/* An address in the code area, in a tame case behind the code, so that it comes to an end. */
static uint32_t code_addr(Maker *m)
{
    uint32_t skip = m->s->tame ? DIFF_MAX_WORDS * 4 : 0;
    return m->s->code_lo + skip + (below(m, m->s->code_bytes - skip) & ~3u);
}

/* Gives a branch at c->words[i] of a block of n words a target inside it: ahead, or back when it counts down. */
static uint32_t branch_inside(Maker *m, PpcOp op, uint32_t word, unsigned i, unsigned n)
{
    bool back = op == PPC_BC && !m->s->tame && below(m, 4) == 0;
    int32_t d = back ? -(int32_t)below(m, i + 1) * 4 : (int32_t)(1 + below(m, n - i)) * 4;
    word &= ~2u; /* AA */
    if (back)
        word = (word & 0xfc1fffffu) | (below(m, 2) ? 16u : 18u) << 21;
    return op == PPC_B ? (word & ~0x03fffffcu) | ((uint32_t)d & 0x03fffffcu)
                       : (word & ~0xfffcu) | ((uint32_t)d & 0xfffcu);
}

static bool is_jump(PpcOp op)
{
    return op == PPC_B || op == PPC_BC || op == PPC_BCLR || op == PPC_BCCTR || op == PPC_SC;
}

/* Where single branches go: into the code area most of the time. */
static void aim_branch(Maker *m, PpcOp op, unsigned i)
{
    PpcCpu *cpu = &m->c->start;
    if (op == PPC_B || op == PPC_BC) {
        if (m->s->tame || below(m, 4))
            m->c->words[i] = branch_inside(m, op, m->c->words[i], i, i + 1 + below(m, 8));
    } else if (m->s->tame || below(m, 8)) {
        cpu->lr = code_addr(m) + (below(m, 4) ? 0 : below(m, 4));
        if (op == PPC_BCCTR)
            cpu->ctr = code_addr(m) + (below(m, 4) ? 0 : below(m, 4));
    }
}

/* -- constants ------------------------------------------------------------------------------------------------------
 */

static void emit(Maker *m, PpcWord word)
{
    diff_put(m->c, word);
}

/* li, lis or lis and ori of the value into a register. */
static void emit_const(Maker *m, unsigned reg, uint32_t v)
{
    if (v == (uint32_t)sext32(v & 0xffff, 16)) {
        emit(m, 14u << 26 | reg << 21 | (v & 0xffff));
        return;
    }
    emit(m, 15u << 26 | reg << 21 | v >> 16);
    if (v & 0xffff)
        emit(m, 24u << 26 | reg << 21 | reg << 16 | (v & 0xffff));
}

/* The state's values of the registers that the instruction reads come from code in front of it. */
static void emit_operands(Maker *m, const PpcEffects *e)
{
    PpcCpu *cpu = &m->c->start;
    unsigned spare = 20;
    while (spare < 31 && (ppc_regset_has(&e->reads, PPC_REG_R(spare)) || ppc_regset_has(&e->writes, PPC_REG_R(spare))))
        spare++;
    if (below(m, 4) == 0 && spare < 31) {
        emit_const(m, spare, (uint32_t)diff_rand(&m->r));
        emit(m, 31u << 26 | spare << 21 | 0xffu << 12 | 144u << 1); /* mtcrf 255,spare */
    }
    if (below(m, 4) == 0 && spare < 31) {
        emit_const(m, spare, ppc_get_xer(cpu));
        emit(m, 31u << 26 | spare << 21 | 1u << 16 | 467u << 1); /* mtxer spare */
    }
    for (unsigned n = 0, done = 0; n < 32 && done < 8; n++)
        if (ppc_regset_has(&e->reads, PPC_REG_R(n)) && below(m, 8)) {
            emit_const(m, n, (uint32_t)cpu->gpr[n]);
            cpu->gpr[n] = (uint32_t)diff_rand(&m->r);
            done++;
        }
}

/* -- cases ----------------------------------------------------------------------------------------------------------
 */

static void start_state(Maker *m, PpcOp op, PpcWord word)
{
    DiffCase *c = m->c;
    c->words[0] = 0x60000000; /* addresses are chosen here */
    diff_start_state(&m->r, c);
    PpcCpu *cpu = &c->start;
    cpu->res_addr = ~0ull;
    cpu->res_size = 0;
    cpu->res_val = 0;
    cpu->little = 0; /* the engine runs big-endian programs */
    cpu->fp_trap = !m->s->tame && below(m, 2);
    if (m->s->tame)
        cpu->fpscr_drn = 0;
    if (ppc_row(op)->level == PPC_LEVEL_DFP)
        diff_decimal_state(&m->r, cpu);
    if (is_memory(op) && (m->s->tame || below(m, 16)))
        aim(m, op, word);
    if (!m->s->tame && ppc_is(op, PPC_FLAG_ATOMIC))
        reserve(m, op, word);
}

/* In a tame case D-form accesses without a base register cannot hit. */
static bool can_hit(const Maker *m, PpcOp op, PpcWord word)
{
    if (!m->s->tame || !is_memory(op))
        return true;
    if (base_or_zero(op) && f_ra(word) == 0)
        return indexed(op);
    return !(indexed(op) && f_ra(word) == f_rb(word)) || !ppc_is(op, PPC_FLAG_ATOMIC);
}

/* A register that the word does not name. */
static unsigned spare_reg(Maker *m, PpcWord word)
{
    unsigned r;
    do
        r = below(m, 32);
    while (r == f_rs(word) || r == f_ra(word) || r == f_rb(word));
    return r;
}

static void make_single(Maker *m, PpcOp op, bool with_constants)
{
    PpcWord word;
    do
        word = random_word(m, op);
    while (!can_hit(m, op, word));
    start_state(m, op, word);
    if (with_constants) {
        PpcEffects e;
        ppc_effects(op, word, &e);
        emit_operands(m, &e);
    }
    if (m->s->tame && op == PPC_STWCX_DOT && below(m, 4)) /* with a reservation, which no start state can bring */
        emit(m, (word & ~0x03e007ffu) | spare_reg(m, word) << 21 | 20u << 1);
    emit(m, word);
    if (is_jump(op))
        aim_branch(m, op, m->c->nwords - 1);
}

static bool writes_base(PpcOp op, PpcWord word)
{
    PpcEffects e;
    ppc_effects(op, word, &e);
    for (unsigned n = BASE_LO; n <= INDEX_REG; n++)
        if (ppc_regset_has(&e.writes, PPC_REG_R(n)))
            return true;
    return false;
}

/* Addresses from the base registers, with a small displacement. */
static PpcWord use_bases(Maker *m, PpcOp op, PpcWord insn)
{
    uint32_t word = (uint32_t)insn;
    if (insn >> 32) {
        ppc_set_field(op, &insn, "r", 0);
        ppc_set_field(op, &insn, "ra", BASE_LO + below(m, BASE_HI - BASE_LO + 1));
        ppc_set_field(op, &insn, "d34", (int64_t)below(m, 64) - 32);
        return insn;
    }
    word = (word & ~0x001f0000u) | (BASE_LO + below(m, BASE_HI - BASE_LO + 1)) << 16;
    if (indexed(op))
        return (word & ~0x0000f800u) | INDEX_REG << 11;
    uint32_t d = below(m, 64) - 32u;
    if (strstr(ppc_row(op)->operands, "DS("))
        return (word & ~0xfffcu) | (d * 4 & 0xfffcu);
    if (strstr(ppc_row(op)->operands, "D("))
        return (word & ~0xffffu) | ((below(m, 2) ? d : d * 4) & 0xffffu);
    return word;
}

/* The bits of register fields that are 0 when the registers are 0..7. */
#define HIGH_REGS 0x0318c600ull

/* A word for a block: registers that hold addresses are kept most of the time. few_fprs: floating-point and vector
 * results are operands soon. */
static PpcWord block_word(Maker *m, PpcOp *op, bool few_fprs, unsigned i, unsigned n)
{
    for (;;) {
        *op = i == 0 && m->s->only ? m->s->only : random_row(m, m->s->block_row_ok ? m->s->block_row_ok : m->s->row_ok);
        if (ppc_is(*op, PPC_CLASS_TRAP) && *op != m->s->only && below(m, 4))
            continue;
        PpcWord w = random_word(m, *op);
        if (few_fprs && ppc_is(*op, PPC_CLASS_FPU | PPC_CLASS_VEC) && !is_memory(*op) &&
            ppc_decode(w & ~HIGH_REGS) == *op)
            w &= ~HIGH_REGS;
        if (is_memory(*op) && (m->s->tame || below(m, 16)))
            w = use_bases(m, *op, w);
        if (ppc_decode(w) != *op || (m->s->tame && !ppc_form_valid(*op, w)))
            continue;
        if (writes_base(*op, w) && (m->s->tame || below(m, 8)))
            if (m->s->tame || !ppc_is(*op, PPC_FLAG_UPDATE))
                continue;
        if (*op == PPC_B || *op == PPC_BC)
            w = branch_inside(m, *op, (uint32_t)w, i, n);
        return w;
    }
}

/* Where the code lies: anywhere in the area, often across its pages, sometimes at its end with nothing behind. */
static void place(Maker *m, unsigned nwords)
{
    const CaseSpec *s = m->s;
    uint32_t nbytes = nwords * 4, room = s->code_bytes - nbytes - 4, off;
    switch (m->s->tame ? 0 : below(m, 8)) {
    case 0: off = 0; break;
    case 1: off = s->code_bytes / 2 - below(m, nbytes / 4 + 1) * 4; break;
    case 2: off = s->code_bytes - nbytes; break;
    default: off = below(m, room) & ~3u;
    }
    m->c->start.pc = s->code_lo + off;
}

static void make_block(Maker *m)
{
    DiffCase *c = m->c;
    PpcOp op = PPC_INVALID;
    unsigned n = 2 + below(m, (m->s->max_block ? m->s->max_block : MAX_BLOCK) - 1);
    PpcCpu *cpu = &c->start;
    bool few_fprs = below(m, 2);
    start_state(m, PPC_ADD, 0x7c632214);
    for (unsigned i = 0; i < n; i++)
        emit(m, block_word(m, &op, few_fprs, i, n));
    place(m, c->nwords);
    for (unsigned r = BASE_LO; r <= BASE_HI; r++)
        set_gpr(cpu, r, m->s->data_lo + m->s->data_bytes / 2 + (below(m, 4) ? below(m, 8) * 4 : below(m, 32)) - 16);
    if (!m->s->tame && below(m, 16) == 0)
        set_gpr(cpu, BASE_LO + below(m, 3), wild_target(m));
    set_gpr(cpu, INDEX_REG, below(m, 4) ? below(m, 16) * 4 : below(m, 64));
    if (below(m, 2))
        cpu->ctr = below(m, 5);
    else if (below(m, 2))
        cpu->ctr = cpu->pc + 4 * below(m, n + 1);
    if (below(m, 2))
        cpu->lr = cpu->pc + 4 * below(m, n + 1);
}

/* Most loads and stores that count from their own address go where others do. */
static void aim_relative(Maker *m)
{
    DiffCase *c = m->c;
    for (unsigned i = 0; i + 1 < c->nwords; i++) {
        PpcWord w = diff_get(c, i);
        PpcOp op = ppc_decode(w);
        if (!(w >> 32) || !is_memory(op) || !f_r(w) || below(m, 8) == 0)
            continue;
        ppc_set_field(op, &w, "d34", (int64_t)wild_target(m) - (int64_t)(c->start.pc + 4 * i));
        c->words[i] = ppc_prefix_of(w);
        c->words[++i] = (uint32_t)w;
    }
}

/* -- loops ----------------------------------------------------------------------------------------------------------
 */

enum { ROUNDS_REG = 8, ROUND_REG = 9 };

/* Straight code as compilers put it into loops, on r0..r7 and the walking pointers; sometimes any row of blocks. */
static PpcWord loop_word(Maker *m)
{
    static const uint16_t often[] = {PPC_ADD,   PPC_ADDI,  PPC_ADDIC,    PPC_ADDIC_DOT, PPC_ADDC,  PPC_ADDE, PPC_ADDZE,
                                     PPC_SUBF,  PPC_SUBFC, PPC_SUBFE,    PPC_NEG,       PPC_MULLW, PPC_AND,  PPC_OR,
                                     PPC_OR,    PPC_XOR,   PPC_ANDI_DOT, PPC_RLWINM,    PPC_SRAWI, PPC_SRAW, PPC_SLW,
                                     PPC_EXTSB, PPC_CMP,   PPC_CMPI,     PPC_CMPL,      PPC_CMPLI, PPC_CMPI, PPC_CRXOR,
                                     PPC_MFCR,  PPC_ISEL,  PPC_LWZ,      PPC_LBZ,       PPC_LHA,   PPC_LWZU, PPC_LBZU,
                                     PPC_LWZX,  PPC_STW,   PPC_STB,      PPC_STWU,      PPC_STBU,  PPC_STWX, PPC_LHBRX};
    for (;;) {
        PpcOp op = below(m, 12) ? (PpcOp)often[below(m, ARRAY_LEN(often))]
                                : random_row(m, m->s->block_row_ok ? m->s->block_row_ok : m->s->row_ok);
        if (is_jump(op) || ppc_is(op, PPC_CLASS_TRAP))
            continue;
        uint32_t w = random_word(m, op) & ~HIGH_REGS;
        if (op == PPC_CMP || op == PPC_CMPI || op == PPC_CMPL || op == PPC_CMPLI)
            w &= ~0x03000000u; /* cr0 and cr1 */
        if (is_memory(op))
            w = use_bases(m, op, w);
        if (ppc_decode(w) == op && (!writes_base(op, w) || ppc_is(op, PPC_FLAG_UPDATE)))
            return w;
    }
}

static uint32_t bc(unsigned bo, unsigned bi, int words)
{
    return 16u << 26 | bo << 21 | bi << 16 | ((uint32_t)words * 4 & 0xfffcu);
}

/* n words, with ways past some of them. */
static void emit_body(Maker *m, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (i + 2 < n && below(m, 6) == 0)
            emit(m, bc(below(m, 2) ? 12 : 4, below(m, 8), 2 + (int)below(m, n - i - 1)));
        else
            emit(m, loop_word(m));
}

/* Counts down, some with a condition beside: it comes to an end. */
static void emit_way_back(Maker *m, unsigned to)
{
    static const uint8_t bo[] = {16, 16, 16, 8, 0};
    emit(m, bc(bo[below(m, ARRAY_LEN(bo))], below(m, 8), (int)to - (int)m->c->nwords));
}

static void make_loop(Maker *m)
{
    const CaseSpec *s = m->s;
    PpcCpu *cpu = &m->c->start;
    uint32_t end = s->data_lo + s->data_bytes;
    start_state(m, PPC_ADD, 0x7c632214);
    emit_body(m, below(m, 4));
    bool nested = below(m, 2);
    unsigned top = m->c->nwords;
    if (nested) {
        emit_body(m, below(m, 4));
        emit(m, 31u << 26 | ROUND_REG << 21 | 9u << 16 | 467u << 1); /* mtctr */
    }
    unsigned inner = m->c->nwords;
    emit_body(m, 1 + below(m, 10));
    emit_way_back(m, inner);
    if (nested) {
        emit_body(m, below(m, 5));
        emit(m, 13u << 26 | ROUNDS_REG << 21 | ROUNDS_REG << 16 | 0xffffu); /* addic. -1 */
        emit_body(m, below(m, 3));
        if (below(m, 2))
            emit(m, 10u << 26 | 1u << 23 | ROUNDS_REG << 16); /* cmplwi cr1,0 */
        emit(m, bc(4, m->c->words[m->c->nwords - 1] >> 26 == 10 ? 6 : 2, (int)top - (int)m->c->nwords));
    }
    place(m, m->c->nwords);
    for (unsigned r = BASE_LO; r <= BASE_HI; r++)
        set_gpr(cpu, r, below(m, 3) ? s->data_lo + s->data_bytes / 2 + below(m, 8) * 4 : end - below(m, 48) * 4);
    set_gpr(cpu, INDEX_REG, below(m, 16) * 4);
    set_gpr(cpu, ROUNDS_REG, 1 + below(m, 6));
    set_gpr(cpu, ROUND_REG, 1 + below(m, 12));
    cpu->ctr = 1 + below(m, 40);
}

/* -- loops that call ------------------------------------------------------------------------------------------------
 */

enum { NFUNCS = 3, BODY = 6, LINK = 1, BLR = 0x4e800020, BCTR = 0x4e800420, MTCTR = 0x7c0903a6, COUNT_REG = 27 };

static uint32_t branch_by(int32_t words)
{
    return 18u << 26 | ((uint32_t)words * 4 & 0x03fffffc);
}

static void emit_words(Maker *m, unsigned n)
{
    PpcOp op;
    bool few_fprs = below(m, 2);
    for (unsigned i = 0; i < n; i++)
        emit(m, block_word(m, &op, few_fprs, i, n));
}

/* A call of one of the functions behind entry[0..n), directly or through CTR; returns may be conditional. */
static void emit_call(Maker *m, const unsigned *entry, unsigned n)
{
    DiffCase *c = m->c;
    unsigned to = entry[below(m, n)];
    if (below(m, 4)) {
        emit(m, branch_by((int32_t)to - (int32_t)c->nwords) | LINK);
        return;
    }
    emit_const(m, 12, (uint32_t)c->start.pc + to * 4);
    emit(m, MTCTR | 12u << 21);
    emit(m, BCTR | (below(m, 4) ? LINK : 0));
}

/* A function; the ones before it may be called by it. LR goes through memory or a register, when it is saved. */
static void emit_function(Maker *m, unsigned *entry, unsigned n)
{
    DiffCase *c = m->c;
    bool calls = n && below(m, 2);
    unsigned saved = calls && below(m, 8) ? 1 + below(m, 2) : below(m, 3), reg = COUNT_REG - 1 - n;
    entry[n] = c->nwords;
    emit(m, 0x7c0802a6 | reg << 21); /* mflr */
    if (saved == 1)
        emit(m, 0x90000020 | reg << 21 | BASE_HI << 16 | n * 4); /* stw */
    emit_words(m, below(m, BODY / 2));
    if (calls)
        emit_call(m, entry, n + (below(m, 4) == 0));
    if (below(m, 4) == 0)
        emit(m, 0x4c800020 | below(m, 2) << 24 | below(m, 32) << 16); /* bclr on a CR bit */
    emit_words(m, below(m, BODY / 2));
    if (saved == 1)
        emit(m, 0x80000020 | reg << 21 | BASE_HI << 16 | n * 4); /* lwz */
    if (saved)
        emit(m, 0x7c0803a6 | reg << 21); /* mtlr */
    emit(m, BLR);
}

/* A branch over the functions; the functions; the loop, up to the end. */
static void make_calls(Maker *m)
{
    DiffCase *c = m->c;
    unsigned entry[NFUNCS], nfuncs = 1 + below(m, NFUNCS);
    start_state(m, PPC_ADD, 0x7c632214);
    c->start.pc = m->s->code_lo + (below(m, 2) ? 0 : m->s->code_bytes / 2 - below(m, 32) * 4);
    emit(m, 0);
    for (unsigned n = 0; n < nfuncs; n++)
        emit_function(m, entry, n);
    c->words[0] = branch_by((int32_t)c->nwords);
    unsigned head = c->nwords;
    for (unsigned i = 0, n = 1 + below(m, 2); i < n; i++) {
        emit_words(m, below(m, BODY / 2));
        emit_call(m, entry, nfuncs);
    }
    emit_words(m, below(m, BODY / 2));
    emit(m, 0x3400ffff | COUNT_REG << 21 | COUNT_REG << 16);                             /* addic. */
    emit(m, 0x41810000 | ((uint32_t)((int32_t)head - (int32_t)c->nwords) * 4 & 0xfffc)); /* bgt */
    set_gpr(&c->start, COUNT_REG, 2 + below(m, 6));
    for (unsigned r = BASE_LO; r <= BASE_HI; r++)
        set_gpr(&c->start, r, m->s->data_lo + m->s->data_bytes / 2 + below(m, 8) * 4);
    if (below(m, 16) == 0)
        set_gpr(&c->start, BASE_LO + below(m, 2), wild_target(m));
    set_gpr(&c->start, INDEX_REG, below(m, 16) * 4);
}

int case_make(DiffCase *c, const CaseSpec *s, uint64_t seed, uint64_t n)
{
    Maker m = {.r = {seed * 0x2545f4914f6cdd1dull + n}, .s = s, .c = c};
    m.r.s = diff_rand(&m.r); /* neighbours share nothing */
    ppc_gen_seed(&m.gen, diff_rand(&m.r));
    memset(c, 0, sizeof *c);
    c->seed = n;
    unsigned kind = below(&m, s->no_blocks ? 5 : s->loops ? 12 : 8);
    kind = kind < 4 ? CASE_SINGLE : kind < 5 ? CASE_CONST : kind < 8 ? CASE_BLOCK : CASE_LOOP;
    if (kind == CASE_BLOCK && s->calls && below(&m, 2))
        kind = CASE_CALLS;
    if (kind == CASE_CALLS) {
        make_calls(&m);
    } else if (kind == CASE_BLOCK) {
        make_block(&m);
    } else if (kind == CASE_LOOP) {
        make_loop(&m);
    } else {
        make_single(&m, s->only ? s->only : random_row(&m, s->row_ok), kind == CASE_CONST);
        place(&m, c->nwords);
    }
    aim_relative(&m);
    return (int)kind;
}
