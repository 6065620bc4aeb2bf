/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --strace: one line for each system call, from the argument kinds of
 * syscall.def. The line is printed when the call returns; calls that do not
 * return, and those that may block for long, show nothing until then.
 */
#include "engine/user/sys.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/mman.h>

#include "engine/base/bits.h"
#include "engine/base/log.h"

enum { LINE = 1024, SHOW_BYTES = 32 };

typedef struct Line {
    char b[LINE];
    unsigned n;
} Line;

static void add(Line *l, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void add(Line *l, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(l->b + l->n, LINE - l->n, fmt, ap);
    va_end(ap);
    l->n = n < 0 ? l->n : l->n + (unsigned)n >= LINE ? LINE - 1 : l->n + (unsigned)n;
}

static void add_bytes(Line *l, const uint8_t *p, uint64_t nbytes, bool more)
{
    add(l, "\"");
    for (uint64_t i = 0; i < nbytes; i++) {
        if (p[i] == '\n')
            add(l, "\\n");
        else if (p[i] == '\t')
            add(l, "\\t");
        else if (p[i] == '"' || p[i] == '\\')
            add(l, "\\%c", p[i]);
        else if (p[i] >= 32 && p[i] < 127)
            add(l, "%c", p[i]);
        else
            add(l, "\\%o", p[i]);
    }
    add(l, more ? "\"..." : "\"");
}

static void add_buffer(Line *l, uint64_t g, uint64_t nbytes)
{
    uint8_t b[SHOW_BYTES];
    uint64_t n = nbytes < SHOW_BYTES ? nbytes : SHOW_BYTES;
    if (g == 0)
        add(l, "NULL");
    else if (usr_get(b, g, n))
        add(l, "%#llx", (unsigned long long)g);
    else
        add_bytes(l, b, n, nbytes > n);
}

static void add_string(Line *l, uint64_t g)
{
    char b[256];
    int64_t n = usr_get_str(b, g, sizeof b);
    if (g == 0)
        add(l, "NULL");
    else if (n == -EFAULT)
        add(l, "%#llx", (unsigned long long)g);
    else
        add_bytes(l, (uint8_t *)b, n < 0 ? sizeof b - 1 : (uint64_t)n, n < 0);
}

typedef struct FlagName {
    uint32_t bit;
    const char *name;
} FlagName;

static void add_flags(Line *l, uint64_t v, const FlagName *names, unsigned count, const char *zero)
{
    const char *sep = "";
    if (zero && !v) {
        add(l, "%s", zero);
        return;
    }
    for (unsigned i = 0; i < count; i++)
        if (v & names[i].bit) {
            add(l, "%s%s", sep, names[i].name);
            sep = "|";
            v &= ~(uint64_t)names[i].bit;
        }
    if (v || !*sep)
        add(l, "%s%#llx", sep, (unsigned long long)v);
}

/* powerpc values (asm/fcntl.h, asm/mman.h). */
static const FlagName open_names[] = {
    {0100, "O_CREAT"},        {0200, "O_EXCL"},         {0400, "O_NOCTTY"},      {01000, "O_TRUNC"},
    {02000, "O_APPEND"},      {04000, "O_NONBLOCK"},    {040000, "O_DIRECTORY"}, {0100000, "O_NOFOLLOW"},
    {0200000, "O_LARGEFILE"}, {0400000, "O_DIRECT"},    {01000000, "O_NOATIME"}, {02000000, "O_CLOEXEC"},
    {010000000, "O_PATH"},    {020000000, "O_TMPFILE"}, {04000000, "O_SYNC"},    {010000, "O_DSYNC"}};
static const FlagName prot_names[] = {{1, "PROT_READ"}, {2, "PROT_WRITE"}, {4, "PROT_EXEC"}};
static const FlagName map_names[] = {{1, "MAP_SHARED"},
                                     {2, "MAP_PRIVATE"},
                                     {0x10, "MAP_FIXED"},
                                     {0x20, "MAP_ANONYMOUS"},
                                     {0x40, "MAP_NORESERVE"},
                                     {0x80, "MAP_LOCKED"},
                                     {0x100, "MAP_GROWSDOWN"},
                                     {0x800, "MAP_DENYWRITE"},
                                     {0x8000, "MAP_POPULATE"},
                                     {0x20000, "MAP_STACK"},
                                     {0x100000, "MAP_FIXED_NOREPLACE"}};

static void add_open_flags(Line *l, uint64_t v)
{
    static const char *const mode[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    add(l, "%s", mode[v & 3]);
    if (v & ~3ull) {
        add(l, "|");
        add_flags(l, v & ~3ull, open_names, ARRAY_LEN(open_names), NULL);
    }
}

/* r: the call's result; buffers that it fills are shown when it is good. */
static void add_arg(Line *l, char kind, const uint64_t *a, unsigned i, int64_t r)
{
    switch (kind) {
    case 'D':
    case 'd': add(l, "%lld", (long long)a[i]); break;
    case 'u': add(l, "%llu", (unsigned long long)a[i]); break;
    case 'o': add(l, "0%llo", (unsigned long long)a[i]); break;
    case 'L': add(l, "%lld", (long long)a[i]); break;
    case 'G':
        add(l, "%s%s", sigabbrev_np((int)a[i]) ? "SIG" : "", sigabbrev_np((int)a[i]) ? sigabbrev_np((int)a[i]) : "?");
        break;
    case 's':
    case 'S':
    case 'n': add_string(l, a[i]); break;
    case 'F': add_open_flags(l, a[i]); break;
    case 'P': add_flags(l, a[i], prot_names, ARRAY_LEN(prot_names), "PROT_NONE"); break;
    case 'A': add_flags(l, a[i], map_names, ARRAY_LEN(map_names), "0"); break;
    case 'b': add_buffer(l, a[i], a[i + 1]); break;
    case 'B':
        if (r >= 0)
            add_buffer(l, a[i], (uint64_t)r < a[i + 1] ? (uint64_t)r : a[i + 1]);
        else
            add(l, "%#llx", (unsigned long long)a[i]);
        break;
    default:
        if (a[i] || kind == 'x')
            add(l, "%#llx", (unsigned long long)a[i]);
        else
            add(l, "NULL");
    }
}

static void add_call(Line *l, unsigned nr, const uint64_t *a, int64_t r)
{
    const char *name = usr_syscall_name(nr);
    const char *kinds = name ? sys_rows[nr].kinds : "";
    if (name)
        add(l, "%s(", name);
    else
        add(l, "syscall_%u(", nr);
    for (unsigned i = 0; i < 6 && kinds[i]; i++) {
        add(l, i ? ", " : "");
        add_arg(l, kinds[i], a, i, r);
    }
    add(l, ")");
}

static void start(Line *l, const UsrThread *t, unsigned nr, const uint64_t *a, int64_t r)
{
    l->n = 0;
    add(l, "%d ", t->tid);
    add_call(l, nr, a, r);
}

static void add_result(Line *l, int64_t r)
{
    if (r <= USR_RESTART && r >= USR_RESTART_NOHAND)
        add(l, " = ? interrupted");
    else if (r < 0 && r >= -4095)
        add(l, " = -1 %s (%s)", strerrorname_np((int)-r) ? strerrorname_np((int)-r) : "?", strerror((int)-r));
    else if (r > 0xffff)
        add(l, " = %#llx", (unsigned long long)r);
    else
        add(l, " = %lld", (long long)r);
}

void user_syscall_text(char *buf, size_t nbytes, unsigned nr, const uint64_t *args, const int64_t *result)
{
    Line l = {.n = 0};
    add_call(&l, nr, args, result ? *result : -1);
    if (result)
        add_result(&l, *result);
    snprintf(buf, nbytes, "%s", l.b);
}

/* Calls that end the program or replace its registers. */
static bool does_not_return(unsigned nr)
{
    const char *name = usr_syscall_name(nr);
    return name && (!strcmp(name, "exit") || !strcmp(name, "exit_group") || !strcmp(name, "sigreturn") ||
                    !strcmp(name, "rt_sigreturn") || !strcmp(name, "execve") || !strcmp(name, "execveat"));
}

void usr_strace_enter(UsrThread *t, unsigned nr, const uint64_t *a)
{
    Line l;
    if (!does_not_return(nr))
        return;
    start(&l, t, nr, a, -1);
    log_printf('s', "%s\n", l.b);
}

void usr_strace_result(UsrThread *t, unsigned nr, const uint64_t *a, int64_t r)
{
    Line l;
    start(&l, t, nr, a, r);
    add_result(&l, r);
    log_printf('s', "%s\n", l.b);
}

void usr_strace_signal(UsrThread *t, int sig, const siginfo_t *info)
{
    const char *name = sigabbrev_np(sig);
    if (log_on('s') || log_on('e'))
        log_printf(log_on('s') ? 's' : 'e', "%d --- SIG%s (%d), si_code %d, address or sender %#llx ---\n", t->tid,
                   name ? name : "?", sig, info->si_code, (unsigned long long)(uintptr_t)info->si_addr);
}
