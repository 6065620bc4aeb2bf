/* SPDX-License-Identifier: Apache-2.0 */
/* The hook through which virtual tables show instructions: the tracer knows no guest. Whoever links them defines it. */
#ifndef ENGRAFT_TRACER_DISAS_H
#define ENGRAFT_TRACER_DISAS_H

#include <stddef.h>
#include <stdint.h>

/* Words of two words have the first in the upper half. Strings are static. */
typedef struct TrcDisas {
    size_t (*text)(char *buf, size_t size, uint64_t word, uint64_t addr); /* disassembly, as snprintf() */
    const char *(*mnemonic)(uint64_t word, size_t *nbytes);               /* its first *nbytes bytes */
    const char *(*class_name)(uint64_t word);
} TrcDisas;

extern const TrcDisas trc_disas; /* engine/plugin/disas.c */

#endif
