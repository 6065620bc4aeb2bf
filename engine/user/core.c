/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Core files: what the guest was when a signal ended it, as the kernel of a
 * 32-bit powerpc machine would have written it (ELF, big-endian), for gdb.
 *
 * Written by the dying thread while the others are parked with exact registers.
 * Notes: per thread status, floating-point and AltiVec registers; for the process
 * its name, the signal, the auxiliary vector and the mapped files. Memory that is an
 * unchanged part of a file is left out, as Linux does. The kernel's own dump of the
 * process would show the engine and is never made.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "engine/user/gmem.h"

enum {
    MAX_LOADS = 8192,
    MC_BYTES = 992,
    MC_FREGS = 192,
    MC_VREGS = 464,
    NT_SIGINFO_ = 0x53494749,
    NT_FILE_ = 0x46494c45
};

typedef struct Load {
    uint64_t start, nbytes, offset;
    unsigned flags;
    bool contents;
    char *path;
} Load;

typedef struct Core {
    int fd;
    uint64_t limit; /* bytes that may be written */
    uint8_t *notes;
    size_t nnotes, room;
    Load *load;
    unsigned nloads;
} Core;

/* ---- Whether and where -------------------------------------------------------------------- */

static bool dumps_core(int sig)
{
    return sig == SIGQUIT || sig == SIGILL || sig == SIGTRAP || sig == SIGABRT || sig == SIGBUS || sig == SIGFPE ||
           sig == SIGSEGV || sig == SIGXCPU || sig == SIGXFSZ || sig == SIGSYS;
}

static void read_line(const char *path, char *b, int nbytes)
{
    FILE *f = fopen(path, "re");
    if (!f || !fgets(b, nbytes, f))
        b[0] = 0;
    if (f)
        fclose(f);
    b[strcspn(b, "\n")] = 0;
}

/* kernel.core_pattern with what is known here; one that names a program gives core.PID. */
static void make_name(char *name, size_t room, int sig)
{
    char pattern[256], pid_too[8];
    const char *base = strrchr(usr.exe_path, '/');
    read_line("/proc/sys/kernel/core_pattern", pattern, sizeof pattern);
    read_line("/proc/sys/kernel/core_uses_pid", pid_too, sizeof pid_too);
    const char *p = pattern[0] == '|' || !pattern[0] ? "core.%p" : pattern;
    bool has_pid = strstr(p, "%p") != NULL;
    size_t n = 0;
    name[0] = 0;
    for (; *p && n + 1 < room; p++) {
        if (*p != '%') {
            name[n++] = *p;
            name[n] = 0;
            continue;
        }
        switch (*++p) {
        case 'p':
        case 'P':
        case 'i':
        case 'I': n += (size_t)snprintf(name + n, room - n, "%d", getpid()); break;
        case 's': n += (size_t)snprintf(name + n, room - n, "%d", sig); break;
        case 't': n += (size_t)snprintf(name + n, room - n, "%lld", (long long)time(NULL)); break;
        case 'u': n += (size_t)snprintf(name + n, room - n, "%u", getuid()); break;
        case 'e':
        case 'f': n += (size_t)snprintf(name + n, room - n, "%s", base ? base + 1 : usr.exe_path); break;
        case '%': n += (size_t)snprintf(name + n, room - n, "%%"); break;
        case 0: p--; break;
        default: break;
        }
    }
    if (!has_pid && pid_too[0] == '1' && n < room)
        snprintf(name + n, room - n, ".%d", getpid());
}

/* ---- Notes -------------------------------------------------------------------------------- */

static void append(Core *c, const void *data, size_t nbytes)
{
    if (c->nnotes + nbytes + 4 > c->room) {
        c->room = (c->nnotes + nbytes + 4) * 2;
        c->notes = realloc(c->notes, c->room);
        if (!c->notes)
            die("out of memory for a core file");
    }
    memcpy(c->notes + c->nnotes, data, nbytes);
    c->nnotes += nbytes;
    while (c->nnotes % 4)
        c->notes[c->nnotes++] = 0;
}

