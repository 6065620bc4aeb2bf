/* SPDX-License-Identifier: Apache-2.0 */
/* Clocks, limits, identity, terminals, System V IPC, /proc/self, bad arguments. */
#include "t.h"

#include <grp.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>

static void clocks(void)
{
    struct timespec a, b, d = {0, 3000000};
    struct timeval tv;
    time_t now = time(NULL);
    SHOW(clock_gettime(CLOCK_REALTIME, &a));
    SHOW(gettimeofday(&tv, NULL));
    SHOW(llabs((long long)a.tv_sec - now) < 2 && llabs((long long)tv.tv_sec - now) < 2);
    clock_gettime(CLOCK_MONOTONIC, &a);
    SHOW(nanosleep(&d, NULL));
    SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &d, NULL));
    clock_gettime(CLOCK_MONOTONIC, &b);
    long long ns = (b.tv_sec - a.tv_sec) * 1000000000ll + b.tv_nsec - a.tv_nsec;
    SHOW(ns >= 6000000 && ns < 2000000000);
    SHOW(clock_getres(CLOCK_MONOTONIC, &a));
    SHOW(a.tv_nsec);
    SHOW(clock_gettime(12345, &a));
    d.tv_nsec = 2000000000;
    SHOW(nanosleep(&d, NULL));
    struct tms t;
    OK(times(&t));
    timer_t id;
    struct sigevent ev = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1, .sigev_value.sival_int = 99};
    sigset_t m;
    siginfo_t si;
    sigemptyset(&m);
    sigaddset(&m, SIGUSR1);
    sigprocmask(SIG_BLOCK, &m, NULL);
    SHOW(timer_create(CLOCK_MONOTONIC, &ev, &id));
    struct itimerspec it = {.it_value = {0, 2000000}}, cur;
    SHOW(timer_settime(id, 0, &it, NULL));
    SHOW(sigwaitinfo(&m, &si));
    printf("code %d value %d\n", si.si_code, si.si_value.sival_int);
    SHOW(timer_gettime(id, &cur));
    SHOW(timer_getoverrun(id));
    SHOW(timer_delete(id));
}

static void limits(void)
{
    struct rlimit l = {0, 0};
    SHOW(getrlimit(RLIMIT_NOFILE, &l));
    l.rlim_cur = 100;
    SHOW(setrlimit(RLIMIT_NOFILE, &l));
    SHOW(getrlimit(RLIMIT_NOFILE, &l));
    SHOW(l.rlim_cur);
    SHOW(getrlimit(RLIMIT_FSIZE, &l));
    SHOW(l.rlim_cur == RLIM_INFINITY);
    SHOW(getrlimit(99, &l));
    struct rusage ru;
    SHOW(getrusage(RUSAGE_SELF, &ru));
    SHOW(ru.ru_maxrss > 0);
    struct sysinfo s;
    SHOW(sysinfo(&s));
    SHOW(s.uptime > 0 && s.mem_unit > 0 && s.totalram > 0);
    struct utsname u;
    SHOW(uname(&u));
    printf("%s\n", u.sysname);
    cpu_set_t cs;
    SHOW(sched_getaffinity(0, sizeof cs, &cs));
    SHOW(CPU_COUNT(&cs) > 0 && CPU_COUNT(&cs) == sysconf(_SC_NPROCESSORS_ONLN));
    SHOW(sched_setaffinity(0, sizeof cs, &cs));
    SHOW(sched_yield());
    SHOW(sched_getscheduler(0));
    struct sched_param sp;
    SHOW(sched_getparam(0, &sp));
    SHOW(getpriority(PRIO_PROCESS, 0));
    char name[17] = "";
    SHOW(prctl(PR_SET_NAME, "renamed"));
    SHOW(prctl(PR_GET_NAME, name));
    printf("%s\n", name);
    SHOW(getuid() == geteuid());
    SHOW(getauxval(AT_PAGESZ));
    SHOW(getauxval(AT_UID) == getuid());
    SHOW(getauxval(AT_RANDOM) != 0);
    uid_t r, e, sv;
    SHOW(getresuid(&r, &e, &sv));
    SHOW(r == getuid() && sv == e);
    gid_t g[100];
    SHOW(getgroups(100, g) == getgroups(0, NULL));
    char rnd[16] = "";
    SHOW(getrandom(rnd, 16, 0));
    SHOW(setpriority(PRIO_PROCESS, 0, 5));
    SHOW(getpriority(PRIO_PROCESS, 0));
}

