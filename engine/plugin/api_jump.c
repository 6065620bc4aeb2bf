/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of the guest's pc that no instruction made: found by comparing where a
 * thread begins to run guest code with where it stopped. So there is no list of
 * causes that could be incomplete.
 *
 * A cell of each thread holds where it stopped, with bit 0 set; 0 = it has not
 * begun. Cells are zero in a new thread and in a forked child.
 */
#include "engine/plugin/plg.h"

enum { BEGUN = 1 };

static uint32_t stop_cell;    /* + 1 */
static __thread PpcCpu *here; /* this host thread's guest thread */
static __thread bool running;

static uint64_t *cell(const PpcCpu *cpu, uint32_t c)
{
    return (uint64_t *)(void *)((char *)cpu + ENV_BIAS + plg_cell_env_offset(c));
}

void plg_jump_init(void)
{
    if (!stop_cell)
        stop_cell = plg_cell_new() + 1;
}

static void tell(PpcCpu *cpu, EgJumpKind kind, uint64_t from, uint64_t to)
{
    EgJump j = {.struct_size = sizeof j, .kind = kind, .from = from, .to = to};
    PLG_EACH(PLG_ON_JUMP, h)((EgJumpFn)h->fn)((EgThread *)cpu, &j, h->user);
}

void plg_guest(PpcCpu *cpu, bool begins)
{
    uint64_t *stopped = cell(cpu, stop_cell - 1), at = *stopped & ~(uint64_t)BEGUN;
    here = cpu;
    running = begins;
    if (!begins)
        *stopped = cpu->pc | BEGUN;
    else if (!*stopped)
        tell(cpu, EG_JUMP_START, 0, cpu->pc);
    else if (at != cpu->pc)
        tell(cpu, EG_JUMP, at, cpu->pc);
}

bool plg_runs_guest(void)
{
    return running;
}

void plg_jump_end(PpcCpu *cpu)
{
    if (!plg_nhooks(PLG_ON_JUMP))
        return;
    uint64_t *stopped = cell(cpu, stop_cell - 1);
    if (*stopped)
        tell(cpu, EG_JUMP_END, *stopped & ~(uint64_t)BEGUN, 0);
    *stopped = 0;
}

void plg_jump_end_here(void)
{
    if (here)
        plg_jump_end(here);
}
