/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The optimiser keeps what the guest can see. Random units are run before and
 * after a set of passes, from the same random states, with faulting memory,
 * helpers that leave and pending interrupts; end, state, counters and memory
 * must agree, also where the unit was left in the middle and the snapshot tells
 * the state.
 *
 *   test_ir_fuzz                       the seeds of make check
 *   test_ir_fuzz FIRST COUNT [SIZE]    other seeds, larger blocks
 *
 * A failure prints seed, passes, both units and what differs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tcg/ir/build.h"
#include "tcg/ir/join.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tcg/opt/fold.h"
#include "tcg/opt/pass.h"
#include "tests/unit/irgen.h"

static uint64_t first_seed = 1, nseeds = 40000;
static unsigned block_size = 16;

typedef struct Outcome {
    bool done;
    IrEvalEnd end;
    char env[ENV_BYTES];
    IrTestMem mem;
} Outcome;

/* Registers get near addresses, small numbers and extremes, so that accesses meet and branches go both ways. */
static void random_state(char *env, uint64_t *rng)
{
    for (unsigned i = 0; i < ENV_BYTES; i += 4) {
        uint64_t r = irtest_rand(rng);
        uint32_t v = (uint32_t)(r >> 32);
        switch (r >> 10 & 7) {
        case 0:
        case 1: v = 0x1000 + (v & 4); break;
        case 2: v = 0x1000 + (v & 0x3c); break;
        case 3: v &= 7; break;
        case 4: v = 0u - (v & 3); break;
        case 5: v = 0x7ffffffe + (v & 3); break;
        }
        memcpy(env + i, &v, 4);
    }
    for (unsigned i = 64; i < 96; i += 8) /* CR codes: small differences more often */
        if (irtest_rand(rng) >> 62) {
            int64_t v = (int64_t)(irtest_rand(rng) >> 61) - 4;
            memcpy(env + i, &v, 8);
        }
    uint32_t ca = irtest_rand(rng) >> 63;
    memcpy(env + 96, &ca, 4);
}

/* Passes L and O leave out polls, and which of them finds something pending goes by their number. */
static bool no_polls;

static void run(const IrUnit *u, const char *env, uint64_t seed, Outcome *out)
{
    memcpy(out->env, env, ENV_BYTES);
    memset(&out->mem, 0, offsetof(IrTestMem, addr));
    out->mem.seed = seed;
    out->mem.no_polls = no_polls;
    out->mem.fault_rate = seed % 3 ? 6 : 0;
    out->mem.leave_rate = seed % 5 ? 4 : 0;
    IrEvalMem m = irtest_mem(&out->mem);
    out->done = ir_eval_unit(u, out->env + ENV_TEST_BIAS, &m, 3000, &out->end);
}

static void print_state(const char *what, const Outcome *o)
{
    printf("%s: %s %%%u sub %u pc 0x%llx\n", what, uop_info[o->end.op].name, o->end.at, o->end.sub,
           (unsigned long long)o->end.pc);
    for (unsigned s = 0; s < S_COUNT; s++) {
        const IrSlotDesc *d = &irtest_env.slots[s];
        uint64_t v[2] = {0, 0};
        memcpy(v, o->env + ENV_TEST_BIAS + d->offset, ir_type_size[d->type]);
        if (d->name)
            printf(" %s=%llx", d->name, (unsigned long long)v[0]);
    }
    printf("\n");
}

static bool same(const Outcome *a, const Outcome *b)
{
    uint64_t addr;
    /* a store's byte order may be folded with a bswap */
    bool access = a->end.op == UOP_LD || a->end.op == UOP_ST || a->end.op == UOP_CAS;
    unsigned mask = access ? IR_M_SIZE : 0xff;
    if (a->end.op != b->end.op || ((a->end.sub ^ b->end.sub) & mask) || a->end.pc != b->end.pc)
        return false;
    return !memcmp(a->env, b->env, ENV_BYTES) && irtest_same_mem(&a->mem, &b->mem, &addr);
}

static _Noreturn void report(uint64_t seed, const char *off, const char *start, const IrUnit *before,
                             const IrUnit *after, const Outcome *x, const Outcome *y)
{
    printf("seed %llu, passes off: \"%s\"\nBEFORE\n", (unsigned long long)seed, off);
    ir_print(stdout, before, 0);
    printf("AFTER\n");
    ir_print(stdout, after, IR_T_REMOVED);
    Outcome s = *x;
    memcpy(s.env, start, ENV_BYTES);
    print_state("start", &s);
    print_state("before", x);
    print_state("after ", y);
    uint64_t addr;
    if (!irtest_same_mem(&x->mem, &y->mem, &addr))
        printf("memory differs at 0x%llx\n", (unsigned long long)addr);
    fflush(stdout);
    abort();
}

