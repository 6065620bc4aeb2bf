/* SPDX-License-Identifier: Apache-2.0 */
/* POSIX threads: creation, locks, conditions, thread-local data, cancellation, signals, fork. */
#include "t.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

enum { N = 8 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static int total, turn, atomic_total;
static __thread int own = 5;
static pthread_key_t key;
static sem_t sem;

static void destroyed(void *p)
{
    __atomic_add_fetch(&atomic_total, *(int *)p, __ATOMIC_SEQ_CST);
}

static void *worker(void *arg)
{
    int id = (int)(intptr_t)arg;
    own += id;
    static int values[N];
    values[id] = 1000;
    pthread_setspecific(key, &values[id]);
    for (int i = 0; i < 20000; i++) {
        if (i % 10 == 0) {
            pthread_mutex_lock(&lock);
            total++;
            pthread_mutex_unlock(&lock);
        }
        __atomic_add_fetch(&atomic_total, 1, __ATOMIC_SEQ_CST);
    }
    pthread_barrier_wait(&barrier);
    pthread_mutex_lock(&lock);
    while (turn != id)
        pthread_cond_wait(&cond, &lock);
    turn++;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&lock);
    return (void *)(intptr_t)(own * 10);
}

static void basics(void)
{
    pthread_t t[N];
    long sum = 0;
    pthread_key_create(&key, destroyed);
    pthread_barrier_init(&barrier, NULL, N);
    for (int i = 0; i < N; i++)
        pthread_create(&t[i], NULL, worker, (void *)(intptr_t)i);
    for (int i = 0; i < N; i++) {
        void *r;
        pthread_join(t[i], &r);
        sum += (long)(intptr_t)r;
    }
    printf("total %d atomic %d sum %ld turn %d own %d\n", total, atomic_total, sum, turn, own);
}

static void *sleeper(void *arg)
{
    (void)arg;
    sem_post(&sem);
    for (;;)
        pause();
    return NULL;
}

static void *robust_owner(void *m)
{
    pthread_mutex_lock(m);
    return NULL;
}

static volatile int hit, hit_tid;
static void on_signal(int sig)
{
    (void)sig;
    hit_tid = (int)syscall(SYS_gettid);
    hit = 1;
}

static void *spinner(void *arg)
{
    *(int *)arg = (int)syscall(SYS_gettid);
    sem_post(&sem);
    while (!hit)
        ;
    return NULL;
}

static void others(void)
{
    pthread_t t;
    void *r;
    sem_init(&sem, 0, 0);
    pthread_create(&t, NULL, sleeper, NULL);
    sem_wait(&sem);
    SHOW(pthread_cancel(t));
    SHOW(pthread_join(t, &r));
    SHOW(r == PTHREAD_CANCELED);
    pthread_mutexattr_t a;
    pthread_mutex_t m;
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&m, &a);
    pthread_create(&t, NULL, robust_owner, &m);
    pthread_join(t, NULL);
    SHOW(pthread_mutex_lock(&m) == EOWNERDEAD);
    SHOW(pthread_mutex_consistent(&m));
    SHOW(pthread_mutex_unlock(&m));
    int tid = 0;
    signal(SIGUSR1, on_signal);
    pthread_create(&t, NULL, spinner, &tid);
    sem_wait(&sem);
    SHOW(pthread_kill(t, SIGUSR1));
    pthread_join(t, NULL);
    SHOW(hit && hit_tid == tid);
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += 20000000;
    if (ts.tv_nsec >= 1000000000)
        ts.tv_sec++, ts.tv_nsec -= 1000000000;
    pthread_mutex_lock(&lock);
    SHOW(pthread_cond_timedwait(&cond, &lock, &ts) == ETIMEDOUT);
    SHOW(sem_timedwait(&sem, &ts));
    pthread_mutex_unlock(&lock);
}

static void *forever(void *arg)
{
    volatile unsigned *n = arg;
    for (;;)
        ++*n;
    return NULL;
}

static void *forker(void *arg)
{
    int st;
    for (int i = 0; i < 5; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            char *p = malloc(1000);
            free(p);
            exit(i + 1);
        }
        waitpid(pid, &st, 0);
        *(int *)arg += WEXITSTATUS(st);
    }
    return NULL;
}

static void *last(void *arg)
{
    (void)arg;
    usleep(30000);
    printf("last thread\n");
    fflush(stdout);
    exit(11);
}

int main(void)
{
    pthread_t t, u;
    static unsigned n;
    int sum = 0;
    basics();
    others();
    fflush(stdout);
    pthread_create(&t, NULL, forever, &n);
    pthread_create(&u, NULL, forker, &sum);
    pthread_join(u, NULL);
    SHOW(sum);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        pthread_create(&t, NULL, last, NULL);
        pthread_exit(NULL);
    }
    int st;
    waitpid(pid, &st, 0);
    SHOW(WEXITSTATUS(st));
    return 4; /* while a thread still runs */
}
