/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The results object: opening and closing, the run row, core rows, forks.
 * The queue is queue.c, the writing writer.c, plugin tables table.c.
 */
#include "tracer/priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/bits.h"

static void *check_alloc(void *p)
{
    if (!p)
        die("out of memory");
    return p;
}

static char *copy_text(const char *s)
{
    return s ? check_alloc(strdup(s)) : NULL;
}

double trc_now(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ------------------------------------------------------------ open, close */

Trc *trc_open(const char *path, Err *err)
{
    char *full = trc_store_path(path, err);
    bool made = false;
    sqlite3 *db = full ? trc_store_open(full, &made, err) : NULL;
    if (!db) {
        free(full);
        return NULL;
    }
    Trc *t = check_alloc(calloc(1, sizeof *t));
    t->path = full;
    t->made = made;
    t->db = db;
    pthread_mutex_init(&t->db_lock, NULL);
    trc_queue_init(&t->q);
    trc_writer_init(t);
    trc_writer_start(t);
    return t;
}

static void finalize_statements(Trc *t)
{
    for (int i = 1; i < t->ntables; i++) {
        sqlite3_finalize(t->tables[i]->stmt);
        t->tables[i]->stmt = NULL;
    }
}

static void free_info(TrcRunInfo *info)
{
    free((char *)info->program);
    for (int i = 0; i < info->argc; i++)
        free((char *)info->argv[i]);
    free((void *)info->argv);
    free((char *)info->guest);
    free((char *)info->engine);
    free((char *)info->version);
}

static void free_trc(Trc *t)
{
    for (int i = 1; i < t->ntables; i++) {
        free(t->tables[i]->sql);
        free(t->tables[i]->name);
        free(t->tables[i]);
    }
    for (int i = 0; i < t->nmodules; i++)
        free((char *)t->modules[i].m.path);
    free(t->modules);
    for (int i = 0; i < t->nplugins; i++) {
        TrcLoadedPlugin *p = &t->plugins[i];
        free(p->name);
        free(p->version);
        free(p->path);
        free(p->options);
    }
    free(t->plugins);
    free_info(&t->info);
    trc_bulk_free(t);
    trc_queue_free(&t->q);
    pthread_mutex_destroy(&t->db_lock);
    free(t->path);
    free(t);
}

bool trc_close(Trc *t, Err *err)
{
    if (!t)
        return true;
    trc_bulk_stop(t);
    trc_writer_stop(t);
    finalize_statements(t);
    trc_store_close(t->db, t->failed);
    bool ok = !t->failed;
    if (!ok)
        err_set(err, "%s", t->error.text);
    free_trc(t);
    return ok;
}

const char *trc_path(const Trc *t)
{
    return t->path;
}

bool trc_made_file(const Trc *t)
{
    return t->made;
}

bool trc_flush(Trc *t)
{
    trc_bulk_flush(t);
    pthread_mutex_lock(&t->q.lock);
    /* A round that is under way does not count: it noted flush_asked before it took the queue. */
    uint64_t want = t->flush_asked + 1;
    t->flush_asked = want;
    pthread_cond_signal(&t->q.wake);
    while (t->flush_done < want && !t->failed && t->writer_on)
        pthread_cond_wait(&t->q.moved, &t->q.lock);
    bool ok = !t->failed;
    pthread_mutex_unlock(&t->q.lock);
    return ok;
}

/* ------------------------------------------------------------ the run row */

/* Length of the valid UTF-8 sequence at s (n bytes left), 0 when there is none (RFC 3629). */
static size_t utf8_len(const uint8_t *s, size_t n)
{
    size_t len = s[0] < 0x80 ? 1 : s[0] >= 0xc2 && s[0] < 0xe0 ? 2 : (s[0] & 0xf0) == 0xe0 ? 3 : s[0] >= 0xf0 ? 4 : 0;
    if (len == 0 || s[0] > 0xf4 || len > n)
        return 0;
    for (size_t i = 1; i < len; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xf0 && s[1] < 0x90);
    bool beyond = (s[0] == 0xed && s[1] >= 0xa0) || (s[0] == 0xf4 && s[1] >= 0x90);
    return overlong || beyond ? 0 : len;
}

/* s as a JSON string, quotes included. */
static void json_string(sqlite3_str *out, const char *s)
{
    const uint8_t *p = (const uint8_t *)s;
    size_t n = strlen(s);
    sqlite3_str_appendchar(out, 1, '"');
    while (n) {
        size_t len = utf8_len(p, n);
        if (len == 0 || *p < 0x20)
            sqlite3_str_appendf(out, "\\u%04x", *p);
        else if (*p == '"' || *p == '\\')
            sqlite3_str_appendf(out, "\\%c", *p);
        else
            sqlite3_str_append(out, (const char *)p, (int)len);
        len = len ? len : 1;
        p += len;
        n -= len;
    }
    sqlite3_str_appendchar(out, 1, '"');
}

static char *argv_json(const TrcRunInfo *info)
{
    sqlite3_str *out = sqlite3_str_new(NULL);
    sqlite3_str_appendchar(out, 1, '[');
    for (int i = 0; i < info->argc; i++) {
        if (i)
            sqlite3_str_appendall(out, ", ");
        json_string(out, info->argv[i]);
    }
    sqlite3_str_appendchar(out, 1, ']');
    return sqlite3_str_finish(out);
}

static void bind_text(sqlite3_stmt *st, int i, const char *s)
{
    sqlite3_bind_text(st, i, s, -1, SQLITE_TRANSIENT);
}

/* The steps below return false with the connection's error set. */
static bool write_run_row(Trc *t, int64_t *run)
{
    static const char *const how[] = {"start", "fork", "exec"};
    static const char sql[] = "INSERT INTO run (parent, how, program, argv, cwd, pid, ppid, guest, engine, host,"
                              " version, started) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
    sqlite3_stmt *st = NULL;
    struct utsname uts = {0};
    uname(&uts);
    char *cwd = getcwd(NULL, 0), *json = argv_json(&t->info);
    if (sqlite3_prepare_v2(t->db, sql, -1, &st, NULL) == SQLITE_OK) {
        if (t->info.parent_run)
            sqlite3_bind_int64(st, 1, t->info.parent_run);
        bind_text(st, 2, how[t->info.how]);
        bind_text(st, 3, t->info.program);
        bind_text(st, 4, json);
        bind_text(st, 5, cwd ? cwd : "?");
        sqlite3_bind_int64(st, 6, getpid());
        sqlite3_bind_int64(st, 7, getppid());
        bind_text(st, 8, t->info.guest);
        bind_text(st, 9, t->info.engine);
        char *host = sqlite3_mprintf("%s %s %s %s", uts.nodename, uts.sysname, uts.release, uts.machine);
        bind_text(st, 10, host);
        sqlite3_free(host);
        bind_text(st, 11, t->info.version);
        sqlite3_bind_double(st, 12, trc_now());
        sqlite3_step(st);
    }
    free(cwd);
    sqlite3_free(json);
    bool ok = sqlite3_finalize(st) == SQLITE_OK && sqlite3_errcode(t->db) == SQLITE_OK;
    *run = sqlite3_last_insert_rowid(t->db);
    return ok;
}

static bool write_plugin_row(Trc *t, int64_t run, int num, const TrcLoadedPlugin *p)
{
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(t->db, "INSERT INTO plugin (run, num, name, version, path, options) VALUES (?,?,?,?,?,?)",
                           -1, &st, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(st, 1, run);
    sqlite3_bind_int(st, 2, num);
    bind_text(st, 3, p->name);
    bind_text(st, 4, p->version);
    bind_text(st, 5, p->path);
    bind_text(st, 6, p->options);
    sqlite3_step(st);
    return sqlite3_finalize(st) == SQLITE_OK;
}

static void queue_module(Trc *t, int64_t num, const TrcLoaded *l)
{
    const TrcVal vals[] = {trc_i64(num),
                           trc_text(l->m.path),
                           trc_i64((int64_t)l->m.start),
                           trc_i64((int64_t)l->m.nbytes),
                           trc_i64((int64_t)l->m.file_offset),
                           trc_text(l->build_id_hex),
                           trc_i64(l->file_nbytes),
                           trc_i64(l->file_mtime)};
    trc_row(t, CORE_MODULE, vals, 8);
}

bool trc_run_write(Trc *t, Err *err)
{
    int64_t run = 0;
    bool ok = sqlite3_exec(t->db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK && write_run_row(t, &run);
    for (int i = 0; ok && i < t->nplugins; i++)
        ok = write_plugin_row(t, run, i + 1, &t->plugins[i]);
    ok = ok && sqlite3_exec(t->db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) {
        trc_store_err(t->path, t->db, err);
        sqlite3_exec(t->db, "ROLLBACK", NULL, NULL, NULL);
        return false;
    }
    pthread_mutex_lock(&t->q.lock);
    t->run = run;
    t->run_pending = false;
    pthread_cond_broadcast(&t->q.moved);
    pthread_mutex_unlock(&t->q.lock);
    return true;
}

static void copy_info(TrcRunInfo *to, const TrcRunInfo *from)
{
    *to = *from;
    char **argv = check_alloc(calloc((size_t)from->argc + 1, sizeof *argv));
    for (int i = 0; i < from->argc; i++)
        argv[i] = copy_text(from->argv[i]);
    to->argv = (const char *const *)argv;
    to->program = copy_text(from->program);
    to->guest = copy_text(from->guest);
    to->engine = copy_text(from->engine);
    to->version = copy_text(from->version);
}

int64_t trc_run_begin(Trc *t, const TrcRunInfo *info, Err *err)
{
    if (t->info.program)
        die("trc_run_begin called twice");
    copy_info(&t->info, info);
    pthread_mutex_lock(&t->db_lock);
    bool ok = trc_run_write(t, err);
    pthread_mutex_unlock(&t->db_lock);
    return ok ? t->run : 0;
}

int64_t trc_run_id(Trc *t)
{
    pthread_mutex_lock(&t->q.lock);
    while (t->run_pending && !t->failed)
        pthread_cond_wait(&t->q.moved, &t->q.lock);
    int64_t run = t->run;
    pthread_mutex_unlock(&t->q.lock);
    return run;
}

void trc_run_end(Trc *t, TrcEnd kind, int value)
{
    pthread_mutex_lock(&t->q.lock);
    t->end_asked = true;
    t->end_kind = kind;
    t->end_value = kind == TRC_END_EXEC ? 0 : value;
    t->end_time = trc_now();
    pthread_mutex_unlock(&t->q.lock);
}

/* ------------------------------------------------------------ core rows */

static void hex_text(char *to, size_t cap, const uint8_t *bytes, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; bytes && i < n && k + 3 <= cap; i++, k += 2)
        sqlite3_snprintf(3, to + k, "%02x", bytes[i]);
    to[k] = 0;
}

int64_t trc_module(Trc *t, const TrcModule *m)
{
    TrcLoaded l = {.m = *m, .file_nbytes = -1, .file_mtime = -1};
    struct stat st;
    l.m.path = copy_text(m->path);
    hex_text(l.build_id_hex, sizeof l.build_id_hex, m->build_id, m->build_id_nbytes);
    l.m.build_id = NULL;
    if (stat(m->path, &st) == 0) {
        l.file_nbytes = st.st_size;
        l.file_mtime = st.st_mtime;
    }
    pthread_mutex_lock(&t->q.lock);
    if ((t->nmodules & (t->nmodules - 1)) == 0)
        t->modules = check_alloc(realloc(t->modules, sizeof l * (t->nmodules ? 2 * (size_t)t->nmodules : 1)));
    t->modules[t->nmodules] = l;
    int64_t num = ++t->nmodules;
    pthread_mutex_unlock(&t->q.lock);
    queue_module(t, num, &l);
    return num;
}

void trc_module_unload(Trc *t, int64_t module)
{
    pthread_mutex_lock(&t->q.lock);
    bool known = module >= 1 && module <= t->nmodules;
    if (known)
        t->modules[module - 1].unloaded = true;
    pthread_mutex_unlock(&t->q.lock);
    if (!known)
        die("module %lld was never loaded", (long long)module);
    TrcVal v = trc_i64(module);
    trc_row(t, CORE_UNLOAD, &v, 1);
}

void trc_tb(Trc *t, const TrcTb *tb)
{
    const TrcVal vals[] = {trc_i64(tb->module), trc_i64((int64_t)tb->addr), trc_i64(tb->nbytes),
                           trc_i64(tb->flags),  trc_i64(tb->ninsns),        trc_i64(tb->host_nbytes)};
    trc_row(t, CORE_TB, vals, 6);
}

void trc_code(Trc *t, int64_t module, uint64_t addr, const uint64_t *words, uint32_t ninsns)
{
    uint8_t bytes[8 * TRC_CODE_MAX];
    size_t n = 0;
    if (ninsns > TRC_CODE_MAX)
        die("code of %u instructions at once", ninsns);
    for (uint32_t i = 0; i < ninsns; i++) {
        if (words[i] >> 32) {
            st_be32(bytes + n, (uint32_t)(words[i] >> 32));
            n += 4;
        }
        st_be32(bytes + n, (uint32_t)words[i]);
        n += 4;
    }
    const TrcVal vals[] = {trc_i64(module), trc_i64((int64_t)addr), trc_i64(ninsns), trc_blob(bytes, n)};
    trc_row(t, CORE_CODE, vals, 4);
}

/* ------------------------------------------------------------ plugins */

static bool name_ok(const char *s)
{
    size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_") : 0;
    return n > 0 && !s[n] && n <= 32 && s[0] >= 'a' && s[0] <= 'z';
}

int trc_plugin(Trc *t, const TrcPlugin *p, Err *err)
{
    if (!name_ok(p->name)) {
        err_set(err, "'%s' is no plugin name: lower-case letters, digits and _ (at most 32)", p->name ? p->name : "");
        return 0;
    }
    TrcLoadedPlugin lp = {copy_text(p->name), copy_text(p->version), copy_text(p->path), copy_text(p->options)};
    pthread_mutex_lock(&t->db_lock);
    t->plugins = check_alloc(realloc(t->plugins, sizeof lp * ((size_t)t->nplugins + 1)));
    t->plugins[t->nplugins++] = lp;
    bool ok = t->db && write_plugin_row(t, t->run, t->nplugins, &lp);
    int num = t->nplugins;
    if (!ok)
        trc_store_err(t->path, t->db, err);
    pthread_mutex_unlock(&t->db_lock);
    return ok ? num : 0;
}

void trc_plugin_cost(Trc *t, int plugin, const TrcCost *c)
{
    const TrcVal vals[] = {trc_i64(plugin),
                           trc_i64((int64_t)c->translate_ns),
                           trc_i64((int64_t)c->callback_ns),
                           trc_i64((int64_t)c->tbs),
                           trc_i64((int64_t)c->uops),
                           trc_i64((int64_t)c->host_nbytes),
                           trc_i64((int64_t)c->events)};
    trc_row(t, CORE_COST, vals, 7);
}

void trc_tick(Trc *t, void (*fn)(void *arg), void *arg, unsigned interval_ms)
{
    pthread_mutex_lock(&t->q.lock);
    t->tick = fn;
    t->tick_arg = arg;
    t->tick_ms = interval_ms;
    while (t->in_tick && !pthread_equal(pthread_self(), t->writer))
        pthread_cond_wait(&t->q.moved, &t->q.lock);
    pthread_mutex_unlock(&t->q.lock);
}

/* ------------------------------------------------------------ fork */

/* No tick runs, nor begins, until resume_tick(): one may wait for a stream's lock, which the fork holds. */
static void pause_tick(Trc *t)
{
    t->paused_tick = t->tick;
    trc_tick(t, NULL, t->tick_arg, t->tick_ms);
}

static void resume_tick(Trc *t)
{
    pthread_mutex_lock(&t->q.lock);
    t->tick = t->paused_tick;
    pthread_mutex_unlock(&t->q.lock);
}

void trc_fork_prepare(Trc *t)
{
    pause_tick(t);
    trc_run_id(t); /* a child needs it as its parent */
    trc_bulk_stop(t);
    trc_writer_stop(t); /* before the lock, which its tick takes */
    trc_bulk_fork_lock(t);
    pthread_mutex_lock(&t->db_lock);
    finalize_statements(t);
    trc_store_close(t->db, true);
    t->db = NULL;
}

void trc_fork_parent(Trc *t)
{
    pthread_mutex_unlock(&t->db_lock);
    resume_tick(t);
    trc_writer_start(t);
    trc_bulk_fork_unlock(t);
    trc_bulk_start(t);
}

void trc_fork_child(Trc *t)
{
    pthread_mutex_init(&t->db_lock, NULL);
    trc_queue_reset_child(&t->q);
    t->flush_asked = t->flush_done = 0;
    t->end_asked = t->in_tick = false;
    t->run_pending = t->run != 0;
    t->info.how = TRC_HOW_FORK;
    t->info.parent_run = t->run;
    t->run = 0;
    resume_tick(t);
    trc_writer_start(t);
    for (int i = 0; i < t->nmodules; i++)
        if (!t->modules[i].unloaded)
            queue_module(t, i + 1, &t->modules[i]);
    trc_bulk_child(t);
}
