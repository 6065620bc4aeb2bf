/* SPDX-License-Identifier: Apache-2.0 */
/*
 * opmix: executed instructions by class and mnemonic.
 *
 *     engraft run -p opmix -o run.db PROGRAM
 *     engraft report run.db opmix
 *
 * Table opmix: a row per mnemonic. The forms of one instruction (add, addo,
 * add., addo.) count as one.
 *
 * Known inaccuracies: none.
 */
#include <engraft-plugin.h>

enum { MAX_OPS = 4096 };

typedef struct Mix {
    uint64_t count;
    const char *mnemonic, *class_name;
} Mix;

static Mix mix[MAX_OPS]; /* by row of the instruction table; flushes run one at a time */

static const EgCol cols[] = {
    {"mnemonic", EG_COL_TEXT, EG_KEY, "base mnemonic"},
    {"class", EG_COL_TEXT, EG_KEY, "instruction class"},
    {"count", EG_COL_I64, 0, "executed instructions"},
    {0},
};
static const EgTable tables[] = {{"opmix", "executed instructions by mnemonic", cols}, {0}};

static void add_tb(const EgTbInfo *i, void *user)
{
    (void)user;
    for (uint32_t n = 0; n < eg_info_ninsns(i); n++) {
        EgInsn in = {.struct_size = sizeof in};
        eg_info_insn(i, n, &in);
        Mix *m = &mix[in.op % MAX_OPS];
        m->mnemonic = in.mnemonic;
        m->class_name = in.class_name;
        m->count += eg_info_insn_count(i, n);
    }
}

static void on_flush(EgPlugin *p, void *user)
{
    for (unsigned k = 0; k < MAX_OPS; k++)
        mix[k].count = 0;
    eg_each_info(p, add_tb, user);
    for (unsigned k = 0; k < MAX_OPS; k++)
        if (mix[k].count)
            eg_row(p, 0, mix[k].mnemonic, mix[k].class_name, (int64_t)mix[k].count);
}

static int install(EgPlugin *p)
{
    eg_want_tb_counts(p);
    eg_on_flush(p, on_flush, 0);
    return 0;
}

EG_PLUGIN(.name = "opmix", .version = "1", .summary = "executed instructions by class and mnemonic",
          .details = "Known inaccuracies: none. Forms with o and . count with their base mnemonic.", .tables = tables,
          .install = install)