/* Which passes are off: all on; one on; one off; or a random set. */
static void choose_off(uint64_t seed, char off[16])
{
    unsigned n = opt_npasses, k = 0;
    uint64_t rng = seed * 77 + 5, bits = irtest_rand(&rng) >> 13;
    unsigned one = (unsigned)(bits >> 20) % n;
    for (unsigned i = 0; i < n; i++) {
        bool is_off = false;
        switch (seed % 4) {
        case 1: is_off = i != one; break;
        case 2: is_off = i == one; break;
        case 3: is_off = bits >> i & 1; break;
        }
        if (is_off)
            off[k++] = opt_passes[i].letter;
    }
    off[k] = 0;
}

static void one_seed(Arena *arena, uint64_t seed)
{
    Err err = {""};
    char off[16], start[ENV_BYTES];
    unsigned size = block_size / 2 + seed % (block_size + 1);
    irtest_env.guest64 = seed % 7 == 0;
    IrUnit *before = irgen_unit(arena, seed, size), *after = irgen_unit(arena, seed, size);
    if (!ir_verify(before, &err)) {
        ir_print(stdout, before, 0);
        fail_msg("seed %llu: %s", (unsigned long long)seed, err.text);
    }
    choose_off(seed, off);
    no_polls = !strchr(off, 'L') || !strchr(off, 'O');
    OptConfig cfg = {.off = off, .verify = true};
    opt_run(after, &cfg);
    if (seed % 8 == 0)
        opt_run(after, &cfg); /* passes are right on their own results, too */
    ir_compute_preds(after);
    uint64_t rng = seed | 1ull << 40;
    for (unsigned i = 0; i < 4; i++) {
        Outcome x, y;
        random_state(start, &rng);
        run(before, start, seed + i, &x);
        if (!x.done)
            continue;
        run(after, start, seed + i, &y);
        if (!y.done || !same(&x, &y))
            report(seed, off, start, before, after, &x, &y);
    }
    arena_reset(arena);
}

static void passes_keep_meaning(void **state)
{
    (void)state;
    Arena arena = {0};
    static uint64_t hits[RULE_COUNT];
    fold_rule_hits = hits;
    for (uint64_t s = first_seed; s < first_seed + nseeds; s++)
        one_seed(&arena, s);
    arena_free(&arena);
    unsigned never = 0;
    for (unsigned i = 0; i < RULE_COUNT; i++)
        if (!hits[i]) {
            printf("rule %s was not met\n", fold_rule_name[i]);
            never++;
        }
    printf("%llu units, %u of %u rules met\n", (unsigned long long)nseeds, RULE_COUNT - never, RULE_COUNT);
    if (nseeds >= 40000)
        assert_int_equal(never, 0);
}

/* A unit behind a block that leads to it, as in a region: means what it did, before and after the passes. */
static void copies_keep_meaning(void **state)
{
    (void)state;
    Arena arena = {0};
    Err err = {""};
    char start[ENV_BYTES];
    for (uint64_t s = first_seed; s < first_seed + nseeds / 4; s++) {
        irtest_env.guest64 = s % 7 == 0;
        IrUnit *before = irgen_unit(&arena, s, block_size),
               *after = ir_unit_new(&arena, before->env, before->pc, before->flags);
        uint32_t first = ir_block_new(after);
        IrBuild b = ir_build_at_end(after, first);
        ir_br(&b, ir_unit_append(after, before));
        if (s % 2)
            opt_run(after, &(OptConfig){.off = "", .verify = true});
        if (!ir_verify(before, &err) || !ir_verify(after, &err))
            fail_msg("seed %llu: %s", (unsigned long long)s, err.text);
        uint64_t rng = s | 1ull << 41;
        for (unsigned i = 0; i < 3; i++) {
            Outcome x, y;
            random_state(start, &rng);
            run(before, start, s + i, &x);
            if (!x.done)
                continue;
            run(after, start, s + i, &y);
            if (!y.done || !same(&x, &y))
                report(s, "copy", start, before, after, &x, &y);
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    if (argc > 2) {
        first_seed = strtoull(argv[1], NULL, 0);
        nseeds = strtoull(argv[2], NULL, 0);
    }
    if (argc > 3)
        block_size = (unsigned)atoi(argv[3]);
    const struct CMUnitTest tests[] = {cmocka_unit_test(passes_keep_meaning), cmocka_unit_test(copies_keep_meaning)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
