/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes what sym.c reads. One transaction for all; an image (a file with its
 * size, time and build id) is read once, however many runs and mappings use it.
 */
#include "analysis/attrib.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "analysis/sym.h"

typedef struct Attrib {
    const AnaDb *db;
    Err *err;
    sqlite3_stmt *file_add, *file_get, *symbol, *inlined, *line;
    int64_t *file_ids; /* by index of AnaDwarf.files, 0 not yet known */
    int64_t image;
} Attrib;

/* One row of module. */
typedef struct Mapping {
    int64_t run, num, start, file_offset, nbytes, mtime;
    char *path, *build_id;
} Mapping;

/* ------------------------------------------------------------ rows */

static bool put(Attrib *a, sqlite3_stmt *st)
{
    sqlite3_step(st);
    return sqlite3_reset(st) == SQLITE_OK || ana_db_err(a->db, a->err);
}

/* Binds the source_file row id of a file index, NULL for none. */
static void bind_file(Attrib *a, sqlite3_stmt *st, int i, const AnaDwarf *d, int file)
{
    if (file < 0) {
        sqlite3_bind_null(st, i);
        return;
    }
    if (!a->file_ids[file]) {
        const char *path = g_ptr_array_index(d->files, file);
        sqlite3_bind_text(a->file_add, 1, path, -1, SQLITE_STATIC);
        put(a, a->file_add);
        sqlite3_bind_text(a->file_get, 1, path, -1, SQLITE_STATIC);
        if (sqlite3_step(a->file_get) == SQLITE_ROW)
            a->file_ids[file] = sqlite3_column_int64(a->file_get, 0);
        sqlite3_reset(a->file_get);
    }
    sqlite3_bind_int64(st, i, a->file_ids[file]);
}

static bool put_symbols(Attrib *a, const AnaImage *im)
{
    sqlite3_stmt *st = a->symbol;
    for (unsigned i = 0; i < im->symbols->len; i++) {
        const AnaSymbol *s = &g_array_index(im->symbols, AnaSymbol, i);
        bind_file(a, st, 8, im->dwarf, s->file);
        sqlite3_bind_int64(st, 1, a->image);
        sqlite3_bind_int64(st, 2, (int64_t)s->addr);
        sqlite3_bind_int64(st, 3, (int64_t)s->nbytes);
        sqlite3_bind_int64(st, 4, (int64_t)s->function);
        sqlite3_bind_text(st, 5, s->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 6, s->linkage, -1, SQLITE_STATIC);
        sqlite3_bind_text(st, 7, s->source, -1, SQLITE_STATIC);
        sqlite3_bind_int(st, 9, s->line);
        if (s->line <= 0)
            sqlite3_bind_null(st, 9);
        if (!put(a, st))
            return false;
    }
    return true;
}

static bool put_inlined(Attrib *a, const AnaImage *im)
{
    sqlite3_stmt *st = a->inlined;
    for (unsigned i = 0; i < im->dwarf->inlines->len; i++) {
        const AnaInline *in = &g_array_index(im->dwarf->inlines, AnaInline, i);
        bind_file(a, st, 8, im->dwarf, in->call_file);
        sqlite3_bind_int64(st, 1, a->image);
        sqlite3_bind_int(st, 2, in->call);
        sqlite3_bind_int64(st, 3, (int64_t)in->lo);
        sqlite3_bind_int64(st, 4, (int64_t)(in->hi - in->lo));
        sqlite3_bind_int(st, 5, in->depth);
        sqlite3_bind_int(st, 6, in->parent);
        sqlite3_bind_text(st, 7, in->name, -1, SQLITE_STATIC);
        sqlite3_bind_int(st, 9, in->call_line);
        if (!put(a, st))
            return false;
    }
    return true;
}

