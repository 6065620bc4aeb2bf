/* SPDX-License-Identifier: Apache-2.0 */
/* The small guest of irtest.h. */
#include "tests/unit/irtest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/err.h"
#include "tcg/ir/text.h"

#define AT(off) ((off)-ENV_TEST_BIAS)
#define SLOT32(n, name)                                                                                                \
    {                                                                                                                  \
        name, IR_I32, AT(16 + 4 * (n))                                                                                 \
    }

static const IrSlotDesc slots[S_COUNT] = {
    SLOT32(0, "r0"),         SLOT32(1, "r1"),          SLOT32(2, "r2"),         SLOT32(3, "r3"),
    SLOT32(4, "r4"),         SLOT32(5, "r5"),          SLOT32(6, "r6"),         SLOT32(7, "r7"),
    {"cr0", IR_I64, AT(64)}, {"cr1", IR_I64, AT(72)},  {"cr2", IR_I64, AT(80)}, {"cr3", IR_I64, AT(88)},
    {"ca", IR_I32, AT(96)},  {"lr", IR_I32, AT(100)},  {"f0", IR_F64, AT(104)}, {"f1", IR_F64, AT(112)},
    {"s0", IR_F32, AT(120)}, {"v0", IR_V128, AT(128)}, {NULL, IR_VOID, 0},      {"pc", IR_I32, AT(144)},
};

static IrTestMem *current;

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9e3779b97f4a7c15u;
    return h ^ h >> 29;
}

/* ---- memory -------------------------------------------------------------------------------------------------------
 */

uint8_t irtest_byte(const IrTestMem *m, uint64_t addr)
{
    for (unsigned i = m->nwrites; i-- > 0;)
        if (m->addr[i] == addr)
            return m->byte[i];
    return (uint8_t)(mix(m->seed, addr) >> 40);
}

static void write_byte(IrTestMem *m, uint64_t addr, uint8_t v)
{
    for (unsigned i = 0; i < m->nwrites; i++)
        if (m->addr[i] == addr) {
            m->byte[i] = v;
            return;
        }
    if (m->nwrites == MAX_WRITES)
        die("test memory full");
    m->addr[m->nwrites] = addr;
    m->byte[m->nwrites++] = v;
}

static uint64_t wrap(uint64_t addr)
{
    return irtest_env.guest64 ? addr : (uint32_t)addr;
}

static bool faults(const IrTestMem *m, uint64_t addr, unsigned nbytes)
{
    if (!m->fault_rate)
        return false;
    for (unsigned i = 0; i < nbytes; i++)
        if (mix(m->seed ^ 77, wrap(addr + i) >> 4) % m->fault_rate == 0)
            return true;
    return false;
}

static bool load(void *ctx, uint64_t addr, unsigned nbytes, void *out)
{
    IrTestMem *m = ctx;
    if (faults(m, addr, nbytes))
        return false;
    for (unsigned i = 0; i < nbytes; i++)
        ((uint8_t *)out)[i] = irtest_byte(m, wrap(addr + i));
    return true;
}

static bool store(void *ctx, uint64_t addr, unsigned nbytes, const void *data)
{
    IrTestMem *m = ctx;
    if (faults(m, addr, nbytes))
        return false;
    for (unsigned i = 0; i < nbytes; i++)
        write_byte(m, wrap(addr + i), ((const uint8_t *)data)[i]);
    return true;
}

static bool left(void *ctx)
{
    IrTestMem *m = ctx;
    bool l = m->left;
    m->left = false;
    return l;
}

static bool pending(void *ctx)
{
    IrTestMem *m = ctx;
    return !m->no_polls && m->leave_rate && mix(m->seed ^ 5, m->npolls++) % m->leave_rate == 0;
}

IrEvalMem irtest_mem(IrTestMem *m)
{
    current = m;
    return (IrEvalMem){.load = load, .store = store, .left = left, .pending = pending, .ctx = m};
}

bool irtest_same_mem(const IrTestMem *a, const IrTestMem *b, uint64_t *addr)
{
    for (unsigned k = 0; k < 2; k++) {
        const IrTestMem *m = k ? b : a;
        for (unsigned i = 0; i < m->nwrites; i++)
            if (irtest_byte(a, m->addr[i]) != irtest_byte(b, m->addr[i])) {
                *addr = m->addr[i];
                return false;
            }
    }
    return true;
}

/* ---- helpers ------------------------------------------------------------------------------------------------------
 */

static uint32_t get32(const char *state, unsigned slot)
{
    uint32_t v;
    memcpy(&v, state + slots[slot].offset + ENV_TEST_BIAS, 4);
    return v;
}

static uint64_t get64(const char *state, unsigned slot)
{
    uint64_t v;
    memcpy(&v, state + slots[slot].offset + ENV_TEST_BIAS, 8);
    return v;
}

static void put(char *state, unsigned slot, uint64_t v)
{
    memcpy(state + slots[slot].offset + ENV_TEST_BIAS, &v, ir_type_size[slots[slot].type]);
}

/* All of the guest's state as a number. */
static uint64_t look(const char *state)
{
    uint64_t h = 1;
    for (unsigned i = 16; i < 160; i += 8) {
        uint64_t v;
        memcpy(&v, state + i, 8);
        h = mix(h, v);
    }
    return h;
}

static void maybe_leave(uint64_t h)
{
    current->left = current->leave_rate && (h >> 33) % current->leave_rate == 0;
}

