/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program from its file to its exit status: loading, the loop of each guest
 * thread, and the end of the process.
 */
#include "engine/user/user.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/base/log.h"
#include "engine/user/elf.h"
#include "engine/user/gdb.h"
#include "engine/user/gmem.h"
#include "engine/user/stack.h"
#include "engine/user/usr.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/vec.h"

enum { CANNOT_START = 125, NOT_RUNNABLE = 126, NOT_FOUND = 127 };
enum { PIE_BASE = 0x00400000 };

UsrProcess usr = {.lock = PTHREAD_MUTEX_INITIALIZER, .thread_gone = PTHREAD_COND_INITIALIZER};
UsrAbi usr_abi;

void usr_warn(const char *fmt, ...)
{
    char line[1024] = "engraft: ";
    size_t n = strlen(line);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(line + n, sizeof line - n - 1, fmt, ap);
    va_end(ap);
    strcat(line, "\n");
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        return; /* nowhere to complain */
}

/* ---- Loading ------------------------------------------------------------------------ */

typedef struct Loaded {
    ElfFile prog, interp;
    ElfImage prog_img, interp_img;
    bool has_interp;
} Loaded;

static int open_program(const char *path, Err *err, int *status)
{
    char buf[PATH_MAX];
    struct stat st;
    const char *host = usr_path(path, buf);
    int fd = open(host, O_RDONLY | O_CLOEXEC);
    *status = errno == ENOENT || errno == ENOTDIR ? NOT_FOUND : NOT_RUNNABLE;
    if (fd < 0) {
        err_set(err, "cannot open '%s': %s", path, strerror(errno));
        return -1;
    }
    *status = NOT_RUNNABLE;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && access(host, X_OK)) {
        err_set(err, "'%s' is not executable: it has no x permission", path);
        close(fd);
        return -1;
    }
    return fd;
}

/* Opens and maps the interpreter that the program names. */
static bool load_interp(Loaded *l, Err *err)
{
    static char name[PATH_MAX];
    char buf[PATH_MAX];
    const char *want = l->prog.interp;
    snprintf(name, sizeof name, "%s", usr_path(want, buf));
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (usr.sysroot)
            return err_set(err,
                           "'%s' needs the interpreter '%s', which is neither under '%s' nor on this system; name its "
                           "place with -L SYSROOT",
                           l->prog.path, want, usr.sysroot);
        return err_set(err,
                       "'%s' needs the interpreter '%s', which is not on this system; name its place with -L SYSROOT",
                       l->prog.path, want);
    }
    bool ok = elf_read(&l->interp, fd, name, err) && elf_check_guest(&l->interp, err);
    if (ok && (l->interp.is64 != l->prog.is64 || l->interp.little != l->prog.little))
        ok = err_set(err, "'%s': the interpreter is of another class or byte order", name);
    ok = ok && elf_map(&l->interp, 0, false, &l->interp_img, err);
    if (!ok)
        err_prefix(err, "interpreter of '%s'", l->prog.path);
    close(fd);
    return l->has_interp = ok;
}

static bool read_program(Loaded *l, int fd, Err *err)
{
    if (!elf_read(&l->prog, fd, usr.cfg->program, err) || !elf_check_guest(&l->prog, err))
        return false;
    usr_abi.guest64 = l->prog.is64;
    usr_abi.little = l->prog.little;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    path[n > 0 ? n : 0] = 0;
    usr.exe_path = strdup(n > 0 ? path : usr.cfg->program);
    return true;
}

/* Maps everything; the initial stack pointer, 0 = failed. */
static uint64_t load(Loaded *l, Err *err)
{
    ElfFile *f = &l->prog;
    mem_read_implies_exec = !f->has_gnu_stack;
    usr.personality = f->has_gnu_stack ? 0 : 0x0400000 /* READ_IMPLIES_EXEC */;
    /* A position-independent program that is its own interpreter (ld.so run by hand) is placed like one. */
    uint64_t where = f->type == ET_DYN && f->interp[0] ? PIE_BASE : 0;
    if (!stack_map(!f->has_gnu_stack || f->exec_stack, err) || !elf_map(f, where, true, &l->prog_img, err))
        return 0;
    if (f->interp[0] && !load_interp(l, err))
        return 0;
    const ElfImage *img = &l->prog_img;
    mem_set_brk((img->brk + MEM_PAGE - 1) & ~(uint64_t)(MEM_PAGE - 1));
    usr.entry = img->entry;
    usr.code_start = img->code_start;
    usr.code_end = img->code_end;
    usr.data_start = img->data_start;
    usr.data_end = img->data_end;
    usr_make_vdso();
    return stack_build(f, img, l->has_interp ? &l->interp_img : NULL, usr.cfg->argv, usr.cfg->envp, err);
}

