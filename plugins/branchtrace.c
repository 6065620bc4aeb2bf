/* SPDX-License-Identifier: Apache-2.0 */
/*
 * branchtrace: the complete control flow.
 *
 *     engraft run -p branchtrace -o run.db PROGRAM
 *     engraft sql run.db "SELECT seq, printf('%x', pc), ninsns, how FROM branchtrace WHERE thread = 1 LIMIT 100"
 *
 * Table branchtrace, made by the reader: every executed run of instructions that follow one another in memory, in
 * order: pc of the first, ninsns, and how it ended ('taken', 'not taken', 'indirect', 'jump', 'end'). Recorded is what
 * the code does not tell, per thread:
 *
 *   branchtrace_words   64-bit words. One whose highest bit is set holds bits, the oldest first behind that 1: a bit
 * for each conditional branch and for each unconditional one backwards (so that no part of the program can be gone
 * round without a bit), and one or two for each indirect branch that is taken: whether it went where it was expected.
 * Others are kind * 2^40 + address, see below.
 *
 *   branchtrace_insn    the code, as it was when it was first translated
 *
 *   branchtrace_code    code that differs from that, each time it is executed, with the place among the bits
 *
 * A return (bclr) is expected to go behind the call that it belongs to: calls put where they come back on a stack of
 * the thread, of which the reader keeps the same (1024 deep, then it wraps). Another indirect branch is expected to go
 * where one went after the same indirect branches before it, by a table; if it did not, a second bit tells whether it
 * went where the one before that had gone. What was not expected is a word TARGET in front of that of its bit. A jump
 * that no instruction made (a signal, a system call that is made again) first writes the bits so far (PARTIAL, then
 * they behind a 1), then JUMP with the address that it left, and the one it led to.
 *
 * Known inaccuracies: threads that are alive when another one ends the process, and all threads of a process that is
 * killed, are shown up to their last full word (63 branches). Breakpoints of a debugger are not followed.
 */
#include <engraft-plugin.h>
#include <stdlib.h>

/* Kinds of words; JUMP, START (of a thread) and END are followed by a word with the address that comes next. */
enum { TARGET = 1, PARTIAL, JUMP, START, END, KIND = 40 };
enum { STACK = 1024, TABLE = 4096, HISTORY = 2 }; /* entries; bits by which a target moves when the next comes */
enum { STACK_BIT = 4 * STACK, STACK_ALIGN = 4 * STACK_BIT };

static EgPlugin *self;
static EgRing words_ring, code_ring;
static EgCounter bits, top, history;  /* the bits behind a 1; pointer to the top of the stack; of the last targets */
static EgCounter words, stack, table; /* how many words of bits were written; what is expected */
static int cr_reg, ctr_reg;
static int write_word, other_return, other_target;

/* ---- code as it was first seen: addr -> word, open addressing; under the translator's lock */

typedef struct Seen {
    uint64_t addr, word;
    bool used;
} Seen;
static Seen *seen;
static size_t nseen, cap;

static Seen *find(uint64_t addr)
{
    size_t i = (addr >> 2) * 0x9e3779b97f4a7c15ull >> 20 & (cap - 1);
    while (seen[i].used && seen[i].addr != addr)
        i = (i + 1) & (cap - 1);
    return &seen[i];
}

static void grow(void)
{
    Seen *old = seen;
    size_t n = cap;
    cap = cap ? cap * 2 : 1 << 14;
    if (!(seen = calloc(cap, sizeof *seen)))
        abort();
    for (size_t i = 0; i < n; i++)
        if (old[i].used)
            *find(old[i].addr) = old[i];
    free(old);
}

static uint64_t both_words(const EgInsn *in)
{
    return (uint64_t)in->prefix << 32 | in->word;
}

/* Is this another word than the first time? */
static bool changed(const EgInsn *in)
{
    if (nseen * 2 >= cap)
        grow();
    Seen *s = find(in->addr);
    if (s->used)
        return s->word != both_words(in);
    *s = (Seen){in->addr, both_words(in), true};
    nseen++;
    eg_row(self, 0, (int64_t)in->addr, (int64_t)s->word);
    return false;
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)pid, (void)user;
    for (size_t i = 0; child && i < cap; i++)
        if (seen[i].used)
            eg_row(p, 0, (int64_t)seen[i].addr, (int64_t)seen[i].word);
}

