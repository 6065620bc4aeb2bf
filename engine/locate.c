/* SPDX-License-Identifier: Apache-2.0 */
/* Names of addresses for the crash report. See locate.h. */
#include "engine/locate.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/sym.h"

enum { PATIENCE_MS = 10000 };

static const AnaSymbol *find_symbol(const AnaImage *im, uint64_t addr)
{
    const AnaSymbol *s = (const AnaSymbol *)im->symbols->data;
    for (guint i = 0; i < im->symbols->len; i++)
        if (addr - s[i].addr < s[i].nbytes)
            return &s[i];
    return NULL;
}

static const AnaLine *find_line(const AnaImage *im, uint64_t addr)
{
    const AnaLine *l = (const AnaLine *)im->dwarf->lines->data, *best = NULL;
    for (guint i = 0; i < im->dwarf->lines->len && l[i].addr <= addr; i++)
        if (addr - l[i].addr < l[i].nbytes)
            best = &l[i];
    return best;
}

/* The innermost inlined call at addr. */
static const AnaInline *find_inline(const AnaImage *im, uint64_t addr)
{
    const AnaInline *in = (const AnaInline *)im->dwarf->inlines->data, *best = NULL;
    for (guint i = 0; i < im->dwarf->inlines->len; i++)
        if (addr >= in[i].lo && addr < in[i].hi && (!best || in[i].depth > best->depth))
            best = &in[i];
    return best;
}

static void describe(const AnaImage *im, UserPlace *p)
{
    uint64_t bias;
    if (!ana_elf_bias(im->elf, p->start, p->file_offset, &bias))
        return;
    uint64_t addr = p->pc - bias;
    const AnaSymbol *s = find_symbol(im, addr);
    const AnaLine *l = im->dwarf ? find_line(im, addr) : NULL;
    const AnaInline *in = im->dwarf ? find_inline(im, addr) : NULL;
    if (!s)
        return;
    p->function = s->function + bias;
    g_autofree char *inlined = in ? g_strdup_printf("%s (inlined in %s)", in->name, s->name) : g_strdup(s->name);
    if (l && l->file >= 0)
        g_snprintf(p->text, sizeof p->text, "%s at %s:%d", inlined, (const char *)im->dwarf->files->pdata[l->file],
                   l->line);
    else {
        g_autofree char *file = g_path_get_basename(p->path);
        g_snprintf(p->text, sizeof p->text, "%s+0x%llx in %s", inlined, (unsigned long long)(addr - s->function), file);
    }
}

/* In the child: reads each file once, and sends all texts. */
static void find_all(UserPlace *places, unsigned n, int out)
{
    for (unsigned i = 0; i < n; i++) {
        Err e = {0};
        AnaImage *im = places[i].path ? ana_image_read(places[i].path, NULL, &e) : NULL;
        const char *path = places[i].path;
        for (unsigned k = i; k < n && path; k++)
            if (places[k].path && !strcmp(places[k].path, path)) {
                if (im)
                    describe(im, &places[k]);
                if (k > i)
                    places[k].path = NULL; /* done */
            }
        if (im)
            ana_image_free(im);
    }
    if (write(out, places, n * sizeof *places) < 0)
        return;
}

/* True when all has come. */
static bool receive(int in, void *to, size_t n)
{
    struct pollfd f = {.fd = in, .events = POLLIN};
    for (size_t at = 0; at < n;) {
        ssize_t r = poll(&f, 1, PATIENCE_MS) > 0 ? read(in, (char *)to + at, n - at) : 0;
        if (r <= 0)
            return false;
        at += (size_t)r;
    }
    return true;
}

void locate_places(void *ctx, UserPlace *places, unsigned n)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    int fd[2];
    (void)ctx;
    if (pipe2(fd, O_CLOEXEC))
        return;
    pid_t pid = fork();
    if (pid == 0) {
        for (unsigned i = 0; i < G_N_ELEMENTS(faults); i++)
            signal(faults[i], SIG_DFL);
        find_all(places, n, fd[1]);
        _exit(0);
    }
    close(fd[1]);
    g_autofree UserPlace *answer = g_new0(UserPlace, n);
    if (pid > 0 && receive(fd[0], answer, n * sizeof *answer))
        for (unsigned i = 0; i < n; i++) {
            memcpy(places[i].text, answer[i].text, sizeof answer[i].text);
            places[i].function = answer[i].function;
        }
    close(fd[0]);
    if (pid > 0) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
}
