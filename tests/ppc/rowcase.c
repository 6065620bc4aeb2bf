/* SPDX-License-Identifier: Apache-2.0 */
/* Annotated cases. See rowcase.h. */
#include "tests/ppc/rowcase.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "ppc/isa/cpu.h"

static bool is_crf(unsigned slot)
{
    return slot >= PPC_REG_CR0 && slot <= PPC_REG_CR7;
}

static bool is_vr(unsigned slot)
{
    return slot >= PPC_REG_V0 && slot <= PPC_REG_V31;
}

/* Hidden state and the reservation are not written as slots. */
static bool shown(unsigned slot)
{
    return ppc_slot_desc(false)[slot].name && slot < PPC_REG_COUNT && slot != PPC_REG_RES;
}

/* -- memory at the start ------------------------------------------------------------------------------------------ */

void row_start_memory(uint8_t mem[ROW_DATA])
{
    static const uint32_t words[] = {
        0x3ff80000, 0x00000000, /* 80: 1.5 as a double */
        0xc0200000, 0x00000001, /* 88: -2.5 and the smallest number as singles */
        0x7fa00000, 0xff7fffff, /* 90: a signalling NaN, the most negative number */
        0x00000000, 0x00000001, /* 98: the smallest double */
        0xfffffffe, 0x80000000, /* a0: -2 and the most negative integer */
    };
    for (unsigned i = 0; i < ROW_DATA; i++)
        mem[i] = (uint8_t)i;
    for (unsigned i = 0; i < ARRAY_LEN(words); i++)
        st_be32(mem + 0x80 + 4 * i, words[i]);
}

/* -- parsing ------------------------------------------------------------------------------------------------------ */

static bool slot_named(const char *name, uint16_t *slot)
{
    for (unsigned s = 0; s < SLOT_COUNT; s++)
        if (shown(s) && strcmp(ppc_slot_desc(false)[s].name, name) == 0) {
            *slot = (uint16_t)s;
            return true;
        }
    return false;
}

/* D+x, C+x or a number of up to 32 hexadecimal digits, '_' between any of them. */
static bool parse_value(const char *p, RowItem *it)
{
    it->base = ROW_ABS;
    it->value[0] = it->value[1] = 0;
    if ((p[0] == 'D' || p[0] == 'C') && (p[1] == '+' || p[1] == '-')) {
        it->base = p[0] == 'D' ? ROW_D : ROW_C;
        long v = strtol(p + 1, NULL, 16);
        it->value[0] = (uint32_t)v;
        return true;
    }
    for (; *p; p++) {
        if (*p == '_')
            continue;
        if (!isxdigit((unsigned char)*p))
            return false;
        it->value[1] = it->value[1] << 4 | it->value[0] >> 60;
        it->value[0] = it->value[0] << 4 | (uint64_t)(isdigit((unsigned char)*p) ? *p - '0' : (*p | 32) - 'a' + 10);
    }
    return true;
}

static bool parse_memory(RowCase *rc, const char *name, const char *value)
{
    unsigned off = (unsigned)strtoul(name + 1, NULL, 16);
    for (; value[0] && value[1]; value += 2) {
        char two[3] = {value[0], value[1], 0};
        if (off >= ROW_DATA || rc->nout == ROW_DATA)
            return false;
        rc->out[rc->nout++] = (RowItem){.is_mem = true, .slot = (uint16_t)off++, .value = {strtoul(two, NULL, 16), 0}};
    }
    return *value == 0;
}

static bool parse_item(RowCase *rc, char *text, bool output)
{
    char *value = strchr(text, '=');
    if (!value)
        return false;
    *value++ = 0;
    if (output && text[0] == '[')
        return parse_memory(rc, text, value);
    if (output && strcmp(text, "pc") == 0) {
        rc->pc = (int32_t)strtol(value, NULL, 16);
        return true;
    }
    if (output && strcmp(text, "end") == 0) {
        snprintf(rc->end, sizeof rc->end, "%s", value);
        return true;
    }
    if (!output && strcmp(text, "drn") == 0) {
        rc->drn = (uint32_t)strtoul(value, NULL, 16) & 7;
        return true;
    }
    if (strcmp(text, "res") == 0) {
        unsigned addr, size = 0;
        if (sscanf(value, "D+%x:%u", &addr, &size) < 1)
            return false;
        if (output) {
            rc->res_out = true;
            rc->res_out_addr = addr;
        } else {
            rc->res_addr = addr;
            rc->res_size = size;
        }
        return true;
    }
    RowItem *it = output ? &rc->out[rc->nout++] : &rc->in[rc->nin++];
    *it = (RowItem){0};
    return rc->nin < ROW_MAX_ITEMS && rc->nout < ROW_DATA && slot_named(text, &it->slot) && parse_value(value, it);
}

