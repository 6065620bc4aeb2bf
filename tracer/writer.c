/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writer thread: takes what is queued every TRC_FLUSH_MS (or sooner when
 * much is queued or someone waits) and writes it in one transaction.
 *
 * It is the only user of the SQLite connection while it runs, but for short
 * synchronous work under db_lock (starting the run, declaring a table). The
 * first failure is final: later rows are dropped, what was committed before
 * stays in the file, and trc_close() says what happened.
 */
#include "tracer/priv.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/bits.h"

#define COMMIT_NBYTES (256u << 10) /* of queued rows in one transaction */

/* ------------------------------------------------------------ core statements */

static const struct {
    const char *name, *sql, *types; /* types: i integer, t text, b blob; upper case: NULL allowed */
} core_tables[CORE_COUNT] = {
    [CORE_MODULE] = {"module",
                     "INSERT INTO module (run, num, path, start, nbytes, file_offset, build_id, file_nbytes,"
                     " file_mtime) VALUES (?,?,?,?,?,?,?,?,?)",
                     "itiiitii"},
    [CORE_UNLOAD] = {"module", "UPDATE module SET unloaded = 1 WHERE run = ? AND num = ?", "i"},
    [CORE_TB] = {"tb",
                 "INSERT INTO tb VALUES (?,?,?,?,?,?,?,1) ON CONFLICT DO UPDATE SET"
                 " host_nbytes = excluded.host_nbytes, translations = translations + 1",
                 "iiiiii"},
    [CORE_CODE] = {"code", "INSERT INTO code (run, module, addr, ninsns, bytes) VALUES (?,?,?,?,?)", "iiib"},
    [CORE_COST] = {"plugin",
                   "UPDATE plugin SET translate_ns = ?3, callback_ns = ?4, tbs = ?5, uops = ?6, host_nbytes = ?7,"
                   " events = ?8 WHERE run = ?1 AND num = ?2",
                   "iiiiiii"},
    [CORE_PATH] = {"chunk_path", "INSERT INTO chunk_path (run, stream, id, data) VALUES (?,?,?,?)", "tib"},
    [CORE_CHUNK] =
        {"chunk",
         "INSERT INTO chunk (run, stream, thread, seq_first, n, pc_min, pc_max, addr_min, addr_max, codec, nbytes,"
         " data) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
         "tiiiIIIIiib"},
};

void trc_writer_init(Trc *t)
{
    t->ntables = 1;
    for (int i = 1; i < CORE_COUNT; i++) {
        TrcTable *tab = calloc(1, sizeof *tab);
        if (!tab)
            die("out of memory");
        tab->sql = strdup(core_tables[i].sql);
        tab->name = strdup(core_tables[i].name);
        for (const char *p = core_tables[i].types; *p; p++) {
            tab->types[tab->ncols] = (*p | 0x20) == 'i' ? TRC_I64 : (*p | 0x20) == 't' ? TRC_TEXT : TRC_BLOB;
            tab->key[tab->ncols++] = *p & 0x20;
        }
        trc_table_add(t, tab);
    }
}

/* ------------------------------------------------------------ failure */

void trc_writer_fail(Trc *t, const char *why)
{
    pthread_mutex_lock(&t->q.lock);
    /* Does nothing to an error that is there already: the first is final. */
    err_set(&t->error, "%s; later results are lost, what was written before is kept", why);
    __atomic_store_n(&t->failed, true, __ATOMIC_RELAXED);
    pthread_cond_broadcast(&t->q.moved);
    pthread_mutex_unlock(&t->q.lock);
}

static void fail_sqlite(Trc *t)
{
    Err err = {0};
    trc_store_err(t->path, t->db, &err);
    if (!sqlite3_get_autocommit(t->db))
        sqlite3_exec(t->db, "ROLLBACK", NULL, NULL, NULL);
    trc_writer_fail(t, err.text);
}

/* ------------------------------------------------------------ one batch */

