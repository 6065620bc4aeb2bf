/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syscalls: the system calls of the program, with arguments, results and time.
 *
 *     engraft run -p syscalls -o run.db PROGRAM
 *     engraft run -p syscalls,print=on PROGRAM
 *     engraft report run.db syscalls
 *
 * Table syscalls: a row per call, in the order of return. Table syscalls_sum:
 * calls, errors and time by thread and name; with log=off only this.
 *
 * Known inaccuracies: the time is that from before to behind the call as the
 * emulator makes it, signal handlers aside. A call that a signal interrupts and
 * that is made again is two calls. Calls that do not return (exit, sigreturn, a
 * successful execve) have no result and no time; calls that still wait when the
 * program ends are not shown.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct Sum {
    struct Sum *next;
    uint32_t thread, number;
    int64_t calls, errors, ns, max;
} Sum;

static EgPlugin *self;
static bool print, log_calls;
static EgCounter began; /* per thread: time of entry, ns */
static Sum *sums;
static int64_t ncalls, start;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* sums, ncalls */

static const EgOption options[] = {
    {"log", EG_OPT_BOOL, "on", "a row for each call, not sums only"},
    {"print", EG_OPT_BOOL, "off", "print each call on stderr"},
    {0},
};
static const EgCol cols[] = {
    {"call", EG_COL_I64, EG_KEY, "order of return over all threads, from 1"},
    {"thread", EG_COL_I64, 0, "number of the thread"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module of pc, 0 = in no file"},
    {"pc", EG_COL_I64, EG_PC, "address of the sc instruction"},
    {"name", EG_COL_TEXT, 0, "the call"},
    {"text", EG_COL_TEXT, 0, "arguments and result decoded"},
    {"result", EG_COL_I64, 0, "result, or the error's number negated; 0 of calls that do not return"},
    {"start_ns", EG_COL_I64, 0, "begin, nanoseconds since the plugin was started"},
    {"ns", EG_COL_I64, 0, "time it took, nanoseconds; -1 of calls that do not return"},
    {0},
};
static const EgCol sum_cols[] = {
    {"thread", EG_COL_I64, EG_KEY, "number of the thread"},
    {"name", EG_COL_TEXT, EG_KEY, "the call"},
    {"calls", EG_COL_I64, 0, "calls"},
    {"errors", EG_COL_I64, 0, "of these failed"},
    {"ns", EG_COL_I64, 0, "time of those that returned, nanoseconds"},
    {"max_ns", EG_COL_I64, 0, "the longest, nanoseconds"},
    {0},
};
static const EgTable tables[] = {
    {"syscalls", "system calls in order", cols}, {"syscalls_sum", "system calls by thread and name", sum_cols}, {0}};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static const char *name_of(uint32_t number)
{
    const char *n = eg_syscall_name(number);
    return n ? n : "(unknown)";
}

static Sum *sum_of(uint32_t thread, uint32_t number)
{
    Sum *s = sums;
    while (s && (s->thread != thread || s->number != number))
        s = s->next;
    if (!s) {
        s = calloc(1, sizeof *s);
        *s = (Sum){.next = sums, .thread = thread, .number = number};
        sums = s;
    }
    return s;
}

static void record(EgThread *t, const EgSyscall *s, bool returned)
{
    char text[1200];
    int64_t at = (int64_t)*eg_thread_cell(t, began), ns = returned ? now_ns() - at : -1;
    uint32_t thread = eg_thread_number(t);
    if (log_calls || print)
        eg_syscall_text(s, returned, text, sizeof text);
    if (print)
        eg_message(self, "%u %s%s", thread, text, returned ? "" : " = ?");
    pthread_mutex_lock(&lock);
    Sum *sum = sum_of(thread, s->number);
    sum->calls++;
    if (returned) {
        sum->errors += s->result < 0 && s->result >= -4095 && s->result != EG_SYSCALL_RESTART;
        sum->ns += ns;
        sum->max = ns > sum->max ? ns : sum->max;
    }
    ncalls++;
    if (log_calls)
        eg_row(self, 0, ncalls, (int64_t)thread, (int64_t)eg_module_at(s->pc), (int64_t)s->pc, name_of(s->number), text,
               returned ? s->result : 0, at - start, ns);
    pthread_mutex_unlock(&lock);
}

static bool does_not_return(const EgSyscall *s)
{
    static const char *const names[] = {"exit", "exit_group", "sigreturn", "rt_sigreturn"};
    for (unsigned i = 0; s->name && i < sizeof names / sizeof *names; i++)
        if (strcmp(s->name, names[i]) == 0)
            return true;
    return false;
}

static bool on_enter(EgThread *t, EgSyscall *s, void *user)
{
    (void)user;
    *eg_thread_cell(t, began) = (uint64_t)now_ns();
    if (does_not_return(s))
        record(t, s, false);
    return false;
}

static void on_return(EgThread *t, EgSyscall *s, void *user)
{
    (void)user;
    record(t, s, true);
}

static void on_flush(EgPlugin *p, void *user)
{
    (void)user;
    pthread_mutex_lock(&lock);
    for (const Sum *s = sums; s; s = s->next)
        eg_row(p, 1, (int64_t)s->thread, name_of(s->number), s->calls, s->errors, s->ns, s->max);
    pthread_mutex_unlock(&lock);
}

/* The child counts its own calls. */
static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (!child)
        return;
    pthread_mutex_init(&lock, NULL); /* another thread of the parent may have held it */
    sums = NULL;
    ncalls = 0;
}

static int install(EgPlugin *p)
{
    self = p;
    print = eg_option_bool(p, "print");
    log_calls = eg_option_bool(p, "log") && eg_has_results(p);
    if (!print && !eg_has_results(p)) {
        eg_error(p, "needs a results file (-o FILE) or print=on");
        return 1;
    }
    began = eg_counter_new(p);
    start = now_ns();
    eg_on_syscall(p, on_enter, NULL);
    eg_on_syscall_return(p, on_return, NULL);
    eg_on_fork(p, on_fork, NULL);
    eg_on_flush(p, on_flush, NULL);
    return 0;
}

EG_PLUGIN(.name = "syscalls", .version = "1", .summary = "system calls with decoded arguments, results and time",
          .details =
              "Known inaccuracies: a call that a signal interrupts and that is made again is two calls; calls that do\n"
              "not return have no result and no time; calls that wait when the program ends are not shown.",
          .options = options, .tables = tables, .install = install)
