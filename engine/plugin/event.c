/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to the guest process: modules, threads, fork, exit; told to plugins and to the results file. */
#include "engine/plugin/plg.h"
#include "engine/plugin/ring.h"

typedef struct Module {
    uint64_t start, end;
    uint32_t number;
} Module;

static GArray *modules; /* Module, load order; under plg_lock */
static uint32_t last_number;

static uint32_t add_module(const TrcModule *m)
{
    Module e = {m->start, m->start + m->nbytes, 0};
    e.number = plg_trc ? (uint32_t)trc_module(plg_trc, m) : ++last_number;
    pthread_mutex_lock(&plg_lock);
    if (!modules)
        modules = g_array_new(FALSE, FALSE, sizeof(Module));
    g_array_append_val(modules, e);
    pthread_mutex_unlock(&plg_lock);
    return e.number;
}

void plg_module(const char *path, uint64_t start, uint64_t nbytes, uint64_t file_offset, const uint8_t *build_id,
                size_t build_id_nbytes)
{
    if (!plg_active() && !plg_trc)
        return;
    TrcModule t = {.path = path,
                   .start = start,
                   .nbytes = nbytes,
                   .file_offset = file_offset,
                   .build_id = build_id,
                   .build_id_nbytes = build_id_nbytes};
    EgModule m = {.struct_size = sizeof m,
                  .number = add_module(&t),
                  .path = path,
                  .start = start,
                  .nbytes = nbytes,
                  .file_offset = file_offset};
    for (unsigned k = 0; plg_module_hooks && k < plg_module_hooks->len; k++) {
        const PlgHook *h = &g_array_index(plg_module_hooks, PlgHook, k);
        ((EgModuleFn)h->fn)(h->p, &m, h->user);
    }
}

void plg_module_gone(uint64_t start, uint64_t nbytes)
{
    pthread_mutex_lock(&plg_lock);
    for (unsigned i = 0; modules && i < modules->len;) {
        Module *m = &g_array_index(modules, Module, i);
        if (m->start >= start && m->end <= start + nbytes) {
            if (plg_trc)
                trc_module_unload(plg_trc, m->number);
            g_array_remove_index(modules, i);
        } else {
            i++;
        }
    }
    pthread_mutex_unlock(&plg_lock);
}

uint32_t plg_module_of(uint64_t addr)
{
    uint32_t n = 0;
    pthread_mutex_lock(&plg_lock);
    for (unsigned i = modules ? modules->len : 0; i-- > 0 && !n;) {
        const Module *m = &g_array_index(modules, Module, i);
        if (addr >= m->start && addr < m->end)
            n = m->number;
    }
    pthread_mutex_unlock(&plg_lock);
    return n;
}

uint32_t eg_module_at(uint64_t addr)
{
    return plg_module_of(addr);
}

static void thread_event(const GArray *hooks, uint32_t thread)
{
    for (unsigned k = 0; hooks && k < hooks->len; k++) {
        const PlgHook *h = &g_array_index(hooks, PlgHook, k);
        ((EgThreadFn)h->fn)(h->p, thread, h->user);
    }
}

void plg_thread_start(PpcCpu *cpu, uint32_t thread)
{
    if (!plg_active())
        return;
    plg_thread_cells_begin(cpu, thread);
    plg_ring_thread_begin(cpu, thread);
    thread_event(plg_start_hooks, thread);
}

void plg_thread_exit(PpcCpu *cpu)
{
    if (!plg_active())
        return;
    thread_event(plg_exit_thread_hooks, plg_thread_number(cpu));
    plg_ring_thread_end(cpu);
    plg_thread_cells_end(cpu);
}

void plg_fork_prepare(void)
{
    if (plg_trc)
        trc_fork_prepare(plg_trc);
    pthread_mutex_lock(&plg_lock);
}

void plg_fork_parent(void)
{
    pthread_mutex_unlock(&plg_lock);
    if (plg_trc)
        trc_fork_parent(plg_trc);
}

void plg_fork_child(PpcCpu *cpu)
{
    pthread_mutex_init(&plg_lock, NULL);
    if (plg_active()) {
        plg_cells_reset(cpu);
        plg_record_reset_counts();
        for (unsigned i = 0; i < plg_count(); i++)
            plg_reset_after_fork(plg_list->pdata[i]);
    }
    if (plg_trc)
        trc_fork_child(plg_trc);
    plg_ring_fork_child(cpu);
}

void plg_finish(void)
{
    if (!plg_active())
        return;
    if (plg_trc)
        trc_tick(plg_trc, NULL, NULL, 0);
    plg_flush();
    for (unsigned k = 0; k < plg_exit_hooks->len; k++) {
        const PlgHook *h = &g_array_index(plg_exit_hooks, PlgHook, k);
        ((EgFn)h->fn)(h->p, h->user);
    }
    plg_ring_flush(true, true);
}
