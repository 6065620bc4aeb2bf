/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line of `engraft run`: where options end, each option's effect,
 * what is refused and with which words, and that options_to_argv() is the
 * inverse of options_parse().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/options.h"

/* Splits "run -x prog" at spaces and parses it. */
static CliResult parse(const char *line, RunOptions *o, Err *e)
{
    char **argv = g_strsplit(line, " ", -1);
    memset(e, 0, sizeof *e);
    CliResult r = options_parse((int)g_strv_length(argv), argv, o, e);
    g_strfreev(argv);
    return r;
}

static void expect_error(const char *line, const char *text)
{
    RunOptions o;
    Err e;
    assert_int_equal(parse(line, &o, &e), CLI_BAD);
    if (!strstr(e.text, text))
        fail_msg("'%s' says '%s', not '%s'", line, e.text, text);
    options_free(&o);
}

static void options_end_at_program(void **state)
{
    (void)state;
    RunOptions o;
    Err e;
    assert_int_equal(parse("run --stats prog --stats -L x -- -p", &o, &e), CLI_GO);
    assert_string_equal(o.program, "prog");
    assert_int_equal(o.argc, 6);
    assert_string_equal(o.argv[1], "--stats");
    assert_string_equal(o.argv[4], "--");
    assert_string_equal(o.argv[5], "-p");
    assert_null(o.argv[6]);
    assert_null(o.sysroot);
    assert_true(o.stats);
    options_free(&o);

    assert_int_equal(parse("run -- -odd -x", &o, &e), CLI_GO);
    assert_string_equal(o.program, "-odd");
    assert_int_equal(o.argc, 2);
    options_free(&o);

    assert_int_equal(parse("run prog -- x", &o, &e), CLI_GO);
    assert_int_equal(o.argc, 3);
    assert_string_equal(o.argv[1], "--");
    options_free(&o);
}

static void defaults(void **state)
{
    (void)state;
    RunOptions o;
    Err e;
    assert_int_equal(parse("run prog", &o, &e), CLI_GO);
    assert_int_equal(o.engine, ENGINE_REGION);
    assert_int_equal(o.check, 0);
    assert_int_equal(o.dump_count, -1);
    assert_null(o.plugins);
    assert_null(o.db_path);
    assert_null(o.dump_path);
    assert_false(o.no_chain);
    assert_int_equal(o.tb_max, 0);
    assert_int_equal(o.cache_nbytes, 0);
    assert_string_equal(o.argv[0], "prog");
    options_free(&o);
}

static void values(void **state)
{
    (void)state;
    RunOptions o;
    Err e;
    assert_int_equal(
        parse("run -L /s -p a,x=1 -p b -o /r.db --engine=interp --check=verify,lockstep --off=SK --no-opt=carry-flags "
              "--no-chain --tb-max=7 --cache-size=2M -d gt -D /d --dfilter=10..20,30 --dfilter=40+4 "
              "--dcount=3 --strace --no-jump-table --no-pins --no-guards --host-features-off=movbe,bmi1 "
              "--ra-seed=9 --perf-map "
              "--parent-run=5 -0 me prog",
              &o, &e),
        CLI_GO);
    assert_string_equal(o.sysroot, "/s");
    assert_string_equal(o.plugins[0], "a,x=1");
    assert_string_equal(o.plugins[1], "b");
    assert_string_equal(o.db_path, "/r.db");
    assert_int_equal(o.engine, ENGINE_INTERP);
    assert_int_equal(o.check, CHECK_VERIFY | CHECK_LOCKSTEP);
    assert_string_equal(o.off, "SK");
    assert_string_equal(o.no_opt, "carry-flags");
    assert_true(o.no_chain);
    assert_int_equal(o.tb_max, 7);
    assert_int_equal(o.cache_nbytes, 2 << 20);
    assert_string_equal(o.dump_letters, "gt");
    assert_string_equal(o.dump_ranges[0], "10..20");
    assert_string_equal(o.dump_ranges[2], "40+4");
    assert_int_equal(o.dump_count, 3);
    assert_true(o.no_jump_table);
    assert_true(o.no_pins);
    assert_true(o.no_guards);
    assert_true(o.perf_map);
    assert_string_equal(o.host_off, "movbe,bmi1");
    assert_int_equal(o.ra_seed, 9);
    assert_int_equal(o.parent_run, 5);
    assert_string_equal(o.program, "prog");
    assert_string_equal(o.argv[0], "me");
    options_free(&o);

    assert_int_equal(parse("run -p coverage prog", &o, &e), CLI_GO);
    assert_true(g_str_has_suffix(o.db_path, "/engraft.db"));
    assert_true(g_path_is_absolute(o.db_path));
    options_free(&o);
}

