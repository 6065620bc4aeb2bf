/* SPDX-License-Identifier: Apache-2.0 */
/*
 * execlog: every executed instruction, with what it changed.
 *
 *     engraft run -p execlog -o run.db PROGRAM
 *     engraft sql run.db "SELECT printf('%x', pc), insn, regs, reads, writes FROM execlog LIMIT 100"
 *
 * Table execlog, made by the reader, one row for each completed instruction: run, thread, seq (rises in the thread,
 * with gaps), pc, word, insn (disassembly), regs ('r3=10000010 cr=20000000': registers it wrote, with their new
 * values), reads and writes ('[bffff000]4=2a': guest address, bytes, value).
 *
 * Recorded is a ring of events, execlog_event: the accesses of an instruction, then that it was completed, then the
 * registers that it may have written, whether or not their values are other ones. Option from, to: addresses of the
 * instructions that are logged.
 *
 * Known inaccuracies: vector registers, FPSCR and VSCR are not shown; a 16-byte access shows its first 8 bytes. What a
 * system call changes (r3, memory) is no instruction's. lmw, stmw and string instructions are one access per word.
 */
#include <engraft-plugin.h>
#include <stdlib.h>

enum { INSN = 0, READ = 1, WRITE = 2, REG = 16, MAX_WRITES = 64 };

static EgRing ring;
static EgPlugin *self;
static uint64_t first, last;

static bool logged(uint64_t pc)
{
    return pc >= first && pc <= last;
}

/* extra: bytes of an access, the word of an instruction; value of that: its prefix. */
static void append(EgPlace *at, const EgInsn *in, uint64_t what, uint64_t extra, EgVal addr, EgVal value)
{
    EgVal high = eg_i32(at, 0);
    if (eg_type(at, value) == EG_F32 || eg_type(at, value) == EG_F64)
        value = eg_bits(at, value);
    if (eg_type(at, value) == EG_I64) {
        high = eg_trunc(at, eg_shr(at, value, eg_i32(at, 32)));
        value = eg_trunc(at, value);
    }
    eg_ring_append(at, ring, 6,
                   (EgVal[]){eg_i64(at, in->addr), eg_i64(at, what), eg_i64(at, extra), addr, value, high});
}

static EgVal moved(EgPlace *at, const EgAccess *a)
{
    EgType t = eg_type(at, a->value);
    if (t == EG_V128)
        return eg_guest_load(at, a->addr, 8);
    if (a->nbytes >= 4 || t == EG_F32 || t == EG_F64)
        return t == EG_I64 && a->nbytes == 4 ? eg_trunc(at, a->value) : a->value;
    uint64_t mask = (1u << 8 * a->nbytes) - 1;
    return eg_and(at, a->value, t == EG_I64 ? eg_i64(at, mask) : eg_i32(at, (uint32_t)mask));
}

static void on_access(EgPlace *at, const EgAccess *a, void *insn)
{
    append(at, insn, a->store ? WRITE : READ, a->nbytes, a->addr, moved(at, a));
}

/* The instruction is complete here. */
static void complete(EgPlace *at, const EgInsn *in)
{
    int regs[MAX_WRITES];
    unsigned n = eg_insn_written(in, regs, MAX_WRITES);
    append(at, in, INSN, in->word, eg_i32(at, 0), eg_i32(at, in->prefix));
    for (unsigned i = 0; i < n; i++) {
        EgVal v = eg_get_reg(at, regs[i]);
        if (eg_type(at, v) != EG_V128)
            append(at, in, REG + (uint64_t)regs[i], 0, eg_i32(at, 0), v);
    }
}

