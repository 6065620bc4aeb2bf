/* SPDX-License-Identifier: Apache-2.0 */
/*
 * memtrace: every guest memory access, in order.
 *
 *     engraft run -p memtrace -o run.db PROGRAM
 *     engraft sql run.db "SELECT printf('%x', pc), addr, nbytes FROM memtrace WHERE addr BETWEEN 0x10000000 AND
 * 0x10000fff"
 *
 * By source line, in one pass over the file (a list of pcs is looked for as a whole; a join on ranges would scan for
 * each):
 *
 *     SELECT seq, addr FROM memtrace WHERE pc IN (
 *         SELECT n.addr FROM insn n JOIN module m ON m.run = n.run AND m.num = n.module
 *         JOIN line l ON l.image = m.image AND n.addr - m.bias BETWEEN l.addr AND l.addr + l.nbytes - 1
 *         JOIN source_file f ON f.id = l.file WHERE f.path LIKE '%/main.c' AND l.line = 38)
 *
 * (insn.addr is a number; in v_insn, for people, it is text, and equal to no pc.) The view v_memtrace has function and
 * line of each row, which takes microseconds for each: for selections of few.
 *
 * Table memtrace: thread and seq (the order in the thread), pc, store (0 = load,
 * 1 = store), nbytes, addr; with values=on also value, the bits as a number.
 *
 * Known inaccuracies: an instruction that moves several words (lmw, stmw, lswi,
 * stswi, dcbz) is one access per word or doubleword that the engine moves. A
 * store conditional that still has its reservation counts as a store, whether
 * or not another thread was faster. Of a 16-byte access the value is that of its first 8. Accesses of the kernel
 * (system calls) are none of the program's and not shown.
 */
#include <engraft-plugin.h>

static EgRing ring;
static bool values;

static const EgField fields[] = {
    {"pc", 0, EG_PC, "address of the instruction"},
    {"store", 0, 0, "0 load, 1 store"},
    {"nbytes", 0, 0, "bytes"},
    {"addr", 4, EG_ADDR, "guest address of the first byte"},
    {"value", 8, 0, "loaded or stored bits"},
    {0},
};
static const EgField *const without_value = (const EgField[]){
    {"pc", 0, EG_PC, "address of the instruction"},
    {"store", 0, 0, "0 load, 1 store"},
    {"nbytes", 0, 0, "bytes"},
    {"addr", 4, EG_ADDR, "guest address of the first byte"},
    {0},
};

/* The bits that the access moved. */
static EgVal moved(EgPlace *at, const EgAccess *a)
{
    EgType t = eg_type(at, a->value);
    if (t == EG_V128) /* no integer: the first half, as it is in memory now */
        return eg_guest_load(at, a->addr, 8);
    if (a->nbytes >= 4 || t == EG_F32 || t == EG_F64)
        return t == EG_I64 && a->nbytes == 4 ? eg_trunc(at, a->value) : a->value;
    uint64_t mask = (1u << 8 * a->nbytes) - 1;
    return eg_and(at, a->value, t == EG_I64 ? eg_i64(at, mask) : eg_i32(at, (uint32_t)mask));
}

static void on_access(EgPlace *at, const EgAccess *a, void *pc)
{
    EgVal v[5] = {eg_i64(at, *(uint64_t *)pc), eg_i64(at, a->store), eg_i64(at, a->nbytes), a->addr};
    if (values)
        v[4] = moved(at, a);
    eg_ring_append(at, ring, values ? 5 : 4, v);
}

static void on_interp(EgThread *t, const EgInterpAccess *a, void *user)
{
    const uint64_t v[5] = {a->pc, a->store, a->nbytes, a->addr, a->value};
    (void)user;
    eg_ring_put(t, ring, values ? 5 : 4, v);
}

/* Its accesses are all there is to tell. */
static void on_cold(EgThread *t, const EgInsn *in, uint64_t next, void *user)
{
    (void)t, (void)in, (void)next, (void)user;
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        eg_each_access_done(tb, i, on_access, &in.addr);
}

static int install(EgPlugin *p)
{
    values = eg_option_bool(p, "values");
    if (!eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE)");
        return 1;
    }
    ring = eg_ring_new(p, &(EgRingDesc){.struct_size = sizeof(EgRingDesc),
                                        .name = values ? "memtrace_values" : "memtrace",
                                        .help = "guest memory accesses in order",
                                        .fields = values ? fields : without_value});
    eg_on_tb(p, on_tb, 0);
    eg_on_interp_access(p, on_interp, 0);
    eg_on_cold_insn(p, on_cold, 0);
    return 0;
}

static const EgOption options[] = {
    {"values", EG_OPT_BOOL, "off", "also the loaded or stored values; the table is then memtrace_values"}, {0}};

EG_PLUGIN(.name = "memtrace", .version = "1",
          .summary = "every guest memory access: pc, address, size, kind, thread, order",
          .details =
              "Known inaccuracies: lmw, stmw, lswi, stswi and dcbz are one access per word or doubleword; a store "
              "conditional\n"
              "with its reservation counts as a store whether or not it stored; system calls' accesses are not shown.",
          .options = options, .install = install)
