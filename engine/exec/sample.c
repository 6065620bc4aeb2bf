/* SPDX-License-Identifier: Apache-2.0 */
/* Samples of processor time by unit. See sample.h. */
#include "engine/exec/sample.h"

#include <glib.h>
#include <pthread.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/thread.h"
#include "engine/mem/mem.h"

static unsigned rate; /* samples per second, 0 = off */
static uint64_t outside;
static GHashTable *units; /* SampleUnit by itself; under tb_lock */
static __thread timer_t timer;
static __thread bool armed;
static __thread Explain *making; /* of the region that this thread makes */

/* ---------------------------------------------------------------- taking */

void sample_start(unsigned hz)
{
    rate = hz;
}

bool sample_on(void)
{
    return rate != 0;
}

void sample_thread_begin(int sig)
{
    if (!rate)
        return;
    struct sigevent ev = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = sig, .sigev_value.sival_ptr = &rate};
    ev._sigev_un._tid = gettid();
    long ns = 1000000000l / (long)rate;
    struct itimerspec every = {.it_interval = {ns / 1000000000l, ns % 1000000000l}};
    every.it_value = every.it_interval;
    armed = timer_create(CLOCK_THREAD_CPUTIME_ID, &ev, &timer) == 0 && timer_settime(timer, 0, &every, NULL) == 0;
}

void sample_thread_end(void)
{
    if (armed)
        timer_delete(timer);
    armed = false;
}

/* The unit that the interrupted thread executes or that called the C function it is in. *helper: the latter. The word
 * it reads of the thread's stack is of generated code's frame, of which the address sanitizer knows nothing. */
__attribute__((no_sanitize("address"))) static Tb *running(const ucontext_t *uc, bool *helper)
{
    const ExecThread *t = exec_self;
    *helper = false;
    if (!t || !t->inside)
        return NULL;
    Tb *tb = cache_find((uint64_t)uc->uc_mcontext.gregs[REG_RIP]);
    uint64_t sp = t->cpu->host_sp;
    if (tb || !sp || (uint64_t)uc->uc_mcontext.gregs[REG_RSP] >= sp)
        return tb;
    *helper = true;
    return cache_find(*(uint64_t *)(uintptr_t)(sp - 8) - 1);
}

bool sample_signal(const siginfo_t *info, void *ucontext)
{
    if (info->si_code != SI_TIMER || info->si_value.sival_ptr != &rate)
        return false;
    bool helper;
    uint32_t n = 1 + (uint32_t)(info->si_overrun > 0 ? info->si_overrun : 0);
    Tb *tb = running(ucontext, &helper);
    if (!tb) {
        __atomic_add_fetch(&outside, n, __ATOMIC_RELAXED);
        return true;
    }
    __atomic_add_fetch(&tb->samples, n, __ATOMIC_RELAXED);
    if (helper)
        __atomic_add_fetch(&tb->samples_helper, n, __ATOMIC_RELAXED);
    return true;
}

/* ---------------------------------------------------------------- stages of regions */

static void drop(Explain *e)
{
    if (e)
        explain_free(e);
    g_free(e);
}

void sample_before_passes(const IrUnit *u)
{
    if (!rate)
        return;
    drop(making);
    making = g_new0(Explain, 1);
    explain_begin(making, u);
}

void sample_after_passes(const IrUnit *u)
{
    if (making)
        explain_passes(making, u);
}

void sample_made(Tb *tb, const IrUnit *u)
{
    if (!making)
        return;
    explain_host(making, u, &tb->code, tb->rw, tb->rx, &compile_rt);
    tb->stages = making;
    making = NULL;
}

/* ---------------------------------------------------------------- units */

static guint unit_hash(gconstpointer p)
{
    const SampleUnit *s = p;
    return (guint)(s->pc >> 2) * 0x9e3779b1u + s->flags * 31 + s->kind;
}