static void on_way_out(EgPlace *at, const EgExit *x, void *insn)
{
    if (x->ndone == eg_tb_ninsns(at->tb))
        complete(at, insn);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    uint32_t n = eg_tb_ninsns(tb);
    (void)user;
    for (uint32_t i = 0; i < n && eg_tb_insn(tb, i, &in); i++) {
        if (!logged(in.addr))
            continue;
        eg_each_access_done(tb, i, on_access, &in);
        if (i + 1 < n) {
            EgPlace at = eg_after_insn(tb, i);
            complete(&at, &in);
        } else {
            eg_each_exit(tb, on_way_out, &in);
        }
    }
}

static void put(EgThread *t, uint64_t pc, uint64_t what, uint64_t extra, uint64_t addr, uint64_t value)
{
    if (logged(pc))
        eg_ring_put(t, ring, 6, (uint64_t[]){pc, what, extra, addr, value, value >> 32});
}

static void on_interp_access(EgThread *t, const EgInterpAccess *a, void *user)
{
    (void)user;
    put(t, a->pc, a->store ? WRITE : READ, a->nbytes, a->addr, a->value);
}

static void on_interp_insn(EgThread *t, const EgInsn *in, void *user)
{
    int regs[MAX_WRITES];
    unsigned n = eg_insn_written(in, regs, MAX_WRITES);
    (void)user;
    put(t, in->addr, INSN, in->word, 0, in->prefix);
    for (unsigned i = 0; i < n; i++)
        if (eg_reg_name(regs[i])[0] != 'v')
            put(t, in->addr, REG + (uint64_t)regs[i], 0, 0, eg_thread_reg(t, regs[i]));
}

static void on_cold(EgThread *t, const EgInsn *in, uint64_t next, void *user)
{
    (void)next;
    on_interp_insn(t, in, user);
}

/* Names for the reader. */
static void on_thread(EgPlugin *p, uint32_t thread, void *user)
{
    (void)user;
    for (int r = 0; thread == 1 && r < 1024; r++)
        if (eg_reg_name(r))
            eg_row(p, 0, (int64_t)(REG + r), eg_reg_name(r));
}

static const EgField fields[] = {
    {"pc", 0, EG_PC, "address of the instruction"},
    {"what", 0, 0, "0 completed, 1 read, 2 write, else register, see execlog_what"},
    {"extra", 0, 0, "of an access its bytes, of a completed instruction its encoding"},
    {"addr", 4, EG_ADDR, "guest address of an access"},
    {"value", 4, 0, "of an access or a register: the lower 32 bits"},
    {"high", 4, 0, "the upper ones"},
    {0},
};

static int install(EgPlugin *p)
{
    if (!eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE)");
        return 1;
    }
    self = p;
    first = (uint64_t)eg_option_int(p, "from");
    last = (uint64_t)eg_option_int(p, "to");
    ring = eg_ring_new(p, &(EgRingDesc){.struct_size = sizeof(EgRingDesc),
                                        .name = "execlog_event",
                                        .help = "accesses, completed instructions, written registers, in order",
                                        .fields = fields});
    eg_on_tb(p, on_tb, 0);
    eg_on_interp_access(p, on_interp_access, 0);
    eg_on_interp_insn(p, on_interp_insn, 0);
    eg_on_cold_insn(p, on_cold, 0);
    eg_on_thread_start(p, on_thread, 0);
    return 0;
}

static const EgCol what_cols[] = {
    {"what", EG_COL_I64, EG_KEY, "as in execlog_event"}, {"name", EG_COL_TEXT, 0, "of the register"}, {0}};
static const EgTable tables[] = {{"execlog_what", "names of registers", what_cols}, {0}};
static const EgOption options[] = {{"from", EG_OPT_INT, "0", "first address of logged instructions"},
                                   {"to", EG_OPT_INT, "0xffffffff", "last address of logged instructions"},
                                   {0}};

EG_PLUGIN(.name = "execlog", .version = "1", .summary = "executed instructions with register and memory changes",
          .details =
              "Known inaccuracies: vector registers, FPSCR and VSCR are not shown; a 16-byte access shows its first 8 "
              "bytes;\nwhat a system call changes is no instruction's.",
          .options = options, .tables = tables, .install = install)
