/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of passes and single micro-ops. The pass counts the ops it sees; with
 * wrong=on it replaces additions by their first operand, which --check=verify
 * must notice; with wrong_plugin=on those of the first plugin. A hook counts loads op by op, to be compared with
 * eg_each_access.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

static uint64_t nops, nunits, nwalked, naccesses, nplaces;
static bool wrong, wrong_plugin;
static EgCounter before, after;
static uint32_t ld, st, add;

static void run(EgTb *tb, void *user)
{
    EgUopInfo i = {.struct_size = sizeof i};
    (void)user;
    nunits++;
    for (EgUop u = eg_next_uop(tb, (EgUop){0}); u.ref; u = eg_next_uop(tb, u)) {
        eg_uop_info(tb, u, &i);
        nops++;
        if ((wrong || (wrong_plugin && i.origin == 1)) && i.id == add) {
            eg_replace_uop(tb, u, i.args[0]);
            return;
        }
    }
}

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    (void)at, (void)a, (void)user;
    naccesses++;
}

static void on_tb(EgTb *tb, void *user)
{
    EgUopInfo i = {.struct_size = sizeof i};
    (void)user;
    for (EgUop u = eg_next_uop(tb, (EgUop){0}); u.ref; u = eg_next_uop(tb, u)) {
        eg_uop_info(tb, u, &i);
        if (i.origin || (i.id != ld && i.id != st))
            continue;
        nwalked++;
        EgPlace b = eg_before_uop(tb, u), a = eg_after_uop(tb, u);
        eg_count(&b, before, 1);
        eg_count(&a, after, 1);
        nplaces += i.effect == (i.id == ld ? EG_UOP_LOAD : EG_UOP_STORE) && i.nargs == (i.id == ld ? 1 : 2);
    }
    for (uint32_t k = 0; k < eg_tb_ninsns(tb); k++)
        eg_each_access(tb, k, on_access, NULL);
}

static bool decode_ok = true;
static uint64_t ndecoded;

static void on_decode(const EgInsn *in, uint64_t *note, void *user)
{
    EgEffects e = {.struct_size = sizeof e};
    EgSource s = {.struct_size = sizeof s};
    (void)note, (void)user;
    ndecoded++;
    eg_insn_effects(in, &e);
    if ((in->klass & EG_CLASS_LOAD) && !(in->klass & EG_CLASS_STORE) && strcmp(in->mnemonic, "lwz") == 0)
        decode_ok &= e.load_nbytes == 4 && !e.store_nbytes && eg_insn_writes_reg(in, (int)(in->word >> 21 & 31));
    if (strcmp(in->mnemonic, "mflr") == 0)
        decode_ok &= eg_insn_reads_reg(in, eg_reg("lr")) && !eg_insn_writes_reg(in, eg_reg("lr"));
    if (eg_source_of(in->addr, &s) && s.symbol && strcmp(s.symbol, "main") == 0 && s.file)
        decode_ok &= strstr(s.file, "mix.c") != NULL && s.line > 10 && s.symbol_addr <= in->addr;
}

static void expect(const char *what, bool ok)
{
    printf("%s: %s\n", ok ? "pass" : "fail", what);
}

static void on_end(EgPlugin *p, void *user)
{
    (void)p, (void)user;
    expect("the pass saw every unit", nunits > 100 && nops > nunits * 3);
    expect("loads and stores, op by op", nwalked && nwalked <= naccesses && nplaces == nwalked);
    expect("before and after an access",
           eg_counter_sum(before) >= eg_counter_sum(after) && eg_counter_sum(after) > 1000);
    expect("effects and source of decoded instructions", decode_ok && ndecoded > 1000);
}

static int install(EgPlugin *p)
{
    wrong = eg_option_bool(p, "wrong");
    wrong_plugin = eg_option_bool(p, "wrong_plugin");
    before = eg_counter_new(p);
    after = eg_counter_new(p);
    ld = eg_uop_by_name("ld");
    st = eg_uop_by_name("st");
    add = eg_uop_by_name("add");
    eg_pass(p, 'q', "test", "counts, or is wrong", run, NULL, 'F', true);
    if (eg_option_bool(p, "order")) {
        eg_pass_move(p, 'C', 'S', false);
        eg_pass_off(p, 'M');
    }
    eg_on_tb(p, on_tb, NULL);
    eg_on_decode(p, on_decode, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

static const EgOption options[] = {{"wrong", EG_OPT_BOOL, "off", "the pass makes mistakes"},
                                   {"wrong_plugin", EG_OPT_BOOL, "off", "of the first plugin's micro-ops only"},
                                   {"order", EG_OPT_BOOL, "off", "other passes are moved and switched off"},
                                   {0}};
EG_PLUGIN(.name = "pass", .version = "1", .summary = "test of passes", .options = options, .install = install)
