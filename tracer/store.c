/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening and making the database file, and keeping its descriptors away from
 * the guest's.
 *
 * A file that is not an engraft database of this schema version is recognised
 * from its first 100 bytes, before SQLite sees it, so nothing (not even the
 * recovery of a write-ahead log) happens to it. The schema is written before
 * the file goes to write-ahead logging: the header is then always in the file
 * itself. Byte positions of the header: "SQLite Database File Format" 1.3.
 */
#include "tracer/priv.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/bits.h"
#include "tracer/schema_gen.h"

#define BUSY_MS 60000 /* wait that long for another process that is writing */

/* ------------------------------------------------------------ descriptors */

#define MAX_FDS 64
#define HIGH_FD 4000         /* not higher: the kernel's table, copied by each fork, reaches to the highest */
static int own_fds[MAX_FDS]; /* fd + 1, 0 free; atomic */
static int nown_fds;

static int (*sys_open)(const char *, int, int);
static int (*sys_close)(int);

static void own_fd(int fd, bool add)
{
    for (int i = 0; i < MAX_FDS; i++) {
        int want = add ? 0 : fd + 1;
        if (__atomic_compare_exchange_n(&own_fds[i], &want, add ? fd + 1 : 0, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_SEQ_CST)) {
            __atomic_add_fetch(&nown_fds, add ? 1 : -1, __ATOMIC_SEQ_CST);
            return;
        }
    }
}

bool trc_owns_fd(int fd)
{
    for (int i = 0; i < MAX_FDS; i++)
        if (fd >= 0 && __atomic_load_n(&own_fds[i], __ATOMIC_RELAXED) == fd + 1)
            return true;
    return false;
}

/* A file that is being opened has a low number at first: whoever asks for our numbers then waits. */
static pthread_mutex_t opening_lock = PTHREAD_MUTEX_INITIALIZER;
static bool opening;

int trc_next_fd(int from)
{
    int next = -1;
    if (__atomic_load_n(&opening, __ATOMIC_SEQ_CST)) {
        pthread_mutex_lock(&opening_lock);
        pthread_mutex_unlock(&opening_lock);
    }
    for (int i = 0; i < MAX_FDS && __atomic_load_n(&nown_fds, __ATOMIC_RELAXED); i++) {
        int fd = __atomic_load_n(&own_fds[i], __ATOMIC_RELAXED) - 1;
        if (fd >= from && (next < 0 || fd < next))
            next = fd;
    }
    return next;
}

static int make_high(int fd)
{
    struct rlimit lim;
    int from = HIGH_FD;
    if (getrlimit(RLIMIT_NOFILE, &lim) == 0 && lim.rlim_cur < HIGH_FD + MAX_FDS)
        from = lim.rlim_cur > 2 * MAX_FDS ? (int)lim.rlim_cur - MAX_FDS : (int)lim.rlim_cur / 2;
    int high = fcntl(fd, F_DUPFD_CLOEXEC, from);
    if (high >= 0) {
        close(fd);
        fd = high;
    }
    own_fd(fd, true);
    return fd;
}

/* The guest sees the lowest free numbers when it opens files; the database must not take them. */
static int open_high(const char *path, int flags, int mode)
{
    pthread_mutex_lock(&opening_lock);
    __atomic_store_n(&opening, true, __ATOMIC_SEQ_CST);
    int fd = sys_open(path, flags, mode), e = errno;
    if (fd >= 0)
        fd = make_high(fd);
    __atomic_store_n(&opening, false, __ATOMIC_SEQ_CST);
    pthread_mutex_unlock(&opening_lock);
    if (fd < 0)
        errno = e; /* which SQLite looks at */
    return fd;
}

static int close_high(int fd)
{
    own_fd(fd, false);
    return sys_close(fd);
}

static void redirect_fds(void)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    if (sys_open || !vfs || vfs->iVersion < 3)
        return;
    sys_open = (int (*)(const char *, int, int))vfs->xGetSystemCall(vfs, "open");
    sys_close = (int (*)(int))vfs->xGetSystemCall(vfs, "close");
    vfs->xSetSystemCall(vfs, "open", (sqlite3_syscall_ptr)open_high);
    vfs->xSetSystemCall(vfs, "close", (sqlite3_syscall_ptr)close_high);
}

/* ------------------------------------------------------------ open */

char *trc_store_path(const char *path, Err *err)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    if (!*base) {
        err_set(err, "cannot write results to '%s': it names no file", path);
        return NULL;
    }
    char *dir = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
    char *abs = dir ? realpath(dir, NULL) : NULL;
    free(dir);
    if (!abs) {
        err_set(err, "cannot write results to %s: %s", path, strerror(errno));
        return NULL;
    }
    char *full = NULL;
    if (asprintf(&full, "%s/%s", strcmp(abs, "/") ? abs : "", base) < 0)
        die("out of memory");
    free(abs);
    return full;
}

