/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The results file: what goes in comes out, and what goes wrong is said:
 * foreign files, unwritable places, a full disk, a killed process, a fork.
 */

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/bits.h"
#include "tracer/trc.h"
#include "tracer/vtab.h"

static char dir[] = "/tmp/engraft-trc-XXXXXX";
static char db_path[PATH_MAX + 64];

static const char *path_of(const char *name)
{
    static char buf[PATH_MAX + 64];
    snprintf(buf, sizeof buf, "%s/%s", dir, name);
    return buf;
}

static int setup(void **state)
{
    (void)state;
    snprintf(db_path, sizeof db_path, "%s", path_of("t.db"));
    unlink(db_path);
    unlink(path_of("t.db-wal"));
    unlink(path_of("t.db-shm"));
    return 0;
}

static const char *const argv_sample[] = {"prog", "a \"b\"\n", "\xff\xc3\xa9"};

static Trc *open_run(void)
{
    Err err = {0};
    Trc *t = trc_open(db_path, &err);
    if (!t)
        fail_msg("%s", err.text);
    TrcRunInfo info = {.program = "/bin/prog",
                       .argc = 3,
                       .argv = argv_sample,
                       .guest = "ppc32be",
                       .engine = "tb",
                       .version = "0.1",
                       .how = TRC_HOW_START};
    assert_true(trc_run_begin(t, &info, &err) > 0);
    return t;
}

static void close_ok(Trc *t)
{
    Err err = {0};
    if (!trc_close(t, &err))
        fail_msg("%s", err.text);
}

