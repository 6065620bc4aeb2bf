/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets, and waiting for descriptors. */
#include "t.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>

static void tcp(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET}, b;
    socklen_t len = sizeof a;
    char buf[100];
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    SHOW(setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one));
    int got = 0;
    socklen_t glen = sizeof got;
    SHOW(getsockopt(s, SOL_SOCKET, SO_REUSEADDR, &got, &glen));
    SHOW(got);
    SHOW(getsockopt(s, SOL_SOCKET, SO_TYPE, &got, &glen));
    SHOW(got == SOCK_STREAM);
    struct timeval tv = {2, 500000}, back = {0, 0};
    glen = sizeof back;
    SHOW(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
    SHOW(getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &back, &glen));
    printf("%ld.%ld\n", (long)back.tv_sec, (long)back.tv_usec);
    struct linger li = {1, 5}, li2 = {0, 0};
    glen = sizeof li2;
    SHOW(setsockopt(s, SOL_SOCKET, SO_LINGER, &li, sizeof li));
    SHOW(getsockopt(s, SOL_SOCKET, SO_LINGER, &li2, &glen));
    printf("%d %d\n", li2.l_onoff, li2.l_linger);
    SHOW(bind(s, (struct sockaddr *)&a, sizeof a));
    SHOW(listen(s, 5));
    SHOW(getsockname(s, (struct sockaddr *)&a, &len));
    printf("%s %d %d\n", inet_ntoa(a.sin_addr), a.sin_port != 0, a.sin_family == AF_INET);
    if (fork() == 0) {
        int c = socket(AF_INET, SOCK_STREAM, 0);
        SHOW(setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one));
        SHOW(connect(c, (struct sockaddr *)&a, sizeof a));
        write(c, "question", 8);
        memset(buf, 0, sizeof buf);
        SHOW(recv(c, buf, sizeof buf, 0));
        printf("%s\n", buf);
        SHOW(recv(c, buf, sizeof buf, 0));
        exit(0);
    }
    len = sizeof b;
    int c = accept(s, (struct sockaddr *)&b, &len);
    memset(buf, 0, sizeof buf);
    int r = (int)recv(c, buf, 8, MSG_WAITALL), avail = -1;
    ioctl(c, FIONREAD, &avail);
    send(c, "answer", 6, MSG_NOSIGNAL);
    shutdown(c, SHUT_WR);
    wait(NULL);
    printf("%d %s from %s, %d left\n", r, buf, inet_ntoa(b.sin_addr), avail);
    int bad = socket(AF_INET, SOCK_STREAM, 0);
    a.sin_port = htons(1);
    SHOW(connect(bad, (struct sockaddr *)&a, sizeof a));
    SHOW(getpeername(bad, (struct sockaddr *)&b, &len));
    SHOW(socket(AF_INET, 77, 0));
    close(s);
}

