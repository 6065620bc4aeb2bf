/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rings' buffers. See ring.h.
 *
 * ring_lock guards the list of threads, and base and taken of every buffer. It
 * is never held while waiting for the tracer. A thread that hands over a full
 * buffer first puts an empty one in its place, so the records that a flush may
 * take meanwhile are none: order is kept.
 */
#include "engine/plugin/ring.h"

#include <stdlib.h>
#include <string.h>

#include "engine/exec/access.h"
#include "ppc/trans/helper.h"
#include "ppc/trans/trans.h"

PlgRing plg_rings[RING_MAX];
unsigned plg_nrings;

typedef struct Buffer {
    uint8_t *base;  /* malloced; NULL = none yet */
    uint8_t *taken; /* what lies below has been handed over */
} Buffer;

typedef struct RingThread {
    PpcCpu *cpu;
    uint32_t number;
    Buffer buf[RING_MAX];
    struct RingThread *next;
} RingThread;

static pthread_mutex_t ring_lock = PTHREAD_MUTEX_INITIALIZER;
static RingThread *threads;
static bool closed; /* the results file is complete: later records are dropped */

static uint8_t **cell(const PpcCpu *cpu, uint32_t c)
{
    return (uint8_t **)((char *)cpu + ENV_BIAS + plg_cell_env_offset(c));
}

/* Under ring_lock. */
static RingThread *find_thread(const PpcCpu *cpu)
{
    RingThread *t = threads;
    while (t && t->cpu != cpu)
        t = t->next;
    return t;
}

/* An empty buffer for the thread; what was in the old one goes to the results file. */
static void drain(PpcCpu *cpu, unsigned ring)
{
    const PlgRing *r = &plg_rings[ring];
    uint8_t **ptr = cell(cpu, r->ptr_cell), **limit = cell(cpu, r->limit_cell);
    pthread_mutex_lock(&ring_lock);
    RingThread *t = find_thread(cpu);
    if (!t)
        die("a thread that was not announced appends to a ring");
    Buffer *b = &t->buf[ring];
    uint8_t *old = b->base, *taken = b->taken, *end = *ptr;
    bool keep = closed;
    b->base = b->taken = old && keep ? old : plg_ring_buffer(ring);
    *limit = b->base + r->limit_nbytes;
    __atomic_store_n(ptr, b->base, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&ring_lock);
    if (keep || !old)
        return;
    if (end == taken) {
        plg_ring_buffer_free(ring, old);
        return;
    }
    if (taken > old)
        memmove(old, taken, (size_t)(end - taken));
    plg_ring_tell(ring, t->number, old, (size_t)(end - taken));
    plg_ring_hand_over(ring, t->number, old, (size_t)(end - taken), true);
}

static void drain_helper(PpcCpu *cpu, uint64_t ring)
{
    drain(cpu, (unsigned)ring);
}

unsigned plg_ring_helper(void)
{
    static int number = -1;
    IrHelper h = {.name = "ring_full",
                  .fn = (void *)drain_helper,
                  .flags = IR_H_SLOTS | IR_H_NOFAULT | IR_H_COLD,
                  .ret = IR_VOID,
                  .nargs = 1,
                  .args = {IR_I64}};
    if (number < 0)
        number = (int)ppc_helper_add(&h);
    return (unsigned)number;
}

void plg_ring_commit(PpcCpu *cpu, unsigned ring, uint32_t nbytes, uint32_t id)
{
    uint8_t **ptr = cell(cpu, plg_rings[ring].ptr_cell), *p = *ptr;
    memcpy(p, &id, 4);
    __atomic_store_n(ptr, p + 4 + nbytes, __ATOMIC_RELEASE);
}

void plg_ring_room(PpcCpu *cpu, unsigned ring)
{
    if (*cell(cpu, plg_rings[ring].ptr_cell) >= *cell(cpu, plg_rings[ring].limit_cell))
        drain(cpu, ring);
}

void plg_ring_ready(PpcCpu *cpu)
{
    for (unsigned i = 0; i < plg_nrings; i++)
        plg_ring_room(cpu, i);
}

/* ---------------------------------------------------------------- threads */

void plg_ring_thread_begin(PpcCpu *cpu, uint32_t thread)
{
    if (!plg_nrings)
        return;
    RingThread *t = g_new0(RingThread, 1);
    t->cpu = cpu;
    t->number = thread;
    pthread_mutex_lock(&ring_lock);
    t->next = threads;
    threads = t;
    pthread_mutex_unlock(&ring_lock);
}

/* What the thread's buffer holds that has not been taken; a copy. Under ring_lock. */
static uint8_t *copy_rest(const RingThread *t, unsigned ring, size_t *n)
{
    const Buffer *b = &t->buf[ring];
    const uint8_t *end = b->base ? __atomic_load_n(cell(t->cpu, plg_rings[ring].ptr_cell), __ATOMIC_ACQUIRE) : NULL;
    *n = b->base ? (size_t)(end - b->taken) : 0;
    uint8_t *p = *n ? plg_ring_buffer(ring) : NULL;
    if (p)
        memcpy(p, b->taken, *n);
    return p;
}

static void flush_buffer(RingThread *t, unsigned ring, bool wait)
{
    size_t n;
    uint8_t *p = copy_rest(t, ring, &n);
    if (!p)
        return;
    if (plg_ring_hand_over(ring, t->number, p, n, wait)) {
        plg_ring_tell(ring, t->number, t->buf[ring].taken, n);
        t->buf[ring].taken += n;
    } else {
        plg_ring_buffer_free(ring, p);
    }
}

/* Waiting under ring_lock is harmless: the packing threads take it never. The writer's tick must not wait for who does.
 */
void plg_ring_flush(bool wait, bool final)
{
    if (!plg_nrings)
        return;
    if (wait)
        pthread_mutex_lock(&ring_lock);
    else if (pthread_mutex_trylock(&ring_lock) != 0)
        return;
    for (RingThread *t = threads; t && !closed; t = t->next)
        for (unsigned i = 0; i < plg_nrings; i++)
            flush_buffer(t, i, wait);
    closed |= final;
    pthread_mutex_unlock(&ring_lock);
}

static void free_thread(RingThread *t)
{
    for (unsigned i = 0; i < plg_nrings; i++)
        if (t->buf[i].base)
            plg_ring_buffer_free(i, t->buf[i].base);
    g_free(t);
}

void plg_ring_thread_end(PpcCpu *cpu)
{
    if (!plg_nrings)
        return;
    for (unsigned i = 0; i < plg_nrings; i++)
        drain(cpu, i);
    pthread_mutex_lock(&ring_lock);
    for (RingThread **pp = &threads; *pp; pp = &(*pp)->next)
        if ((*pp)->cpu == cpu) {
            RingThread *t = *pp;
            *pp = t->next;
            free_thread(t);
            break;
        }
    for (unsigned i = 0; i < plg_nrings; i++)
        *cell(cpu, plg_rings[i].ptr_cell) = *cell(cpu, plg_rings[i].limit_cell) = NULL;
    pthread_mutex_unlock(&ring_lock);
}

/* The child's only thread begins with empty buffers; what the parent had taken is the parent's. */
void plg_ring_fork_child(PpcCpu *cpu)
{
    if (!plg_nrings)
        return;
    pthread_mutex_init(&ring_lock, NULL);
    closed = false;
    threads = NULL;
    for (unsigned i = 0; i < plg_nrings; i++)
        *cell(cpu, plg_rings[i].ptr_cell) = *cell(cpu, plg_rings[i].limit_cell) = NULL;
    plg_ring_thread_begin(cpu, plg_thread_number(cpu));
}
