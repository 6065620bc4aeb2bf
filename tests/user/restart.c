/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupted system calls: which are made again with SA_RESTART, which never, and which cannot be interrupted at all.
 */
#include "t.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>

static volatile int hits;
static int pipe_in, pipe_out;

static void on_alarm(int sig)
{
    (void)sig;
    if (++hits == 3) { /* lets a call that goes on come to its end */
        struct itimerval none = {0};
        setitimer(ITIMER_REAL, &none, NULL);
        write(pipe_out, "x", 1);
    }
}

static void arm(int restart)
{
    struct sigaction sa = {.sa_handler = on_alarm, .sa_flags = restart ? SA_RESTART : 0};
    struct itimerval it = {{0, 3000}, {0, 3000}};
    char c;
    sigaction(SIGALRM, &sa, NULL);
    fcntl(pipe_in, F_SETFL, O_NONBLOCK);
    while (read(pipe_in, &c, 1) == 1)
        ;
    fcntl(pipe_in, F_SETFL, 0);
    hits = 0;
    setitimer(ITIMER_REAL, &it, NULL);
}

static void disarm(void)
{
    struct itimerval none = {0};
    setitimer(ITIMER_REAL, &none, NULL);
}

/* What the call yields with and without SA_RESTART. */
#define BOTH(expr)                                                                                                     \
    do {                                                                                                               \
        for (int restart_ = 0; restart_ < 2; restart_++) {                                                             \
            arm(restart_);                                                                                             \
            errno = 0;                                                                                                 \
            long r_ = (long)(expr);                                                                                    \
            int e_ = errno;                                                                                            \
            disarm();                                                                                                  \
            printf("%s%s: %ld %s\n", #expr, restart_ ? ", SA_RESTART" : "", r_, r_ == -1 ? strerrorname_np(e_) : "");  \
            fflush(stdout);                                                                                            \
        }                                                                                                              \
    } while (0)

static int status_of_child(void)
{
    int st;
    pid_t pid = fork();
    if (!pid) {
        usleep(30000);
        _exit(6);
    }
    int r = waitpid(pid, &st, 0), e = errno;
    if (r == -1) {
        disarm();
        waitpid(pid, NULL, 0);
    }
    errno = e;
    return r == -1 ? -1 : WEXITSTATUS(st);
}

static int mutex_wait(void)
{
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    struct timespec ts;
    pthread_mutex_lock(&m);
    clock_gettime(CLOCK_REALTIME, &ts);
    ts.tv_nsec += 30000000;
    if (ts.tv_nsec >= 1000000000)
        ts.tv_sec++, ts.tv_nsec -= 1000000000;
    int r = pthread_mutex_timedlock(&m, &ts); /* not interruptible as seen by programs */
    pthread_mutex_unlock(&m);
    return r == ETIMEDOUT;
}

static void table(void)
{
    char c;
    int sv[2], tv_socket[2], ep = epoll_create1(0);
    struct timespec ts = {5, 0};
    struct pollfd none = {-1, 0, 0};
    struct epoll_event ev;
    struct timeval tv = {5, 0};
    int id = semget(IPC_PRIVATE, 1, 0600), q = msgget(IPC_PRIVATE, 0600);
    struct sembuf down = {0, -1, 0};
    struct {
        long type;
        char b[8];
    } m;
    sigset_t set;
    socketpair(AF_UNIX, SOCK_STREAM, 0, sv);
    socketpair(AF_UNIX, SOCK_STREAM, 0, tv_socket);
    setsockopt(tv_socket[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    BOTH(read(pipe_in, &c, 1));
    BOTH(nanosleep(&ts, NULL));
    BOTH(poll(&none, 1, 5000));
    BOTH(select(0, NULL, NULL, NULL, &(struct timeval){5, 0}));
    BOTH(epoll_wait(ep, &ev, 1, 5000));
    BOTH(pause());
    BOTH(semop(id, &down, 1));
    BOTH(msgrcv(q, &m, 8, 0, 0));
    BOTH(sigtimedwait(&set, NULL, &ts));
    BOTH(recv(tv_socket[0], &c, 1, 0)); /* with a time limit: never again */
    BOTH(clock_nanosleep(CLOCK_MONOTONIC, 0, &ts, NULL));
    BOTH(status_of_child());
    BOTH(mutex_wait());
    semctl(id, 0, IPC_RMID);
    msgctl(q, IPC_RMID, NULL);
}

/* Calls that do not wait are never interrupted, however many signals arrive. */
static void storm(void)
{
    struct sigaction sa = {.sa_handler = on_alarm};
    struct itimerval it = {{0, 150}, {0, 150}};
    struct stat st;
    int bad = 0, fd = open("file", O_RDWR | O_CREAT, 0600);
    char b[64] = "";
    sigaction(SIGALRM, &sa, NULL);
    hits = 100;
    setitimer(ITIMER_REAL, &it, NULL);
    for (int i = 0; hits < 300 && i < 3000000; i++) {
        bad += getppid() <= 0;
        bad += stat("file", &st) != 0;
        bad += pwrite(fd, b, sizeof b, 0) != sizeof b;
        bad += pread(fd, b, sizeof b, 0) != sizeof b;
        bad += lseek(fd, 0, SEEK_SET) != 0;
        int d = dup(fd);
        bad += d < 0 || close(d) != 0;
    }
    disarm();
    printf("storm: %d, %s\n", bad, hits >= 300 ? "enough" : "too few");
    unlink("file");
}

int main(int argc, char **argv)
{
    int p[2];
    if (argc < 2 || chdir(argv[1]) || pipe(p))
        return 2;
    pipe_in = p[0];
    pipe_out = p[1];
    table();
    storm();
    return 0;
}