static uint32_t h_plain(char *state, uint32_t a)
{
    uint64_t h = mix(look(state), a);
    uint8_t byte = (uint8_t)h;
    put(state, S_R0 + (h >> 8) % 8, h >> 11);
    put(state, S_CR0 + (h >> 12) % 4, h * 3);
    store(current, 0x1000 + (h >> 20) % 16, 1, &byte);
    maybe_leave(h);
    return (uint32_t)(h >> 16);
}

static void h_plain_void(char *state)
{
    uint64_t h = look(state);
    put(state, S_R0 + h % 8, h >> 4);
    put(state, S_F0, mix(h, 9));
}

static uint32_t h_reads(char *state, uint32_t a)
{
    uint64_t h = mix(look(state), a);
    maybe_leave(h);
    return (uint32_t)h;
}

static uint64_t h_pure(char *state, uint32_t a, uint64_t b)
{
    return mix(mix(look(state), a), b);
}

static uint32_t h_const(uint32_t a, uint32_t b)
{
    return (uint32_t)mix(a, b);
}

static double h_constf(double a, uint32_t b)
{
    return a * 2 + (int32_t)b;
}

static uint32_t h_slots(char *state, uint32_t a)
{
    uint64_t h = mix(mix(get32(state, S_R0 + 1), get64(state, S_CR0 + 1)), a);
    maybe_leave(h);
    if (h & 1)
        put(state, S_R0 + 2, h >> 5);
    if (h & 2)
        put(state, S_CR0 + 2, h >> 3);
    return (uint32_t)(h >> 7);
}

static void h_slots_sure(char *state)
{
    put(state, S_R0 + 4, mix(get32(state, S_R0 + 3), 3));
}

static uint32_t h_pure_slots(char *state)
{
    return (uint32_t)mix(get32(state, S_R0 + 5), 11);
}

/* Of a plugin: its counter takes what it sees. */
static void h_notes(char *state, uint64_t a)
{
    uint64_t n;
    memcpy(&n, state + ENV_TEST_BIAS + OFF_COUNTERS + 16, 8);
    n = mix(mix(n, a), get32(state, S_R0 + 6));
    memcpy(state + ENV_TEST_BIAS + OFF_COUNTERS + 16, &n, 8);
}

static uint64_t h_else(char *state, uint32_t a, uint64_t b)
{
    uint64_t n;
    memcpy(&n, state + ENV_TEST_BIAS + OFF_COUNTERS + 16, 8);
    n = mix(mix(n, a), b);
    memcpy(state + ENV_TEST_BIAS + OFF_COUNTERS + 16, &n, 8);
    return n + 1;
}

static const uint16_t notes_reads[] = {S_R0 + 6, 0xffff};
static const uint16_t slots_reads[] = {S_R0 + 1, S_CR0 + 1, 0xffff}, slots_writes[] = {S_R0 + 2, S_CR0 + 2, 0xffff};
static const uint16_t sure_reads[] = {S_R0 + 3, 0xffff}, sure_writes[] = {S_R0 + 4, 0xffff};
static const uint16_t pure_reads[] = {S_R0 + 5, 0xffff};

static const IrHelper helpers[H_COUNT] = {
    [H_PLAIN] = {"plain", h_plain, 0, IR_I32, 1, {IR_I32}, NULL, NULL},
    [H_PLAIN_VOID] = {"plain_void", h_plain_void, IR_H_NOFAULT, IR_VOID, 0, {0}, NULL, NULL},
    [H_READS] = {"reads", h_reads, IR_H_READS, IR_I32, 1, {IR_I32}, NULL, NULL},
    [H_PURE] = {"pure", h_pure, IR_H_PURE, IR_I64, 2, {IR_I32, IR_I64}, NULL, NULL},
    [H_CONST] = {"const2", h_const, IR_H_CONST, IR_I32, 2, {IR_I32, IR_I32}, NULL, NULL},
    [H_CONSTF] = {"constf", h_constf, IR_H_CONST, IR_F64, 2, {IR_F64, IR_I32}, NULL, NULL},
    [H_SLOTS] = {"slots", h_slots, IR_H_SLOTS, IR_I32, 1, {IR_I32}, slots_reads, slots_writes},
    [H_SLOTS_SURE] = {"slots_sure", h_slots_sure, IR_H_SLOTS | IR_H_NOFAULT, IR_VOID, 0, {0}, sure_reads, sure_writes},
    [H_NOTES] = {"notes", h_notes, IR_H_SLOTS | IR_H_NOFAULT, IR_VOID, 1, {IR_I64}, notes_reads, NULL},
    [H_ELSE] = {"else", h_else, IR_H_SLOTS | IR_H_NOFAULT, IR_I64, 2, {IR_I32, IR_I64}, NULL, NULL},
    [H_PURE_SLOTS] = {"pure_slots", h_pure_slots, IR_H_PURE | IR_H_SLOTS, IR_I32, 0, {0}, pure_reads, NULL},
};

IrEnv irtest_env = {
    .slots = slots,
    .nslots = S_COUNT,
    .pc_slot = S_PC,
    .helpers = helpers,
    .nhelpers = H_COUNT,
    .env_bias = ENV_TEST_BIAS,
};

char *irtest_text(const IrUnit *u, unsigned how)
{
    char *text = NULL;
    size_t n = 0;
    FILE *f = open_memstream(&text, &n);
    ir_print(f, u, how);
    fclose(f);
    return text;
}
