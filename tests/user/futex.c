/* SPDX-License-Identifier: Apache-2.0 */
/* futex operations beyond wait and wake: priority-inheritance and robust locks, requeueing, waiting for several. */
#include "t.h"

#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

static long futex(void *word, int op, long val, const void *timeout, void *word2, long val3)
{
    return syscall(SYS_futex, word, op, val, timeout, word2, val3);
}

static pthread_mutex_t pi, robust;
static int counter;
static volatile int word, other;

static void *adds(void *arg)
{
    (void)arg;
    for (int i = 0; i < 5000; i++) {
        pthread_mutex_lock(&pi);
        counter++;
        pthread_mutex_unlock(&pi);
    }
    return NULL;
}

static void *dies_with_lock(void *m)
{
    pthread_mutex_lock(m);
    return NULL;
}

static void pi_locks(void)
{
    pthread_t t[4];
    pthread_mutexattr_t a;
    struct timespec ts;
    pthread_mutexattr_init(&a);
    SHOW(pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT));
    SHOW(pthread_mutex_init(&pi, &a));
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, adds, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    SHOW(counter);
    SHOW(pthread_mutex_trylock(&pi));
    SHOW(pthread_mutex_trylock(&pi) == EBUSY);
    clock_gettime(CLOCK_REALTIME, &ts);
    pthread_mutex_unlock(&pi);
    SHOW(futex(&pi, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    word = (int)syscall(SYS_gettid);
    SHOW(futex((void *)&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    SHOW(futex((void *)&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    SHOW(word);
    SHOW(futex((void *)&word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
    SHOW(word == (int)syscall(SYS_gettid));
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(&robust, &a);
    pthread_create(&t[0], NULL, dies_with_lock, &robust);
    pthread_join(t[0], NULL);
    SHOW(pthread_mutex_lock(&robust) == EOWNERDEAD);
    SHOW(pthread_mutex_consistent(&robust));
    SHOW(pthread_mutex_unlock(&robust));
}

/* Processes that end with a shared lock: by exit, by a signal, by exec. */
static void robust_processes(void)
{
    pthread_mutexattr_t a;
    pthread_mutex_t *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&a);
    pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
    pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
    for (int how = 0; how < 3; how++) {
        int st;
        pthread_mutex_init(m, &a);
        fflush(stdout);
        pid_t pid = fork();
        if (!pid) {
            pthread_mutex_lock(m);
            if (how == 1)
                raise(SIGTERM);
            if (how == 2)
                execl("/bin/true", "true", NULL);
            _exit(0);
        }
        waitpid(pid, &st, 0);
        printf("%d: %d %d\n", how, st, pthread_mutex_lock(m) == EOWNERDEAD);
        SHOW(pthread_mutex_consistent(m));
        SHOW(pthread_mutex_unlock(m));
    }
}

static void *waits(void *arg)
{
    (void)arg;
    while (futex((void *)&word, FUTEX_WAIT, 1, NULL, NULL, 0) == -1 && errno == EINTR)
        ;
    __atomic_add_fetch(&counter, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

static void *waits_for_two(void *arg)
{
    struct {
        uint64_t val, uaddr;
        uint32_t flags, reserved;
    } v[2] = {{1, (uintptr_t)&word, 2 | 128, 0}, {7, (uintptr_t)&other, 2 | 128, 0}};
    *(long *)arg = syscall(SYS_futex_waitv, v, 2, 0, NULL, CLOCK_MONOTONIC);
    return NULL;
}

static void moving(void)
{
    pthread_t t[5];
    long r = -1, woken = 0;
    counter = 0;
    word = 1;
    for (int i = 0; i < 5; i++)
        pthread_create(&t[i], NULL, waits, NULL);
    SHOW(futex((void *)&word, FUTEX_CMP_REQUEUE, 1, (void *)3, (void *)&other, 2));
    usleep(50000);
    /* Until all five are there: wake one, move the others. */
    for (int n = 0; n < 5;) {
        long got = futex((void *)&word, FUTEX_CMP_REQUEUE, 0, (void *)5, (void *)&other, 1);
        n += got > 0 ? (int)got : 0;
    }
    SHOW(counter);
    while (woken < 5)
        woken += futex((void *)&other, FUTEX_WAKE, 2, NULL, NULL, 0);
    for (int i = 0; i < 5; i++)
        pthread_join(t[i], NULL);
    SHOW(counter);
    SHOW(woken);
    other = 7;
    pthread_create(&t[0], NULL, waits_for_two, &r);
    while (futex((void *)&other, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, NULL, NULL, 0) == 0)
        usleep(1000);
    pthread_join(t[0], NULL);
    SHOW(r);
    other = 3;
    waits_for_two(&r);
    SHOW(r);
    /* FUTEX_WAKE_OP: other = 3 + 4; was it 3? */
    SHOW(futex((void *)&word, FUTEX_WAKE_OP, 1, (void *)1, (void *)&other,
               FUTEX_OP(FUTEX_OP_ADD, 4, FUTEX_OP_CMP_EQ, 3)));
    SHOW(other);
    struct timespec past = {1, 0};
    SHOW(futex((void *)&word, FUTEX_WAIT_BITSET, 1, &past, NULL, -1));
    SHOW(futex((void *)&word, FUTEX_WAIT_BITSET, 1, &past, NULL, 0));
    SHOW(futex((void *)&word, 77, 1, NULL, NULL, 0));
}

int main(void)
{
    pi_locks();
    robust_processes();
    moving();
    return 0;
}