static void ipc(void)
{
    int q = msgget(IPC_PRIVATE, 0600 | IPC_CREAT);
    struct {
        long type;
        char text[20];
    } m = {3, "message"}, n;
    OK(q);
    SHOW(msgsnd(q, &m, 8, 0));
    SHOW(msgrcv(q, &n, 20, 2, IPC_NOWAIT));
    SHOW(msgrcv(q, &n, 20, 0, 0));
    printf("%ld %s\n", n.type, n.text);
    struct msqid_ds ds;
    SHOW(msgctl(q, IPC_STAT, &ds));
    SHOW(ds.msg_qnum);
    SHOW(ds.msg_perm.mode & 0777);
    SHOW(msgctl(q, IPC_RMID, NULL));
    int s = semget(IPC_PRIVATE, 3, 0600 | IPC_CREAT);
    union semun {
        int val;
        unsigned short *array;
        struct semid_ds *buf;
    } u;
    unsigned short vals[3] = {5, 6, 7};
    u.array = vals;
    SHOW(semctl(s, 0, SETALL, u));
    u.val = 9;
    SHOW(semctl(s, 1, SETVAL, u));
    struct sembuf op[2] = {{0, -2, 0}, {2, 1, IPC_NOWAIT}};
    SHOW(semop(s, op, 2));
    u.array = vals;
    SHOW(semctl(s, 0, GETALL, u));
    printf("%d %d %d\n", vals[0], vals[1], vals[2]);
    struct sembuf fail = {0, -100, IPC_NOWAIT};
    SHOW(semop(s, &fail, 1));
    struct semid_ds sd;
    u.buf = &sd;
    SHOW(semctl(s, 0, IPC_STAT, u));
    SHOW(sd.sem_nsems);
    SHOW(semctl(s, 0, IPC_RMID, 0));
}

static void terminal(void)
{
    int m = posix_openpt(O_RDWR | O_NOCTTY);
    SHOW(grantpt(m));
    SHOW(unlockpt(m));
    int s = open(ptsname(m), O_RDWR | O_NOCTTY);
    SHOW(isatty(s));
    SHOW(isatty(0) & 0);
    struct termios t = {0}; /* where there are no pseudo terminals the calls fail alike */
    SHOW(tcgetattr(s, &t));
    printf("%d %d %d %d %d %d\n", !!(t.c_lflag & ECHO), !!(t.c_lflag & ICANON), !!(t.c_iflag & ICRNL),
           !!(t.c_oflag & ONLCR), t.c_cc[VINTR], t.c_cc[VEOF]);
    printf("%d %d\n", (t.c_cflag & CSIZE) == CS8, cfgetospeed(&t) == B38400);
    cfmakeraw(&t);
    t.c_cc[VMIN] = 2;
    t.c_cc[VTIME] = 3;
    cfsetspeed(&t, B115200);
    SHOW(tcsetattr(s, TCSANOW, &t));
    memset(&t, 0, sizeof t);
    SHOW(tcgetattr(s, &t));
    printf("%d %d %d %d %d\n", !!(t.c_lflag & ECHO), !!(t.c_lflag & ICANON), t.c_cc[VMIN], t.c_cc[VTIME],
           cfgetospeed(&t) == B115200);
    struct winsize w = {24, 80, 1, 2}, x = {0};
    SHOW(ioctl(m, TIOCSWINSZ, &w));
    SHOW(ioctl(s, TIOCGWINSZ, &x));
    printf("%d %d %d %d\n", x.ws_row, x.ws_col, x.ws_xpixel, x.ws_ypixel);
    char b[20] = "";
    SHOW(write(m, "ab", 2));
    SHOW(read(s, b, 10));
    int n = 1;
    SHOW(ioctl(s, FIONBIO, &n));
    SHOW(read(s, b, 10));
    int p[2];
    pipe(p);
    SHOW(ioctl(p[0], TIOCGWINSZ, &x));
    SHOW(ioctl(99, TIOCGWINSZ, &x));
}