static void passing(void)
{
    int sv[2], p[2], n;
    char buf[20] = "";
    OK(socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
    pipe(p);
    union {
        char b[CMSG_SPACE(2 * sizeof(int))];
        struct cmsghdr h;
    } ctl = {0}, ctl2;
    struct iovec iov = {"desc", 4}, iov2 = {buf, sizeof buf};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = ctl.b, .msg_controllen = sizeof ctl.b};
    ctl.h.cmsg_len = CMSG_LEN(2 * sizeof(int));
    ctl.h.cmsg_level = SOL_SOCKET;
    ctl.h.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&ctl.h), p, sizeof p);
    SHOW(sendmsg(sv[0], &m, 0));
    struct msghdr g = {.msg_iov = &iov2, .msg_iovlen = 1, .msg_control = ctl2.b, .msg_controllen = sizeof ctl2.b};
    SHOW(recvmsg(sv[1], &g, 0));
    struct cmsghdr *c = CMSG_FIRSTHDR(&g);
    int q[2];
    memcpy(q, CMSG_DATA(c), sizeof q);
    printf("%d %d %d %s\n", c->cmsg_len == CMSG_LEN(8), c->cmsg_level == SOL_SOCKET, c->cmsg_type, buf);
    SHOW(write(q[1], "via", 3));
    SHOW(read(p[0], buf, 10));
    int on = 1;
    SHOW(setsockopt(sv[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
    SHOW(send(sv[0], "who", 3, 0));
    g.msg_controllen = sizeof ctl2.b;
    SHOW(recvmsg(sv[1], &g, 0));
    c = CMSG_FIRSTHDR(&g);
    struct ucred *u = (struct ucred *)CMSG_DATA(c);
    printf("%d %d\n", c && c->cmsg_type == SCM_CREDENTIALS, c && u->pid == getpid() && u->uid == getuid());
    struct ucred pc;
    socklen_t l = sizeof pc;
    SHOW(getsockopt(sv[0], SOL_SOCKET, SO_PEERCRED, &pc, &l));
    SHOW(l);
    SHOW(recv(sv[1], buf, 1, MSG_DONTWAIT));
    struct mmsghdr mm[2] = {{.msg_hdr = {.msg_iov = &iov, .msg_iovlen = 1}},
                            {.msg_hdr = {.msg_iov = &iov, .msg_iovlen = 1}}};
    SHOW(sendmmsg(sv[0], mm, 2, 0));
    SHOW(mm[1].msg_len);
    SHOW(ioctl(sv[1], FIONREAD, &n));
    SHOW(n);
    struct sockaddr_un un = {.sun_family = AF_UNIX, .sun_path = "sock"};
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(bind(s, (struct sockaddr *)&un, sizeof un));
    memset(&un, 0, sizeof un);
    l = sizeof un;
    SHOW(getsockname(s, (struct sockaddr *)&un, &l));
    printf("%s %d\n", un.sun_path, un.sun_family);
    unlink("sock");
}

static void polling(void)
{
    int p[2];
    uint64_t v = 0;
    pipe(p);
    struct pollfd f[2] = {{.fd = p[0], .events = POLLIN}, {.fd = p[1], .events = POLLOUT}};
    SHOW(poll(f, 1, 10));
    SHOW(poll(f, 2, -1));
    printf("%x %x\n", f[0].revents, f[1].revents);
    write(p[1], "x", 1);
    struct timespec ts = {1, 0};
    SHOW(ppoll(f, 2, &ts, NULL));
    printf("%x %x\n", f[0].revents, f[1].revents);
    fd_set rd, wr;
    FD_ZERO(&rd);
    FD_ZERO(&wr);
    FD_SET(p[0], &rd);
    FD_SET(p[1], &wr);
    struct timeval tv = {1, 0};
    SHOW(select(p[1] + 1, &rd, &wr, NULL, &tv));
    printf("%d %d %d\n", !!FD_ISSET(p[0], &rd), !!FD_ISSET(p[1], &wr), !!FD_ISSET(p[1], &rd));
    sigset_t none;
    sigemptyset(&none);
    SHOW(pselect(p[1] + 1, &rd, NULL, NULL, &ts, &none));
    int ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.u64 = 0x1122334455667788ull}, out[4];
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
    SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e));
    SHOW(epoll_wait(ep, out, 4, 100));
    printf("%x %llx\n", out[0].events, (unsigned long long)out[0].data.u64);
    SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, p[0], NULL));
    SHOW(epoll_wait(ep, out, 4, 10));
    int ev = eventfd(3, EFD_NONBLOCK);
    SHOW(eventfd_write(ev, 4));
    SHOW(eventfd_read(ev, &v));
    SHOW(v);
    SHOW(eventfd_read(ev, &v));
    int tf = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec it = {.it_value = {0, 5000000}, .it_interval = {0, 0}}, cur;
    SHOW(timerfd_settime(tf, 0, &it, NULL));
    SHOW(read(tf, &v, 8));
    SHOW(v);
    SHOW(timerfd_gettime(tf, &cur));
    SHOW(cur.it_value.tv_nsec);
    sigset_t m;
    sigemptyset(&m);
    sigaddset(&m, SIGUSR1);
    sigprocmask(SIG_BLOCK, &m, NULL);
    int sf = signalfd(-1, &m, SFD_CLOEXEC);
    kill(getpid(), SIGUSR1);
    struct signalfd_siginfo si;
    SHOW(read(sf, &si, sizeof si));
    printf("%u %d\n", si.ssi_signo, si.ssi_pid == (uint32_t)getpid());
    int in = inotify_init1(IN_NONBLOCK);
    OK(inotify_add_watch(in, ".", IN_CREATE | IN_DELETE));
    close(open("watched", O_CREAT | O_WRONLY, 0600));
    unlink("watched");
    char buf[512] __attribute__((aligned(8)));
    ssize_t n = read(in, buf, sizeof buf);
    for (char *q = buf; q < buf + n;) {
        struct inotify_event *ie = (struct inotify_event *)q;
        printf("%x %s %u\n", ie->mask, ie->name, ie->len);
        q += sizeof *ie + ie->len;
    }
}

static void interfaces(void)
{
    struct ifaddrs *all, *i;
    int lo = 0;
    SHOW(if_nametoindex("lo"));
    OK(getifaddrs(&all));
    for (i = all; i; i = i->ifa_next)
        if (!strcmp(i->ifa_name, "lo") && i->ifa_addr && i->ifa_addr->sa_family == AF_INET)
            lo = ntohl(((struct sockaddr_in *)i->ifa_addr)->sin_addr.s_addr) == 0x7f000001 && (i->ifa_flags & IFF_UP);
    SHOW(lo);
    struct addrinfo hint = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM}, *res = NULL;
    SHOW(getaddrinfo("127.0.0.1", "80", &hint, &res));
    if (res)
        printf("%d %d %d\n", res->ai_family, ntohs(((struct sockaddr_in *)res->ai_addr)->sin_port), res->ai_addrlen);
    struct ifreq q = {0};
    strcpy(q.ifr_name, "lo");
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    SHOW(ioctl(s, SIOCGIFFLAGS, &q));
    SHOW((q.ifr_flags & IFF_LOOPBACK) != 0);
    SHOW(ioctl(s, SIOCGIFADDR, &q));
    printf("%s\n", inet_ntoa(((struct sockaddr_in *)&q.ifr_addr)->sin_addr));
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc < 2 || chdir(argv[1]))
        return 2;
    tcp();
    passing();
    polling();
    interfaces();
    return 0;
}
