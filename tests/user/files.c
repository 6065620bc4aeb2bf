/* SPDX-License-Identifier: Apache-2.0 */
/* Files, folders, links, locks, times. */
#include "t.h"

#include <dirent.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <utime.h>
#include <sys/time.h>
#include <sys/xattr.h>

static void show_stat(const char *name)
{
    struct stat st;
    int r = lstat(name, &st);
    if (r) {
        printf("%s: %s\n", name, strerrorname_np(errno));
        return;
    }
    bool set = st.st_mtime < 1500000000; /* by the test */
    printf("%s: mode %o nlink %u uid %u size %lld blksize %d mtime %lld.%09ld atime %lld\n", name, (unsigned)st.st_mode,
           (unsigned)st.st_nlink, (unsigned)st.st_uid, S_ISDIR(st.st_mode) ? 0 : (long long)st.st_size,
           (int)st.st_blksize, set ? (long long)st.st_mtime : 0, set ? st.st_mtim.tv_nsec : 0,
           set ? (long long)st.st_atime : 0);
}

static int cmp(const void *a, const void *b)
{
    return strcmp(*(char **)a, *(char **)b);
}

static void list(const char *dir)
{
    char *names[64];
    int n = 0;
    DIR *d = opendir(dir);
    struct dirent *e;
    while (d && (e = readdir(d)) && n < 64)
        asprintf(&names[n++], "%s(%d)", e->d_name, e->d_type);
    long pos = d ? telldir(d) : 0;
    (void)pos;
    if (d) {
        rewinddir(d);
        int m = 0;
        while (readdir(d))
            m++;
        printf("again %d\n", m);
        closedir(d);
    }
    qsort(names, n, sizeof *names, cmp);
    for (int i = 0; i < n; i++)
        printf("%s ", names[i]);
    printf("\n");
}

