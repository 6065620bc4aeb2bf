/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names that variables of a guest's environment have while another program
 * than the guest's looks at it: what environ.c and host_exec.c, which is in
 * another process, agree on. libc only.
 */
#ifndef ENGRAFT_ENGINE_ENVIRON_H
#define ENGRAFT_ENGINE_ENVIRON_H

#include <stdbool.h>
#include <string.h>

/* In front of the names of variables that the loader and C library of the program in between would obey. */
#define ENVIRON_HIDDEN "ENGRAFT_GUEST_"
/* Limits on memory, for an engraft. */
#define ENVIRON_LIMITS "ENGRAFT_LIMITS="
/* The path of engraft and its words up to where -0 would stand, a byte 0x1f behind each: for host programs. */
#define ENVIRON_WORDS "ENGRAFT_WORDS="
enum { ENVIRON_WORD_END = 0x1f };

static inline bool environ_starts(const char *s, const char *with)
{
    return !strncmp(s, with, strlen(with));
}

/* Does the variable go by another name? LD_LIBRARY_PATH does not: engraft's own libraries may be found by it, and of
 * the guest's the host's loader takes none. */
static inline bool environ_hides(const char *var)
{
    return (environ_starts(var, "LD_") && !environ_starts(var, "LD_LIBRARY_PATH=")) ||
           environ_starts(var, "GLIBC_TUNABLES=") || environ_starts(var, "MALLOC_") ||
           environ_starts(var, ENVIRON_HIDDEN) || environ_starts(var, ENVIRON_LIMITS) ||
           environ_starts(var, ENVIRON_WORDS);
}

#endif
