/* SPDX-License-Identifier: Apache-2.0 */
/*
 * divisors: what the program divides by: a division whose divisor is always the
 * same, or a power of two, need not be one.
 *
 *     engraft run -p ./divisors.so -o div.db PROGRAM
 *     engraft sql div.db "SELECT function, source_line, divisor, count(*) FROM v_divisors GROUP BY pc, divisor"
 *
 * Shows: a ring, which keeps every event in order: its description, a fixed
 * field (the address, which costs nothing) and a live one (a register), and
 * eg_ring_append(). Nothing is called; the records are stored in line.
 */
#include <engraft-plugin.h>

static EgRing ring;
static uint32_t op_divw, op_divwu;
static int reg_r0;

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++) {
        if (in.op != op_divw && in.op != op_divwu)
            continue;
        EgPlace at = eg_before_insn(tb, i);
        EgVal vals[] = {eg_i64(&at, in.addr), eg_get_reg(&at, reg_r0 + (int)(in.word >> 11 & 31))};
        eg_ring_append(&at, ring, 2, vals);
    }
}

static const EgField fields[] = {{"pc", 0, EG_PC, "address of the division"}, {"divisor", 4, 0, "its divisor"}, {0}};
static const EgRingDesc desc = {
    .struct_size = sizeof desc, .name = "divisors", .help = "divisions in order", .fields = fields};

static int install(EgPlugin *p)
{
    if (!eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE.db)");
        return 1;
    }
    op_divw = eg_op_by_name("divw");
    op_divwu = eg_op_by_name("divwu");
    reg_r0 = eg_reg("r0");
    ring = eg_ring_new(p, &desc);
    eg_on_tb(p, on_tb, NULL);
    return 0;
}

EG_PLUGIN(.name = "divisors", .version = "1", .summary = "values that the program divides by", .install = install)