static void note(Core *c, const char *owner, uint32_t type, const void *data, size_t nbytes)
{
    UsrPack p = {0};
    pk32(&p, (uint32_t)strlen(owner) + 1);
    pk32(&p, (uint32_t)nbytes);
    pk32(&p, type);
    append(c, p.b, p.n);
    append(c, owner, strlen(owner) + 1);
    append(c, data, nbytes);
}

/* struct elf_prstatus: signal, masks, ids, times, 48 registers, "has floating point". */
static void thread_status(Core *c, UsrThread *t, int sig, const uint8_t *mc)
{
    UsrPack p = {0};
    struct rusage self, children;
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    const struct timeval *times[] = {&self.ru_utime, &self.ru_stime, &children.ru_utime, &children.ru_stime};
    pk32(&p, (uint32_t)sig);
    pk32(&p, 0);
    pk32(&p, 0);
    pk16(&p, (uint16_t)sig);
    pk32(&p, (uint32_t)usr_queued(t));
    pk32(&p, (uint32_t)t->mask);
    pk32(&p, (uint32_t)t->tid);
    pk32(&p, (uint32_t)getppid());
    pk32(&p, (uint32_t)getpgrp());
    pk32(&p, (uint32_t)getsid(0));
    for (unsigned i = 0; i < 4; i++) {
        pk32(&p, (uint32_t)times[i]->tv_sec);
        pk32(&p, (uint32_t)times[i]->tv_usec);
    }
    pk_bytes(&p, mc, MC_FREGS); /* the 48 words of a signal's frame */
    pk32(&p, 1);
    note(c, "CORE", NT_PRSTATUS, p.b, p.n);
}

/* fp and vector registers in the order of the frame; VSCR and VRSAVE have a vector each here. */
static void thread_registers(Core *c, const uint8_t *mc)
{
    uint8_t v[34 * 16] = {0};
    note(c, "CORE", NT_FPREGSET, mc + MC_FREGS, 33 * 8);
    memcpy(v, mc + MC_VREGS, 32 * 16);
    memcpy(v + 32 * 16 + 12, mc + MC_VREGS + 32 * 16 + 12, 4);
    memcpy(v + 33 * 16, mc + MC_VREGS + 32 * 16, 4);
    note(c, "LINUX", NT_PPC_VMX, v, sizeof v);
}

static void thread_notes(Core *c, UsrThread *t, int sig)
{
    uint8_t mc[MC_BYTES] = {0};
    usr_mcontext_bytes(t, mc);
    thread_status(c, t, sig, mc);
    thread_registers(c, mc);
}

/* struct elf_prpsinfo: state, flags, ids, name, arguments. */
static void process_note(Core *c)
{
    UsrPack p = {0};
    char name[16] = "", args[80] = "";
    const char *base = strrchr(usr.exe_path, '/');
    snprintf(name, sizeof name, "%.15s", base ? base + 1 : usr.exe_path);
    uint64_t n = usr.arg_end - usr.arg_start;
    if (usr_get(args, usr.arg_start, n < 79 ? n : 79))
        args[0] = 0;
    for (unsigned i = 0; n && i + 1 < n && i < 79; i++)
        if (!args[i])
            args[i] = ' ';
    pk8(&p, 0);
    pk8(&p, 'R');
    pk8(&p, 0);
    pk8(&p, 0);
    pk32(&p, 0);
    pk32(&p, getuid());
    pk32(&p, getgid());
    pk32(&p, (uint32_t)getpid());
    pk32(&p, (uint32_t)getppid());
    pk32(&p, (uint32_t)getpgrp());
    pk32(&p, (uint32_t)getsid(0));
    pk_bytes(&p, name, sizeof name);
    pk_bytes(&p, args, sizeof args);
    note(c, "CORE", NT_PRPSINFO, p.b, p.n);
}