static void environment(void **state)
{
    (void)state;
    RunOptions o;
    Err e;
    setenv("ENGRAFT_T1", "one", 1);
    setenv("ENGRAFT_T2", "two", 1);
    assert_int_equal(parse("run -E ENGRAFT_T3=a=b -E ENGRAFT_T2=new -U ENGRAFT_T1 -U ENGRAFT_T2 prog", &o, &e), CLI_GO);
    assert_null(g_environ_getenv(o.envp, "ENGRAFT_T1"));
    assert_string_equal(g_environ_getenv(o.envp, "ENGRAFT_T2"), "new");
    assert_string_equal(g_environ_getenv(o.envp, "ENGRAFT_T3"), "a=b");
    assert_string_equal(getenv("ENGRAFT_T1"), "one");
    options_free(&o);
}

static void any_bytes_pass(void **state)
{
    (void)state;
    RunOptions o;
    Err e;
    assert_int_equal(parse("run -E X=\xff\xfe -0 \xe4 p\xe9 \xf0", &o, &e), CLI_GO);
    assert_string_equal(g_environ_getenv(o.envp, "X"), "\xff\xfe");
    assert_string_equal(o.program, "p\xe9");
    assert_string_equal(o.argv[0], "\xe4");
    options_free(&o);
}

static void mistakes(void **state)
{
    (void)state;
    expect_error("run", "which program?");
    expect_error("run --stats", "which program?");
    expect_error("run --bogus prog", "--bogus");
    expect_error("run -Z prog", "-Z");
    expect_error("run -L", "-L");
    expect_error("run --engine=fast prog", "--engine: 'fast' is none of interp, tb, region");
    expect_error("run --check=verify,all prog", "--check: 'all' is none of verify, lockstep");
    expect_error("run --tb-max=0 prog", "--tb-max: 0 is not between 1 and 4096");
    expect_error("run --tb-max=x prog", "--tb-max: 'x' is not a number");
    expect_error("run --cache-size=1kk prog", "--cache-size: '1kk' is not a number");
    expect_error("run --cache-size=99999999999999999999 prog", "is not a number");
    expect_error("run --cache-size=17179869184G prog", "is not a number");
    expect_error("run --dcount=-1 prog", "--dcount: '-1' is not a number");
    expect_error("run -E FOO prog", "-E: 'FOO' is not of the form VAR=VAL");
    expect_error("run -E =x prog", "-E: '=x'");
    expect_error("run -U A=b prog", "-U: 'A=b'");
    expect_error("run -o x.db prog", "-o without -p");
}

static void to_argv_and_back(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "run prog",
        "run -L lib -p a,x=1 -p b -o r.db --engine=interp --check=verify --check=lockstep --off=SK --no-chain "
        "--tb-max=7 --cache-size=2M -d gt -D d.txt --dfilter=10..20,30 --dcount=3 --strace --stats "
        "--no-jump-table "
        "--host-features-off=all --ra-seed=9 --perf-map --parent-run=5 -0 me prog",
    };
    for (size_t i = 0; i < 2; i++) {
        RunOptions o1, o2;
        Err e = {0};
        assert_int_equal(parse(lines[i], &o1, &e), CLI_GO);
        char **first = options_to_argv(&o1);
        g_autofree char *line = g_strjoinv(" ", first);
        g_autofree char *with_program = g_strconcat(line + strlen("engraft "), " prog", NULL);
        assert_int_equal(parse(with_program, &o2, &e), CLI_GO);
        assert_int_equal(o2.dump_append, o1.dump_path != NULL);
        assert_string_equal(o2.argv[0], "prog");
        char **second = options_to_argv(&o2);
        assert_true(g_strv_equal((const char *const *)first, (const char *const *)second));
        g_strfreev(first);
        g_strfreev(second);
        options_free(&o1);
        options_free(&o2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_end_at_program),
        cmocka_unit_test(defaults),
        cmocka_unit_test(values),
        cmocka_unit_test(environment),
        cmocka_unit_test(any_bytes_pass),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(to_argv_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
