/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of what the framework finds out about TBs and edges: writes each range
 * and each edge as a line to a file. once=on: without counts.
 */
#include <engraft-plugin.h>
#include <stdio.h>

static FILE *out;

static void on_range(EgPlugin *p, const EgRange *r, void *user)
{
    (void)p, (void)user;
    for (uint32_t k = 0; k < r->ninsns; k++)
        fprintf(out, "i %llx %llu\n", (unsigned long long)r->addr + 4 * k, (unsigned long long)r->count);
}

static void on_edge(const EgEdge *e, void *user)
{
    (void)user;
    fprintf(out, "e %llx %u %x %llx %llu %u\n", (unsigned long long)e->from_addr, (unsigned)e->kind, e->flags,
            (unsigned long long)e->to, (unsigned long long)e->count, e->ndone);
}

static void on_end(EgPlugin *p, void *user)
{
    (void)user;
    out = fopen(eg_option(p, "file"), "w");
    if (!out)
        return;
    eg_each_range(p, on_range, NULL);
    if (eg_option_bool(p, "edges"))
        eg_each_edge(p, on_edge, NULL);
    fclose(out);
}

static uint64_t nonce;

static void once(EgThread *t, uint64_t arg)
{
    (void)t, (void)arg;
    __atomic_fetch_add(&nonce, 1, __ATOMIC_RELAXED);
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    EgPlace at = eg_before_insn(tb, eg_tb_ninsns(tb) - 1);
    eg_once(&at, once, eg_tb_addr(tb) + 4 * (eg_tb_ninsns(tb) - 1));
}

static int install(EgPlugin *p)
{
    EgWant w = eg_option_bool(p, "once") ? EG_WANT_ONCE : EG_WANT_COUNTS;
    eg_want_tbs(p, w);
    if (eg_option_bool(p, "edges"))
        eg_want_edges(p, w);
    if (eg_option_bool(p, "hook"))
        eg_on_tb(p, on_tb, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

static const EgOption options[] = {{"file", EG_OPT_STRING, "reach.txt", "where to"},
                                   {"once", EG_OPT_BOOL, "off", "no counts"},
                                   {"edges", EG_OPT_BOOL, "on", "edges, too"},
                                   {"hook", EG_OPT_BOOL, "off", "eg_once() at each TB's last instruction"},
                                   {0}};
EG_PLUGIN(.name = "reach", .version = "1", .summary = "test of reached code", .options = options, .install = install)
