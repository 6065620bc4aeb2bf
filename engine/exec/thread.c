/* SPDX-License-Identifier: Apache-2.0 */
/* Guest threads as the run loop knows them; exclusive sections; kicks. See thread.h. */
#include "engine/exec/thread.h"

#include <asm/prctl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "engine/exec/tb.h"

__thread ExecThread *exec_self;

static pthread_mutex_t list_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static ExecThread *threads;
static bool exclusive; /* wanted or held */

bool exec_thread_init(PpcCpu *cpu, Err *err)
{
    ExecThread *t = calloc(1, sizeof *t);
    if (!t)
        return err_set(err, "out of memory for a guest thread");
    t->cpu = cpu;
    cpu->exec = t;
    exec_restore_jump_table(cpu);
    pthread_mutex_lock(&list_lock);
    t->next = threads;
    threads = t;
    pthread_mutex_unlock(&list_lock);
    return true;
}

void exec_thread_exit(PpcCpu *cpu)
{
    ExecThread *t = cpu->exec;
    pthread_mutex_lock(&list_lock);
    for (ExecThread **p = &threads; *p; p = &(*p)->next)
        if (*p == t) {
            *p = t->next;
            break;
        }
    pthread_mutex_unlock(&list_lock);
    if (exec_self == t)
        exec_self = NULL;
    cpu->exec = NULL;
    free(t);
}

/*
 * Generated code indexes the jump table by guest pc; it holds only code translated with all flags clear. Indirect
 * branches do not poll: while work is pending, jump_table points to zeros, so that they miss. Setting and clearing may
 * race:
 *
 *   exec_kick()  (any thread, signal handlers)   A: pending |= bits      B: table := empty
 *   restoring    (the owner, having taken bits)  C: read pending = 0     D: table := real     E: pending? table :=
 * empty
 *
 * All are sequentially consistent. When E does not see the bits, A comes after E, so B after D, and the table stays
 * empty. When it does, E empties the table itself, if B has not. A handler of a signal that comes to the owner anywhere
 * between C and E does A and B at once, which is a case of the same. So once both are done, pending != 0 implies an
 * empty table; in between the guest may run at most to its next such branch or poll, as if the kick came later.
 */
void exec_restore_jump_table(PpcCpu *cpu)
{
    bool use = exec_config.jump_table && !cpu->guest64 && !cpu->tb_flags && !cpu->pending;
    __atomic_store_n(&cpu->jump_table, use ? tb_jump_table : tb_empty_table, __ATOMIC_SEQ_CST);
    /* A kick between the test and the store must not be lost. */
    if (use && __atomic_load_n(&cpu->pending, __ATOMIC_SEQ_CST))
        __atomic_store_n(&cpu->jump_table, tb_empty_table, __ATOMIC_SEQ_CST);
}

/* Direct backward branches poll `pending`; indirect branches miss in the empty table. Every loop has one of the two. */
void exec_kick(PpcCpu *cpu, uint32_t pend_bits)
{
    __atomic_fetch_or(&cpu->pending, pend_bits, __ATOMIC_SEQ_CST);
    __atomic_store_n(&cpu->jump_table, tb_empty_table, __ATOMIC_SEQ_CST);
}

/* GS holds the guest base in every thread that runs generated code. */
static void set_gs_base(const PpcCpu *cpu)
{
    if (syscall(SYS_arch_prctl, ARCH_SET_GS, cpu->mem_base) != 0)
        die("arch_prctl(ARCH_SET_GS) failed");
}

void exec_enter(ExecThread *t)
{
    if (exec_self != t) {
        exec_self = t;
        set_gs_base(t->cpu);
    }
    __atomic_store_n(&t->inside, true, __ATOMIC_SEQ_CST);
    if (UNLIKELY(__atomic_load_n(&exclusive, __ATOMIC_SEQ_CST)))
        exec_yield_to_exclusive(t);
}

void exec_exit(ExecThread *t)
{
    __atomic_store_n(&t->inside, false, __ATOMIC_SEQ_CST);
    if (UNLIKELY(__atomic_load_n(&exclusive, __ATOMIC_SEQ_CST))) {
        pthread_mutex_lock(&list_lock);
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&list_lock);
    }
}

void exec_yield_to_exclusive(ExecThread *t)
{
    pthread_mutex_lock(&list_lock);
    __atomic_store_n(&t->inside, false, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&changed);
    while (exclusive)
        pthread_cond_wait(&changed, &list_lock);
    __atomic_store_n(&t->inside, true, __ATOMIC_SEQ_CST);
    __atomic_fetch_and(&t->cpu->pending, ~(uint32_t)PPC_PEND_FLUSH, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&list_lock);
    exec_restore_jump_table(t->cpu);
}

static bool anyone_else_inside(const ExecThread *me)
{
    for (ExecThread *t = threads; t; t = t->next)
        if (t != me && __atomic_load_n(&t->inside, __ATOMIC_SEQ_CST))
            return true;
    return false;
}

void exec_exclusive_begin(ExecThread *me)
{
    pthread_mutex_lock(&list_lock);
    while (exclusive) { /* somebody else's: step aside */
        me->inside = false;
        pthread_cond_broadcast(&changed);
        pthread_cond_wait(&changed, &list_lock);
    }
    me->inside = true;
    __atomic_store_n(&exclusive, true, __ATOMIC_SEQ_CST);
    for (ExecThread *t = threads; t; t = t->next)
        if (t != me)
            exec_kick(t->cpu, PPC_PEND_FLUSH);
    while (anyone_else_inside(me))
        pthread_cond_wait(&changed, &list_lock);
    me->own_exclusive = true;
    pthread_mutex_unlock(&list_lock);
}

void exec_kick_all(void)
{
    pthread_mutex_lock(&list_lock);
    for (ExecThread *t = threads; t; t = t->next)
        exec_kick(t->cpu, PPC_PEND_FLUSH);
    pthread_mutex_unlock(&list_lock);
}

/* Does another thread still have to come out? */
static bool any_kicked(void)
{
    bool any = false;
    pthread_mutex_lock(&list_lock);
    for (const ExecThread *t = threads; t; t = t->next)
        any |= t != exec_self && t->inside && __atomic_load_n(&t->cpu->pending, __ATOMIC_SEQ_CST) & PPC_PEND_FLUSH;
    pthread_mutex_unlock(&list_lock);
    return any;
}

void exec_settle(void)
{
    enum { WAIT_US = 100, WAITS = 50 };
    exec_kick_all();
    for (unsigned i = 0; i < WAITS && any_kicked(); i++)
        usleep(WAIT_US);
}

void exec_exclusive_end(ExecThread *me)
{
    pthread_mutex_lock(&list_lock);
    me->own_exclusive = false;
    __atomic_store_n(&exclusive, false, __ATOMIC_SEQ_CST);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&list_lock);
}

void exec_threads_after_fork(ExecThread *t)
{
    pthread_mutex_init(&list_lock, NULL);
    pthread_cond_init(&changed, NULL);
    exclusive = false;
    for (ExecThread *o = threads, *n; o; o = n) {
        n = o->next;
        if (o != t)
            free(o);
    }
    threads = t;
    t->next = NULL;
    t->inside = false;
}