static UsrThread *first_thread(const Loaded *l, uint64_t sp, Err *err)
{
    PpcCpu *cpu = ppc_cpu_new(l->prog.is64, err);
    UsrThread *t = cpu ? usr_thread_new(cpu) : NULL;
    if (!t || !exec_thread_init(cpu, err))
        return NULL;
    cpu->little = usr_abi.little;
    cpu->pc = l->has_interp ? l->interp_img.entry : l->prog_img.entry;
    cpu->gpr[1] = sp;
    cpu->vscr = PPC_VSCR_NJ; /* as Linux starts programs */
    cpu->res_addr = ~0ull;
    for (unsigned i = 0; i < 8; i++)
        ppc_set_crf(cpu, i, 0);
    ppc_update_tb_flags(cpu);
    t->leader = true;
    t->tid = (int)syscall(SYS_gettid);
    return t;
}

/* ---- The loop ----------------------------------------------------------------------- */

/* Names the instruction that ends the program. Who catches the signal may be asking what the processor can do. */
static void show_illegal(const UsrThread *t, const ExecStop *s)
{
    static uint64_t last; /* once for each word in a row */
    if (s->word == last || t->action[SIGILL].handler > 1)
        return;
    last = s->word;
    char name[64];
    if (usr_insn_name(s->word, name, sizeof name))
        usr_warn("instruction %s (%08llx) at %#llx %s", name, (unsigned long long)s->word,
                 (unsigned long long)t->cpu->pc,
                 usr_insn_missing(s->word) ? "is not of the processor model (--cpu)" : "is not supported");
}

/* Faults and traps become signals, with the codes that the powerpc kernel uses. */
static void raise_fault(UsrThread *t, const ExecStop *s)
{
    uint64_t pc = t->cpu->pc;
    switch (s->why) {
    case EXEC_TRAP: usr_signal_force(t, SIGTRAP, TRAP_BRKPT, pc); break;
    case EXEC_ILLEGAL:
        show_illegal(t, s);
        usr_signal_force(t, SIGILL, ILL_ILLOPC, pc);
        break;
    case EXEC_PRIVILEGED: usr_signal_force(t, SIGILL, ILL_PRVOPC, pc); break;
    case EXEC_SEGV:
        if (s->si_code != SEGV_MAPERR || !mem_grow_down(s->addr))
            usr_signal_force(t, SIGSEGV, s->si_code, s->addr);
        break;
    case EXEC_FETCH: usr_signal_force(t, SIGSEGV, s->si_code, s->addr); break;
    case EXEC_BUS: usr_signal_force(t, SIGBUS, s->si_code, s->addr); break;
    case EXEC_ALIGN: usr_signal_force(t, SIGBUS, BUS_ADRALN, s->addr); break;
    case EXEC_FPE: usr_signal_force(t, SIGFPE, s->si_code, pc); break;
    default: die("exec_run() stopped for reason %d", s->why);
    }
}

void usr_run_thread(UsrThread *t)
{
    PpcCpu *cpu = t->cpu;
    while (!t->ending) {
        ExecStop s = __builtin_expect(usr_gdb_on, 0) ? usr_gdb_run(t) : exec_run(cpu);
        switch (s.why) {
        case EXEC_SYSCALL: usr_syscall(t); break;
        case EXEC_SIGNAL:
        case EXEC_BREAK: break; /* a breakpoint of a debugger that has just left */
        case EXEC_STOPPED:
            usr_core_park();
            t->ending = true;
            break;
        default: raise_fault(t, &s);
        }
        if (t->interrupted || (__atomic_load_n(&cpu->pending, __ATOMIC_RELAXED) & PPC_PEND_SIGNAL))
            usr_signal_deliver(t);
    }
}

/* ---- The end ------------------------------------------------------------------------ */

void usr_die_by_signal(int sig)
{
    struct {
        uintptr_t handler;
        unsigned long flags;
        uintptr_t restorer;
        uint64_t mask;
    } dfl = {0};
    uint64_t none = 0;
    prctl(PR_SET_DUMPABLE, 0); /* a core file would be the engine's, not the guest's */
    syscall(SYS_rt_sigaction, sig, &dfl, NULL, 8);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), sig);
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
    _exit(128 + sig); /* not reached: the signal has killed us */
}