static void proc(void)
{
    char line[1000];
    int found = 0, stack = 0;
    FILE *f = fopen("/proc/self/maps", "r");
    uintptr_t here = (uintptr_t)&proc;
    while (fgets(line, sizeof line, f)) {
        unsigned long lo, hi;
        char perm[5];
        if (sscanf(line, "%lx-%lx %4s", &lo, &hi, perm) == 3) {
            found |= here >= lo && here < hi && perm[2] == 'x';
            stack |= (uintptr_t)line >= lo && (uintptr_t)line < hi && strstr(line, "[stack]") != NULL;
        }
    }
    fclose(f);
    SHOW(found);
    f = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, f))
        stack |= strstr(line, "[stack]") != NULL;
    fclose(f);
    SHOW(stack);
    f = fopen("/proc/self/cmdline", "r");
    size_t n = fread(line, 1, sizeof line - 1, f);
    fclose(f);
    SHOW(n > 0 && !strcmp(line + strlen(line) + 1 + 0, line + strlen(line) + 1));
    struct stat a, b;
    char exe[1000] = "";
    OK(readlink("/proc/self/exe", exe, sizeof exe - 1));
    SHOW(stat("/proc/self/exe", &a) == 0 && stat(exe, &b) == 0 && a.st_ino == b.st_ino);
    int fd = open("/proc/self/exe", O_RDONLY);
    char magic[20];
    SHOW(read(fd, magic, 20));
#ifdef __powerpc__
    int ours = magic[18] == 0 && magic[19] == 20;
#else
    int ours = magic[18] == 62;
#endif
    SHOW(ours);
}

static void errors(void)
{
    char *bad = (char *)16, b[10];
    void *none = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap((char *)none + 4096, 4096);
    int z = open("/dev/zero", O_RDWR);
    int devnull = open("/dev/null", O_WRONLY), p[2];
    pipe(p);
    SHOW(read(z, bad, 10));
    SHOW(write(p[1], bad, 10));
    SHOW(read(z, (char *)none + 4090, 100) < 100);
    SHOW(open(bad, O_RDONLY));
    SHOW(open(NULL, O_RDONLY));
    SHOW(stat(bad, (struct stat *)b));
    SHOW(syscall(SYS_gettimeofday, bad, NULL));
    SHOW(syscall(SYS_clock_gettime, CLOCK_REALTIME, bad));
    SHOW(pipe((int *)bad));
    SHOW(execve(bad, NULL, NULL));
    SHOW(execve("/bin/true", (char **)bad, NULL));
    SHOW(syscall(SYS_rt_sigaction, SIGUSR1, bad, NULL, 8));
    SHOW(uname((struct utsname *)bad));
    SHOW(getcwd(bad, 100) == NULL);
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    SHOW(bind(s, (struct sockaddr *)bad, 16));
    SHOW(sendmsg(s, (struct msghdr *)bad, 0));
    SHOW(select(5, (fd_set *)bad, NULL, NULL, NULL));
    SHOW(wait4(-1, NULL, 12345, NULL));
    SHOW(lseek(p[0], 0, SEEK_SET));
    SHOW(ftruncate(z, 10));
    SHOW(write(-1, "x", 1));
    SHOW(write(devnull, "x", 1));
    SHOW(mkdir("/proc/x", 0700) == -1);
    SHOW(open("/etc", O_WRONLY));
}

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]))
        return 2;
    clocks();
    limits();
    ipc();
    terminal();
    proc();
    errors();
    return 0;
}
