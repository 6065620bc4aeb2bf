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
 *   branchtrace_bits     a bit for each conditional branch, and for each unconditional one backwards (so that no part
 *                        of the program can be gone round without a bit). They are shifted into a 64-bit cell of the
 *                        thread, which begins with a 1; a full one is written. Jumps that no instruction made (signals,
 *                        system calls that are made again) first write the bits so far.
 *   branchtrace_targets  targets of indirect branches, and a mark for each jump
 *   branchtrace_insn     the code, as it was when it was first translated
 *   branchtrace_code     code that differs from that, each time it is executed, with the place in branchtrace_bits
 *
 * Known inaccuracies: threads that are alive when another one ends the process, and all threads of a process that is
 * killed, are shown up to their last full word (63 branches). Breakpoints of a debugger are not followed.
 */
#include <engraft-plugin.h>
#include <stdlib.h>

enum { WORD = 1, JUMP = 2, START = 3, END = 4, TARGET = 1, MARK = 2 };

static EgPlugin *self;
static EgRing bits_ring, targets_ring, code_ring;
static EgCounter bits, words; /* the bits behind a 1; words that were written */
static int write_word;

/* ---- code as it was first seen: addr -> word, open addressing; under the translator's lock */

typedef struct Seen {
    uint64_t addr;
    uint32_t word, used;
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

/* Is this another word than the first time? */
static bool changed(const EgInsn *in)
{
    if (nseen * 2 >= cap)
        grow();
    Seen *s = find(in->addr);
    if (s->used)
        return s->word != in->word;
    *s = (Seen){in->addr, in->word, 1};
    nseen++;
    eg_row(self, 0, (int64_t)in->addr, (int64_t)in->word);
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
    bool is, has_bit, indirect;
} Branch;

static Branch branch(const EgInsn *in)
{
    uint32_t w = in->word, op = w >> 26, xo = w >> 1 & 0x3ff;
    Branch b = {in->addr, false, false, op == 19};
    b.is = op == 16 || op == 18 || (op == 19 && (xo == 16 || xo == 528 || xo == 560));
    bool always = op == 18 || (w >> 21 & 0x14) == 0x14;
    int32_t disp = op == 18 ? (int32_t)(w << 6) >> 6 & ~3 : (int16_t)(w & 0xfffc);
    uint64_t target = (w & 2 ? 0 : in->addr) + (uint64_t)(int64_t)disp;
    b.has_bit = b.is && (!always || (op != 19 && !(w & 1) && (uint32_t)target <= (uint32_t)in->addr));
    return b;
}

static void flush_word(EgThread *t)
{
    uint64_t *b = eg_thread_cell(t, bits);
    if (*b > 1) {
        eg_ring_put(t, bits_ring, 2, (uint64_t[]){WORD, *b});
        ++*eg_thread_cell(t, words);
    }
    *b = 1;
}

static void shift_in(EgPlace *at, bool bit)
{
    EgVal v = eg_cell_load(at, bits);
    v = eg_add(at, v, v);
    if (bit)
        v = eg_add(at, v, eg_i64(at, 1));
    eg_cell_store(at, bits, v);
    eg_call_if(at, eg_compare(at, EG_LTS, v, eg_i64(at, 0)), write_word, 0, NULL);
}

static void on_way_out(EgPlace *at, const EgExit *x, void *user)
{
    const Branch *b = user;
    if (x->kind != EG_EXIT_DIRECT && x->kind != EG_EXIT_INDIRECT)
        return;
    if (x->ndone != eg_tb_ninsns(at->tb))
        return; /* it is left before its branch */
    if (b->has_bit)
        shift_in(at, x->kind == EG_EXIT_INDIRECT || !(x->flags & EG_EXIT_FALL));
    if (x->kind == EG_EXIT_INDIRECT)
        eg_ring_append(at, targets_ring, 2, (EgVal[]){eg_i64(at, TARGET), x->to});
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
        eg_ring_append(
            &at, code_ring, 4,
            (EgVal[]){eg_i64(&at, in.addr), eg_i64(&at, in.word), eg_cell_load(&at, words), eg_cell_load(&at, bits)});
    }
    eg_tb_insn(tb, eg_tb_ninsns(tb) - 1, &in);
    Branch b = branch(&in);
    if (b.is)
        eg_each_exit(tb, on_way_out, &b);
}

static void on_jump(EgThread *t, const EgJump *j, void *user)
{
    (void)user;
    flush_word(t);
    eg_ring_put(t, bits_ring, 2,
                (uint64_t[]){j->kind == EG_JUMP         ? JUMP
                             : j->kind == EG_JUMP_START ? START
                                                        : END,
                             j->from << 32 | (uint32_t)j->to});
    eg_ring_put(t, targets_ring, 2, (uint64_t[]){MARK, 0});
}

/* ---- installation */

static const EgField bits_fields[] = {
    {"kind", 0, 0, "1 bits, 2 jump, 3 start of the thread, 4 its end"},
    {"value", 8, 0, "a 1, then the bits, the oldest first; otherwise from * 2^32 + to"},
    {0},
};
static const EgField targets_fields[] = {
    {"kind", 0, 0, "1 target, 2 here is a jump"}, {"target", 4, 0, "guest address"}, {0}};
static const EgField code_fields[] = {
    {"pc", 0, EG_PC, "address of the instruction"},
    {"word", 0, 0, "its encoding"},
    {"words", 8, 0, "words of bits written so far"},
    {"bits", 8, 0, "a 1, then the bits since"},
    {0},
};

static EgRing ring(EgPlugin *p, const char *name, const char *help, const EgField *fields)
{
    return eg_ring_new(p, &(EgRingDesc){sizeof(EgRingDesc), name, help, fields});
}

static int install(EgPlugin *p)
{
    if (!eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE)");
        return 1;
    }
    self = p;
    bits = eg_counter_new(p);
    words = eg_counter_new(p);
    bits_ring = ring(p, "branchtrace_bits", "outcomes of branches, and jumps", bits_fields);
    targets_ring = ring(p, "branchtrace_targets", "targets of indirect branches", targets_fields);
    code_ring = ring(p, "branchtrace_code", "executed code that has changed", code_fields);
    write_word = eg_function(p, "branch_bits", (void *)flush_word, EG_CALL_QUIET, EG_VOID, 0, NULL);
    eg_on_tb(p, on_tb, 0);
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
