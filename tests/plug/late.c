/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of hooks that are registered while the guest runs, of eg_enable(), of
 * once-hooks in a forked child, and of what plugins offer to each other. After
 * the second of five rounds hooks of all kinds are added; during the fourth one
 * the plugin is off. Prints one line for each process.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

static EgPlugin *self;
static EgCounter adds;
static uint64_t nexec, nedges, nonce, ncalls, rounds, decoded, offered;
static uint32_t op_addi;

static bool in_work(uint64_t addr)
{
    EgSource s = {.struct_size = sizeof s};
    return eg_source_of(addr, &s) && s.symbol && strcmp(s.symbol, "work") == 0;
}

static void on_once(EgThread *t, uint64_t arg)
{
    (void)t, (void)arg;
    nonce++;
}

static void on_tb_late(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++)
        if (in.op == op_addi && in_work(in.addr)) {
            EgPlace at = eg_before_insn(tb, i);
            eg_count(&at, adds, 1);
        }
}

static void on_tb(EgTb *tb, void *user)
{
    (void)user;
    if (in_work(eg_tb_addr(tb))) {
        EgPlace at = eg_at_entry(tb);
        eg_once(&at, on_once, 1);
    }
}

static void on_exec(EgThread *t, const EgTbInfo *i, void *user)
{
    (void)t, (void)user;
    nexec += in_work(eg_info_addr(i));
}

static void on_edge(EgThread *t, const EgEdge *e, void *user)
{
    (void)t, (void)user;
    nedges += in_work(e->from_addr) && e->to == e->from_addr - 4; /* the loop's way back */
}

static void on_decode(const EgInsn *in, uint64_t *note, void *user)
{
    (void)note, (void)user;
    decoded += in_work(in->addr);
}

static void on_syscall_late(EgThread *t, EgSyscall *s, void *user)
{
    (void)t, (void)user;
    ncalls += s->name && strcmp(s->name, "getpgrp") == 0;
}

static void on_syscall(EgThread *t, EgSyscall *s, void *user)
{
    (void)t, (void)user;
    if (!s->name || strcmp(s->name, "getpgrp") != 0)
        return;
    rounds++;
    if (rounds == 2) {
        eg_on_tb(self, on_tb_late, NULL);
        eg_on_tb_exec(self, on_exec, NULL);
        eg_on_edge_exec(self, on_edge, NULL);
        eg_on_decode(self, on_decode, NULL);
        eg_on_syscall_return(self, on_syscall_late, NULL);
    }
    if (rounds == 3 || rounds == 4)
        eg_enable(self, rounds == 4);
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (child)
        nexec = nedges = nonce = ncalls = 0;
}

static void at_end(EgPlugin *p, void *user)
{
    (void)user;
    printf("%s: adds %llu entries %llu edges %llu once %llu calls %llu decoded %d offered %llu\n", eg_option(p, "name"),
           (unsigned long long)eg_counter_sum(adds), (unsigned long long)nexec, (unsigned long long)nedges,
           (unsigned long long)nonce, (unsigned long long)ncalls, decoded > 0, (unsigned long long)offered);
    fflush(stdout);
}

static void offer(uint64_t n)
{
    offered += n;
}

static uint64_t offered_table[] = {3, 1, 4};

static int install(EgPlugin *p)
{
    self = p;
    op_addi = eg_op_by_name("addi");
    adds = eg_counter_new(p);
    eg_on_tb(p, on_tb, NULL);
    eg_on_syscall_return(p, on_syscall, NULL);
    eg_on_fork(p, on_fork, NULL);
    eg_on_exit(p, at_end, NULL);
    eg_export(p, "late.offer", (void *)offer);
    eg_export(p, "late.table", offered_table);
    return 0;
}

static const EgOption options[] = {{"name", EG_OPT_STRING, "late", "said at the end"}, {0}};
EG_PLUGIN(.name = "late", .version = "1", .summary = "test of late hooks", .options = options, .install = install)