static bool put_lines(Attrib *a, const AnaImage *im)
{
    sqlite3_stmt *st = a->line;
    for (unsigned i = 0; i < im->dwarf->lines->len; i++) {
        const AnaLine *l = &g_array_index(im->dwarf->lines, AnaLine, i);
        bind_file(a, st, 5, im->dwarf, l->file);
        sqlite3_bind_int64(st, 1, a->image);
        sqlite3_bind_int64(st, 2, (int64_t)l->addr);
        sqlite3_bind_int(st, 3, l->seq);
        sqlite3_bind_int64(st, 4, (int64_t)l->nbytes);
        sqlite3_bind_int(st, 6, l->line);
        sqlite3_bind_int(st, 7, l->col);
        sqlite3_bind_int(st, 8, l->is_stmt);
        sqlite3_bind_int(st, 9, l->call);
        if (!put(a, st))
            return false;
    }
    return true;
}

/* ------------------------------------------------------------ images */

/* Is the file still what was mapped? */
static bool unchanged(const Mapping *m, Err *err)
{
    struct stat st;
    if (stat(m->path, &st) != 0)
        return err_set(err, "%s", strerror(errno));
    if (m->nbytes >= 0 && (st.st_size != m->nbytes || st.st_mtime != m->mtime))
        return err_set(err, "the file has changed since the run");
    return true;
}

/* The note stands until the image is read: a reader that crashes leaves it there, and is not tried again. */
static bool add_image(Attrib *a, const Mapping *m)
{
    sqlite3_stmt *st = ana_db_prepare(a->db,
                                      "INSERT INTO image (path, build_id, nbytes, mtime, note) VALUES (?,?,?,?,"
                                      "'the reader of its debug information did not finish')",
                                      a->err);
    if (!st)
        return false;
    sqlite3_bind_text(st, 1, m->path, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, m->build_id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 3, m->nbytes);
    sqlite3_bind_int64(st, 4, m->mtime);
    bool ok = put(a, st);
    a->image = sqlite3_last_insert_rowid(a->db->sql);
    sqlite3_finalize(st);
    return ok;
}

static bool finish_image(Attrib *a, const char *debug, const char *note)
{
    sqlite3_stmt *st = ana_db_prepare(a->db, "UPDATE image SET debug = ?, note = ? WHERE id = ?", a->err);
    if (!st)
        return false;
    sqlite3_bind_text(st, 1, debug, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, note, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 3, a->image);
    bool ok = put(a, st);
    sqlite3_finalize(st);
    return ok;
}

/* Row id of the image of m, 0 when it has not been read. */
static int64_t find_image(Attrib *a, const Mapping *m)
{
    sqlite3_stmt *st = ana_db_prepare(
        a->db, "SELECT id FROM image WHERE path = ? AND build_id = ? AND nbytes = ? AND mtime = ?", a->err);
    int64_t id = 0;
    if (!st)
        return 0;
    sqlite3_bind_text(st, 1, m->path, -1, SQLITE_STATIC);
    sqlite3_bind_text(st, 2, m->build_id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 3, m->nbytes);
    sqlite3_bind_int64(st, 4, m->mtime);
    if (ana_db_step(a->db, st, a->err))
        id = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return id;
}

static bool read_image(Attrib *a, const Mapping *m, const char *const *debug_dirs)
{
    Err why = {0};
    AnaImage *im = unchanged(m, &why) ? ana_image_read(m->path, debug_dirs, &why) : NULL;
    bool ok = finish_image(a, im ? im->debug_path : NULL, im ? im->note : why.text);
    if (im) {
        a->file_ids = g_new0(int64_t, im->dwarf->files->len + 1);
        ok = ok && put_symbols(a, im) && put_inlined(a, im) && put_lines(a, im);
        g_free(a->file_ids);
    }
    ana_image_free(im);
    return ok;
}

/* ------------------------------------------------------------ mappings */

static void free_mapping(void *p)
{
    Mapping *m = p;
    g_free(m->path);
    g_free(m->build_id);
    g_free(m);
}

