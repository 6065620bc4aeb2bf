/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attribution and reports from end to end: a program compiled here for
 * PowerPC, counts written through the tracer, and what text, JSON, HTML, lcov
 * and SQL say about them. Also what damaged databases and files lead to.
 * Skipped (77) without the cross compiler.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/attrib.h"
#include "analysis/query.h"
#include "analysis/report.h"
#include "analysis/sym.h"
#include "tracer/trc.h"

static char dir[] = "/tmp/engraft-report-XXXXXX";

/* Each statement on a line of its own; compiled without optimisation, so that each line has its code in one piece. */
static const char source[] = "int twice(int x)\n"                 /* 1 */
                             "{\n"                                /* 2 */
                             "    if (x < 3 && x > \"<&>\"[0])\n" /* 3 */
                             "        return 0;\n"                /* 4 */
                             "    return x * 2;\n"                /* 5 */
                             "}\n"                                /* 6 */
                             "int never(void)\n"                  /* 7 */
                             "{\n"                                /* 8 */
                             "    return 7;\n"                    /* 9 */
                             "}\n"                                /* 10 */
                             "int main(void)\n"                   /* 11 */
                             "{\n"                                /* 12 */
                             "    return twice(4);\n"             /* 13 */
                             "}\n";                               /* 14 */

static const char *in_dir(const char *name)
{
    static char buf[4][256];
    static int next;
    char *s = buf[next++ & 3];
    snprintf(s, sizeof buf[0], "%s/%s", dir, name);
    return s;
}