/* ---- branches */

typedef struct Branch {
    uint64_t pc;
    bool is, has_bit, calls, returns;
} Branch;

static Branch branch(const EgInsn *in)
{
    uint32_t w = in->word, op = w >> 26, xo = w >> 1 & 0x3ff;
    Branch b = {.pc = in->addr};
    b.is = !in->prefix && (op == 16 || op == 18 || (op == 19 && (xo == 16 || xo == 528 || xo == 560)));
    bool always = op == 18 || (w >> 21 & 0x14) == 0x14;
    int32_t disp = op == 18 ? (int32_t)(w << 6) >> 6 & ~3 : (int16_t)(w & 0xfffc);
    uint64_t target = (w & 2 ? 0 : in->addr) + (uint64_t)(int64_t)disp;
    b.has_bit = b.is && (!always || (op != 19 && !(w & 1) && (uint32_t)target <= (uint32_t)in->addr));
    b.calls = w & 1 && (op == 19 || (uint32_t)target != (uint32_t)in->addr + 4); /* bcl 20,31,$+4 asks where it is */
    b.returns = op == 19 && xo == 16 && !(w & 1);
    return b;
}

static void put_word(EgThread *t, uint64_t word)
{
    eg_ring_put(t, words_ring, 1, &word);
}

static uint64_t record(unsigned kind, uint64_t addr)
{
    return (uint64_t)kind << KIND | (uint32_t)addr;
}

/* Behind a full word come new bits. */
static uint64_t on_full(EgThread *t, uint64_t word)
{
    put_word(t, word);
    ++*eg_thread_cell(t, words);
    return 1;
}

/* v: with the bit that it was expected. */
static uint64_t on_other_return(EgThread *t, uint64_t target, uint64_t v)
{
    put_word(t, record(TARGET, target));
    return v - 1;
}

/* Of the table: where it went last, and before that to another place. */
typedef struct Targets {
    uint32_t last, before;
} Targets;

static uint64_t on_other_target(EgThread *t, uint64_t target, uint64_t entry, uint64_t v)
{
    Targets *e = (Targets *)(uintptr_t)entry;
    bool known = e->before == (uint32_t)target;
    if (!known)
        put_word(t, record(TARGET, target));
    *e = (Targets){(uint32_t)target, e->last};
    v--;
    return (v >> 63 ? on_full(t, v) : v) << 1 | known;
}

/* The bits; a full word is written. */
static void keep(EgPlace *at, EgVal v)
{
    eg_cell_store(at, bits, eg_call_else_last(at, eg_compare(at, EG_LTS, v, eg_i64(at, 0)), write_word, 1, &v));
}

static EgVal shift_in(EgPlace *at, unsigned bit)
{
    EgVal v = eg_cell_load(at, bits);
    v = eg_add(at, v, v);
    return bit ? eg_add(at, v, eg_i64(at, 1)) : v;
}

/* The stack is at [B + STACK_BIT, B + 2 * STACK_BIT), B a multiple of STACK_ALIGN: it wraps by one bit. */
static void push(EgPlace *at, uint64_t back)
{
    EgVal p = eg_add(at, eg_cell_load(at, top), eg_i64(at, 4));
    p = eg_or(at, eg_and(at, p, eg_i64(at, ~(uint64_t)(2 * STACK_BIT))), eg_i64(at, STACK_BIT));
    eg_store_at(at, 4, p, 0, eg_i32(at, (uint32_t)back));
    eg_cell_store(at, top, p);
}

static void start_stack(EgThread *t)
{
    uint64_t p = (uintptr_t)eg_thread_cell(t, stack), *cell = eg_thread_cell(t, top);
    *cell = ((p + STACK_ALIGN - 1) & ~(uint64_t)(STACK_ALIGN - 1)) + STACK_BIT;
}

/* The bit of an indirect branch; function tells what was not expected, of args: the target, what else, the bits. */
static void compare(EgPlace *at, EgVal expected, EgVal target, int function, unsigned nargs, EgVal more)
{
    EgVal v = shift_in(at, 1), args[] = {target, nargs == 3 ? more : v, v};
    keep(at, eg_call_else_last(at, eg_compare(at, EG_NE, expected, eg_trunc(at, target)), function, nargs, args));
}