static bool parse_items(RowCase *rc, char *text, bool output, Err *err)
{
    for (char *save, *p = strtok_r(text, " \t", &save); p; p = strtok_r(NULL, " \t", &save))
        if (!parse_item(rc, p, output))
            return err_set(err, "line %u: '%s' is no item", rc->line, p);
    return true;
}

static bool parse_instruction(RowCase *rc, char *text, Err *err)
{
    char *end, dis[PPC_DISAS_MAX];
    rc->word = strtoull(text, &end, 16); /* of a prefixed one 16 digits */
    rc->op = ppc_decode(rc->word);
    end += strspn(end, " ");
    while (strlen(end) && end[strlen(end) - 1] == ' ')
        end[strlen(end) - 1] = 0;
    snprintf(rc->text, sizeof rc->text, "%s", end);
    ppc_disas(dis, sizeof dis, rc->word, 0, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
    if (!rc->op)
        return err_set(err, "line %u: %016llx is no instruction", rc->line, (unsigned long long)rc->word);
    if (strcmp(dis, rc->text))
        return err_set(err, "line %u: %08llx is '%s', not '%s'", rc->line, (unsigned long long)rc->word, dis, rc->text);
    return true;
}

bool row_parse(RowCase *rc, char *line, Err *err)
{
    unsigned number = rc->line;
    *rc = (RowCase){.line = number, .end = "sc"};
    line[strcspn(line, "#\n")] = 0;
    if (line[strspn(line, " \t")] == 0)
        return true;
    char *in = strchr(line, '|'), *out = in ? strchr(in + 1, '|') : NULL;
    if (!in)
        return err_set(err, "line %u: no '|'", number);
    *in++ = 0;
    if (out)
        *out++ = 0;
    rc->blessed = out != NULL;
    if (!parse_instruction(rc, line, err))
        return false;
    rc->pc = (int32_t)ppc_word_bytes(rc->word);
    return parse_items(rc, in, false, err) && (!out || parse_items(rc, out, true, err));
}

/* -- making ------------------------------------------------------------------------------------------------------- */

static uint64_t item_value(const RowItem *it, uint32_t at, uint32_t data)
{
    if (it->base == ROW_ABS)
        return it->value[0];
    return (uint32_t)(it->value[0] + (it->base == ROW_D ? data : at));
}

static void set_slot(PpcCpu *cpu, unsigned slot, uint64_t v, uint64_t upper)
{
    char *to = (char *)cpu + ENV_BIAS + ppc_slot_desc(false)[slot].offset;
    if (is_crf(slot)) {
        ppc_set_crf(cpu, slot - PPC_REG_CR0, (unsigned)v & 15);
    } else if (is_vr(slot)) {
        cpu->vsr[32 + slot - PPC_REG_V0] = (PpcVsr){.d = {v, upper}};
    } else {
        IrType t = (IrType)ppc_slot_desc(false)[slot].type;
        memcpy(to, &v, t == IR_I64 || t == IR_F64 ? 8 : 4);
    }
}

/* Registers that a case does not name hold this. */
static void poison(PpcCpu *cpu)
{
    memset(cpu, 0, sizeof *cpu);
    for (unsigned n = 0; n < 32; n++) {
        cpu->gpr[n] = 0xa5a50000u + n * 0x0101;
        ppc_set_fpr(cpu, n, 0x4059000000000000ull + n);
        cpu->vsr[32 + n] = (PpcVsr){.d = {0x7e007e007e007e00ull + n, 0x7e007e007e007e00ull + 0x100 * n}};
    }
    for (unsigned n = 0; n < 8; n++)
        ppc_set_crf(cpu, n, 0);
    cpu->lr = 0xa5a5ff00u;
    cpu->ctr = 0xa5a5fe00u;
    cpu->res_addr = ~0ull;
    cpu->pvr = ppc_cpu_model->pvr;
}

static void emit(DiffCase *c, uint32_t word)
{
    CHECK(c->nwords < DIFF_MAX_WORDS);
    c->words[c->nwords++] = word;
}

/* lis, ori */
static void emit_const(DiffCase *c, unsigned reg, uint32_t v)
{
    emit(c, 15u << 26 | reg << 21 | v >> 16);
    emit(c, 24u << 26 | reg << 21 | reg << 16 | (v & 0xffff));
}

bool row_make(const RowCase *rc, DiffCase *c, uint32_t code, uint32_t data, bool twin, uint32_t *at)
{
    uint8_t mem[ROW_DATA];
    unsigned nconst = 0;
    memset(c, 0, sizeof *c);
    poison(&c->start);
    c->start.pc = code;
    for (unsigned i = 0; i < rc->nin; i++)
        nconst += rc->in[i].slot <= PPC_REG_R(31);
    if (twin && (!nconst || nconst > 12))
        return false;
    *at = code + (twin ? nconst * 8 : 0);
    for (unsigned i = 0; i < rc->nin; i++) {
        const RowItem *it = &rc->in[i];
        uint64_t v = item_value(it, *at, data);
        bool gpr = it->slot <= PPC_REG_R(31);
        set_slot(&c->start, it->slot, twin && gpr ? ~v & 0xffffffffu : v, it->value[1]);
        if (twin && gpr)
            emit_const(c, it->slot - PPC_REG_R(0), (uint32_t)v);
    }
    if (rc->res_size) {
        row_start_memory(mem);
        c->start.res_addr = data + rc->res_addr;
        c->start.res_size = rc->res_size;
        for (unsigned i = 0; i < rc->res_size; i++)
            c->start.res_val = c->start.res_val << 8 | mem[rc->res_addr + i];
    }
    diff_put(c, rc->word);
    ppc_set_fpscr(&c->start, (uint64_t)rc->drn << 32 | c->start.fpscr);
    ppc_update_tb_flags(&c->start);
    return true;
}

/* -- comparing, printing ------------------------------------------------------------------------------------------ */

static uint64_t slot_now(const PpcCpu *cpu, unsigned slot, uint64_t *upper)
{
    *upper = 0;
    if (is_vr(slot)) {
        *upper = cpu->vsr[32 + slot - PPC_REG_V0].d[1];
        return cpu->vsr[32 + slot - PPC_REG_V0].d[0];
    }
    uint64_t v = ppc_slot_read(cpu, slot);
    return is_crf(slot) ? crf_decode((int64_t)v) : v;
}

static void print_value(FILE *out, const RowCase *rc, unsigned slot, uint64_t v, uint64_t upper, const RowEnd *e)
{
    int32_t from_here = e ? (int32_t)((uint32_t)v - e->at) : 0;
    if (is_vr(slot))
        fprintf(out, "%08x_%08x_%08x_%08x", (uint32_t)(upper >> 32), (uint32_t)upper, (uint32_t)(v >> 32), (uint32_t)v);
    else if (e && slot <= PPC_REG_R(31) && v - e->data < ROW_DATA)
        fprintf(out, "D+%x", (uint32_t)v - e->data);
    else if (e && ((slot == PPC_REG_LR && from_here >= 0 && from_here < 4096) ||
                   (rc->op == PPC_ADDPCIS && slot == f_rt(rc->word))))
        fprintf(out, "C%c%x", from_here < 0 ? '-' : '+', abs(from_here));
    else
        fprintf(out, "%llx", (unsigned long long)v);
}

static const RowItem *expected(const RowCase *rc, bool is_mem, unsigned slot)
{
    for (unsigned i = 0; i < rc->nout; i++)
        if (rc->out[i].is_mem == is_mem && rc->out[i].slot == slot)
            return &rc->out[i];
    return NULL;
}

static bool check_slot(const RowCase *rc, const DiffCase *c, const RowEnd *e, unsigned slot, FILE *out)
{
    const RowItem *it = expected(rc, false, slot);
    uint64_t want_upper, upper, v = slot_now(e->cpu, slot, &upper), want = slot_now(&c->start, slot, &want_upper);
    if (it) {
        want = item_value(it, e->at, e->data);
        want_upper = it->value[1];
    }
    if (v == want && upper == want_upper)
        return true;
    fprintf(out, "    %s: ", ppc_slot_desc(false)[slot].name);
    print_value(out, rc, slot, v, upper, e);
    fprintf(out, ", expected ");
    print_value(out, rc, slot, want, want_upper, e);
    fprintf(out, "\n");
    return false;
}

bool row_check(const RowCase *rc, const DiffCase *c, const RowEnd *e, FILE *out)
{
    uint8_t mem[ROW_DATA];
    bool ok = true;
    for (unsigned s = 0; s < SLOT_COUNT; s++)
        if (shown(s))
            ok &= check_slot(rc, c, e, s, out);
    row_start_memory(mem);
    for (unsigned i = 0; i < ROW_DATA; i++) {
        const RowItem *it = expected(rc, true, i);
        unsigned want = it ? (unsigned)it->value[0] : mem[i];
        if (e->mem[i] != want) {
            fprintf(out, "    [%x]: %02x, expected %02x\n", i, e->mem[i], want);
            ok = false;
        }
    }
    if (strcmp(e->end, rc->end)) {
        fprintf(out, "    ends by %s, expected %s\n", e->end, rc->end);
        ok = false;
    }
    int32_t pc = (int32_t)((uint32_t)e->cpu->pc - e->at) - (strcmp(e->end, "sc") ? 0 : 4);
    if (pc != rc->pc) {
        fprintf(out, "    goes on at %+d, expected %+d\n", pc, rc->pc);
        ok = false;
    }
    bool res = e->cpu->res_addr != ~0ull;
    if (res != rc->res_out || (res && (uint32_t)e->cpu->res_addr - e->data != rc->res_out_addr)) {
        fprintf(out, "    reservation: %llx\n", (unsigned long long)e->cpu->res_addr);
        ok = false;
    }
    return ok;
}

static void print_inputs(const RowCase *rc, FILE *out)
{
    for (unsigned i = 0; i < rc->nin; i++) {
        const RowItem *it = &rc->in[i];
        fprintf(out, " %s=", ppc_slot_desc(false)[it->slot].name);
        if (it->base == ROW_ABS)
            print_value(out, rc, it->slot, it->value[0], it->value[1], NULL);
        else
            fprintf(out, "%c%c%x", it->base == ROW_D ? 'D' : 'C', (int32_t)it->value[0] < 0 ? '-' : '+',
                    abs((int32_t)it->value[0]));
    }
    if (rc->res_size)
        fprintf(out, " res=D+%x:%u", rc->res_addr, rc->res_size);
    if (rc->drn)
        fprintf(out, " drn=%x", rc->drn);
}

static void print_memory(const RowEnd *e, FILE *out)
{
    uint8_t mem[ROW_DATA];
    row_start_memory(mem);
    for (unsigned i = 0; i < ROW_DATA; i++) {
        if (e->mem[i] == mem[i])
            continue;
        fprintf(out, " [%x]=", i);
        for (; i < ROW_DATA && e->mem[i] != mem[i]; i++)
            fprintf(out, "%02x", e->mem[i]);
    }
}

void row_print(const RowCase *rc, const DiffCase *c, const RowEnd *e, FILE *out)
{
    fprintf(out, "%0*llx %-30s |", 2 * (int)ppc_word_bytes(rc->word), (unsigned long long)rc->word, rc->text);
    print_inputs(rc, out);
    if (!e) {
        fprintf(out, "\n");
        return;
    }
    fprintf(out, " |");
    for (unsigned s = 0; s < SLOT_COUNT; s++) {
        uint64_t old_upper, upper;
        if (!shown(s))
            continue;
        uint64_t old = slot_now(&c->start, s, &old_upper), v = slot_now(e->cpu, s, &upper);
        if (old == v && old_upper == upper)
            continue;
        fprintf(out, " %s=", ppc_slot_desc(false)[s].name);
        print_value(out, rc, s, v, upper, e);
    }
    print_memory(e, out);
    int32_t pc = (int32_t)((uint32_t)e->cpu->pc - e->at) - (strcmp(e->end, "sc") ? 0 : 4);
    if (pc != (int32_t)ppc_word_bytes(rc->word))
        fprintf(out, " pc=%s%x", pc < 0 ? "-" : "+", abs(pc));
    if (strcmp(e->end, "sc"))
        fprintf(out, " end=%s", e->end);
    if (e->cpu->res_addr != ~0ull)
        fprintf(out, " res=D+%x", (uint32_t)e->cpu->res_addr - e->data);
    fprintf(out, "\n");
}