/* First column of the first row as text, "" for no row. */
static const char *query(const char *sql)
{
    static char out[4096];
    sqlite3 *db;
    sqlite3_stmt *st;
    out[0] = 0;
    assert_int_equal(sqlite3_open_v2(db_path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, 10000);
    assert_int_equal(trc_vtab_register(db, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    if (sqlite3_step(st) == SQLITE_ROW && sqlite3_column_text(st, 0))
        snprintf(out, sizeof out, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return out;
}

static const TrcCol count_cols[] = {
    {"module", TRC_I64, TRC_KEY | TRC_MODULE, NULL},
    {"addr", TRC_I64, TRC_KEY | TRC_PC, "first instruction"},
    {"nbytes", TRC_I64, TRC_KEY, NULL},
    {"ninsns", TRC_I64, 0, NULL},
    {"count", TRC_I64, 0, "executions"},
};
static const TrcTableDesc count_desc = {"coverage_tb", "executions by TB", TRC_STORE_ROWS, 5, count_cols};

static int plugin_of(Trc *t, const char *name)
{
    Err err = {0};
    TrcPlugin p = {name, "1", "/lib/x.so", "a=1"};
    int n = trc_plugin(t, &p, &err);
    if (!n)
        fail_msg("%s", err.text);
    return n;
}

static int declare_ok(Trc *t, int plugin, const TrcTableDesc *d)
{
    Err err = {0};
    int n = trc_table_declare(t, plugin, d, &err);
    if (!n)
        fail_msg("%s", err.text);
    return n;
}

static void count_row(Trc *t, int table, int64_t addr, int64_t count)
{
    TrcVal v[] = {trc_i64(1), trc_i64(addr), trc_i64(8), trc_i64(2), trc_i64(count)};
    trc_row(t, table, v, 5);
}

/* ------------------------------------------------------------ what goes in comes out */

static void test_run_row(void **state)
{
    (void)state;
    Trc *t = open_run();
    assert_int_equal(trc_run_id(t), 1);
    trc_run_end(t, TRC_END_SIGNAL, 11);
    close_ok(t);
    assert_int_equal(access(path_of("t.db-wal"), F_OK), -1); /* one file is left */
    assert_string_equal(query("SELECT argv FROM run"), "[\"prog\", \"a \\\"b\\\"\\u000a\", \"\\u00ff\xc3\xa9\"]");
    assert_string_equal(query("SELECT json_extract(argv, '$[1]') FROM run"), "a \"b\"\n");
    assert_string_equal(query("SELECT end_kind || end_value || complete || (ended >= started) FROM run"), "signal1111");
    assert_string_equal(query("PRAGMA application_id"), "1162757970");
    assert_string_equal(query("PRAGMA user_version"), "2");
    assert_string_equal(query("SELECT \"end\" FROM v_run"), "signal 11");
    /* A second run appends. */
    t = open_run();
    assert_int_equal(trc_run_id(t), 2);
    trc_run_end(t, TRC_END_EXEC, 0);
    assert_true(trc_flush(t));
    assert_string_equal(query("SELECT complete FROM run WHERE id = 2"), "1");
    trc_run_end(t, TRC_END_NONE, 0);
    close_ok(t);
    assert_string_equal(query("SELECT complete || ifnull(end_kind, '-') FROM run WHERE id = 2"), "0-");
}

static void test_core_rows(void **state)
{
    (void)state;
    Trc *t = open_run();
    const uint8_t id[] = {0xde, 0xad, 0x01};
    TrcModule m = {"/bin/true", 0x10000000, 0x1000, 0, id, 3};
    assert_int_equal(trc_module(t, &m), 1);
    assert_int_equal(trc_module(t, &m), 2);
    trc_module_unload(t, 1);
    TrcTb tb = {2, 0x10000100, 8, 2, 1, 40};
    trc_tb(t, &tb);
    tb.host_nbytes = 44;
    trc_tb(t, &tb);
    const uint64_t words[] = {0x38210001, 0x0600000038210002};
    const uint64_t changed[] = {0x60000000};
    trc_code(t, 2, 0x10000100, words, 2);
    trc_code(t, 1, 0x10000100, words, 1);
    trc_code(t, 2, 0x10000100, changed, 1);
    int p = plugin_of(t, "coverage");
    TrcCost cost = {1, 2, 3, 4, 5, 6};
    trc_plugin_cost(t, p, &cost);
    close_ok(t);
    assert_string_equal(query("SELECT group_concat(num || build_id || unloaded) FROM module"), "1dead011,2dead010");
    assert_string_equal(query("SELECT file_nbytes > 0 FROM module"), "1");
    assert_string_equal(query("SELECT host_nbytes || ' ' || translations FROM tb"), "44 2");
    assert_string_equal(query("SELECT addr || ' ' || ninsns || ' ' || hex(bytes) FROM code WHERE id = 1"),
                        "268435712 2 382100010600000038210002");
    /* The latest of each address, by module. */
    assert_string_equal(
        query("SELECT group_concat(module || ' ' || printf('%x', addr) || ' ' || text, '; ') FROM insn"),
        "1 10000100 addi r1,r1,1; 2 10000100 nop; 2 10000104 paddi r1,r1,2");
    assert_string_equal(query("SELECT group_concat(word) FROM insn WHERE run = 1 AND module = 2 AND addr > 268435712"),
                        "432345565169254402");
    assert_string_equal(query("SELECT group_concat(mnemonic || module) FROM insn WHERE addr = 268435712"),
                        "addi1,ori2");
    assert_string_equal(query("SELECT count(*) FROM insn WHERE run = 2 OR addr < 268435712"), "0");
    assert_string_equal(query("SELECT count(*) = (SELECT count(*) FROM insn) FROM insn WHERE addr > -4"), "1");
    assert_string_equal(
        query("SELECT group_concat(addr) FROM v_insn WHERE class = 'int' AND run = 1 AND text LIKE 'n%'"),
        "0x10000100");
    assert_string_equal(query("SELECT translate_ns||callback_ns||tbs||uops||host_nbytes||events FROM plugin"),
                        "123456");
}

static void test_typed_tables(void **state)
{
    (void)state;
    static const TrcCol ev[] = {
        {"order", TRC_I64, 0, NULL}, {"x", TRC_F64, 0, NULL}, {"s", TRC_TEXT, 0, "it's"}, {"b", TRC_BLOB, 0, NULL}};
    static const TrcTableDesc evd = {"demo_event", NULL, TRC_STORE_ROWS, 4, ev};
    static const TrcCol sum[] = {
        {"name", TRC_TEXT, TRC_KEY, NULL}, {"n", TRC_I64, TRC_ADD, NULL}, {"last", TRC_I64, 0, NULL}};
    static const TrcTableDesc sumd = {"demo", NULL, TRC_STORE_ROWS, 3, sum};
    Trc *t = open_run();
    int p = plugin_of(t, "demo"), a = declare_ok(t, p, &evd), b = declare_ok(t, p, &sumd);
    TrcVal v[] = {trc_i64(INT64_MIN), trc_f64(0.5), trc_text("h\xc3\xa9"), trc_blob("\0\1", 2)};
    trc_row(t, a, v, 4);
    TrcVal nulls[] = {trc_null(), trc_null(), trc_text(NULL), trc_blob("", 0)};
    trc_row(t, a, nulls, 4);
    for (int i = 1; i <= 10; i++) {
        TrcVal r[] = {trc_text(i & 1 ? "odd" : "even"), trc_i64(i), trc_i64(i)};
        trc_row(t, b, r, 3);
    }
    close_ok(t);
    assert_string_equal(query("SELECT \"order\" || ' ' || x || s || hex(b) FROM demo_event"),
                        "-9223372036854775808 0.5h\xc3\xa9"
                        "0001");
    assert_string_equal(
        query("SELECT typeof(\"order\") || typeof(s) || typeof(b) || length(b) FROM demo_event WHERE seq=2"),
        "nullnullblob0");
    assert_string_equal(query("SELECT group_concat(name || n || '/' || last) FROM demo"), "even30/10,odd25/9");
    assert_string_equal(query("SELECT help FROM plugin_column WHERE tbl = 'demo_event' AND name = 's'"), "it's");
    assert_string_equal(query("SELECT group_concat(role) FROM plugin_column WHERE tbl = 'demo'"), "key,sum,value");
}

static void test_views(void **state)
{
    (void)state;
    Trc *t = open_run();
    TrcModule m = {"/bin/prog", 0x20000000, 0x1000, 0, NULL, 0};
    trc_module(t, &m);
    int tab = declare_ok(t, plugin_of(t, "coverage"), &count_desc);
    for (int i = 0; i < 4; i++)
        count_row(t, tab, 0x20000100 + i * 8, 10 * (i + 1));
    close_ok(t);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(db_path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "INSERT INTO image VALUES (1,'/bin/prog','',0,0,NULL,NULL);"
                                  "UPDATE module SET image = 1, bias = 536870912;"
                                  "INSERT INTO source_file VALUES (1, '/s/a.c');"
                                  /* f: 0x100..0x10c, g: 0x10c..0x120: the second TB is half in each */
                                  "INSERT INTO symbol VALUES (1,256,12,256,'f',NULL,'symtab',1,3);"
                                  "INSERT INTO symbol VALUES (1,268,20,268,'g',NULL,'symtab',1,9);"
                                  "INSERT INTO line VALUES (1,256,0,12,1,4,0,1,0);"
                                  "INSERT INTO line VALUES (1,268,0,20,1,10,0,1,0);",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    assert_string_equal(
        query("SELECT function || source_file || source_line FROM v_coverage_tb WHERE addr = 536871184"), "g/s/a.c10");
    assert_string_equal(query("SELECT group_concat(function || insns || '/' || entries) FROM v_coverage_function"),
                        "g160/0,f40/10");
    assert_string_equal(query("SELECT group_concat(line || ':' || insns) FROM v_coverage_line"), "4:40,10:160");
}

static void *row_thread(void *arg)
{
    Trc *t = ((void **)arg)[0];
    int table = *(int *)((void **)arg)[1];
    for (int i = 0; i < 20000; i++) {
        TrcVal v[] = {trc_text("k"), trc_i64(1), trc_i64(i)};
        trc_row(t, table, v, 3);
    }
    return NULL;
}

static int ticks;
static void tick(void *arg)
{
    void **a = arg;
    TrcVal v[] = {trc_text("tick"), trc_i64(1), trc_i64(++ticks)};
    trc_row(a[0], *(int *)a[1], v, 3);
}

static void test_threads_and_tick(void **state)
{
    (void)state;
    static const TrcCol sum[] = {
        {"name", TRC_TEXT, TRC_KEY, NULL}, {"n", TRC_I64, TRC_ADD, NULL}, {"last", TRC_I64, 0, NULL}};
    static const TrcTableDesc sumd = {"demo", NULL, TRC_STORE_ROWS, 3, sum};
    Trc *t = open_run();
    int table = declare_ok(t, plugin_of(t, "demo"), &sumd);
    void *arg[] = {t, &table};
    pthread_t th[8];
    trc_tick(t, tick, arg, 1);
    for (int i = 0; i < 8; i++)
        pthread_create(&th[i], NULL, row_thread, arg);
    for (int i = 0; i < 8; i++)
        pthread_join(th[i], NULL);
    assert_true(trc_flush(t));
    assert_string_equal(query("SELECT n FROM demo WHERE name = 'k'"), "160000");
    usleep(3 * TRC_FLUSH_MS * 1000);
    trc_tick(t, NULL, NULL, 0);
    close_ok(t);
    assert_true(ticks > 0);
    assert_int_equal(atoi(query("SELECT n FROM demo WHERE name = 'tick'")), ticks);
}

/* ------------------------------------------------------------ what is refused */

static void refuse(const char *path, const char *want)
{
    Err err = {0};
    assert_null(trc_open(path, &err));
    if (!strstr(err.text, want) || strchr(err.text, '\n'))
        fail_msg("'%s' lacks '%s'", err.text, want);
}

static void write_file(const char *path, const void *data, size_t n)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, n, f), n);
    fclose(f);
}

static void test_refused_files(void **state)
{
    (void)state;
    refuse("/nonexistent/x.db", "No such file");
    refuse("/tmp/", "names no file");
    refuse(dir, "directory");
    refuse("/dev/null", "not a regular file");
    write_file(db_path, "hello\n", 6);
    refuse(db_path, "not an engraft database");
    char head[4096] = "SQLite format 3";
    write_file(db_path, head, sizeof head);
    refuse(db_path, "another program's");
    memcpy(head + 68, "ENGR", 4);
    head[63] = 99;
    write_file(db_path, head, sizeof head);
    refuse(db_path, "schema version 99");
    head[63] = TRC_SCHEMA_VERSION;
    write_file(db_path, head, sizeof head);
    refuse(db_path, "t.db");
}

static void declare_bad(Trc *t, int plugin, const TrcTableDesc *d, const char *want)
{
    Err err = {0};
    assert_int_equal(trc_table_declare(t, plugin, d, &err), 0);
    if (!strstr(err.text, want))
        fail_msg("'%s' lacks '%s'", err.text, want);
}

static void test_refused_tables(void **state)
{
    (void)state;
    Err err = {0};
    Trc *t = open_run();
    TrcPlugin bad = {.name = "Bad Name"};
    assert_int_equal(trc_plugin(t, &bad, &err), 0);
    int p = plugin_of(t, "coverage");
    TrcCol cols[2] = {{"a", TRC_I64, TRC_KEY, NULL}, {"a", TRC_I64, 0, NULL}};
    TrcTableDesc d = {"run", NULL, TRC_STORE_ROWS, 1, cols};
    declare_bad(t, p, &d, "cannot have a table named 'run'");
    d.name = "coverage_x; drop";
    declare_bad(t, p, &d, "cannot have a table");
    d.name = "coverage";
    d.ncols = 2;
    declare_bad(t, p, &d, "two columns named a");
    cols[1] = (TrcCol){"run", TRC_I64, 0, NULL};
    declare_bad(t, p, &d, "no column name");
    cols[1] = (TrcCol){"s", TRC_TEXT, TRC_ADD, NULL};
    declare_bad(t, p, &d, "not a number");
    cols[1] = (TrcCol){"s", TRC_TEXT, TRC_PC, NULL};
    declare_bad(t, p, &d, "must be an integer");
    d.ncols = 1;
    declare_ok(t, p, &d);
    declare_bad(t, p, &d, "declared twice");
    close_ok(t);
    /* Another version of the plugin, another run. */
    t = open_run();
    d.ncols = 2;
    cols[1] = (TrcCol){"s", TRC_TEXT, 0, NULL};
    declare_bad(t, plugin_of(t, "coverage"), &d, "other columns");
    close_ok(t);
}

/* ------------------------------------------------------------ what goes wrong later */

/* Write-ahead logging while somebody writes or follows; the last writer leaves one file, and readers make none. */
static void test_one_file(void **state)
{
    (void)state;
    sqlite3 *follower;
    Trc *first = open_run(), *second = open_run();
    assert_string_equal(query("PRAGMA journal_mode"), "wal");
    close_ok(first);
    assert_string_equal(query("PRAGMA journal_mode"), "wal");
    close_ok(second);
    assert_string_equal(query("PRAGMA journal_mode"), "delete");
    assert_string_equal(query("SELECT count(*) FROM run"), "2");
    assert_int_equal(access(path_of("t.db-wal"), F_OK), -1);
    assert_int_equal(access(path_of("t.db-shm"), F_OK), -1);
    Trc *third = open_run(); /* a follower does not hold the end up */
    assert_string_equal(query("PRAGMA journal_mode"), "wal");
    assert_int_equal(sqlite3_open_v2(db_path, &follower, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(follower, "BEGIN; SELECT count(*) FROM run", NULL, NULL, NULL), SQLITE_OK);
    close_ok(third);
    assert_int_equal(sqlite3_exec(follower, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(follower);
    assert_string_equal(query("SELECT count(*) FROM run"), "3");
    close_ok(open_run());
    assert_string_equal(query("PRAGMA journal_mode"), "delete");
    assert_string_equal(query("SELECT count(*) FROM run"), "4");
    assert_int_equal(access(path_of("t.db-wal"), F_OK), -1);
}

static void test_killed(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        Trc *t = open_run();
        int tab = declare_ok(t, plugin_of(t, "coverage"), &count_desc);
        for (int i = 0; i < 1000; i++)
            count_row(t, tab, i * 8, i);
        trc_flush(t);
        for (int i = 1000; i < 100000; i++)
            count_row(t, tab, i * 8, i);
        raise(SIGKILL);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(atoi(query("SELECT count(*) FROM coverage_tb")) >= 1000);
    assert_string_equal(query("SELECT complete || ifnull(ended, 'x') FROM run"), "0x");
    assert_string_equal(query("PRAGMA integrity_check"), "ok");
}

static void test_disk_full(void **state)
{
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        Trc *t = open_run();
        int tab = declare_ok(t, plugin_of(t, "coverage"), &count_desc);
        for (int i = 0; i < 100; i++)
            count_row(t, tab, i * 8, i);
        bool before = trc_flush(t);
        struct rlimit lim = {512 << 10, 512 << 10};
        setrlimit(RLIMIT_FSIZE, &lim);
        for (int i = 100; i < 200000; i++)
            count_row(t, tab, i * 8, i);
        bool after = trc_flush(t);
        trc_run_end(t, TRC_END_EXIT, 0);
        Err err = {0};
        _exit(!trc_close(t, &err) && before && !after && strstr(err.text, "t.db") &&
                      strstr(err.text, "later results are lost") && !strchr(err.text, '\n')
                  ? 42
                  : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
    assert_true(atoi(query("SELECT count(*) FROM coverage_tb")) >= 100);
    assert_string_equal(query("SELECT complete FROM run"), "0");
    assert_string_equal(query("PRAGMA integrity_check"), "ok");
}

/* A child has the locks of the address sanitizer's allocator as they were at the fork: with it, no thread may allocate
 * meanwhile. */
#ifdef __SANITIZE_ADDRESS__
enum { FORKS_ALONE = 1 };
#else
enum { FORKS_ALONE = 0 };
#endif
static pthread_mutex_t alone = PTHREAD_MUTEX_INITIALIZER;
static volatile bool busy_stop;
static void *busy_thread(void *arg)
{
    Trc *t = ((void **)arg)[0];
    int table = *(int *)((void **)arg)[1];
    for (int64_t i = 0; !busy_stop; i++) {
        if (FORKS_ALONE)
            pthread_mutex_lock(&alone);
        count_row(t, table, (i & 1023) * 8, i);
        if (FORKS_ALONE)
            pthread_mutex_unlock(&alone);
        usleep(50);
    }
    return NULL;
}

static void test_fork(void **state)
{
    (void)state;
    Trc *t = open_run();
    TrcModule m = {"/bin/prog", 0x20000000, 0x1000, 0, NULL, 0};
    trc_module(t, &m);
    trc_module_unload(t, trc_module(t, &m));
    int tab = declare_ok(t, plugin_of(t, "coverage"), &count_desc);
    void *arg[] = {t, &tab};
    pthread_t th;
    pthread_create(&th, NULL, busy_thread, arg);
    for (int i = 0; i < 10; i++) {
        if (FORKS_ALONE)
            pthread_mutex_lock(&alone);
        trc_fork_prepare(t);
        pid_t pid = fork();
        if (pid > 0 && FORKS_ALONE)
            pthread_mutex_unlock(&alone);
        if (pid == 0) {
            trc_fork_child(t);
            count_row(t, tab, 0x20000000, 100 + i);
            trc_run_end(t, TRC_END_EXIT, i);
            Err err = {0};
            _exit(trc_close(t, &err) ? 0 : 1);
        }
        trc_fork_parent(t);
        int status;
        waitpid(pid, &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    busy_stop = true;
    pthread_join(th, NULL);
    trc_run_end(t, TRC_END_EXIT, 0);
    close_ok(t);
    assert_string_equal(query("SELECT count(*) || sum(complete) FROM run"), "1111");
    assert_string_equal(query("SELECT count(*) FROM run WHERE parent = 1 AND how = 'fork' AND pid > 0"), "10");
    assert_string_equal(query("SELECT count(*) || min(num) || max(num) FROM module WHERE run > 1"), "1011");
    assert_string_equal(query("SELECT count(*) FROM plugin"), "11");
    assert_string_equal(query("SELECT count(*) FROM coverage_tb c JOIN run r ON r.id = c.run AND "
                              "r.end_value = c.count - 100 WHERE r.id > 1"),
                        "10");
    assert_string_equal(query("SELECT count(*) FROM coverage_tb WHERE run > 1"), "10");
}

static void test_descriptors(void **state)
{
    (void)state;
    int before = open("/dev/null", O_RDONLY);
    close(before);
    Trc *t = open_run();
    int after = open("/dev/null", O_RDONLY);
    close(after);
    assert_int_equal(before, after);
    int owned = 0;
    for (int fd = 0; fd < 4096; fd++)
        owned += trc_owns_fd(fd);
    assert_true(owned >= 2);
    close_ok(t);
    for (int fd = 0; fd < 4096; fd++)
        assert_false(trc_owns_fd(fd));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_run_row, setup),
        cmocka_unit_test_setup(test_core_rows, setup),
        cmocka_unit_test_setup(test_typed_tables, setup),
        cmocka_unit_test_setup(test_views, setup),
        cmocka_unit_test_setup(test_threads_and_tick, setup),
        cmocka_unit_test_setup(test_refused_files, setup),
        cmocka_unit_test_setup(test_refused_tables, setup),
        cmocka_unit_test_setup(test_killed, setup),
        cmocka_unit_test_setup(test_one_file, setup),
        cmocka_unit_test_setup(test_disk_full, setup),
        cmocka_unit_test_setup(test_fork, setup),
        cmocka_unit_test_setup(test_descriptors, setup),
    };
    if (!mkdtemp(dir))
        return 1;
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    setup(NULL);
    rmdir(dir);
    return rc;
}
