/* SPDX-License-Identifier: Apache-2.0 */
/* Structures that only some programs pass: socket options and control messages, netlink, ioctl requests, rare calls. */
#include "t.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/keyctl.h>
#include <linux/mempolicy.h>
#include <linux/sockios.h>
#include <mqueue.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <sys/fanotify.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <termios.h>

static void groups(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    unsigned lo = if_nametoindex("lo");
    struct group_req g = {.gr_interface = lo};
    struct sockaddr_in *in = (struct sockaddr_in *)&g.gr_group;
    in->sin_family = AF_INET;
    in->sin_addr.s_addr = inet_addr("224.0.0.200");
    SHOW(setsockopt(fd, IPPROTO_IP, MCAST_JOIN_GROUP, &g, sizeof g));
    SHOW(setsockopt(fd, IPPROTO_IP, MCAST_LEAVE_GROUP, &g, sizeof g));
    struct group_source_req s = {.gsr_interface = lo, .gsr_group = g.gr_group, .gsr_source = g.gr_group};
    ((struct sockaddr_in *)&s.gsr_source)->sin_addr.s_addr = inet_addr("127.0.0.1");
    SHOW(setsockopt(fd, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP, &s, sizeof s));
    SHOW(setsockopt(fd, IPPROTO_IP, MCAST_LEAVE_SOURCE_GROUP, &s, sizeof s));
    struct ip_mreq_source m = {{inet_addr("224.0.0.201")}, {inet_addr("127.0.0.1")}, {inet_addr("127.0.0.1")}};
    SHOW(setsockopt(fd, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, &m, sizeof m));
    struct ip_mreqn n = {{inet_addr("224.0.0.202")}, {0}, (int)lo};
    SHOW(setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &n, sizeof n));
    close(fd);
}

static void limits(void)
{
    int sv[2];
    struct timeval tv = {1, 500000}, got = {0};
    socklen_t len = sizeof got;
    struct linger l = {1, 7};
    int v = 0;
    socketpair(AF_UNIX, SOCK_DGRAM, 0, sv);
    SHOW(setsockopt(sv[0], SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof tv));
    SHOW(getsockopt(sv[0], SOL_SOCKET, SO_RCVTIMEO, &got, &len));
    printf("%d %d %d\n", (int)got.tv_sec, (int)got.tv_usec, len == sizeof got);
    SHOW(setsockopt(sv[0], SOL_SOCKET, SO_LINGER, &l, sizeof l));
    memset(&l, 0, sizeof l);
    len = sizeof l;
    SHOW(getsockopt(sv[0], SOL_SOCKET, SO_LINGER, &l, &len));
    printf("%d %d\n", l.l_onoff, l.l_linger);
    struct ucred cred;
    len = sizeof cred;
    SHOW(getsockopt(sv[0], SOL_SOCKET, SO_PEERCRED, &cred, &len));
    printf("%d %d\n", cred.pid == getpid(), cred.uid == getuid());
    uint64_t cookie[2] = {0};
    len = 8;
    SHOW(getsockopt(sv[0], SOL_SOCKET, SO_COOKIE, &cookie[0], &len));
    SHOW(cookie[0] < 1ull << 40);
    len = sizeof v;
    SHOW(getsockopt(sv[0], SOL_SOCKET, SO_DOMAIN, &v, &len));
    SHOW(v);
    /* Only packets of at least three bytes. */
    struct sock_filter code[] = {BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 3, 0, 1),
                                 BPF_STMT(BPF_RET | BPF_K, 0xffff), BPF_STMT(BPF_RET | BPF_K, 0)};
    struct sock_fprog prog = {4, code};
    char b[16];
    SHOW(setsockopt(sv[1], SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof prog));
    send(sv[0], "x", 1, MSG_DONTWAIT);
    SHOW(send(sv[0], "four", 4, 0));
    SHOW(recv(sv[1], b, sizeof b, MSG_DONTWAIT));
    int tcp = socket(AF_INET, SOCK_STREAM, 0);
    struct tcp_info ti;
    len = sizeof ti;
    SHOW(getsockopt(tcp, IPPROTO_TCP, TCP_INFO, &ti, &len));
    printf("state %d mss %u cwnd %u\n", ti.tcpi_state, ti.tcpi_snd_mss, ti.tcpi_snd_cwnd);
    char name[20] = "";
    len = sizeof name;
    SHOW(getsockopt(tcp, IPPROTO_TCP, TCP_CONGESTION, name, &len));
    printf("%s\n", name);
}

