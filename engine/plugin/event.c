/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What happens to the guest process: mappings and modules, threads, system
 * calls, signals, fork, exec, exit; told to plugins and to the results file.
 * Each function is called on the guest thread concerned, outside generated code.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/exec/access.h"
#include "engine/exec/exec.h"
#include "engine/exec/hooks.h"
#include "engine/exec/thread.h"
#include "engine/mem/mem.h"
#include "engine/plugin/plg.h"
#include "engine/plugin/ring.h"

/* ---------------------------------------------------------------- modules and mappings */

typedef struct Module {
    uint64_t start, end;
    uint32_t number;
    EgModule m; /* as it was announced; its strings stay for the life of the process */
} Module;

static GArray *modules; /* Module, load order; under plg_lock */
static uint32_t last_number;

static uint32_t add_module(const EgModule *m)
{
    TrcModule t = {.path = m->path,
                   .start = m->start,
                   .nbytes = m->nbytes,
                   .file_offset = m->file_offset,
                   .build_id = m->build_id,
                   .build_id_nbytes = m->build_id_nbytes};
    Module e = {m->start, m->start + m->nbytes, 0, *m};
    e.number = plg_trc ? (uint32_t)trc_module(plg_trc, &t) : ++last_number;
    e.m.number = e.number;
    e.m.path = g_strdup(m->path);
    e.m.build_id = m->build_id ? g_memdup2(m->build_id, m->build_id_nbytes) : NULL;
    pthread_mutex_lock(&plg_lock);
    if (!modules)
        modules = g_array_new(FALSE, FALSE, sizeof(Module));
    g_array_append_val(modules, e);
    pthread_mutex_unlock(&plg_lock);
    return e.number;
}

void plg_module(const EgModule *m)
{
    if (!plg_active() && !plg_trc)
        return;
    EgModule e = *m;
    e.number = add_module(m);
    PLG_EACH(PLG_ON_MODULE, h)((EgModuleFn)h->fn)(h->p, &e, h->user);
}

/* Takes one module that lies in the range out of the list. */
static bool take_gone(uint64_t start, uint64_t nbytes, Module *out)
{
    bool found = false;
    pthread_mutex_lock(&plg_lock);
    for (unsigned i = 0; modules && i < modules->len && !found; i++) {
        *out = g_array_index(modules, Module, i);
        found = out->start >= start && out->end <= start + nbytes;
        if (found)
            g_array_remove_index(modules, i);
    }
    pthread_mutex_unlock(&plg_lock);
    return found;
}

static void modules_gone(uint64_t start, uint64_t nbytes)
{
    Module m;
    while (take_gone(start, nbytes, &m)) {
        if (plg_trc)
            trc_module_unload(plg_trc, m.number);
        PLG_EACH(PLG_ON_MODULE_UNLOAD, h)((EgModuleFn)h->fn)(h->p, &m.m, h->user);
    }
}

static const char *path_of(int fd, char *buf)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = fd < 0 ? -1 : readlink(link, buf, PATH_MAX - 1);
    buf[n > 0 ? n : 0] = 0;
    return n > 0 ? buf : NULL;
}

_Static_assert((int)EG_MAP_NEW == MEM_MAP_NEW && (int)EG_MAP_GONE == MEM_MAP_GONE &&
                   (int)EG_MAP_PROTECT == MEM_MAP_PROTECT,
               "kinds are engine/mem's");

static void map_changed(MemMapKind kind, uint64_t start, uint64_t nbytes, int prot, int fd, uint64_t off)
{
    char path[PATH_MAX];
    if (kind != MEM_MAP_PROTECT)
        modules_gone(start, nbytes);
    if (!plg_nhooks(PLG_ON_MAP))
        return;
    EgMap m = {.struct_size = sizeof m,
               .kind = (EgMapKind)kind,
               .prot = (uint32_t)prot & (PROT_READ | PROT_WRITE | PROT_EXEC),
               .start = start,
               .nbytes = nbytes,
               .path = path_of(fd, path),
               .file_offset = fd < 0 ? 0 : off};
    EgThread *t = exec_self ? (EgThread *)exec_self->cpu : NULL;
    PLG_EACH(PLG_ON_MAP, h)((EgMapFn)h->fn)(t, &m, h->user);
}

void plg_events_start(void)
{
    if (plg_active() || plg_trc)
        mem_map_hook = map_changed;
    if (plg_nhooks(PLG_ON_INTERP_ACCESS))
        exec_watch_accesses();
}

bool plg_module_at(uint64_t addr, EgModule *out)
{
    bool found = false;
    pthread_mutex_lock(&plg_lock);
    for (unsigned i = modules ? modules->len : 0; i-- > 0 && !found;) {
        const Module *m = &g_array_index(modules, Module, i);
        found = addr >= m->start && addr < m->end;
        if (found)
            *out = m->m;
    }
    pthread_mutex_unlock(&plg_lock);
    return found;
}

void plg_each_module(void (*fn)(const EgModule *m, void *user), void *user)
{
    pthread_mutex_lock(&plg_lock);
    unsigned n = modules ? modules->len : 0;
    Module *copy = g_new(Module, n + 1);
    for (unsigned i = 0; i < n; i++)
        copy[i] = g_array_index(modules, Module, i);
    pthread_mutex_unlock(&plg_lock);
    for (unsigned i = 0; i < n; i++)
        fn(&copy[i].m, user);
    g_free(copy);
}

