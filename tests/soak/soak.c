/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The soak's frame: starts the parts' threads, watches that each of them goes on, ends them.
 * Usage: soak SECONDS [SEED [PART...]]      (soak --child SEED: what its own children do)
 * Standard output: the digests, then "ok" for every part that finished rounds. Standard error: how many rounds.
 */
#include "soak.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>
#include <time.h>

Part parts[] = {
    {"compute", round_compute, 1, 0},
    {"signals", round_signals, 2, 0},
    {"faults", round_faults, 1, 0},
    {"processes", round_processes, 1, 0},
    {"memory", round_memory, 1, 0},
    {"code", round_code, 2, 0},
    {"patch", round_patch, 1, 0},
    {"threads", round_threads, 1, 0},
    {"locks", round_locks, 1, 0},
    {"files", round_files, 1, 0},
    {NULL, NULL, 0, 0},
};
atomic_bool stop;
const char *program;
enum { STUCK_SECONDS = 120 }; /* a part without a finished round for so long hangs */

_Noreturn void failed(const char *file, int line, const char *what, long long a, long long b)
{
    char text[256];
    const char *base = strrchr(file, '/');
    int n = snprintf(text, sizeof text, "soak: %s:%d: %s: %lld (%#llx), %lld (%#llx) wanted, errno %d\n",
                     base ? base + 1 : file, line, what, a, a, b, b, errno);
    if (write(2, text, (size_t)n) < 0)
        _exit(2);
    _exit(1);
}

typedef struct Worker {
    pthread_t thread;
    Part *part;
    uint32_t seed;
} Worker;

static void *work(void *arg)
{
    Worker *w = arg;
    void *stack = signals_thread_begin();
    while (!atomic_load(&stop)) {
        uint32_t seed = next_random(&w->seed);
        w->part->round(seed);
        atomic_fetch_add(&w->part->rounds, 1);
    }
    signals_thread_end(stack);
    return NULL;
}

static bool wanted(const Part *p, int argc, char **argv)
{
    for (int i = 3; i < argc; i++)
        if (!strcmp(argv[i], p->name))
            return true;
    return argc <= 3;
}

/* Every second until the end: does every part go on? */
static void watch(int seconds, bool (*runs)[16])
{
    unsigned seen[16] = {0};
    int since[16] = {0};
    struct timespec end, t;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += seconds;
    for (;;) {
        clock_gettime(CLOCK_MONOTONIC, &t);
        if (t.tv_sec > end.tv_sec || (t.tv_sec == end.tv_sec && t.tv_nsec >= end.tv_nsec))
            return;
        t.tv_sec++;
        if (t.tv_sec > end.tv_sec || (t.tv_sec == end.tv_sec && t.tv_nsec > end.tv_nsec))
            t = end;
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL) == EINTR)
            ;
        for (int i = 0; parts[i].name; i++) {
            unsigned now = atomic_load(&parts[i].rounds);
            since[i] = now == seen[i] ? since[i] + 1 : 0;
            seen[i] = now;
            if ((*runs)[i] && since[i] > STUCK_SECONDS)
                failed(parts[i].name, i, "part does not go on; rounds", now, now + 1);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && !strcmp(argv[1], "--child"))
        return child_main((uint32_t)strtoul(argv[2], NULL, 0));
    if (argc < 2) {
        fprintf(stderr, "usage: soak SECONDS [SEED [PART...]]\n");
        return 2;
    }
    program = argv[0];
    uint32_t seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 0) | 1 : 1;
    digests_init();
    for (int i = 0; i < DIGESTS; i++)
        printf("digest %08x\n", digests[i]);
    fflush(stdout);
    signals_init();
    Worker workers[32];
    int count = 0;
    bool runs[16] = {false};
    for (int i = 0; parts[i].name; i++) {
        runs[i] = wanted(&parts[i], argc, argv);
        for (int k = 0; runs[i] && k < parts[i].threads; k++, count++) {
            workers[count] = (Worker){.part = &parts[i], .seed = (seed + 1000u * (unsigned)count) | 1};
            CHECK_EQ(pthread_create(&workers[count].thread, NULL, work, &workers[count]), 0);
        }
    }
    watch(atoi(argv[1]), &runs);
    atomic_store(&stop, true);
    for (int i = 0; i < count; i++)
        CHECK_EQ(pthread_join(workers[i].thread, NULL), 0);
    for (int i = 0; parts[i].name; i++) {
        unsigned n = atomic_load(&parts[i].rounds);
        fprintf(stderr, "%s: %u rounds\n", parts[i].name, n);
        if (runs[i] && n)
            printf("%s ok\n", parts[i].name);
    }
    return 0;
}
