/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two kinds of failure, two words.
 *
 * Err is what a user can cause (a broken ELF, a wrong option, a full disk): it
 * is returned, carries one line that says what and where, and ends up on
 * stderr with a non-zero exit. die() is our own mistake: it says where and
 * aborts.
 */
#ifndef ENGRAFT_BASE_ERR_H
#define ENGRAFT_BASE_ERR_H

#include <stdbool.h>

typedef struct Err {
    char text[1024]; /* one line, no newline; empty = no error */
} Err;

/* Sets e (which may be NULL) unless it already holds an error, and returns
 * false, so that `return err_set(e, ...)` reads well. Thread: any. */
bool err_set(Err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " in front of the text of e; does nothing to an empty e. */
void err_prefix(Err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Our mistake: prints "engraft: internal error: ..." with file and line, aborts. */
#define die(...) die_at(__FILE__, __LINE__, __VA_ARGS__)
_Noreturn void die_at(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* An assert that stays in release builds. */
#define CHECK(cond)                                                                                                    \
    do {                                                                                                               \
        if (__builtin_expect(!(cond), 0))                                                                              \
            die("check failed: %s", #cond);                                                                            \
    } while (0)

#endif
