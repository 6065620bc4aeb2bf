/* SPDX-License-Identifier: Apache-2.0 */
/* Text form of cases: what a failing one is kept as, and what tests/corpus holds. */
#include <string.h>

#include "ppc/cpu/crf.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/cpu.h"
#include "tests/diff/case.h"

static void *slot_at(PpcCpu *cpu, unsigned slot)
{
    return (char *)cpu + ENV_BIAS + ppc_slot_desc(false)[slot].offset;
}

static bool is_crf(unsigned slot)
{
    return slot >= PPC_REG_CR0 && slot <= PPC_REG_CR7;
}

/* Slots that are not 0 in an empty state are always printed. */
static bool plain_zero(const PpcCpu *cpu, unsigned slot)
{
    return ppc_slot_read(cpu, slot) == 0 && !is_crf(slot);
}

void case_print(const DiffCase *c, FILE *f)
{
    for (unsigned i = 0; i < c->nwords; i++) {
        char text[PPC_DISAS_MAX];
        ppc_disas(text, sizeof text, diff_get(c, i), c->start.pc + i * 4, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        fprintf(f, "word %08x # %s\n", c->words[i], text);
    }
    for (unsigned s = 0; s < SLOT_COUNT; s++)
        if (ppc_slot_desc(false)[s].name && !plain_zero(&c->start, s) && !(s >= PPC_REG_V0 && s <= PPC_REG_V31))
            fprintf(f, "%s %llx\n", ppc_slot_desc(false)[s].name, (unsigned long long)ppc_slot_read(&c->start, s));
    for (unsigned n = 0; n < 64; n++) {
        const uint64_t *d = c->start.vsr[n].d;
        if (d[0] || d[1])
            fprintf(f, "vs%u %llx %llx\n", n, (unsigned long long)d[0], (unsigned long long)d[1]);
    }
    if (c->start.fpscr_drn)
        fprintf(f, "drn %x\n", c->start.fpscr_drn);
    if (c->start.fp_trap)
        fprintf(f, "fp_trap 1\n");
}

static void set_slot(PpcCpu *cpu, unsigned slot, uint64_t v)
{
    IrType t = (IrType)ppc_slot_desc(false)[slot].type;
    memcpy(slot_at(cpu, slot), &v, t == IR_I64 || t == IR_F64 ? 8 : 4);
}

static bool parse_item(DiffCase *c, const char *name, uint64_t v)
{
    if (strcmp(name, "word") == 0) {
        if (c->nwords == DIFF_MAX_WORDS)
            return false;
        c->words[c->nwords++] = (uint32_t)v;
        return true;
    }
    if (strcmp(name, "drn") == 0) {
        c->start.fpscr_drn = (uint32_t)v & 7;
        return true;
    }
    if (strcmp(name, "fp_trap") == 0) {
        c->start.fp_trap = v != 0;
        return true;
    }
    for (unsigned s = 0; s < SLOT_COUNT; s++)
        if (ppc_slot_desc(false)[s].name && strcmp(ppc_slot_desc(false)[s].name, name) == 0) {
            set_slot(&c->start, s, v);
            return true;
        }
    return false;
}

/* "vsN A B": both halves as PpcVsr.d has them. */
static bool parse_vsr(DiffCase *c, const char *line)
{
    unsigned n;
    unsigned long long a, b;
    if (sscanf(line, "vs%u %llx %llx", &n, &a, &b) != 3 || n >= 64)
        return false;
    c->start.vsr[n].d[0] = a;
    c->start.vsr[n].d[1] = b;
    return true;
}

bool case_parse(DiffCase *c, FILE *f, Err *err)
{
    char line[256], name[32];
    unsigned number = 0;
    memset(c, 0, sizeof *c);
    c->start.res_addr = ~0ull;
    c->start.pvr = ppc_cpu_model->pvr;
    c->start.pc = DIFF_CODE;
    for (unsigned n = 0; n < 8; n++)
        ppc_set_crf(&c->start, n, 0);
    while (fgets(line, sizeof line, f)) {
        unsigned long long v;
        number++;
        line[strcspn(line, "#\n")] = 0;
        if (line[strspn(line, " \t")] == 0)
            continue;
        if (parse_vsr(c, line))
            continue;
        if (sscanf(line, "%31s %llx", name, &v) != 2 || !parse_item(c, name, v))
            return err_set(err, "line %u is no item of a case: '%s'", number, line);
    }
    return c->nwords || err_set(err, "the case has no words");
}
