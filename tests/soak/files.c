/* SPDX-License-Identifier: Apache-2.0 */
/* Descriptors: a stream through a pipe under epoll, descriptors sent over a socket, event counters, timers, files. */
#include "soak.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

enum { STREAM = 100000, FILES = 8 };

typedef struct Writer {
    int fd;
    uint32_t seed;
} Writer;

static void *write_stream(void *arg)
{
    Writer *w = arg;
    unsigned char buffer[997];
    uint32_t s = w->seed;
    for (int left = STREAM; left > 0;) {
        size_t n = left < (int)sizeof buffer ? (size_t)left : sizeof buffer;
        for (size_t i = 0; i < n; i++)
            buffer[i] = (unsigned char)next_random(&s);
        for (size_t done = 0; done < n;) {
            struct iovec v[2] = {{buffer + done, (n - done) / 2},
                                 {buffer + done + (n - done) / 2, n - done - (n - done) / 2}};
            long k = RETRY(writev(w->fd, v, 2));
            CHECK(k > 0);
            done += (size_t)k;
        }
        left -= (int)n;
    }
    CHECK_EQ(close(w->fd), 0);
    return NULL;
}

static void stream(uint32_t seed)
{
    int fd[2], ep = epoll_create1(EPOLL_CLOEXEC);
    CHECK(ep >= 0);
    CHECK_EQ(pipe2(fd, O_CLOEXEC), 0);
    CHECK_EQ(fcntl(fd[0], F_SETFL, O_NONBLOCK), 0);
    struct epoll_event e = {.events = EPOLLIN, .data.u64 = 0x123456789abcdef0ull + seed};
    CHECK_EQ(epoll_ctl(ep, EPOLL_CTL_ADD, fd[0], &e), 0);
    Writer w = {fd[1], seed | 1};
    pthread_t t;
    CHECK_EQ(pthread_create(&t, NULL, write_stream, &w), 0);
    uint32_t s = seed | 1;
    int total = 0;
    for (bool end = false; !end;) {
        struct epoll_event got[4];
        CHECK_EQ(RETRY(epoll_wait(ep, got, 4, -1)), 1);
        CHECK_EQ(got[0].data.u64, 0x123456789abcdef0ull + seed);
        unsigned char buffer[4096];
        ssize_t n = (ssize_t)RETRY(read(fd[0], buffer, sizeof buffer));
        CHECK(n >= 0);
        for (ssize_t i = 0; i < n; i++)
            CHECK_EQ(buffer[i], (unsigned char)next_random(&s));
        total += (int)n;
        end = n == 0;
    }
    CHECK_EQ(total, STREAM);
    CHECK_EQ(pthread_join(t, NULL), 0);
    close(fd[0]);
    close(ep);
}

/* A descriptor goes through a socket; what arrives is the same file. */
static void passed(uint32_t seed)
{
    int pair[2], counter = eventfd(seed & 0xffff, EFD_CLOEXEC);
    CHECK(counter >= 0);
    CHECK_EQ(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair), 0);
    union {
        struct cmsghdr head;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    char byte = 'x';
    struct iovec v = {&byte, 1};
    struct msghdr m = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    memset(&control, 0, sizeof control);
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(c), &counter, sizeof counter);
    CHECK_EQ(RETRY(sendmsg(pair[0], &m, 0)), 1);
    memset(&control, 0, sizeof control);
    m.msg_controllen = sizeof control;
    CHECK_EQ(RETRY(recvmsg(pair[1], &m, MSG_CMSG_CLOEXEC)), 1);
    c = CMSG_FIRSTHDR(&m);
    CHECK(c && c->cmsg_type == SCM_RIGHTS);
    int other;
    memcpy(&other, CMSG_DATA(c), sizeof other);
    CHECK(other != counter);
    uint64_t value = 5;
    CHECK_EQ(RETRY(write(counter, &value, sizeof value)), sizeof value);
    CHECK_EQ(RETRY(read(other, &value, sizeof value)), sizeof value);
    CHECK_EQ(value, (seed & 0xffff) + 5);
    close(other);
    close(counter);
    close(pair[0]);
    close(pair[1]);
}

static void timers(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    CHECK(fd >= 0);
    struct itimerspec it = {{0, 500000}, {0, 500000}};
    CHECK_EQ(timerfd_settime(fd, 0, &it, NULL), 0);
    for (int i = 0; i < 3; i++) {
        uint64_t n = 0;
        CHECK_EQ(RETRY(read(fd, &n, sizeof n)), sizeof n);
        CHECK(n > 0);
    }
    close(fd);
}

/* Files in a folder of their own: written, renamed, counted, removed. */
static void folder(uint32_t seed)
{
    char dir[] = "soak-dir-XXXXXX", name[64], other[64];
    CHECK(mkdtemp(dir) != NULL);
    for (int i = 0; i < FILES; i++) {
        snprintf(name, sizeof name, "%s/%d", dir, i);
        snprintf(other, sizeof other, "%s/moved-%d", dir, i);
        FILE *f = fopen(name, "w+");
        CHECK(f != NULL);
        for (int k = 0; k < 200; k++)
            fprintf(f, "%d %u\n", k, seed + (uint32_t)k);
        rewind(f);
        for (int k = 0, a; k < 200; k++) {
            unsigned b;
            CHECK_EQ(fscanf(f, "%d %u", &a, &b), 2);
            CHECK_EQ(b, seed + (uint32_t)a);
        }
        fclose(f);
        CHECK_EQ(rename(name, other), 0);
    }
    DIR *d = opendir(dir);
    CHECK(d != NULL);
    int count = 0;
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%.40s", dir, e->d_name);
        struct stat st;
        CHECK_EQ(stat(name, &st), 0);
        CHECK(S_ISREG(st.st_mode) && st.st_size > 200);
        count++;
    }
    closedir(d);
    CHECK_EQ(count, FILES);
    for (int i = 0; i < FILES; i++) {
        snprintf(other, sizeof other, "%s/moved-%d", dir, i);
        CHECK_EQ(unlink(other), 0);
    }
    CHECK_EQ(rmdir(dir), 0);
}

void round_files(uint32_t seed)
{
    stream(seed);
    passed(seed);
    timers();
    folder(seed);
}
