/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counters: 64-bit cells behind each guest thread's CPU state, so that adding
 * is one instruction at a fixed offset from the env pointer. A thread that ends
 * adds its cells to `retired`.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/exec/exec.h"
#include "engine/plugin/plg.h"

enum { MAX_CELLS = (PPC_CPU_RESERVE - PPC_CPU_SCOREBOARD) / 8 };

typedef struct ThreadCells {
    PpcCpu *cpu;
    uint32_t thread;
    struct ThreadCells *next;
} ThreadCells;

static ThreadCells *threads; /* under plg_lock */
/* Cell 0 is nobody's, so that an EgCounter that was never made is noticed; then come those that are state slots. */
static uint32_t ncells = 1 + PPC_CPU_NCELLS, nregister;
static uint64_t *retired; /* MAX_CELLS, address space only */

static uint64_t *cells_of(const PpcCpu *cpu)
{
    return (uint64_t *)((char *)cpu + PPC_CPU_SCOREBOARD);
}

uint32_t plg_cell_new(void)
{
    return plg_cells_new(1);
}

uint32_t plg_cells_new(uint32_t n)
{
    pthread_mutex_lock(&plg_lock);
    uint32_t c = ncells;
    bool fits = n <= MAX_CELLS - ncells;
    ncells += fits ? n : 0;
    pthread_mutex_unlock(&plg_lock);
    if (!fits) {
        fprintf(stderr, "engraft: plugins use more than %d counters\n", MAX_CELLS);
        fflush(NULL);
        _exit(125);
    }
    return c;
}

bool plg_cell_ok(uint32_t cell)
{
    return cell > 0 && cell < __atomic_load_n(&ncells, __ATOMIC_RELAXED);
}

int32_t plg_cell_env_offset(uint32_t cell)
{
    return PPC_CPU_SCOREBOARD - ENV_BIAS + (int32_t)cell * 8;
}

uint64_t plg_cell_sum(uint32_t cell)
{
    pthread_mutex_lock(&plg_lock);
    uint64_t n = retired ? retired[cell] : 0;
    for (const ThreadCells *t = threads; t; t = t->next)
        n += __atomic_load_n(&cells_of(t->cpu)[cell], __ATOMIC_RELAXED);
    pthread_mutex_unlock(&plg_lock);
    return n;
}

void plg_thread_cells_begin(PpcCpu *cpu, uint32_t thread)
{
    ThreadCells *t = g_new0(ThreadCells, 1);
    t->cpu = cpu;
    t->thread = thread;
    pthread_mutex_lock(&plg_lock);
    if (!retired) {
        retired = mmap(NULL, (size_t)MAX_CELLS * 8, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                       -1, 0);
        if (retired == MAP_FAILED)
            die("cannot reserve the plugins' counters");
    }
    t->next = threads;
    threads = t;
    pthread_mutex_unlock(&plg_lock);
}

void plg_thread_cells_end(PpcCpu *cpu)
{
    pthread_mutex_lock(&plg_lock);
    for (ThreadCells **p = &threads; *p; p = &(*p)->next)
        if ((*p)->cpu == cpu) {
            ThreadCells *t = *p;
            *p = t->next;
            for (uint32_t i = 0; i < ncells; i++)
                retired[i] += cells_of(cpu)[i];
            g_free(t);
            break;
        }
    pthread_mutex_unlock(&plg_lock);
}

uint32_t plg_thread_number(const PpcCpu *cpu)
{
    uint32_t n = 0;
    pthread_mutex_lock(&plg_lock);
    for (const ThreadCells *t = threads; t; t = t->next)
        if (t->cpu == cpu)
            n = t->thread;
    pthread_mutex_unlock(&plg_lock);
    return n;
}

/* In a forked child: only the calling thread exists, and it starts from zero. */
void plg_cells_reset(PpcCpu *cpu)
{
    uint32_t number = plg_thread_number(cpu);
    pthread_mutex_lock(&plg_lock);
    while (threads) {
        ThreadCells *t = threads;
        threads = t->next;
        g_free(t);
    }
    if (retired)
        memset(retired, 0, (size_t)ncells * 8);
    memset(cells_of(cpu), 0, (size_t)ncells * 8);
    pthread_mutex_unlock(&plg_lock);
    plg_thread_cells_begin(cpu, number ? number : 1);
}

EgCounter eg_counter_new(EgPlugin *p)
{
    (void)p;
    return (EgCounter){plg_cell_new()};
}

EgCounter eg_register_cell_new(EgPlugin *p)
{
    pthread_mutex_lock(&plg_lock);
    uint32_t n = nregister < PPC_CPU_NCELLS ? ++nregister : 0;
    pthread_mutex_unlock(&plg_lock);
    return n ? (EgCounter){n} : eg_counter_new(p);
}

EgCounter eg_pinned_cell_new(EgPlugin *p)
{
    plg_only_in_install(p, "eg_pinned_cell_new");
    EgCounter c = eg_register_cell_new(p);
    int slot = plg_cell_slot(c.cell);
    if (slot >= 0 && exec_config.npinned_cells < EXEC_PINNED_CELLS)
        exec_config.pinned_cells[exec_config.npinned_cells++] = (uint16_t)slot;
    return c;
}

EgCounter eg_scoreboard_new(EgPlugin *p, uint32_t n)
{
    if (n == 0)
        plg_misuse(p, "eg_scoreboard_new", "a scoreboard of no cells");
    return (EgCounter){plg_cells_new(n)};
}

uint64_t *eg_thread_cell(EgThread *t, EgCounter c)
{
    if (!plg_cell_ok(c.cell))
        plg_misuse(NULL, "eg_thread_cell", "the cell was not made by eg_counter_new() or eg_scoreboard_new()");
    return &cells_of((const PpcCpu *)t)[c.cell];
}

void eg_each_thread_cell(EgCounter c, EgCellFn fn, void *user)
{
    if (!plg_cell_ok(c.cell))
        plg_misuse(NULL, "eg_each_thread_cell", "the cell was not made by eg_counter_new() or eg_scoreboard_new()");
    pthread_mutex_lock(&plg_lock);
    for (const ThreadCells *t = threads; t; t = t->next)
        fn(t->thread, &cells_of(t->cpu)[c.cell], user);
    pthread_mutex_unlock(&plg_lock);
}

uint64_t eg_counter_sum(EgCounter c)
{
    if (!plg_cell_ok(c.cell))
        plg_misuse(NULL, "eg_counter_sum", "the counter was not made by eg_counter_new()");
    return plg_cell_sum(c.cell);
}

uint32_t eg_thread_number(const EgThread *t)
{
    return plg_thread_number((const PpcCpu *)t);
}