static void control(void)
{
    int a = socket(AF_INET, SOCK_DGRAM, 0), b = socket(AF_INET, SOCK_DGRAM, 0), on = 1;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof in;
    bind(b, (struct sockaddr *)&in, sizeof in);
    getsockname(b, (struct sockaddr *)&in, &len);
    setsockopt(b, SOL_SOCKET, SO_TIMESTAMP, &on, sizeof on);
    setsockopt(b, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    setsockopt(b, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
    setsockopt(b, IPPROTO_IP, IP_RECVORIGDSTADDR, &on, sizeof on);
    sendto(a, "x", 1, 0, (struct sockaddr *)&in, sizeof in);
    char data[8], buf[512];
    struct iovec iov = {data, sizeof data};
    struct msghdr h = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = buf, .msg_controllen = sizeof buf};
    SHOW(recvmsg(b, &h, 0));
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&h); c; c = CMSG_NXTHDR(&h, c)) {
        if (c->cmsg_level == SOL_SOCKET) {
            struct timeval tv;
            memcpy(&tv, CMSG_DATA(c), sizeof tv);
            printf("time %d\n", tv.tv_sec > 1600000000 && tv.tv_usec < 1000000);
        } else if (c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo *p = (struct in_pktinfo *)CMSG_DATA(c);
            printf("interface %d %s\n", p->ipi_ifindex == (int)if_nametoindex("lo"), inet_ntoa(p->ipi_addr));
        } else if (c->cmsg_type == IP_TTL) {
            printf("ttl %d\n", *(int *)CMSG_DATA(c));
        } else if (c->cmsg_type == IP_ORIGDSTADDR) {
            struct sockaddr_in *s = (struct sockaddr_in *)CMSG_DATA(c);
            printf("to %d %d\n", s->sin_family, s->sin_port == in.sin_port);
        }
    }
    close(a);
    close(b);
}