static int sh(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static int sh(const char *fmt, ...)
{
    char cmd[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = snprintf(cmd, sizeof cmd, "cd %s && ", dir);
    vsnprintf(cmd + n, sizeof cmd - (size_t)n, fmt, ap);
    va_end(ap);
    return system(cmd);
}

static void put_file(const char *name, const char *text, size_t n)
{
    FILE *f = fopen(in_dir(name), "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    fclose(f);
}

/* Address of a function of the program. */
static AnaSymbol find_symbol(const char *file, const char *name)
{
    Err err = {0};
    AnaImage *im = ana_image_read(in_dir(file), NULL, &err);
    AnaSymbol found = {0};
    for (unsigned i = 0; i < im->symbols->len; i++)
        if (strcmp(g_array_index(im->symbols, AnaSymbol, i).name, name) == 0)
            found = g_array_index(im->symbols, AnaSymbol, i);
    ana_image_free(im);
    assert_true(found.nbytes > 0);
    return found;
}

static const TrcCol tb_cols[] = {
    {"module", TRC_I64, TRC_KEY | TRC_MODULE, NULL},
    {"addr", TRC_I64, TRC_KEY | TRC_PC, NULL},
    {"nbytes", TRC_I64, TRC_KEY, NULL},
    {"ninsns", TRC_I64, 0, NULL},
    {"count", TRC_I64, 0, NULL},
};
static const TrcTableDesc tb_desc = {"coverage_tb", NULL, TRC_STORE_ROWS, 5, tb_cols};

#define BIAS 0x30000000

/* A run of the program at BIAS that executed main once and twice 5 times, in two ranges; returns instructions. */
static int64_t make_db(const char *db, const char *prog)
{
    Err err = {0};
    AnaSymbol tw = find_symbol(prog, "twice"), mn = find_symbol(prog, "main");
    Trc *t = trc_open(in_dir(db), &err);
    assert_non_null(t);
    const char *path = in_dir(prog), *argv[] = {path};
    TrcRunInfo info = {.program = path, .argc = 1, .argv = argv, .guest = "ppc32be", .engine = "tb", .version = "0"};
    assert_true(trc_run_begin(t, &info, &err) > 0);
    TrcModule m = {path, BIAS, 0x10000, 0, NULL, 0};
    trc_module(t, &m);
    TrcPlugin p = {.name = "coverage"};
    int table = trc_table_declare(t, trc_plugin(t, &p, &err), &tb_desc, &err);
    assert_true(table > 0);
    uint64_t half = tw.nbytes / 8 * 4;
    struct {
        uint64_t addr, n;
        int64_t count;
    } rows[] = {{tw.addr, half, 5}, {tw.addr + half, tw.nbytes - half, 5}, {mn.addr, mn.nbytes, 1}};
    int64_t insns = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        TrcVal v[] = {trc_i64(1), trc_i64((int64_t)rows[i].addr + BIAS), trc_i64((int64_t)rows[i].n),
                      trc_i64((int64_t)rows[i].n / 4), trc_i64(rows[i].count)};
        trc_row(t, table, v, 5);
        insns += (int64_t)rows[i].n / 4 * rows[i].count;
    }
    trc_run_end(t, TRC_END_EXIT, 8);
    if (!trc_close(t, &err))
        fail_msg("%s", err.text);
    return insns;
}

typedef void (*PrintFn)(const AnaReport *r, FILE *out);

static char *print_report(const char *db_name, bool profile, const AnaReportOptions *o, PrintFn print)
{
    Err err = {0};
    AnaDb db;
    char *text = NULL;
    size_t n;
    if (!ana_db_open(&db, in_dir(db_name), false, &err))
        fail_msg("%s", err.text);
    AnaReport *r = profile ? ana_report_profile(&db, o, &err) : ana_report_coverage(&db, o, &err);
    if (!r)
        fail_msg("%s", err.text);
    FILE *out = open_memstream(&text, &n);
    print(r, out);
    fclose(out);
    ana_report_free(r);
    ana_db_close(&db);
    return text;
}

static void has(const char *text, const char *want)
{
    if (!strstr(text, want))
        fail_msg("'%s' is not in:\n%s", want, text);
}

static char *query(const char *db_name, const char *sql, AnaQueryFormat format)
{
    Err err = {0};
    AnaDb db;
    char *text = NULL;
    size_t n;
    if (!ana_db_open(&db, in_dir(db_name), false, &err))
        fail_msg("%s", err.text);
    FILE *out = open_memstream(&text, &n);
    bool ok = ana_query(&db, sql, format, out, &err);
    fclose(out);
    ana_db_close(&db);
    if (!ok) {
        free(text);
        text = strdup(err.text);
    }
    return text;
}

static void expect_query(const char *db, const char *sql, AnaQueryFormat format, const char *want)
{
    char *got = query(db, sql, format);
    assert_string_equal(got, want);
    free(got);
}

static int setup(void **state)
{
    (void)state;
    Err err = {0};
    sh("rm -rf *");
    put_file("p.c", source, sizeof source - 1);
    assert_int_equal(sh("powerpc-linux-gnu-gcc -O0 -g -o p p.c"), 0);
    make_db("t.db", "p");
    if (!ana_attribute_file(in_dir("t.db"), false, NULL, &err))
        fail_msg("%s", err.text);
    return 0;
}

/* ------------------------------------------------------------ what reports say */

static void test_coverage(void **state)
{
    (void)state;
    AnaReportOptions o = {.annotate = true};
    char *text = print_report("t.db", false, &o, ana_print_text);
    has(text, "lines                     72.7%         8  11"); /* 3 of never() were not run */
    has(text, "functions with source     66.7%         2   3");
    has(text, "           5     5      return x * 2;");
    has(text, "           1    13      return twice(4);");
    has(text, "           0     9      return 7;");
    free(text);
}

static void test_profile(void **state)
{
    (void)state;
    AnaReportOptions o = {0};
    char *text = print_report("t.db", true, &o, ana_print_text);
    AnaSymbol tw = find_symbol("p", "twice");
    char *want = g_strdup_printf("%lld        5  twice     p      p.c:1", (long long)tw.nbytes / 4 * 5);
    has(text, want);
    has(text, "Hot lines");
    has(text, "p.c:5");
    has(text, "twice+0x2");
    g_free(want);
    free(text);
}

static void test_json(void **state)
{
    (void)state;
    AnaReportOptions o = {0};
    char *text = print_report("t.db", false, &o, ana_print_json);
    has(text, "\"report\": \"coverage\"");
    has(text, "\"line\": 5, \"count\": 5");
    put_file("c.json", text, strlen(text));
    free(text);
    if (system("command -v python3 >/dev/null 2>&1") == 0)
        assert_int_equal(sh("python3 -m json.tool c.json >/dev/null"), 0);
    /* SQLite reads JSON too. */
    char *sql = g_strdup_printf("SELECT json_valid(CAST(x AS TEXT)) AS v FROM (SELECT '%s' AS x)", "{\"a\": [1]}");
    expect_query("t.db", sql, ANA_QUERY_CSV, "v\r\n1\r\n");
    g_free(sql);
}

static void test_html(void **state)
{
    (void)state;
    AnaReportOptions o = {0};
    char *text = print_report("t.db", false, &o, ana_print_html);
    has(text, "<i>          5      5</i>     return x * 2;\n");
    has(text, "<s>          0      9</s>     return 7;\n");
    has(text, "x &gt; &quot;&lt;&amp;&gt;&quot;[0]");
    assert_null(strstr(text, "Sources not found"));
    assert_null(strstr(text, "http"));
    free(text);
    /* The source has gone: named, and found again where the options say. */
    assert_int_equal(sh("mkdir -p else/src && mv p.c else/src/"), 0);
    text = print_report("t.db", false, &o, ana_print_html);
    has(text, "Sources not found");
    has(text, "/p.c (8 of 11 lines executed)");
    free(text);
    char *subst = g_strdup_printf("%s=%s/else/src", dir, dir), *where = g_strdup_printf("%s/else/src", dir);
    const char *by_subst[] = {subst, NULL}, *by_dir[] = {where, NULL};
    o.source.subst = by_subst;
    text = print_report("t.db", false, &o, ana_print_html);
    has(text, "return x * 2;");
    free(text);
    o.source = (AnaSourceOptions){.dirs = by_dir};
    text = print_report("t.db", false, &o, ana_print_html);
    has(text, "return x * 2;");
    free(text);
    g_free(subst);
    g_free(where);
}

static void test_lcov(void **state)
{
    (void)state;
    AnaReportOptions o = {0};
    char *text = print_report("t.db", false, &o, ana_print_lcov);
    has(text, "FN:1,twice\n");
    has(text, "FNDA:5,twice\n");
    has(text, "FNDA:0,never\n");
    has(text, "FNF:3\nFNH:2\n");
    has(text, "DA:5,5\n");
    has(text, "DA:9,0\n");
    has(text, "LF:11\nLH:8\nend_of_record\n");
    put_file("c.info", text, strlen(text));
    free(text);
    if (system("command -v genhtml >/dev/null 2>&1") == 0)
        assert_int_equal(sh("genhtml -q -o html c.info >/dev/null 2>&1 && test -f html/index.html"), 0);
}

static void test_sums_over_runs(void **state)
{
    (void)state;
    Err err = {0};
    int64_t insns = make_db("t.db", "p");
    assert_true(ana_attribute_file(in_dir("t.db"), false, NULL, &err));
    expect_query("t.db", "SELECT count(*) AS n, count(DISTINCT image) AS i FROM module", ANA_QUERY_CSV,
                 "n,i\r\n2,1\r\n");
    AnaReportOptions o = {.annotate = true};
    char *text = print_report("t.db", false, &o, ana_print_text);
    has(text, "          10     5      return x * 2;");
    free(text);
    o.model.run = 2;
    text = print_report("t.db", false, &o, ana_print_text);
    has(text, "           5     5      return x * 2;");
    free(text);
    char *want = g_strdup_printf("n\r\n%lld\r\n", (long long)insns);
    expect_query("t.db", "SELECT sum(insns) AS n FROM v_coverage_function WHERE run = 2", ANA_QUERY_CSV, want);
    expect_query("t.db", "SELECT sum(insns) AS n FROM v_coverage_line WHERE run = 2", ANA_QUERY_CSV, want);
    g_free(want);
    o.model.run = 9;
    AnaDb db;
    assert_true(ana_db_open(&db, in_dir("t.db"), false, &err));
    assert_null(ana_report_coverage(&db, &o, &err));
    has(err.text, "has no run 9");
    ana_db_close(&db);
}

/* ------------------------------------------------------------ SQL */

static void test_query_formats(void **state)
{
    (void)state;
    const char *sql = "SELECT 1 AS a, 'x,\"y' AS b, NULL AS c, x'0aff' AS d, 1e999 AS e";
    expect_query("t.db", sql, ANA_QUERY_CSV, "a,b,c,d,e\r\n1,\"x,\"\"y\",,x'0aff',Inf\r\n");
    expect_query("t.db", sql, ANA_QUERY_JSON,
                 "[\n  {\"a\": 1, \"b\": \"x,\\\"y\", \"c\": null, \"d\": \"x'0aff'\", \"e\": \"Inf\"}\n]\n");
    expect_query("t.db", "SELECT 'ab' AS name, 7 AS n UNION SELECT 'c', 1000", ANA_QUERY_TABLE,
                 "name     n\n----  ----\nab       7\nc     1000\n");
    expect_query("t.db", "SELECT 1 AS a WHERE 0", ANA_QUERY_JSON, "[]\n");
    char *text = query("t.db", "SELECT x FROM nowhere", ANA_QUERY_TABLE);
    has(text, "no such table: nowhere");
    free(text);
    text = query("t.db", "DELETE FROM run", ANA_QUERY_TABLE);
    has(text, "readonly");
    free(text);
}

/* ------------------------------------------------------------ what goes wrong */

static void refuse(const char *name, const char *want)
{
    Err err = {0};
    AnaDb db;
    assert_false(ana_db_open(&db, in_dir(name), false, &err));
    has(err.text, want);
    assert_null(strchr(err.text, '\n'));
}

static void test_bad_databases(void **state)
{
    (void)state;
    refuse("missing.db", "No such file");
    refuse(".", "not an engraft database");
    put_file("text.db", "hello", 5);
    refuse("text.db", "not an engraft database");
    assert_int_equal(sh("sqlite3 other.db 'CREATE TABLE x(y)' 2>/dev/null || head -c 200 p > other.db"), 0);
    refuse("other.db", "other.db is ");
    char *data;
    size_t n;
    assert_true(g_file_get_contents(in_dir("t.db"), &data, &n, NULL));
    put_file("short.db", data, 3000);
    Err err = {0};
    AnaDb db;
    bool ok = ana_db_open(&db, in_dir("short.db"), false, &err);
    if (ok) { /* the first page may still be readable */
        AnaReportOptions o = {0};
        assert_null(ana_report_coverage(&db, &o, &err));
        ana_db_close(&db);
    }
    assert_true(err.text[0] != 0);
    /* Damaged anywhere: an error or a report, never a crash. */
    srand(2);
    char *copy = g_memdup2(data, n);
    for (int i = 0; i < 60; i++) {
        memcpy(copy, data, n);
        for (int k = 0; k < 20; k++)
            copy[100 + (size_t)rand() % (n - 100)] = (char)rand();
        put_file("bad.db", copy, n);
        Err e = {0};
        AnaReportOptions o = {0};
        if (!ana_db_open(&db, in_dir("bad.db"), false, &e))
            continue;
        ana_report_free(ana_report_coverage(&db, &o, &e));
        ana_report_free(ana_report_profile(&db, &o, &e));
        ana_db_close(&db);
    }
    g_free(copy);
    g_free(data);
}

static void test_changed_program(void **state)
{
    (void)state;
    Err err = {0};
    make_db("u.db", "p");
    assert_int_equal(sh("echo >> p"), 0);
    assert_true(ana_attribute_file(in_dir("u.db"), false, NULL, &err));
    AnaReportOptions o = {0};
    char *text = print_report("u.db", false, &o, ana_print_text);
    has(text, "the file has changed since the run");
    has(text, "no source lines are known");
    free(text);
}

static void test_read_only_database(void **state)
{
    (void)state;
    Err err = {0};
    AnaDb db;
    make_db("v.db", "p");
    assert_true(ana_db_open(&db, in_dir("v.db"), false, &err));
    assert_true(ana_attribution_missing(&db));
    assert_true(ana_db_to_memory(&db, &err));
    assert_true(ana_attribute(&db, NULL, &err));
    assert_false(ana_attribution_missing(&db));
    AnaReportOptions o = {.annotate = true};
    AnaReport *r = ana_report_coverage(&db, &o, &err);
    assert_non_null(r);
    assert_int_equal(r->model->files->len, 1);
    ana_report_free(r);
    ana_db_close(&db);
    assert_true(ana_db_open(&db, in_dir("v.db"), false, &err));
    assert_true(ana_attribution_missing(&db)); /* the file was left as it was */
    ana_db_close(&db);
}

static void test_nothing_to_report(void **state)
{
    (void)state;
    Err err = {0};
    Trc *t = trc_open(in_dir("w.db"), &err);
    assert_true(trc_close(t, &err));
    AnaDb db;
    AnaReportOptions o = {0};
    assert_true(ana_db_open(&db, in_dir("w.db"), false, &err));
    assert_null(ana_report_coverage(&db, &o, &err));
    has(err.text, "-p coverage");
    Err e2 = {0}, e3 = {0};
    assert_null(ana_report_opmix(&db, &o, &e2));
    has(e2.text, "-p opmix");
    o.model.table = "run";
    assert_null(ana_report_coverage(&db, &o, &e3));
    has(e3.text, "has no table 'run' with the columns");
    ana_db_close(&db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_coverage, setup),
        cmocka_unit_test_setup(test_profile, setup),
        cmocka_unit_test_setup(test_json, setup),
        cmocka_unit_test_setup(test_html, setup),
        cmocka_unit_test_setup(test_lcov, setup),
        cmocka_unit_test_setup(test_sums_over_runs, setup),
        cmocka_unit_test_setup(test_query_formats, setup),
        cmocka_unit_test_setup(test_bad_databases, setup),
        cmocka_unit_test_setup(test_changed_program, setup),
        cmocka_unit_test_setup(test_read_only_database, setup),
        cmocka_unit_test_setup(test_nothing_to_report, setup),
    };
    if (system("command -v powerpc-linux-gnu-gcc >/dev/null 2>&1") != 0) {
        puts("skipped: powerpc-linux-gnu-gcc is not installed");
        return 77;
    }
    if (!mkdtemp(dir))
        return 1;
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    if (rc == 0)
        sh("rm -r %s", dir);
    return rc;
}