static void pop(EgPlace *at, EgVal target)
{
    EgVal p = eg_cell_load(at, top), back = eg_load_at(at, EG_I32, 4, p, 0);
    eg_cell_store(at, top, eg_or(at, eg_sub(at, p, eg_i64(at, 4)), eg_i64(at, STACK_BIT)));
    compare(at, back, target, other_return, 2, target);
}

static void look_up(EgPlace *at, EgVal target)
{
    EgVal h = eg_cell_load(at, history);
    EgVal entry = eg_add(at, eg_cell_ptr(at, table), eg_and(at, h, eg_i64(at, sizeof(Targets) * (TABLE - 1))));
    EgVal expected = eg_load_at(at, EG_I32, 4, entry, 0);
    eg_cell_store(at, history, eg_xor(at, eg_shl(at, h, eg_i32(at, HISTORY)), target));
    compare(at, expected, target, other_target, 3, entry);
}

static void on_way_out(EgPlace *at, const EgExit *x, void *user)
{
    const Branch *b = user;
    if (x->kind != EG_EXIT_DIRECT && x->kind != EG_EXIT_INDIRECT)
        return;
    if (x->ndone != eg_tb_ninsns(at->tb))
        return; /* it is left before its branch */
    bool taken = x->kind == EG_EXIT_INDIRECT || !(x->flags & EG_EXIT_FALL);
    if (b->has_bit)
        keep(at, shift_in(at, taken));
    if (x->kind == EG_EXIT_INDIRECT) {
        EgVal target = eg_type(at, x->to) == EG_I32 ? eg_zext(at, x->to) : x->to;
        (b->returns ? pop : look_up)(at, target);
    }
    if (b->calls && taken)
        push(at, b->pc + 4);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    bool other = false;
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        other |= changed(&in);
    for (uint32_t i = 0; other && eg_tb_insn(tb, i, &in); i++) {
        EgPlace at = eg_before_insn(tb, i);
        eg_ring_append(&at, code_ring, 4,
                       (EgVal[]){eg_i64(&at, in.addr), eg_i64(&at, both_words(&in)), eg_cell_load(&at, words),
                                 eg_cell_load(&at, bits)});
    }
    eg_tb_insn(tb, eg_tb_ninsns(tb) - 1, &in);
    Branch b = branch(&in);
    if (b.is)
        eg_each_exit(tb, on_way_out, &b);
}

static void on_jump(EgThread *t, const EgJump *j, void *user)
{
    uint64_t *b = eg_thread_cell(t, bits);
    (void)user;
    if (!*eg_thread_cell(t, top))
        start_stack(t);
    if (*b > 1) {
        put_word(t, record(PARTIAL, 0));
        on_full(t, *b);
    }
    *b = 1;
    put_word(t, record(j->kind == EG_JUMP ? JUMP : j->kind == EG_JUMP_START ? START : END, j->from));
    put_word(t, (uint32_t)j->to);
}

/* ---- code that is interpreted: the same, one instruction at a time */

typedef struct Cold {
    const EgInsn *in;
    bool changed;
} Cold;

static void look_at(void *user)
{
    Cold *c = user;
    c->changed = changed(c->in);
}

/* Did it branch? A branch to the next instruction did when its condition held (Power ISA 2.07 Book I 2.4); CTR has been
 * counted. */
static bool has_branched(const EgThread *t, const EgInsn *in, uint64_t next)
{
    uint32_t w = in->word, bo = w >> 21 & 31, bi = w >> 16 & 31;
    if (next != in->addr + 4 || w >> 26 == 18)
        return true;
    bool ctr = bo & 4 || (eg_thread_reg(t, ctr_reg) != 0) != (bo >> 1 & 1);
    return ctr && (bo & 16 || (eg_thread_reg(t, cr_reg) >> (31 - bi) & 1) == (bo >> 3 & 1));
}

static uint64_t if_full(EgThread *t, uint64_t v)
{
    return v >> 63 ? on_full(t, v) : v;
}

static uint64_t put_bit(EgThread *t, uint64_t v, bool bit)
{
    return if_full(t, v << 1 | bit);
}

static uint64_t cold_return(EgThread *t, uint64_t target, uint64_t v)
{
    uint64_t *p = eg_thread_cell(t, top);
    bool known = *(uint32_t *)(uintptr_t)*p == (uint32_t)target;
    *p = (*p - 4) | STACK_BIT;
    if (!known)
        put_word(t, record(TARGET, target));
    return put_bit(t, v, known);
}