/* May path be written, and is it ours or new? */
static bool check_file(const char *path, Err *err)
{
    uint8_t head[100];
    struct stat st;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_set(err, "cannot write results to %s: %s", path, strerror(errno));
    bool ok = false;
    ssize_t n = 0;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        err_set(err, "cannot write results to %s: not a regular file", path);
    else if ((n = pread(fd, head, sizeof head, 0)) < 0)
        err_set(err, "cannot read %s: %s", path, strerror(errno));
    else if (n == 0)
        ok = true;
    else if (n < (ssize_t)sizeof head || memcmp(head, "SQLite format 3", 16) != 0)
        err_set(err, "%s exists and is not an engraft database; it was left untouched", path);
    else if (ld_be32(head + 68) != TRC_APPLICATION_ID)
        err_set(err, "%s is another program's SQLite database; it was left untouched", path);
    else if (ld_be32(head + 60) != TRC_SCHEMA_VERSION)
        err_set(err, "%s has schema version %u, this engraft writes version %u; it was left untouched", path,
                (unsigned)ld_be32(head + 60), (unsigned)TRC_SCHEMA_VERSION);
    else
        ok = true;
    close(fd);
    return ok;
}

bool trc_store_err(const char *path, sqlite3 *db, Err *err)
{
    int sys = sqlite3_system_errno(db), rc = sqlite3_errcode(db) & 0xff;
    if ((rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN || rc == SQLITE_FULL) && sys != 0)
        return err_set(err, "%s: %s (%s)", path, sqlite3_errmsg(db), strerror(sys));
    return err_set(err, "%s: %s", path, sqlite3_errmsg(db));
}

static int64_t query_int(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st = NULL;
    int64_t v = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return v;
}

/* Two processes may make the same file at once: look again inside the transaction. Sets *made when it was empty. Pages
 * of 8 KiB: of 4, chunks of events cost a third more to write; of 16, a small file is half as large again. */
static bool make_schema(sqlite3 *db, bool *made)
{
    if (sqlite3_exec(db, "PRAGMA page_size=8192; PRAGMA synchronous=OFF; BEGIN EXCLUSIVE", NULL, NULL, NULL) !=
        SQLITE_OK)
        return false;
    bool empty = query_int(db, "SELECT count(*) FROM sqlite_schema") == 0;
    if ((empty && sqlite3_exec(db, schema_sql, NULL, NULL, NULL) != SQLITE_OK) ||
        sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        return false;
    }
    *made = empty;
    return true;
}

/* A file system without shared memory cannot have the log: SQLite then keeps its rollback journal. A new file is no
 * loss when the machine stops, so nobody waits for the disk; one with earlier runs must not be damaged then. The
 * log is moved into the file every 4 MiB, while it is in the processor's cache. */
static bool set_up(sqlite3 *db, bool *made)
{
    return (query_int(db, "PRAGMA application_id") == TRC_APPLICATION_ID || make_schema(db, made)) &&
           sqlite3_exec(db,
                        "PRAGMA journal_mode=WAL; PRAGMA cache_size=-16384; PRAGMA wal_autocheckpoint=512;"
                        "SELECT count(*) FROM run",
                        NULL, NULL, NULL) == SQLITE_OK &&
           (*made || sqlite3_exec(db, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL) == SQLITE_OK);
}

sqlite3 *trc_store_open(const char *path, bool *made, Err *err)
{
    redirect_fds();
    if (!check_file(path, err))
        return NULL;
    sqlite3 *db = NULL;
    *made = false;
    bool ok = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
    if (ok) {
        sqlite3_busy_timeout(db, BUSY_MS);
        /* Two processes that change the journal mode at once would wait for each other: SQLite tells one of them at
         * once that it is locked, without the time that it was given. */
        time_t end = time(NULL) + BUSY_MS / 1000;
        while (!(ok = set_up(db, made)) && sqlite3_errcode(db) == SQLITE_BUSY && time(NULL) < end) {
            sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL); /* where there is one */
            sqlite3_sleep(5);
        }
    }
    if (ok)
        return db;
    trc_store_err(path, db, err);
    sqlite3_close(db);
    return NULL;
}

void trc_store_close(sqlite3 *db, bool quick)
{
    if (!db)
        return;
    if (quick) {
        sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    } else {
        /* Readers of a file in write-ahead logging leave its log and index behind. While others have it open (a process
         * that writes, somebody who follows the run) this fails at once, and the last writer does it. */
        sqlite3_busy_timeout(db, 0);
        sqlite3_exec(db, "PRAGMA journal_mode=DELETE", NULL, NULL, NULL);
    }
    sqlite3_close(db);
}

bool trc_store_exec(Trc *t, const char *sql, Err *err)
{
    if (sqlite3_exec(t->db, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return trc_store_err(t->path, t->db, err);
}