/* The mappings to do: read first, because the rows change while they are worked on. */
static GPtrArray *list_mappings(const AnaDb *db, Err *err)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_mapping);
    sqlite3_stmt *st =
        ana_db_prepare(db,
                       "SELECT m.run, m.num, m.start, m.file_offset, m.file_nbytes, m.file_mtime, m.path, m.build_id "
                       "FROM module m WHERE m.image IS NULL",
                       err);
    while (st && ana_db_step(db, st, err)) {
        Mapping *m = g_new0(Mapping, 1);
        int64_t *to[] = {&m->run, &m->num, &m->start, &m->file_offset, &m->nbytes, &m->mtime};
        for (int i = 0; i < 6; i++)
            *to[i] = sqlite3_column_int64(st, i);
        m->path = g_strdup((const char *)sqlite3_column_text(st, 6));
        m->build_id = g_strdup((const char *)sqlite3_column_text(st, 7));
        g_ptr_array_add(list, m);
    }
    sqlite3_finalize(st);
    return list;
}

static bool put_bias(Attrib *a, const Mapping *m)
{
    uint64_t bias = 0;
    AnaElf *e = ana_elf_open(m->path, NULL);
    bool known = e && ana_elf_bias(e, (uint64_t)m->start, (uint64_t)m->file_offset, &bias);
    ana_elf_close(e);
    sqlite3_stmt *st =
        ana_db_prepare(a->db, "UPDATE module SET image = ?3, bias = ?4 WHERE run = ?1 AND num = ?2", a->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, m->run);
    sqlite3_bind_int64(st, 2, m->num);
    sqlite3_bind_int64(st, 3, a->image);
    if (known)
        sqlite3_bind_int64(st, 4, (int64_t)bias);
    bool ok = put(a, st);
    sqlite3_finalize(st);
    return ok;
}

static bool begin(Attrib *a)
{
    return ana_db_exec(a->db, "BEGIN IMMEDIATE", a->err);
}

static bool commit(Attrib *a)
{
    return ana_db_exec(a->db, "COMMIT", a->err);
}

/* What SQLite could not write (a full disk) is to be tried again, unlike what crashed. */
static void forget_image(Attrib *a)
{
    if (!sqlite3_get_autocommit(a->db->sql))
        sqlite3_exec(a->db->sql, "ROLLBACK", NULL, NULL, NULL);
    char *sql = sqlite3_mprintf("UPDATE module SET image = NULL WHERE image = %lld; DELETE FROM image WHERE id = %lld",
                                a->image, a->image);
    sqlite3_exec(a->db->sql, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
}

static bool attribute_mapping(Attrib *a, const Mapping *m, const char *const *debug_dirs)
{
    if (!begin(a))
        return false;
    a->image = find_image(a, m);
    bool known = a->image != 0;
    if (a->err->text[0] || (!known && !add_image(a, m)) || !put_bias(a, m) || !commit(a))
        return false;
    if (known || (begin(a) && read_image(a, m, debug_dirs) && commit(a)))
        return true;
    forget_image(a);
    return false;
}

static bool attribute_all(Attrib *a, const char *const *debug_dirs)
{
    GPtrArray *list = list_mappings(a->db, a->err);
    bool ok = !a->err->text[0];
    for (unsigned i = 0; ok && i < list->len; i++)
        ok = attribute_mapping(a, g_ptr_array_index(list, i), debug_dirs);
    g_ptr_array_free(list, TRUE);
    return ok;
}

bool ana_attribution_missing(const AnaDb *db)
{
    return ana_db_int(db, "SELECT count(*) FROM module WHERE image IS NULL", 0) != 0;
}

bool ana_attribute(const AnaDb *db, const char *const *debug_dirs, Err *err)
{
    Err own = {0};
    Attrib a = {.db = db, .err = err ? err : &own};
    if (!ana_attribution_missing(db))
        return true;
    a.file_add = ana_db_prepare(db, "INSERT OR IGNORE INTO source_file (path) VALUES (?)", a.err);
    a.file_get = ana_db_prepare(db, "SELECT id FROM source_file WHERE path = ?", a.err);
    a.symbol = ana_db_prepare(db, "INSERT OR IGNORE INTO symbol VALUES (?,?,?,?,?,?,?,?,?)", a.err);
    a.inlined = ana_db_prepare(db, "INSERT OR IGNORE INTO inlined VALUES (?,?,?,?,?,?,?,?,?)", a.err);
    a.line = ana_db_prepare(db, "INSERT OR IGNORE INTO line VALUES (?,?,?,?,?,?,?,?,?)", a.err);
    bool ok = a.file_add && a.file_get && a.symbol && a.inlined && a.line && attribute_all(&a, debug_dirs);
    sqlite3_stmt *all[] = {a.file_add, a.file_get, a.symbol, a.inlined, a.line};
    for (unsigned i = 0; i < G_N_ELEMENTS(all); i++)
        sqlite3_finalize(all[i]);
    if (!ok && !sqlite3_get_autocommit(db->sql))
        sqlite3_exec(db->sql, "ROLLBACK", NULL, NULL, NULL);
    return ok;
}

/* ------------------------------------------------------------ in a child */

#define CHILD_CPU_S 600 /* corrupt debug information may also send its reader in circles */

static void child_attribute(const char *path, bool is_new, const char *const *debug_dirs, int to)
{
    AnaDb db;
    Err err = {0};
    struct rlimit cpu = {CHILD_CPU_S, CHILD_CPU_S + 1}, core = {0, 0};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_CORE, &core);
    if (ana_db_open(&db, path, true, &err)) {
        if (is_new)
            ana_db_exec(&db, "PRAGMA synchronous=OFF", &err);
        ana_attribute(&db, debug_dirs, &err);
        ana_db_close(&db);
    }
    size_t n = strlen(err.text);
    _exit(n && write(to, err.text, n) > 0 ? 1 : n ? 2 : 0);
}

