/* SPDX-License-Identifier: Apache-2.0 */
/* Threads that come and go, with data of their own, cancelled or not; and all kinds of locks between some that stay. */
#include "soak.h"

#include <pthread.h>
#include <semaphore.h>
#include <time.h>

enum { THREADS = 4, TURNS = 50 };

static __thread uint32_t own;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_uint destroyed;

static void on_destroy(void *p)
{
    CHECK_EQ(*(uint32_t *)p, own);
    free(p);
    atomic_fetch_add(&destroyed, 1);
}

static void make_key(void)
{
    CHECK_EQ(pthread_key_create(&key, on_destroy), 0);
}

static void *short_life(void *arg)
{
    uint32_t seed = *(uint32_t *)arg;
    void *stack = signals_thread_begin();
    CHECK_EQ(own, 0);
    own = seed;
    uint32_t *mine = malloc(sizeof *mine);
    *mine = seed;
    pthread_setspecific(key, mine);
    check_digest(seed);
    CHECK_EQ(own, seed);
    signals_thread_end(stack);
    return arg;
}

static void cleanup(void *p)
{
    *(uint32_t *)p = 1;
}

static void *cancelled(void *arg)
{
    pthread_cleanup_push(cleanup, arg);
    for (;;)
        usleep(100000);
    pthread_cleanup_pop(0);
    return NULL;
}

void round_threads(uint32_t seed)
{
    pthread_once(&once, make_key);
    unsigned before = atomic_load(&destroyed);
    pthread_t t[THREADS], c;
    uint32_t seeds[THREADS], cleaned = 0;
    CHECK_EQ(pthread_create(&c, NULL, cancelled, &cleaned), 0);
    for (uint32_t i = 0; i < THREADS; i++) {
        seeds[i] = (seed + i) | 1;
        CHECK_EQ(pthread_create(&t[i], NULL, short_life, &seeds[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *r;
        CHECK_EQ(pthread_join(t[i], &r), 0);
        CHECK(r == &seeds[i]);
    }
    CHECK_EQ(atomic_load(&destroyed), before + THREADS);
    usleep(200); /* cancelled has begun, mostly */
    CHECK_EQ(pthread_cancel(c), 0);
    void *r;
    CHECK_EQ(pthread_join(c, &r), 0);
    CHECK(r == PTHREAD_CANCELED);
}

typedef struct Table {
    pthread_mutex_t mutex;
    pthread_cond_t cond;
    pthread_rwlock_t rwlock;
    pthread_barrier_t barrier;
    pthread_spinlock_t spin;
    sem_t items;
    uint32_t turn, plain, pair[2];
    uint64_t spun;
    atomic_uint counter;
    _Atomic uint8_t bytes[4]; /* neighbours in one word: no update may get lost */
} Table;
typedef struct Player {
    Table *table;
    uint32_t id;
} Player;

static void *play(void *arg)
{
    Player *p = arg;
    Table *t = p->table;
    void *stack = signals_thread_begin();
    for (uint32_t i = 0; i < TURNS; i++) {
        pthread_mutex_lock(&t->mutex); /* in turns */
        while (t->turn % THREADS != p->id)
            pthread_cond_wait(&t->cond, &t->mutex);
        t->turn++;
        t->plain += i;
        pthread_cond_broadcast(&t->cond);
        pthread_mutex_unlock(&t->mutex);
        if (i % 8 == p->id) {
            pthread_rwlock_wrlock(&t->rwlock);
            t->pair[0] += 3;
            t->pair[1] = t->pair[0] ^ 0xffff;
            pthread_rwlock_unlock(&t->rwlock);
        } else {
            pthread_rwlock_rdlock(&t->rwlock);
            CHECK_EQ(t->pair[1], t->pair[0] ^ 0xffff);
            pthread_rwlock_unlock(&t->rwlock);
        }
        for (int k = 0; k < 20; k++) {
            atomic_fetch_add(&t->counter, 1);
            atomic_fetch_add(&t->bytes[p->id], 1);
        }
        pthread_spin_lock(&t->spin);
        t->spun += p->id + 1;
        pthread_spin_unlock(&t->spin);
        CHECK_EQ(sem_post(&t->items), 0);
        CHECK_EQ(RETRY(sem_wait(&t->items)), 0);
        if (i % 16 == 0)
            pthread_barrier_wait(&t->barrier);
    }
    signals_thread_end(stack);
    return NULL;
}

void round_locks(uint32_t seed)
{
    Table t;
    Player p[THREADS];
    pthread_t id[THREADS];
    memset(&t, 0, sizeof t);
    t.pair[0] = seed;
    t.pair[1] = seed ^ 0xffff;
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_settype(&attr, seed & 1 ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_ERRORCHECK);
    if (seed & 2)
        pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT);
    int e = pthread_mutex_init(&t.mutex, &attr);
    if (e == ENOTSUP) { /* no priority inheritance here */
        pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_NONE);
        e = pthread_mutex_init(&t.mutex, &attr);
    }
    CHECK_EQ(e, 0);
    pthread_cond_init(&t.cond, NULL);
    pthread_rwlock_init(&t.rwlock, NULL);
    pthread_barrier_init(&t.barrier, NULL, THREADS);
    pthread_spin_init(&t.spin, 0);
    sem_init(&t.items, 0, 0);
    for (uint32_t i = 0; i < THREADS; i++) {
        p[i] = (Player){&t, i};
        CHECK_EQ(pthread_create(&id[i], NULL, play, &p[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(pthread_join(id[i], NULL), 0);
    CHECK_EQ(t.turn, THREADS * TURNS);
    CHECK_EQ(t.plain, THREADS * TURNS * (TURNS - 1) / 2);
    CHECK_EQ(t.spun, TURNS * (THREADS * (THREADS + 1) / 2));
    CHECK_EQ(atomic_load(&t.counter), THREADS * TURNS * 20);
    for (int i = 0; i < THREADS; i++)
        CHECK_EQ(atomic_load(&t.bytes[i]), (uint8_t)(TURNS * 20));
    pthread_mutex_destroy(&t.mutex);
    pthread_cond_destroy(&t.cond);
    pthread_rwlock_destroy(&t.rwlock);
    pthread_barrier_destroy(&t.barrier);
    sem_destroy(&t.items);
}
