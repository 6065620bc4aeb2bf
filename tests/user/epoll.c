/* SPDX-License-Identifier: Apache-2.0 */
/* epoll_wait with room for thousands of events, and with room that ends before the number given. */
#include "t.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>

enum { FDS = 4500, PAGE = 4096 };
static struct epoll_event out[FDS + 100];

int main(void)
{
    struct rlimit r;
    getrlimit(RLIMIT_NOFILE, &r);
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_NOFILE, &r);
    int ep = epoll_create1(0), fd = eventfd(1, 0), n = 0;
    for (; n < FDS; n++) {
        struct epoll_event e = {.events = EPOLLIN, .data.u32 = (uint32_t)n};
        int other = dup(fd);
        if (other < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, other, &e))
            break;
    }
    SHOW(epoll_wait(ep, out, FDS + 100, 0) == n);
    uint32_t sum = 0, want = 0;
    for (int i = 0; i < n; i++) {
        sum += out[i].data.u32;
        want += (uint32_t)i;
    }
    SHOW(sum == want);

    int one = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = 7};
    SHOW(epoll_ctl(one, EPOLL_CTL_ADD, fd, &e));
    char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(p + PAGE, PAGE);
    SHOW(epoll_wait(one, (struct epoll_event *)(p + PAGE) - 1, 1000, 0));
    SHOW(epoll_wait(one, (struct epoll_event *)(p + PAGE), 1, 0));
    SHOW(epoll_wait(one, out, 0, 0));
    return 0;
}