/* One attempt; *crashed when it was killed by a signal. */
static bool attempt(const char *path, bool is_new, const char *const *debug_dirs, bool *crashed, Err *err)
{
    int fds[2], status = 0;
    Err got = {0};
    *crashed = false;
    if (pipe(fds) != 0)
        return err_set(err, "cannot attribute %s: %s", path, strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        for (int sig = 1; sig < 32; sig++)
            signal(sig, SIG_DFL); /* the handlers are for guest code */
        close(fds[0]);
        child_attribute(path, is_new, debug_dirs, fds[1]);
    }
    close(fds[1]);
    ssize_t n = pid > 0 ? read(fds[0], got.text, sizeof got.text - 1) : 0;
    close(fds[0]);
    if (pid < 0 || TEMP_FAILURE_RETRY(waitpid(pid, &status, 0)) < 0)
        return err_set(err, "cannot attribute %s: %s", path, strerror(errno));
    *crashed = WIFSIGNALED(status);
    return n > 0 ? err_set(err, "%s", got.text) : true;
}

bool ana_attribute_file(const char *path, bool is_new, const char *const *debug_dirs, Err *err)
{
    bool crashed = true, ok = true;
    /* Each crash marks one more image as not to be tried. */
    for (int i = 0; ok && crashed && i < 100; i++)
        ok = attempt(path, is_new, debug_dirs, &crashed, err);
    if (ok && crashed)
        return err_set(err, "attributing %s: the reader of debug information keeps crashing", path);
    return ok;
}

bool ana_open_attributed(AnaDb *db, const char *path, const char *const *dirs, Err *e)
{
    Err why = {0};
    if (!ana_db_open(db, path, false, e))
        return false;
    if (!ana_attribution_missing(db))
        return true;
    if (access(path, W_OK) == 0) {
        ana_db_close(db);
        ana_attribute_file(path, false, dirs, &why); /* a full disk, say, is no obstacle to a report */
        if (!ana_db_open(db, path, false, e))
            return false;
    }
    return !ana_attribution_missing(db) || (ana_db_to_memory(db, e) && ana_attribute(db, dirs, e));
}