static void interfaces(void)
{
    struct ifaddrs *list = NULL;
    SHOW(getifaddrs(&list));
    for (struct ifaddrs *i = list; i; i = i->ifa_next)
        printf("%s %x %d\n", i->ifa_name, i->ifa_flags, i->ifa_addr ? i->ifa_addr->sa_family : -1);
    struct if_nameindex *n = if_nameindex();
    for (int i = 0; n && n[i].if_index; i++)
        printf("%u %s %u\n", n[i].if_index, n[i].if_name, if_nametoindex(n[i].if_name));
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct ifreq q = {.ifr_name = "lo"};
    SHOW(ioctl(fd, SIOCGIFMTU, &q));
    SHOW(q.ifr_mtu);
    SHOW(ioctl(fd, SIOCGIFADDR, &q));
    printf("%s\n", inet_ntoa(((struct sockaddr_in *)&q.ifr_addr)->sin_addr));
    SHOW(ioctl(fd, SIOCGIFTXQLEN, &q));
    SHOW(q.ifr_qlen);
    struct rtentry rt = {.rt_metric = 1};
    OK(ioctl(fd, SIOCDELRT, &rt) == 0);
    SHOW(socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
    close(fd);
}

static void terminals(void)
{
    int m, s, n = 0;
    struct termios t;
    struct winsize w = {24, 80, 5, 6}, got = {0};
    SHOW(openpty(&m, &s, NULL, NULL, &w));
    memset(&t, 0x5a, sizeof t);
    SHOW(ioctl(s, TIOCGLCKTRMIOS, &t));
    printf("locked %x %x %x %x\n", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
    SHOW(tcgetattr(s, &t));
    SHOW(cfsetspeed(&t, B115200));
    t.c_lflag &= ~(ICANON | ECHO);
    t.c_cc[VMIN] = 3;
    t.c_cc[VTIME] = 4;
    SHOW(tcsetattr(s, TCSADRAIN, &t));
    memset(&t, 0, sizeof t);
    SHOW(tcgetattr(s, &t));
    printf("%d %d %d %d %d\n", cfgetispeed(&t) == B115200, cfgetospeed(&t) == B115200, !(t.c_lflag & ICANON),
           t.c_cc[VMIN], t.c_cc[VTIME]);
    SHOW(ioctl(m, TIOCGWINSZ, &got));
    printf("%d %d %d %d\n", got.ws_row, got.ws_col, got.ws_xpixel, got.ws_ypixel);
    SHOW(write(m, "abcde", 5));
    for (n = 0; n < 5;) /* arrives by and by */
        if (ioctl(s, FIONREAD, &n))
            break;
    SHOW(n);
    SHOW(ioctl(s, TIOCGPGRP, &n));
    SHOW(isatty(s));
    close(m);
    close(s);
}

static void file_requests(void)
{
    int fd = open("file", O_RDWR | O_CREAT, 0600), n = 0;
    SHOW(ioctl(fd, FIGETBSZ, &n) == 0 && n >= 512);
    SHOW(ioctl(fd, FIOCLEX));
    SHOW(fcntl(fd, F_GETFD));
    SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
    char raw[8 + 128];
    unsigned *handle = (unsigned *)raw;
    int mount = 0;
    handle[0] = 0;
    long r = syscall(SYS_name_to_handle_at, AT_FDCWD, "file", handle, &mount, 0);
    if (r == -1 && errno == EOVERFLOW && handle[0] > 0 && handle[0] < 128)
        r = syscall(SYS_name_to_handle_at, AT_FDCWD, "file", handle, &mount, 0);
    OK(r);
    struct statx {
        char any[256];
    } x;
    SHOW(syscall(SYS_statx, fd, "", AT_EMPTY_PATH, 0x7ff, &x));
    close(fd);
    unlink("file");
}

static void rare(void)
{
    struct timex tx = {0};
    SHOW(adjtimex(&tx) >= 0);
    SHOW(tx.time.tv_sec > 1600000000 && tx.tick > 9000 && tx.tick < 11000);
    unsigned long nodes[16] = {0};
    int mode = -1;
    OK(syscall(SYS_get_mempolicy, &mode, nodes, 1024, NULL, 0));
    SHOW(mode);
    OK(syscall(SYS_set_mempolicy, MPOL_DEFAULT, NULL, 0));
    OK(syscall(SYS_quotactl, 0x80000500, "/dev/null", 0, NULL));
    long key = syscall(SYS_add_key, "user", "engraft-test", "value", 5, KEY_SPEC_PROCESS_KEYRING);
    if (key > 0) {
        char text[32] = "";
        SHOW(syscall(SYS_keyctl, KEYCTL_READ, key, text, sizeof text));
        printf("%s\n", text);
        int keys[8] = {0};
        SHOW(syscall(SYS_keyctl, KEYCTL_READ, KEY_SPEC_PROCESS_KEYRING, keys, sizeof keys));
        SHOW(keys[0] == key);
        SHOW(syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_PROCESS_KEYRING, "user", "engraft-test", 0) == key);
        SHOW(syscall(SYS_keyctl, KEYCTL_REVOKE, key));
    }
    int fa = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK, O_RDONLY);
    if (fa >= 0 && fanotify_mark(fa, FAN_MARK_ADD, FAN_OPEN | FAN_CLOSE, AT_FDCWD, ".") == 0) {
        struct fanotify_event_metadata ev;
        close(open(".", O_RDONLY | O_DIRECTORY));
        OK(read(fa, &ev, sizeof ev));
    }
    struct rlimit l;
    SHOW(getrlimit(RLIMIT_NOFILE, &l));
    SHOW(syscall(SYS_membarrier, 0, 0, 0) >= 0);
    SHOW(sched_getaffinity(0, sizeof nodes, (cpu_set_t *)nodes));
    SHOW(nodes[0] != 0);
}

/* A message tells of itself by a thread that the C library makes. */
static volatile int told;
static void on_message(union sigval v)
{
    told = v.sival_int;
}

static void queues(void)
{
    struct mq_attr a = {.mq_maxmsg = 4, .mq_msgsize = 16};
    struct sigevent ev = {
        .sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_message, .sigev_value.sival_int = 77};
    char name[64], b[16];
    snprintf(name, sizeof name, "/engraft-%d", getpid());
    mqd_t q = mq_open(name, O_RDWR | O_CREAT, 0600, &a);
    if (q == (mqd_t)-1)
        return;
    SHOW(mq_notify(q, &ev));
    SHOW(mq_send(q, "x", 1, 5));
    while (!told)
        usleep(1000);
    SHOW(told);
    unsigned prio;
    SHOW(mq_receive(q, b, sizeof b, &prio));
    SHOW(prio);
    mq_unlink(name);
}

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]))
        return 2;
    groups();
    limits();
    control();
    interfaces();
    terminals();
    file_requests();
    rare();
    queues();
    return 0;
}