static void call_exit_hook(int status, int sig)
{
    const UserHooks *h = usr.cfg->hooks;
    if (usr_gdb_on)
        usr_gdb_exit(status, sig, false);
    if (h && h->process_exit)
        h->process_exit(h->ctx, status, sig, false);
}

void usr_exit_group(UsrThread *t, int status, int fatal_sig)
{
    t->ending = true;
    if (t->vfork_child) { /* what it shares belongs to the parent */
        usr_thread_release_futexes(t);
        if (fatal_sig)
            usr_die_by_signal(fatal_sig);
        syscall(SYS_exit_group, status);
    }
    pthread_mutex_lock(&usr.lock);
    if (!usr.exiting) {
        usr.exit_status = status;
        usr.fatal_sig = fatal_sig;
        __atomic_store_n(&usr.exiting, true, __ATOMIC_SEQ_CST);
        usr_stop_others(t);
    }
    pthread_mutex_unlock(&usr.lock);
}

/* Until this thread is the only one. When the process ends the others are told to stop, and waited for some seconds at
 * most. */
static void wait_for_others(UsrThread *t)
{
    unsigned rounds = 0;
    pthread_mutex_lock(&usr.lock);
    while (usr.nthreads > 1 && rounds < 50) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += 100000000;
        if (until.tv_nsec >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        if (pthread_cond_timedwait(&usr.thread_gone, &usr.lock, &until) == ETIMEDOUT && usr.exiting) {
            usr_stop_others(t); /* a kick may have come before its thread reached the kernel */
            rounds++;
        }
    }
    pthread_mutex_unlock(&usr.lock);
}

int usr_leader_end(UsrThread *t)
{
    const UserHooks *h = usr.cfg->hooks;
    sigset_t old;
    usr_block_all(&old);
    if (usr.exiting)
        usr_thread_release_robust(t);
    else
        usr_thread_release_futexes(t); /* only this thread ended; the process lives until the last one does */
    wait_for_others(t);
    int status = usr.exiting ? usr.exit_status : t->exit_status, sig = usr.exiting ? usr.fatal_sig : 0;
    if (h && h->thread_exit)
        h->thread_exit(h->ctx, t->cpu, t->tid);
    call_exit_hook(status, sig);
    if (sig)
        usr_die_by_signal(sig);
    return status;
}

/* ---- Entry -------------------------------------------------------------------------- */

static void set_comm(const char *program)
{
    const char *slash = strrchr(program, '/');
    prctl(PR_SET_NAME, slash ? slash + 1 : program);
}

/* Everything up to the first instruction: the thread, or NULL. */
static UsrThread *start(const UserConfig *cfg, Err *err, int *status)
{
    static Loaded l;
    /* 32-bit big-endian until the file says otherwise: where a relative sysroot is looked for. */
    if (!usr_find_sysroot(cfg, false, false)) {
        err_set(err, "sysroot '%s' is not a folder", cfg->sysroot ? cfg->sysroot : getenv("ENGRAFT_SYSROOT"));
        *status = CANNOT_START;
        return NULL;
    }
    int fd = open_program(cfg->program, err, status);
    if (fd < 0)
        return NULL;
    *status = NOT_RUNNABLE;
    if (!read_program(&l, fd, err)) {
        close(fd);
        return NULL;
    }
    *status = CANNOT_START;
    if (!mem_init(l.prog.is64, err) || !exec_init(err))
        return NULL;
    *status = NOT_RUNNABLE;
    uint64_t sp = load(&l, err);
    close(fd);
    usr_limits_apply();
    return sp ? first_thread(&l, sp, err) : NULL;
}

int user_run(const UserConfig *cfg, Err *err)
{
    const UserHooks *h = cfg->hooks;
    int status = CANNOT_START;
    usr.cfg = cfg;
    if (cfg->strace)
        log_mask |= log_bit('s');
    usr_environ_unpack(cfg->envp);
    UsrThread *t = start(cfg, err, &status);
    if (!t)
        return status;
    usr_fd_protect_ours();
    set_comm(cfg->program);
    usr_self = t;
    usr_thread_link(t);
    usr_signal_init(t);
    if (h && h->thread_start)
        h->thread_start(h->ctx, t->cpu, t->tid);
    if (cfg->gdb && !usr_gdb_start(cfg->gdb, err))
        return CANNOT_START;
    usr_run_thread(t);
    status = usr_leader_end(t);
    if (usr.forked)
        _exit(status);
    return status;
}