/* Count, page size, then start, end and page in the file of each, then their names. */
static void file_note(Core *c)
{
    GString *b = g_string_new(NULL), *names = g_string_new(NULL);
    uint32_t head[2] = {0, usr_order32(MEM_PAGE)}, count = 0;
    g_string_append_len(b, (char *)head, sizeof head);
    for (unsigned i = 0; i < c->nloads; i++) {
        const Load *l = &c->load[i];
        if (!l->path)
            continue;
        const uint32_t row[3] = {usr_order32((uint32_t)l->start), usr_order32((uint32_t)(l->start + l->nbytes)),
                                 usr_order32((uint32_t)(l->offset / MEM_PAGE))};
        g_string_append_len(b, (const char *)row, sizeof row);
        g_string_append_len(names, l->path, (gssize)strlen(l->path) + 1);
        count++;
    }
    head[0] = usr_order32(count);
    memcpy(b->str, head, sizeof head);
    g_string_append_len(b, names->str, (gssize)names->len);
    note(c, "CORE", NT_FILE_, b->str, b->len);
    g_string_free(b, TRUE);
    g_string_free(names, TRUE);
}

static void all_notes(Core *c, UsrThread *t, int sig, const siginfo_t *info)
{
    uint8_t si[USR_SIGINFO_BYTES];
    uint8_t auxv[512];
    size_t n = usr.auxv_nbytes < sizeof auxv ? usr.auxv_nbytes : sizeof auxv;
    thread_notes(c, t, sig);
    process_note(c);
    usr_siginfo_bytes(si, info);
    note(c, "CORE", NT_SIGINFO_, si, sizeof si);
    if (usr_get(auxv, usr.auxv, n) == 0)
        note(c, "CORE", NT_AUXV, auxv, n);
    file_note(c);
    for (UsrThread *o = usr.threads; o; o = o->next)
        if (o != t)
            thread_notes(c, o, 0);
}

/* ---- Memory ------------------------------------------------------------------------------- */

static void add_load(void *ctx, const MemMapping *m)
{
    Core *c = ctx;
    if (c->nloads == MAX_LOADS)
        return;
    /* Data that is read-only now may have been written before (RELRO). */
    bool unchanged_file = m->path && !(m->flags & MEM_W) && (m->flags & (MEM_X | MEM_SHARED));
    c->load[c->nloads++] = (Load){.start = m->start,
                                  .nbytes = m->end - m->start,
                                  .offset = m->offset,
                                  .flags = m->flags,
                                  .contents = (m->flags & MEM_R) && !unchanged_file,
                                  .path = m->path ? strdup(m->path) : NULL};
}

static void put(Core *c, uint64_t at, const void *data, size_t nbytes)
{
    if (at + nbytes > c->limit || pwrite(c->fd, data, nbytes, (off_t)at) != (ssize_t)nbytes)
        c->limit = at < c->limit ? at : c->limit; /* cut off there */
}

/* Pages of zeros stay holes. */
static void put_memory(Core *c, uint64_t at, const Load *l)
{
    static const uint8_t zeros[MEM_PAGE];
    uint8_t page[MEM_PAGE];
    for (uint64_t off = 0; off < l->nbytes && at + off < c->limit; off += MEM_PAGE)
        if (usr_get(page, l->start + off, MEM_PAGE) == 0 && memcmp(page, zeros, MEM_PAGE))
            put(c, at + off, page, MEM_PAGE);
}

static void put_phdr(Core *c, unsigned index, uint32_t type, uint64_t at, const Load *l, uint64_t file_nbytes)
{
    UsrPack p = {0};
    unsigned f = l ? l->flags : 0;
    pk32(&p, type);
    pk32(&p, (uint32_t)at);
    pk32(&p, l ? (uint32_t)l->start : 0);
    pk32(&p, 0);
    pk32(&p, (uint32_t)file_nbytes);
    pk32(&p, l ? (uint32_t)l->nbytes : 0);
    pk32(&p, (f & MEM_R ? PF_R : 0u) | (f & MEM_W ? PF_W : 0u) | (f & MEM_X ? PF_X : 0u));
    pk32(&p, l ? MEM_PAGE : 0);
    put(c, 52 + 32ull * index, p.b, p.n);
}