uint32_t plg_module_of(uint64_t addr)
{
    EgModule m;
    return plg_module_at(addr, &m) ? m.number : 0;
}

uint32_t eg_module_at(uint64_t addr)
{
    return plg_module_of(addr);
}

/* ---------------------------------------------------------------- system calls and signals */

static EgSyscall syscall_of(const PpcCpu *cpu, unsigned nr, const char *name, const uint64_t *args, int64_t ret)
{
    EgSyscall s = {.struct_size = sizeof s, .number = nr, .name = name, .result = ret, .pc = cpu->pc - 4};
    memcpy(s.args, args, sizeof s.args);
    return s;
}

bool plg_syscall_enter(PpcCpu *cpu, unsigned nr, const char *name, uint64_t args[6], int64_t *ret)
{
    bool skip = false;
    if (!plg_nhooks(PLG_ON_SYSCALL))
        return false;
    EgSyscall s = syscall_of(cpu, nr, name, args, 0);
    PLG_EACH(PLG_ON_SYSCALL, h)
    if (!skip)
        skip = ((EgSyscallEnterFn)h->fn)((EgThread *)cpu, &s, h->user);
    memcpy(args, s.args, sizeof s.args);
    *ret = s.result;
    return skip;
}

int64_t plg_syscall_return(PpcCpu *cpu, unsigned nr, const char *name, const uint64_t args[6], int64_t ret)
{
    if (!plg_nhooks(PLG_ON_SYSCALL_RETURN))
        return ret;
    EgSyscall s = syscall_of(cpu, nr, name, args, ret);
    PLG_EACH(PLG_ON_SYSCALL_RETURN, h)((EgSyscallReturnFn)h->fn)((EgThread *)cpu, &s, h->user);
    return s.result;
}

bool plg_signal(PlgOn what, PpcCpu *cpu, const EgSignal *s)
{
    bool taken = false;
    if (what == PLG_ON_SIGNAL && !s->is_exception)
        plg_control_signal(s->number, &taken);
    if (taken)
        return true;
    PLG_EACH(what, h)((EgSignalFn)h->fn)((EgThread *)cpu, s, h->user);
    return false;
}

/* ---------------------------------------------------------------- threads and processes */

void plg_charge(EgPlugin *p, uint64_t start)
{
    __atomic_fetch_add(&p->cost.callback_ns, clock_now_ns() - start, __ATOMIC_RELAXED);
    __atomic_fetch_add(&p->cost.events, 1, __ATOMIC_RELAXED);
}

void plg_thread_start(PpcCpu *cpu, uint32_t thread)
{
    if (!plg_active())
        return;
    plg_thread_cells_begin(cpu, thread);
    plg_ring_thread_begin(cpu, thread);
    PLG_EACH(PLG_ON_THREAD_START, h)((EgThreadFn)h->fn)(h->p, thread, h->user);
}

void plg_thread_exit(PpcCpu *cpu)
{
    if (!plg_active())
        return;
    uint32_t thread = plg_thread_number(cpu);
    plg_jump_end(cpu);
    PLG_EACH(PLG_ON_THREAD_EXIT, h)((EgThreadFn)h->fn)(h->p, thread, h->user);
    plg_ring_thread_end(cpu);
    plg_targets_thread_end(cpu);
    plg_thread_cells_end(cpu);
}

void plg_fork_prepare(void)
{
    if (plg_trc)
        trc_fork_prepare(plg_trc);
    pthread_mutex_lock(&plg_lock);
}

void plg_fork_parent(int pid)
{
    pthread_mutex_unlock(&plg_lock);
    if (plg_trc)
        trc_fork_parent(plg_trc);
    if (pid > 0)
        PLG_EACH(PLG_ON_FORK, h)((EgForkFn)h->fn)(h->p, false, pid, h->user);
}

void plg_fork_child(PpcCpu *cpu)
{
    pthread_mutex_init(&plg_lock, NULL);
    if (plg_active()) {
        plg_cells_reset(cpu);
        plg_record_reset_counts();
        plg_targets_reset();
        for (unsigned i = 0; i < plg_count(); i++)
            plg_reset_after_fork(plg_list->pdata[i]);
    }
    if (plg_trc)
        trc_fork_child(plg_trc);
    plg_ring_fork_child(cpu);
    if (plg_once_reset() || exec_edge_hook) /* what was reached once is no longer in the code */
        exec_retranslate();
    PLG_EACH(PLG_ON_FORK, h)((EgForkFn)h->fn)(h->p, true, 0, h->user);
}

void plg_exec(const char *path, const char *const *argv)
{
    PLG_EACH(PLG_ON_EXEC, h)((EgExecFn)h->fn)(h->p, path, argv, h->user);
}

static int exit_status, exit_signal;

int eg_exit_status(int *signal)
{
    if (signal)
        *signal = exit_signal;
    return exit_status;
}

/* The exec may still fail: the guest then goes on, and so do the results. */
void plg_before_exec(void)
{
    if (!plg_active())
        return;
    exec_settle();
    plg_use_executed();
    plg_jump_end_here();
    plg_flush();
    plg_ring_flush(true, false);
}

void plg_finish(int status, int signal)
{
    if (!plg_active())
        return;
    exit_status = status;
    exit_signal = signal;
    plg_results_settle();
    exec_settle();
    plg_jump_end_here();
    plg_flush();
    plg_ring_flush(true, false);
    PLG_EACH(PLG_ON_EXIT, h)((EgFn)h->fn)(h->p, h->user);
    plg_ring_flush(true, true);
    plg_use_report();
}
