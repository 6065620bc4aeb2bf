/* SPDX-License-Identifier: Apache-2.0 */
/* Helpers of the guest test programs: print what a call yields, in a form that does not depend on the machine. */
#ifndef T_H
#define T_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Value, or the name of the error. */
#define SHOW(expr)                                                                                                     \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        long long v_ = (long long)(expr);                                                                              \
        if (v_ == -1)                                                                                                  \
            printf("%s: -1 %s\n", #expr, strerrorname_np(errno) ? strerrorname_np(errno) : "0");                       \
        else                                                                                                           \
            printf("%s: %lld\n", #expr, v_);                                                                           \
        fflush(stdout);                                                                                                \
    } while (0)
/* Success or the error, for results that vary. */
#define OK(expr)                                                                                                       \
    do {                                                                                                               \
        errno = 0;                                                                                                     \
        long long v_ = (long long)(expr);                                                                              \
        printf("%s: %s\n", #expr, v_ != -1 ? "ok" : strerrorname_np(errno) ? strerrorname_np(errno) : "?");            \
        fflush(stdout);                                                                                                \
    } while (0)

#endif