static gboolean unit_equal(gconstpointer pa, gconstpointer pb)
{
    const SampleUnit *a = pa, *b = pb;
    return a->pc == b->pc && a->flags == b->flags && a->kind == b->kind;
}

static void unit_free(gpointer p)
{
    SampleUnit *s = p;
    drop(s->stages);
    g_free(s->parts);
    g_free(s);
}

static SampleUnit *unit_of(const Tb *tb)
{
    const SampleUnit key = {.pc = tb->pc, .flags = tb->flags, .kind = tb->nparts ? tb->kind : 0};
    if (!units)
        units = g_hash_table_new_full(unit_hash, unit_equal, NULL, unit_free);
    SampleUnit *s = g_hash_table_lookup(units, &key);
    if (!s) {
        s = g_memdup2(&key, sizeof key);
        g_hash_table_add(units, s);
    }
    return s;
}

static void note_parts(SampleUnit *s, const Tb *tb)
{
    g_free(s->parts);
    s->nparts = tb->nparts;
    s->parts = g_new(uint64_t, 2 * tb->nparts + 1);
    for (uint32_t i = 0; i < tb->nparts; i++) {
        s->parts[2 * i] = tb->parts[i].pc;
        s->parts[2 * i + 1] = tb->parts[i].nbytes;
    }
}

void sample_forget(const Tb *tb)
{
    Explain *stages = tb->stages;
    if (tb->samples) {
        SampleUnit *s = unit_of(tb);
        s->samples += tb->samples;
        s->in_helper += tb->samples_helper;
        s->ninsns = tb->ninsns;
        s->guest_nbytes = tb->guest_bytes;
        s->host_nbytes = tb->code.nbytes;
        note_parts(s, tb);
        drop(s->stages);
        s->stages = stages;
        stages = NULL;
    }
    drop(stages);
}

/* Takes over what the TBs that there are have. */
static void gather_all(void)
{
    uint32_t last = tb_last_number();
    for (uint32_t n = 1; n <= last; n++) {
        Tb *tb = tb_by_number(n);
        if (!tb)
            continue;
        sample_forget(tb);
        tb->samples = tb->samples_helper = 0;
        tb->stages = NULL;
    }
}

void sample_after_fork(int sig)
{
    if (!rate)
        return;
    pthread_mutex_lock(&tb_lock);
    gather_all();
    if (units)
        g_hash_table_remove_all(units);
    pthread_mutex_unlock(&tb_lock);
    outside = 0;
    armed = false; /* timers are not inherited */
    sample_thread_begin(sig);
}

/* Stages of a plain TB, from the guest's code as it is now. */
static void explain_tb(SampleUnit *s)
{
    Err e = {0};
    size_t nbytes = s->guest_nbytes;
    if (s->stages || s->kind || !mem_ok(s->pc, nbytes, MEM_X))
        return;
    ExplainCode code = {.pc = s->pc, .bytes = mem_g2h(s->pc), .nbytes = nbytes};
    s->stages = g_new0(Explain, 1);
    if (!explain_unit(s->stages, &code, &e)) {
        drop(s->stages);
        s->stages = NULL;
    }
}

static int by_samples(gconstpointer pa, gconstpointer pb)
{
    const SampleUnit *a = *(SampleUnit *const *)pa, *b = *(SampleUnit *const *)pb;
    return a->samples == b->samples ? (a->pc > b->pc) - (a->pc < b->pc) : a->samples < b->samples ? 1 : -1;
}

SampleUnit **sample_units(unsigned *n, uint64_t *outside_units, uint64_t min_samples)
{
    pthread_mutex_lock(&tb_lock);
    gather_all();
    *n = 0;
    *outside_units = outside;
    SampleUnit **list = units ? (SampleUnit **)g_hash_table_get_keys_as_array(units, n) : NULL;
    if (list)
        qsort(list, *n, sizeof *list, by_samples);
    for (unsigned i = 0; i < *n && list[i]->samples >= min_samples; i++)
        explain_tb(list[i]);
    pthread_mutex_unlock(&tb_lock);
    return list;
}