static void reading_and_writing(void)
{
    char buf[64] = "";
    int fd = open("a", O_RDWR | O_CREAT | O_TRUNC, 0640);
    SHOW(write(fd, "hello world\n", 12));
    SHOW(lseek(fd, 6, SEEK_SET));
    SHOW(read(fd, buf, sizeof buf));
    printf("%s", buf);
    SHOW(pwrite(fd, "HELLO", 5, 0));
    SHOW(pread(fd, buf, 11, 0));
    printf("%s\n", buf);
    SHOW(pwrite64(fd, "far", 3, 0x123456789ll));
    SHOW(lseek64(fd, 0, SEEK_END));
    SHOW(lseek64(fd, -3, SEEK_CUR));
    memset(buf, 0, sizeof buf);
    SHOW(read(fd, buf, 10));
    printf("%s\n", buf);
    SHOW(ftruncate64(fd, 0x100000001ll));
    SHOW(lseek64(fd, 0, SEEK_END));
    SHOW(ftruncate(fd, 100));
    struct iovec v[3] = {{"one ", 4}, {"two ", 4}, {"three\n", 6}};
    SHOW(lseek(fd, 0, SEEK_SET));
    SHOW(writev(fd, v, 3));
    char x[4], y[4], z[20] = "";
    struct iovec r[3] = {{x, 4}, {y, 4}, {z, 6}};
    SHOW(preadv(fd, r, 3, 0));
    printf("%.4s|%.4s|%s", x, y, z);
    SHOW(posix_fallocate(fd, 0, 5000));
    SHOW(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
    SHOW(fsync(fd));
    SHOW(fdatasync(fd));
    uid_t uids[3] = {7, 7, 7};
    printf("owner's users %d", fcntl(fd, 17 /* F_GETOWNER_UIDS */, uids));
    printf(" %d %d %d\n", (int)uids[0], (int)uids[1], (int)uids[2]);
    SHOW(fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    SHOW(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK));
    SHOW((fcntl(fd, F_GETFL) & O_APPEND) != 0);
    SHOW(fcntl(fd, F_SETFD, FD_CLOEXEC));
    SHOW(fcntl(fd, F_GETFD));
    SHOW(close(fd));
    SHOW(close(fd));
}

static void names(void)
{
    char buf[200];
    SHOW(mkdir("d", 0755));
    SHOW(mkdir("d", 0755));
    SHOW(rename("a", "d/b"));
    SHOW(link("d/b", "d/c"));
    SHOW(symlink("c", "d/s"));
    SHOW(readlink("d/s", buf, sizeof buf));
    SHOW(readlink("d/s", buf, 0) < 1);
    SHOW(access("d/s", R_OK));
    SHOW(access("d/none", R_OK));
    SHOW(open("d/s", O_RDONLY | O_NOFOLLOW));
    SHOW(open("d/b", O_RDONLY | O_DIRECTORY));
    int dir = open("d", O_RDONLY | O_DIRECTORY);
    OK(dir);
    SHOW(faccessat(dir, "b", R_OK, 0));
    SHOW(mkdirat(dir, "e", 0700));
    SHOW(unlinkat(dir, "e", AT_REMOVEDIR));
    SHOW(symlinkat("b", dir, "t"));
    SHOW(readlinkat(dir, "t", buf, sizeof buf));
    SHOW(fchmodat(dir, "b", 0600, 0));
    SHOW(linkat(dir, "b", dir, "l", 0));
    SHOW(renameat(dir, "l", dir, "m"));
    SHOW(renameat2(dir, "m", dir, "b", RENAME_NOREPLACE));
    list("d");
    SHOW(fchdir(dir));
    OK((long)(getcwd(buf, sizeof buf) ? 0 : -1));
    printf("%s\n", strrchr(buf, '/'));
    SHOW(getcwd(buf, 1) == NULL);
    SHOW(chdir(".."));
    SHOW(chdir("d/b"));
    SHOW(rmdir("d"));
    struct utimbuf ub = {1000000000, 1100000000};
    SHOW(utime("d/b", &ub));
    show_stat("d/b");
    struct timespec ts[2] = {{1234567890, 123456789}, {1334567890, 987654321}};
    SHOW(utimensat(dir, "b", ts, 0));
    struct timeval tv[2] = {{1, 2}, {3, 4}};
    show_stat("d/b");
    SHOW(utimes("d/b", tv));
    show_stat("d/b");
    SHOW(chmod("d/b", 04711));
    show_stat("d/b");
    show_stat("d/s");
    show_stat("d");
    struct statx sx;
    SHOW(statx(AT_FDCWD, "d/b", 0, STATX_BASIC_STATS, &sx));
    printf("%o %llu %lld %u\n", sx.stx_mode, (unsigned long long)sx.stx_size, (long long)sx.stx_mtime.tv_sec,
           sx.stx_mtime.tv_nsec);
    struct statfs sf;
    struct statvfs sv;
    OK(statfs(".", &sf));
    OK(fstatvfs(dir, &sv));
    SHOW(sf.f_bsize == (long)sv.f_bsize && sf.f_namelen == (long)sv.f_namemax && sf.f_namelen > 0);
    SHOW(truncate("d/b", 3));
    show_stat("d/none");
    SHOW(umask(077));
    SHOW(umask(022));
    SHOW(getxattr("d/b", "user.none", buf, sizeof buf) == -1);
    close(dir);
}

static void locks_and_pipes(void)
{
    int p[2], q[2];
    char buf[100];
    OK(pipe(p));
    OK(pipe2(q, O_NONBLOCK | O_CLOEXEC));
    SHOW(read(q[0], buf, 1));
    SHOW(write(p[1], "through", 7));
    SHOW(splice(p[0], NULL, q[1], NULL, 3, 0));
    SHOW(read(q[0], buf, 10));
    SHOW(read(p[0], buf, 10));
    SHOW(dup2(p[1], 50));
    SHOW(write(50, "x", 1));
    SHOW(dup3(50, 50, 0));
    SHOW(fcntl(50, F_DUPFD, 60));
    int fd = open("lock", O_RDWR | O_CREAT, 0600);
    struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 10, .l_len = 20};
    SHOW(fcntl(fd, F_SETLK, &l));
    SHOW(fcntl(fd, F_GETLK, &l));
    SHOW(l.l_type == F_UNLCK);
    SHOW(flock(fd, LOCK_EX));
    write(fd, "0123456789", 10);
    off_t off = 2;
    SHOW(sendfile(p[1], fd, &off, 5));
    SHOW(off);
    SHOW(read(p[0], buf, 10));
    printf("%.6s\n", buf);
    loff_t in = 0, out = 0;
    int fd2 = open("copy", O_RDWR | O_CREAT, 0600);
    OK(copy_file_range(fd, &in, fd2, &out, 10, 0));
    SHOW(unlink("lock"));
    SHOW(unlink("copy"));
    SHOW(unlink("d/b"));
}

int main(int argc, char **argv)
{
    if (argc < 2 || chdir(argv[1]))
        return 2;
    reading_and_writing();
    names();
    locks_and_pipes();
    FILE *f = tmpfile();
    fprintf(f, "%d", 12345);
    rewind(f);
    int n = 0;
    SHOW(fscanf(f, "%d", &n));
    SHOW(n);
    return 0;
}
