/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dumps and counters: letters, ranges, the count limit, where the text goes,
 * and that several threads' lines stay whole.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/log.h"
#include "engine/base/stat.h"

static char path[] = "/tmp/engraft-log-XXXXXX";

static int open_log(void **state)
{
    (void)state;
    Err e = {0};
    int fd = mkstemp(path);
    if (fd < 0)
        return -1;
    close(fd);
    return log_open(path, false, &e) ? 0 : -1;
}

static int remove_log(void **state)
{
    (void)state;
    return unlink(path);
}

static char *contents(void)
{
    static char text[1 << 16];
    int fd = open(path, O_RDONLY);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = 0;
    return text;
}

static void letters(void **state)
{
    (void)state;
    Err e = {0};
    assert_true(log_enable("gs", &e));
    assert_true(log_on('g') && log_on('s'));
    assert_false(log_on('t') || log_on('G'));
    assert_false(log_enable("tQ", &e));
    assert_non_null(strstr(e.text, "'Q'"));
    log_add_letter('Q', "a pass");
    e.text[0] = 0;
    assert_true(log_enable("Q", &e));
    assert_true(log_on('Q'));
    assert_false(log_on('q'));
    log_mask = 0;
    assert_true(log_enable("all", &e));
    assert_true(log_on('Q') && log_on('g') && log_on('z'));
    assert_false(log_on('J'));
    log_mask = log_bit('g');
}

static void only_letters_that_are_on_print(void **state)
{
    (void)state;
    log_printf('g', "shown %d\n", 1);
    log_printf('t', "hidden\n");
    fputs("direct\n", log_lock());
    log_printf('g', "inside\n");
    log_unlock();
    assert_string_equal(contents(), "shown 1\ndirect\ninside\n");
}

static void ranges_and_limit(void **state)
{
    (void)state;
    Err e = {0};
    assert_true(log_in_range(0) && log_in_range(UINT64_MAX));
    assert_true(log_add_range("0x100..1ff", &e));
    assert_true(log_add_range("1000+10", &e));
    assert_true(log_add_range("ffffffffffffffff", &e));
    assert_true(log_in_range(0x100) && log_in_range(0x1ff));
    assert_false(log_in_range(0xff) || log_in_range(0x200));
    assert_true(log_in_range(0x100f));
    assert_false(log_in_range(0x1010));
    assert_true(log_in_range(UINT64_MAX));
    static const char *const bad[] = {
        "", "-1", "x", "20..10", "10..", "10+0", "10+ffffffffffffffff", "10..20x", " 10", "11111111111111111"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        e.text[0] = 0;
        if (log_add_range(bad[i], &e))
            fail_msg("range '%s' was accepted", bad[i]);
        assert_non_null(strstr(e.text, "bad address range"));
    }
    log_set_limit(2);
    assert_false(log_take(0x50));
    assert_true(log_take(0x100));
    assert_true(log_take(0x100));
    assert_false(log_take(0x100));
    log_set_limit(UINT64_MAX);
    assert_true(log_take(0x100));
    log_mask = 0;
    assert_false(log_take(0x100));
    log_mask = log_bit('g');
}

static void *print_many(void *arg)
{
    for (int i = 0; i < 500; i++)
        log_printf('g', "%s%s%s\n", (char *)arg, (char *)arg, (char *)arg);
    return NULL;
}

static void lines_stay_whole(void **state)
{
    (void)state;
    pthread_t a, b;
    Err e = {0};
    assert_true(log_open(path, false, &e)); /* truncates */
    pthread_create(&a, NULL, print_many, "aaaa");
    pthread_create(&b, NULL, print_many, "bbbb");
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    int n = 0;
    for (char *line = strtok(contents(), "\n"); line; line = strtok(NULL, "\n"), n++)
        assert_true(strcmp(line, "aaaaaaaaaaaa") == 0 || strcmp(line, "bbbbbbbbbbbb") == 0);
    assert_int_equal(n, 1000);
}

static void appending_and_names(void **state)
{
    (void)state;
    Err e = {0};
    char name[64], want[64];
    assert_true(log_open(path, false, &e));
    log_printf('g', "first\n");
    assert_true(log_open(path, true, &e));
    log_printf('g', "second\n");
    assert_string_equal(contents(), "first\nsecond\n");
    snprintf(name, sizeof name, "%s-%%p-%%%%", path);
    snprintf(want, sizeof want, "%s-%ld-%%", path, (long)getpid());
    assert_true(log_open(name, false, &e));
    assert_int_equal(unlink(want), 0);
    assert_false(log_open("/nonexistent/x", false, &e));
    assert_non_null(strstr(e.text, "cannot write dump file '/nonexistent/x'"));
}

static void counters(void **state)
{
    (void)state;
    stat_add(STAT_SYSCALLS, 2);
    stat_add(STAT_SYSCALLS, 40);
    assert_int_equal(stat_get(STAT_SYSCALLS), 42);
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    stat_print(f);
    fclose(f);
    assert_non_null(strstr(text, " 42  system calls made\n"));
    free(text);
    stat_reset();
    assert_int_equal(stat_get(STAT_SYSCALLS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters),
        cmocka_unit_test(only_letters_that_are_on_print),
        cmocka_unit_test(ranges_and_limit),
        cmocka_unit_test(lines_stay_whole),
        cmocka_unit_test(appending_and_names),
        cmocka_unit_test(counters),
    };
    return cmocka_run_group_tests(tests, open_log, remove_log);
}