static void put_ehdr(Core *c)
{
    UsrPack p = {0};
    const uint8_t ident[EI_NIDENT] = {0x7f,      'E', 'L', 'F', ELFCLASS32, usr_abi.little ? ELFDATA2LSB : ELFDATA2MSB,
                                      EV_CURRENT};
    pk_bytes(&p, ident, sizeof ident);
    pk16(&p, ET_CORE);
    pk16(&p, EM_PPC);
    pk32(&p, EV_CURRENT);
    pk32(&p, 0);
    pk32(&p, 52);
    pk32(&p, 0);
    pk32(&p, 0);
    pk16(&p, 52);
    pk16(&p, 32);
    pk16(&p, (uint16_t)(c->nloads + 1));
    for (unsigned i = 0; i < 3; i++)
        pk16(&p, 0);
    put(c, 0, p.b, p.n);
}

/* Header, program headers, notes, memory from a page boundary on. */
static void write_core(Core *c)
{
    uint64_t notes_at = 52 + 32ull * (c->nloads + 1), at = notes_at + c->nnotes, end;
    at = (at + MEM_PAGE - 1) & ~(uint64_t)(MEM_PAGE - 1);
    put_ehdr(c);
    put_phdr(c, 0, PT_NOTE, notes_at, NULL, c->nnotes);
    put(c, notes_at, c->notes, c->nnotes);
    for (unsigned i = 0; i < c->nloads; i++) {
        const Load *l = &c->load[i];
        uint64_t n = l->contents ? l->nbytes : 0;
        put_phdr(c, i + 1, PT_LOAD, at, l, n);
        if (n)
            put_memory(c, at, l);
        at += n;
    }
    end = at < c->limit ? at : c->limit;
    if (ftruncate(c->fd, (off_t)end))
        usr_warn("core file: %s", strerror(errno));
}

/* ---- The other threads ------------------------------------------------------------------------ */

static bool dumping;
static unsigned parked;

void usr_core_park(void)
{
    if (!__atomic_load_n(&dumping, __ATOMIC_SEQ_CST))
        return;
    pthread_mutex_lock(&usr.lock);
    parked++;
    pthread_cond_broadcast(&usr.thread_gone);
    while (dumping)
        pthread_cond_wait(&usr.thread_gone, &usr.lock);
    parked--;
    pthread_mutex_unlock(&usr.lock);
}

/* usr.lock held. Gives up on threads that do not come out of the kernel. */
static void stop_others(UsrThread *t)
{
    for (unsigned round = 0; round < 40 && usr.nthreads > parked + 1; round++) {
        struct timespec until;
        usr_stop_others(t);
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 50000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&usr.thread_gone, &usr.lock, &until);
    }
}

static void dump(UsrThread *t, int sig, const siginfo_t *info, const char *name, uint64_t limit)
{
    Core c = {.limit = limit};
    /* Never through a link, never into somebody else's file: what the kernel demands of its own. */
    c.fd = open(name, O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_TRUNC, 0600);
    c.load = calloc(MAX_LOADS, sizeof *c.load);
    if (c.fd < 0 || !c.load) {
        usr_warn("core file '%s': %s", name, strerror(errno));
    } else {
        mem_for_each(add_load, &c);
        all_notes(&c, t, sig, info);
        write_core(&c);
        close(c.fd);
    }
    for (unsigned i = 0; c.load && i < c.nloads; i++)
        free(c.load[i].path);
    free(c.load);
    free(c.notes);
}

void usr_core_dump(UsrThread *t, int sig, const siginfo_t *info)
{
    char name[PATH_MAX];
    struct rlimit l = {0};
    getrlimit(RLIMIT_CORE, &l);
    uint64_t limit = usr.cfg->core ? UINT64_MAX : l.rlim_cur;
    if (!dumps_core(sig) || !limit || t->vfork_child || usr_abi.guest64)
        return;
    if (usr.cfg->core)
        snprintf(name, sizeof name, "%s", usr.cfg->core);
    else
        make_name(name, sizeof name, sig);
    pthread_mutex_lock(&usr.lock);
    if (dumping || usr.exiting) { /* another thread dies, too */
        pthread_mutex_unlock(&usr.lock);
        usr_core_park();
        return;
    }
    __atomic_store_n(&dumping, true, __ATOMIC_SEQ_CST);
    stop_others(t);
    dump(t, sig, info, name, limit);
    __atomic_store_n(&dumping, false, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&usr.thread_gone);
    pthread_mutex_unlock(&usr.lock);
}
