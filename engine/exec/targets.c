/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Targets of indirect branches. See targets.h.
 *
 * A site that is not in its place of the table has lost it to another one: it
 * is watched again, when a region wants it. What is known may be out of date;
 * everything made of it compares first.
 */
#include "engine/exec/targets.h"

#include "engine/base/bits.h"
#include "engine/exec/loop.h"
#include "engine/exec/tb.h"
#include "engine/mem/mem.h"
#include "ppc/isa/isa.h"

enum { TABLE_BITS = 11, RUN_BRANCHES = 128 };

typedef struct Site {
    uint64_t pc;
    uint32_t total;
    uint32_t count[TARGETS_MAX]; /* descending */
    uint64_t to[TARGETS_MAX];
} Site;

static Site table[1 << TABLE_BITS]; /* under tb_lock */

static Site *place_of(uint64_t pc)
{
    return &table[(uint32_t)(pc >> 2) * 0x9e3779b1u >> (32 - TABLE_BITS)];
}

bool targets_known(uint64_t pc)
{
    return place_of(pc)->pc == pc;
}

/* One more than a target that has not been seen takes the place of the rarest one. */
static void note(uint64_t pc, uint64_t to)
{
    Site *s = place_of(pc);
    if (s->pc != pc)
        *s = (Site){.pc = pc};
    unsigned i = 0;
    while (i + 1 < TARGETS_MAX && s->count[i] && s->to[i] != to)
        i++;
    if (s->to[i] != to)
        s->count[i] = 0;
    s->to[i] = to;
    s->total++;
    for (uint32_t n = ++s->count[i]; i && s->count[i - 1] < n; i--) {
        s->count[i] = s->count[i - 1];
        s->to[i] = s->to[i - 1];
        s->count[i - 1] = n;
        s->to[i - 1] = to;
    }
}

/* Each an eighth of all, together three quarters. */
unsigned targets_of(uint64_t pc, uint64_t to[TARGETS_MAX])
{
    const Site *s = place_of(pc);
    uint32_t n = 0, sum = 0;
    if (s->pc != pc)
        return 0;
    for (; n < TARGETS_MAX && s->count[n] && s->count[n] >= s->total / 8; n++) {
        to[n] = s->to[n];
        sum += s->count[n];
    }
    return sum >= s->total / 4 * 3 ? n : 0;
}

/* Is the instruction at pc a branch to CTR? */
static bool is_indirect(uint64_t pc)
{
    return mem_ok(pc, 4, MEM_X) && ppc_decode(ld_be32(mem_g2h(pc))) == PPC_BCCTR;
}

bool targets_watch(ExecThread *t, ExecStop *s)
{
    PpcCpu *cpu = t->cpu;
    uint64_t from[RUN_BRANCHES], to[RUN_BRANCHES];
    unsigned n = 0;
    bool stop = false;
    for (uint64_t i = 0; i < exec_config.watch_insns && n < RUN_BRANCHES && !stop && !cpu->pending;) {
        uint64_t pc, start = cpu->pc;
        stop = loop_interp_run(t, s, &pc);
        i += (pc - start) / 4 + 1;
        if (cpu->pc == pc + 4 || stop || !is_indirect(pc))
            continue;
        from[n] = pc;
        to[n++] = cpu->pc;
    }
    pthread_mutex_lock(&tb_lock);
    while (n-- > 0)
        note(from[n], to[n]);
    pthread_mutex_unlock(&tb_lock);
    return stop;
}