static uint64_t cold_target(EgThread *t, uint64_t target, uint64_t v)
{
    uint64_t *h = eg_thread_cell(t, history);
    Targets *e = (Targets *)(uintptr_t)((char *)eg_thread_cell(t, table) + (*h & sizeof *e * (TABLE - 1)));
    bool known = e->last == (uint32_t)target;
    *h = *h << HISTORY ^ target;
    return if_full(t, known ? v << 1 | 1 : on_other_target(t, target, (uintptr_t)e, v << 1 | 1));
}

static void on_cold(EgThread *t, const EgInsn *in, uint64_t next, void *user)
{
    uint64_t *v = eg_thread_cell(t, bits);
    Branch b = branch(in);
    Cold c = {in, false};
    (void)user;
    eg_under_lock(look_at, &c);
    if (c.changed)
        eg_ring_put(t, code_ring, 4, (uint64_t[]){in->addr, both_words(in), *eg_thread_cell(t, words), *v});
    bool taken = b.is && has_branched(t, in, next), indirect = in->word >> 26 == 19;
    if (b.has_bit)
        *v = put_bit(t, *v, taken);
    if (!taken)
        return;
    if (indirect)
        *v = (b.returns ? cold_return : cold_target)(t, next, *v);
    if (b.calls) {
        uint64_t *p = eg_thread_cell(t, top);
        *p = ((*p + 4) & ~(uint64_t)(2 * STACK_BIT)) | STACK_BIT;
        *(uint32_t *)(uintptr_t)*p = (uint32_t)(b.pc + 4);
    }
}

/* ---- installation */

static const EgField words_fields[] = {{"word", 8, 0, "bits of branches and marks, see the head of the plugin"}, {0}};
static const EgField code_fields[] = {
    {"pc", 0, EG_PC, "address of the instruction"},
    {"word", 8, 0, "its encoding, a prefix in the upper half"},
    {"words", 8, 0, "words of bits written so far"},
    {"bits", 8, 0, "a 1, then the bits since"},
    {0},
};

static EgRing ring(EgPlugin *p, const char *name, const char *help, const EgField *fields, unsigned flags)
{
    return eg_ring_new(p, &(EgRingDesc){sizeof(EgRingDesc), name, help, fields, flags});
}

static int install(EgPlugin *p)
{
    if (!eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE)");
        return 1;
    }
    static const EgType args[] = {EG_I64, EG_I64, EG_I64};
    self = p;
    cr_reg = eg_reg("cr");
    ctr_reg = eg_reg("ctr");
    bits = eg_pinned_cell_new(p);
    top = eg_pinned_cell_new(p);
    history = eg_register_cell_new(p);
    words = eg_counter_new(p);
    stack = eg_scoreboard_new(p, (STACK_ALIGN + 2 * STACK_BIT) / 8);
    table = eg_scoreboard_new(p, TABLE);
    words_ring = ring(p, "branchtrace_words", "outcomes of branches, targets, jumps", words_fields, EG_RING_WORDS);
    code_ring = ring(p, "branchtrace_code", "executed code that has changed", code_fields, 0);
    write_word = eg_function(p, "branch_bits", (void *)on_full, EG_CALL_QUIET, EG_I64, 1, args);
    other_return = eg_function(p, "other_return", (void *)on_other_return, EG_CALL_QUIET, EG_I64, 2, args);
    other_target = eg_function(p, "other_target", (void *)on_other_target, EG_CALL_QUIET, EG_I64, 3, args);
    eg_on_tb(p, on_tb, 0);
    eg_on_cold_insn(p, on_cold, 0);
    eg_on_jump(p, on_jump, 0);
    eg_on_fork(p, on_fork, 0);
    return 0;
}

static const EgCol insn_cols[] = {{"addr", EG_COL_I64, EG_KEY | EG_PC, "guest address"},
                                  {"word", EG_COL_I64, 0, "encoding when it was first translated"},
                                  {0}};
static const EgTable tables[] = {{"branchtrace_insn", "the code as it was first", insn_cols}, {0}};

EG_PLUGIN(.name = "branchtrace", .version = "1", .summary = "the complete control flow, a bit for each branch",
          .details =
              "Known inaccuracies: threads alive when another one ends the process, and killed processes, are shown up "
              "to\ntheir last full word of 63 branches.",
          .tables = tables, .install = install)
