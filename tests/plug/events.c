/* SPDX-License-Identifier: Apache-2.0 */
/* Test of events: prints each as a line on stderr, in order. With events_guest.c. */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

static uint32_t main_module;
static uint64_t map_start;
static uint64_t translations, invalidations;

static const char *base(const char *path)
{
    const char *s = path ? strrchr(path, '/') : NULL;
    return s ? s + 1 : path ? path : "-";
}

static bool on_enter(EgThread *t, EgSyscall *s, void *user)
{
    (void)user;
    if (!s->name)
        return false;
    if (strcmp(s->name, "getppid") == 0) {
        s->result = 4711;
        return true;
    }
    if (strcmp(s->name, "getpgid") == 0) {
        s->result = -13;
        return true;
    }
    if (strcmp(s->name, "umask") == 0)
        s->args[0] = 022;
    uint32_t word = 0;
    eg_read_guest(s->pc, &word, 4);
    if (memcmp(&word, "\x44\x00\x00\x02", 4) != 0)
        fprintf(stderr, "event pc %llx is no sc\n", (unsigned long long)s->pc);
    if (strcmp(s->name, "exit_group") == 0 && eg_thread_reg(t, eg_reg("r3")) == s->args[0])
        fprintf(stderr, "event exit_group %d thread %u\n", (int)s->args[0], eg_thread_number(t));
    return false;
}

static void on_return(EgThread *t, EgSyscall *s, void *user)
{
    (void)t, (void)user;
    if (s->name && strcmp(s->name, "umask") == 0) {
        fprintf(stderr, "event umask arg %llo\n", (unsigned long long)s->args[0]);
        s->result = 0123;
    }
    if (s->name && strcmp(s->name, "getppid") == 0)
        fprintf(stderr, "event getppid returns %lld\n", (long long)s->result);
}

static void on_map(EgThread *t, const EgMap *m, void *user)
{
    (void)user;
    if (t && m->kind == EG_MAP_NEW && m->nbytes == 8192 && m->prot == 3 && !m->path && !map_start) {
        map_start = m->start;
        fprintf(stderr, "event map new\n");
    } else if (map_start && m->start == map_start)
        fprintf(stderr, "event map kind %d, %llu bytes, prot %u\n", (int)m->kind, (unsigned long long)m->nbytes,
                m->prot);
}

static void on_exception(EgThread *t, const EgSignal *s, void *user)
{
    (void)t;
    EgInsn in = {.struct_size = sizeof in};
    (void)in;
    fprintf(stderr, "event %s signal %d%s%s\n", (const char *)user, s->number, s->is_exception ? " own" : "",
            s->addr == map_start && s->is_exception ? " at the map" : "");
    if (s->handler > 1)
        fprintf(stderr, "event handler\n");
}

static void on_module(EgPlugin *p, const EgModule *m, void *user)
{
    (void)p;
    if (m->main_program && !main_module) {
        main_module = m->number;
        fprintf(stderr, "event %s %s build id %u bytes\n", (const char *)user, base(m->path), m->build_id_nbytes);
    }
}

static void on_thread(EgPlugin *p, uint32_t thread, void *user)
{
    (void)p;
    fprintf(stderr, "event thread %u %s\n", thread, (const char *)user);
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)user;
    fprintf(stderr, "event fork %s\n", child ? "child" : pid > 0 ? "parent" : "?");
}

static void on_exec(EgPlugin *p, const char *path, const char *const *argv, void *user)
{
    (void)p, (void)user;
    fprintf(stderr, "event exec %s %s\n", base(path), argv[1] ? argv[1] : "-");
}

static void on_translation(EgPlugin *p, const EgTranslation *t, void *user)
{
    (void)p, (void)user;
    translations += t->uops > 0 && t->ninsns > 0;
}

static void on_invalidate(EgPlugin *p, uint64_t start, uint64_t nbytes, void *user)
{
    (void)p, (void)start, (void)user;
    invalidations += nbytes > 0;
}

static void on_end(EgPlugin *p, void *user)
{
    (void)p, (void)user;
    int sig, status = eg_exit_status(&sig);
    fprintf(stderr, "event end status %d signal %d%s\n", status, sig, translations > 100 ? " translated" : "");
    (void)invalidations;
}

static int install(EgPlugin *p)
{
    eg_on_syscall(p, on_enter, NULL);
    eg_on_syscall_return(p, on_return, NULL);
    eg_on_map(p, on_map, NULL);
    eg_on_signal(p, on_exception, (void *)"signal:");
    eg_on_exception(p, on_exception, (void *)"exception:");
    eg_on_module(p, on_module, (void *)"module");
    eg_on_thread_start(p, on_thread, (void *)"starts");
    eg_on_thread_exit(p, on_thread, (void *)"ends");
    eg_on_fork(p, on_fork, NULL);
    eg_on_exec(p, on_exec, NULL);
    eg_on_translation(p, on_translation, NULL);
    eg_on_invalidate(p, on_invalidate, NULL);
    eg_on_exit(p, on_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "events", .version = "1", .summary = "test of events", .install = install)
