/* SPDX-License-Identifier: Apache-2.0 */
/* See db.h. The header is checked before SQLite opens the file, so that foreign files are told apart by name. */
#include "analysis/db.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/bits.h"
#include "tracer/trc.h"

/* "SQLite Database File Format" 1.3: application id at byte 68, user version at 60, both big-endian. */
static bool check_header(const char *path, Err *err)
{
    uint8_t head[100];
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set(err, "cannot open %s: %s", path, strerror(errno));
    ssize_t n = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? pread(fd, head, sizeof head, 0) : 0;
    close(fd);
    if (n < (ssize_t)sizeof head || memcmp(head, "SQLite format 3", 16) != 0)
        return err_set(err, "%s is not an engraft database", path);
    if (ld_be32(head + 68) != TRC_APPLICATION_ID)
        return err_set(err, "%s is another program's SQLite database", path);
    if (ld_be32(head + 60) != TRC_SCHEMA_VERSION)
        return err_set(err, "%s has schema version %u, this engraft reads version %u", path,
                       (unsigned)ld_be32(head + 60), (unsigned)TRC_SCHEMA_VERSION);
    return true;
}

bool ana_db_err(const AnaDb *db, Err *err)
{
    return err_set(err, "%s: %s", db->path, sqlite3_errmsg(db->sql));
}

/* A file in a folder that cannot be written has no place for the log's index: read it as it is, then. */
static bool open_immutable(AnaDb *db, const char *path)
{
    char *abs = g_canonicalize_filename(path, NULL), *uri = g_filename_to_uri(abs, NULL, NULL);
    char *full = g_strconcat(uri ? uri : "", "?immutable=1", NULL);
    bool ok = uri && sqlite3_open_v2(full, &db->sql, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL) == SQLITE_OK &&
              ana_db_int(db, "SELECT count(*) FROM run", -1) >= 0;
    g_free(abs);
    g_free(uri);
    g_free(full);
    return ok;
}

bool ana_db_open(AnaDb *db, const char *path, bool writable, Err *err)
{
    *db = (AnaDb){0};
    if (!check_header(path, err))
        return false;
    db->path = g_strdup(path);
    if (writable && access(path, W_OK) != 0)
        err_set(err, "cannot write %s: %s", path, strerror(errno));
    else if (sqlite3_open_v2(path, &db->sql, writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY, NULL) ==
                 SQLITE_OK &&
             sqlite3_busy_timeout(db->sql, 60000) == SQLITE_OK && ana_db_int(db, "SELECT count(*) FROM run", -1) >= 0)
        return true;
    else if (!writable && sqlite3_errcode(db->sql) == SQLITE_CANTOPEN) {
        sqlite3_close(db->sql);
        if (open_immutable(db, path))
            return true;
        ana_db_err(db, err);
    } else
        ana_db_err(db, err);
    ana_db_close(db);
    return false;
}

bool ana_db_to_memory(AnaDb *db, Err *err)
{
    sqlite3 *mem = NULL;
    sqlite3_backup *copy = NULL;
    if (sqlite3_open(":memory:", &mem) == SQLITE_OK)
        copy = sqlite3_backup_init(mem, "main", db->sql, "main");
    int rc = copy ? sqlite3_backup_step(copy, -1) : SQLITE_ERROR;
    if (copy)
        sqlite3_backup_finish(copy);
    if (rc != SQLITE_DONE) {
        err_set(err, "%s: cannot copy it into memory: %s", db->path, sqlite3_errmsg(mem));
        sqlite3_close(mem);
        return false;
    }
    sqlite3_close(db->sql);
    db->sql = mem;
    return true;
}

void ana_db_close(AnaDb *db)
{
    sqlite3_close(db->sql);
    g_free(db->path);
    *db = (AnaDb){0};
}

bool ana_db_exec(const AnaDb *db, const char *sql, Err *err)
{
    return sqlite3_exec(db->sql, sql, NULL, NULL, NULL) == SQLITE_OK || ana_db_err(db, err);
}

sqlite3_stmt *ana_db_prepare(const AnaDb *db, const char *sql, Err *err)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) != SQLITE_OK)
        ana_db_err(db, err);
    return st;
}

bool ana_db_step(const AnaDb *db, sqlite3_stmt *st, Err *err)
{
    int rc = sqlite3_step(st);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        ana_db_err(db, err);
    return rc == SQLITE_ROW;
}

int64_t ana_db_int(const AnaDb *db, const char *sql, int64_t none)
{
    sqlite3_stmt *st = NULL;
    int64_t v = none;
    if (sqlite3_prepare_v2(db->sql, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
        v = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return v;
}

bool ana_db_has_columns(const AnaDb *db, const char *table, const char *cols)
{
    char **names = g_strsplit(cols, " ", -1);
    bool ok = true;
    for (char **p = names; ok && *p; p++)
        ok = sqlite3_table_column_metadata(db->sql, NULL, table, *p, NULL, NULL, NULL, NULL, NULL) == SQLITE_OK;
    g_strfreev(names);
    return ok;
}
