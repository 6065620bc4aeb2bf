/* SPDX-License-Identifier: Apache-2.0 */
/* The compiling thread and its queue. See background.h. */
#include "engine/exec/background.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

enum { QUEUE = 8, LINGER_MS = 20, STACK_BYTES = 1 << 20 };

typedef struct Work {
    void (*fn)(void *);
    void *arg;
} Work;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of what follows */
static pthread_cond_t added = PTHREAD_COND_INITIALIZER;
static Work queue[QUEUE];
static unsigned first, count;
static pid_t owner; /* the process whose thread it is: one made by vfork() shares all this, and ends */
static bool alive;  /* there is a thread, which has not decided to end */

static pthread_mutex_t working = PTHREAD_MUTEX_INITIALIZER; /* held around each piece of work */

/* The next piece. False: there has been none for a while, and the thread is to end. */
static bool next(Work *w)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += LINGER_MS * 1000000l;
    until.tv_sec += until.tv_nsec / 1000000000l;
    until.tv_nsec %= 1000000000l;
    pthread_mutex_lock(&lock);
    while (!count && pthread_cond_timedwait(&added, &lock, &until) == 0)
        ;
    alive = count > 0;
    if (count) {
        *w = queue[first];
        first = (first + 1) % QUEUE;
        count--;
    }
    bool some = alive;
    pthread_mutex_unlock(&lock);
    return some;
}

static void *thread(void *unused)
{
    Work w;
    while (next(&w)) {
        pthread_mutex_lock(&working);
        w.fn(w.arg);
        pthread_mutex_unlock(&working);
    }
    return unused;
}

/* Under lock. */
static bool start(void)
{
    pthread_t id;
    pthread_attr_t attr;
    sigset_t all, before;
    sigfillset(&all);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    alive = pthread_create(&id, &attr, thread, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attr);
    return alive;
}

void background_init(void)
{
    owner = getpid();
}

bool background_run(void (*fn)(void *), void *arg)
{
    pthread_mutex_lock(&lock);
    bool ok = count < QUEUE && getpid() == owner;
    if (ok) {
        queue[(first + count++) % QUEUE] = (Work){fn, arg};
        if (alive)
            pthread_cond_signal(&added);
        else if (!start())
            count--, ok = false;
    }
    pthread_mutex_unlock(&lock);
    return ok;
}

void background_pause(void)
{
    pthread_mutex_lock(&working);
}

void background_resume(void)
{
    pthread_mutex_unlock(&working);
}

void background_after_fork(void)
{
    pthread_mutex_init(&lock, NULL);
    pthread_mutex_init(&working, NULL);
    pthread_cond_init(&added, NULL);
    first = count = 0;
    alive = false;
    background_init();
}