static void bind_value(sqlite3_stmt *st, int i, const TrcVal *v)
{
    switch (v->type) {
    case TRC_NULL: sqlite3_bind_null(st, i); break;
    case TRC_I64: sqlite3_bind_int64(st, i, v->u.i); break;
    case TRC_F64: sqlite3_bind_double(st, i, v->u.f); break;
    case TRC_TEXT: sqlite3_bind_text64(st, i, v->u.p, v->n, SQLITE_STATIC, SQLITE_UTF8); break;
    case TRC_BLOB: sqlite3_bind_blob64(st, i, v->n ? v->u.p : "", v->n, SQLITE_STATIC); break;
    }
}

static bool write_row(Trc *t, const TrcRow *row)
{
    TrcTable *tab = t->tables[row->table];
    if (!tab->stmt && sqlite3_prepare_v3(t->db, tab->sql, -1, SQLITE_PREPARE_PERSISTENT, &tab->stmt, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(tab->stmt, 1, t->run);
    for (int i = 0; i < row->nvals; i++)
        bind_value(tab->stmt, i + 2, &row->vals[i]);
    bool ok = sqlite3_step(tab->stmt) == SQLITE_DONE;
    return sqlite3_reset(tab->stmt) == SQLITE_OK && ok;
}

static bool begin(Trc *t)
{
    return sqlite3_exec(t->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK;
}

static bool commit(Trc *t)
{
    return sqlite3_exec(t->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

/* In a transaction. A long list is committed now and then: what fits on a disk that is getting full is kept. */
static bool write_chunks(Trc *t, const TrcChunk *list)
{
    TrcRow row;
    size_t nbytes = 0;
    for (const TrcChunk *c = list; c; c = c->next) {
        for (size_t off = 0; trc_queue_next(c, &off, &row);)
            if (!write_row(t, &row))
                return false;
        nbytes += c->used;
        if (nbytes >= COMMIT_NBYTES && c->next) {
            nbytes = 0;
            if (!commit(t) || !begin(t))
                return false;
        }
    }
    return true;
}

static const char *end_name(TrcEnd kind)
{
    return kind == TRC_END_EXIT ? "exit" : kind == TRC_END_SIGNAL ? "signal" : kind == TRC_END_EXEC ? "exec" : NULL;
}

/* complete: every row before it is in this or an earlier transaction. */
static bool write_end(Trc *t, TrcEnd kind, int value, double when, bool complete)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(t->db, "UPDATE run SET ended=?2, end_kind=?3, end_value=?4, complete=?5 WHERE id=?1", -1,
                           &st, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(st, 1, t->run);
    if (kind != TRC_END_NONE) {
        sqlite3_bind_double(st, 2, when);
        sqlite3_bind_text(st, 3, end_name(kind), -1, SQLITE_STATIC);
        sqlite3_bind_int(st, 4, value);
    }
    sqlite3_bind_int(st, 5, complete && kind != TRC_END_NONE);
    bool ok = sqlite3_step(st) == SQLITE_DONE;
    return sqlite3_finalize(st) == SQLITE_OK && ok;
}

static bool take_end(Trc *t, TrcEnd *kind, int *value, double *when)
{
    pthread_mutex_lock(&t->q.lock);
    bool asked = t->end_asked;
    t->end_asked = false;
    *kind = t->end_kind;
    *value = t->end_value;
    *when = t->end_time;
    pthread_mutex_unlock(&t->q.lock);
    return asked;
}

static void write_batch(Trc *t, const TrcChunk *list, bool end, TrcEnd kind, int value, double when)
{
    Err err = {0};
    if (t->run_pending && t->db && !trc_run_write(t, &err)) {
        trc_writer_fail(t, err.text);
        return;
    }
    if (!list && !end)
        return;
    if (sqlite3_exec(t->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK || !write_chunks(t, list) ||
        (end && !write_end(t, kind, value, when, true)) || sqlite3_exec(t->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        fail_sqlite(t);
}

/* Writes all that was queued when it is called. */
static void flush_once(Trc *t)
{
    TrcEnd kind;
    int value;
    double when;
    /* The end first: rows queued before it are then in the list that is taken after it. */
    bool end = take_end(t, &kind, &value, &when);
    TrcChunk *list = trc_queue_take(&t->q);
    pthread_mutex_lock(&t->db_lock);
    if (!t->failed)
        write_batch(t, list, end, kind, value, when);
    else if (end && t->db)
        write_end(t, kind, value, when, false); /* how it ended may still fit */
    pthread_mutex_unlock(&t->db_lock);
    trc_queue_done(&t->q, list);
}

/* ------------------------------------------------------------ the thread */

static int64_t mono_ms(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Sleeps until there is a reason to write or the time is up; q.lock held. */
static void wait_for_work(Trc *t, int64_t until)
{
    struct timespec ts = {.tv_sec = until / 1000, .tv_nsec = until % 1000 * 1000000};
    while (!t->stop && t->flush_asked == t->flush_done && t->q.nbytes < (1u << 20) && (!t->run_pending || t->failed))
        if (pthread_cond_timedwait(&t->q.wake, &t->q.lock, &ts) != 0)
            break;
}

/* Calls the tick when it is due; q.lock held, released during the call. */
static void run_tick(Trc *t, int64_t *next_tick)
{
    int64_t now = mono_ms();
    if (!t->tick || now < *next_tick || !t->run || t->failed)
        return;
    void (*fn)(void *) = t->tick;
    void *arg = t->tick_arg;
    *next_tick = now + t->tick_ms;
    t->in_tick = true;
    pthread_mutex_unlock(&t->q.lock);
    fn(arg);
    pthread_mutex_lock(&t->q.lock);
    t->in_tick = false;
    pthread_cond_broadcast(&t->q.moved);
}

static void *writer_main(void *arg)
{
    Trc *t = arg;
    int64_t next_tick = mono_ms() + TRC_FLUSH_MS;
    if (!t->db && !t->failed) {
        Err err = {0};
        bool made;
        pthread_mutex_lock(&t->db_lock);
        t->db = trc_store_open(t->path, &made, &err);
        pthread_mutex_unlock(&t->db_lock);
        if (!t->db)
            trc_writer_fail(t, err.text);
    }
    for (bool stop = false; !stop;) {
        pthread_mutex_lock(&t->q.lock);
        wait_for_work(t, mono_ms() + TRC_FLUSH_MS);
        stop = t->stop;
        uint64_t asked = t->flush_asked;
        if (!stop)
            run_tick(t, &next_tick);
        pthread_mutex_unlock(&t->q.lock);
        flush_once(t);
        pthread_mutex_lock(&t->q.lock);
        t->flush_done = asked;
        pthread_cond_broadcast(&t->q.moved);
        pthread_mutex_unlock(&t->q.lock);
    }
    return NULL;
}

void trc_writer_start(Trc *t)
{
    /* Guest signals must never be handled here; SIGXFSZ blocked makes a file-size limit a plain write error. */
    sigset_t all, old;
    sigfillset(&all);
    t->stop = false;
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int rc = pthread_create(&t->writer, NULL, writer_main, t);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (rc != 0)
        die("cannot start the results writer thread: %s", strerror(rc));
    pthread_setname_np(t->writer, "engraft-writer");
    pthread_mutex_lock(&t->q.lock);
    t->writer_on = true;
    pthread_mutex_unlock(&t->q.lock);
}

void trc_writer_stop(Trc *t)
{
    pthread_mutex_lock(&t->q.lock);
    t->stop = true;
    t->writer_on = false;
    pthread_cond_signal(&t->q.wake);
    pthread_cond_broadcast(&t->q.moved);
    pthread_mutex_unlock(&t->q.lock);
    pthread_join(t->writer, NULL);
}
