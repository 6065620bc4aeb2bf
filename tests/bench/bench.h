/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the benchmark programs share. Each program takes one optional argument,
 * its size (work grows roughly in proportion), and prints one line, its
 * checksum: the same on every machine and under every engine.
 *
 * A line "bench: class=CLASS size=N flags=FLAGS" in each program's head tells
 * tests/bench/run how to build and start it. flags are for the PowerPC
 * compiler. native=differs: the PowerPC compiler fuses multiply and add, so that
 * the host's result differs in its last bits; the engines' results still must agree.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The size to work on: argv[1] or the default. */
static inline unsigned bench_size(int argc, char **argv, unsigned size)
{
    return argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : size;
}

/* Mixes one more word into a checksum (multiply and fold). */
static inline uint32_t bench_mix(uint32_t sum, uint32_t word)
{
    sum = (sum ^ word) * 0x9e3779b1u;
    return sum ^ (sum >> 15);
}

/* A double by its bits. */
static inline uint32_t bench_mix_double(uint32_t sum, double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bench_mix(bench_mix(sum, (uint32_t)(bits >> 32)), (uint32_t)bits);
}

/* Numbers without pattern, the same everywhere. */
static inline uint32_t bench_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static inline int bench_done(uint32_t sum)
{
    printf("%08x\n", (unsigned)sum);
    return 0;
}

#endif
