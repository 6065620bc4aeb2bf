/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every plugin can be told by `-p NAME,...`: which code it is about
 * (filter=) and when it is on (start=, stop=, window=). A plugin's hooks are
 * called for the TBs that pass its filters while it is on; TBs end where that
 * changes. Switching throws all translations away.
 *
 * A trigger at an address (start=symbol:NAME, start=guest) makes a TB of its
 * own: it switches and starts again, so the instruction there is the first
 * that is seen (start) or not seen (stop).
 */
#include <stdlib.h>
#include <string.h>

#include "engine/exec/exec.h"
#include "engine/exec/hooks.h"
#include "engine/mem/mem.h"
#include "engine/plugin/plg.h"
#include "ppc/trans/helper.h"

bool (*plg_source_hook)(const EgModule *m, uint64_t addr, EgSource *out);

typedef enum Kind { BY_MODULE, BY_SYMBOL, BY_FILE, BY_ADDR } Kind;

/* hi is behind the last address. */
typedef struct Range {
    uint64_t lo, hi;
} Range;

/* One filter=: passes when one of its patterns fits (or, with '!', none does). */
typedef struct Filter {
    Kind kind;
    bool negate;
    char **globs;
    GArray *ranges; /* BY_ADDR: Range */
    unsigned use;   /* for plg_used() */
} Filter;

/* When a plugin is switched on or off. */
typedef struct Trigger {
    enum { NEVER, AT_SYMBOL, AT_COUNT, AT_SIGNAL, AT_MARK } kind;
    char *glob;
    uint64_t n;   /* count; signal number */
    unsigned use; /* for plg_used() */
} Trigger;

struct PlgControl {
    GArray *filters; /* Filter */
    Trigger start, stop;
    uint64_t window_on, window_all; /* on for the first part of every so many instructions; 0 = no window */
    uint32_t cell, limit_cell;      /* instructions so far, and at which to look again; 0 = not needed */
    bool on;
};

static bool any_control; /* a plugin has filters or triggers */

/* ---------------------------------------------------------------- options */

static bool parse_number(const char *s, uint64_t *n)
{
    char *end;
    *n = strtoull(s, &end, 0);
    return g_ascii_isdigit(*s) && !*end;
}

static bool parse_ranges(Filter *f)
{
    f->ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    for (char **g = f->globs; *g; g++) {
        g_auto(GStrv) parts = g_strsplit(*g, "-", 2);
        Range r;
        if (g_strv_length(parts) != 2 || !parse_number(parts[0], &r.lo) || !parse_number(parts[1], &r.hi) ||
            r.lo >= r.hi)
            return false;
        g_array_append_val(f->ranges, r);
    }
    return true;
}

static bool parse_filter(EgPlugin *p, const char *value, Err *err)
{
    static const char *const kinds[] = {"module:", "symbol:", "file:", "addr:"};
    Filter f = {.negate = *value == '!'};
    const char *v = value + f.negate;
    unsigned k = 0;
    while (k < G_N_ELEMENTS(kinds) && !g_str_has_prefix(v, kinds[k]))
        k++;
    if (k == G_N_ELEMENTS(kinds))
        return err_set(err, "plugin %s: filter '%s' is not one of module:, symbol:, file:, addr:", p->d->name, value);
    f.kind = (Kind)k;
    f.globs = g_strsplit(v + strlen(kinds[k]), "|", -1);
    for (char **g = f.globs; *g || g == f.globs; g++)
        if (!*g || !**g)
            return err_set(err, "plugin %s: filter '%s' has an empty pattern", p->d->name, value);
    if (f.kind == BY_ADDR && !parse_ranges(&f))
        return err_set(err, "plugin %s: filter '%s' is not of the form addr:0xFROM-0xTO", p->d->name, value);
    if (!f.negate) /* one that takes nothing away does no harm */
        f.use = plg_use_new(p, "filter", value, f.kind == BY_SYMBOL ? v + strlen(kinds[k]) : NULL);
    g_array_append_val(p->control->filters, f);
    return true;
}

static bool parse_trigger(EgPlugin *p, Trigger *t, const char *value, Err *err)
{
    const char *arg = strchr(value, ':');
    arg = arg ? arg + 1 : "";
    *t = (Trigger){.glob = g_strdup(arg)};
    if (strcmp(value, "guest") == 0)
        t->kind = AT_MARK;
    else if (g_str_has_prefix(value, "symbol:") && *arg)
        t->kind = AT_SYMBOL;
    else if (g_str_has_prefix(value, "count:") && parse_number(arg, &t->n))
        t->kind = AT_COUNT;
    else if (g_str_has_prefix(value, "signal:") && parse_number(arg, &t->n) && t->n >= 1 && t->n <= 64)
        t->kind = AT_SIGNAL;
    else
        return err_set(err, "plugin %s: '%s' is not one of symbol:NAME, count:N, signal:N, guest", p->d->name, value);
    return true;
}

static bool parse_window(EgPlugin *p, const char *value, Err *err)
{
    g_auto(GStrv) parts = g_strsplit(value, ":", 2);
    PlgControl *c = p->control;
    if (g_strv_length(parts) != 2 || !parse_number(parts[0], &c->window_on) ||
        !parse_number(parts[1], &c->window_all) || !c->window_on || c->window_on >= c->window_all)
        return err_set(err, "plugin %s: window '%s' is not of the form ON:ALL (instructions, ON < ALL)", p->d->name,
                       value);
    return true;
}

static const char *const switch_names[] = {"start", "stop", "window", NULL};

bool plg_control_option(EgPlugin *p, const char *name, const char *value, bool *known, Err *err)
{
    if (!p->control) {
        p->control = g_new0(PlgControl, 1);
        p->control->filters = g_array_new(FALSE, FALSE, sizeof(Filter));
        p->control->on = true;
    }
    PlgControl *c = p->control;
    *known = true;
    any_control = true;
    if (strcmp(name, "filter") == 0)
        return parse_filter(p, value, err);
    if (exec_config.lockstep && g_strv_contains(switch_names, name))
        return err_set(err, "plugin %s: %s= and --check=lockstep exclude each other", p->d->name, name);
    if (strcmp(name, "start") == 0) {
        c->on = false;
        if (!parse_trigger(p, &c->start, value, err))
            return false;
        c->start.use = plg_use_new(p, name, value, c->start.kind == AT_SYMBOL ? c->start.glob : NULL);
        return true;
    }
    if (strcmp(name, "stop") == 0) {
        if (!parse_trigger(p, &c->stop, value, err))
            return false;
        if (c->stop.kind == AT_SYMBOL) /* the others are limits, which need not be reached */
            c->stop.use = plg_use_new(p, name, value, c->stop.glob);
        return true;
    }
    if (strcmp(name, "window") == 0)
        return parse_window(p, value, err);
    *known = false;
    return true;
}

/* ---------------------------------------------------------------- what is at an address */

bool plg_source_of(uint64_t addr, EgSource *out)
{
    EgModule m;
    size_t n = out->struct_size;
    memset(out, 0, sizeof *out);
    out->struct_size = n;
    if (!plg_module_at(addr, &m))
        return false;
    out->module = m.number;
    return plg_source_hook && plg_source_hook(&m, addr, out);
}

bool eg_source_of(uint64_t addr, EgSource *out)
{
    EgSource full = {.struct_size = sizeof full};
    bool found = plg_source_of(addr, &full);
    size_t n = out->struct_size < sizeof full ? out->struct_size : sizeof full;
    full.struct_size = n;
    memcpy(out, &full, n);
    return found;
}

static bool fits(char *const *globs, const char *text)
{
    g_autofree char *base = text ? g_path_get_basename(text) : NULL;
    for (; text && *globs; globs++)
        if (g_pattern_match_simple(*globs, text) || g_pattern_match_simple(*globs, base))
            return true;
    return false;
}

static bool in_ranges(const Filter *f, uint64_t addr)
{
    for (unsigned i = 0; i < f->ranges->len; i++) {
        const Range *r = &g_array_index(f->ranges, Range, i);
        if (addr >= r->lo && addr < r->hi)
            return true;
    }
    return false;
}

static bool passes(const Filter *f, uint64_t addr)
{
    EgSource s = {.struct_size = sizeof s};
    EgModule m = {0};
    bool fit;
    if (f->kind == BY_ADDR)
        fit = in_ranges(f, addr);
    else if (f->kind == BY_MODULE)
        fit = plg_module_at(addr, &m) && fits(f->globs, m.path);
    else
        fit = plg_source_of(addr, &s) && fits(f->globs, f->kind == BY_FILE ? s.file : s.symbol);
    if (fit)
        plg_used(f->use);
    return fit != f->negate;
}

bool plg_filtered_in(const EgPlugin *p, uint64_t addr)
{
    for (unsigned i = 0; p->control && i < p->control->filters->len; i++)
        if (!passes(&g_array_index(p->control->filters, Filter, i), addr))
            return false;
    return true;
}

bool plg_is_on(const EgPlugin *p, uint64_t addr)
{
    return !p->control || (__atomic_load_n(&p->control->on, __ATOMIC_ACQUIRE) && plg_filtered_in(p, addr));
}

/* ---------------------------------------------------------------- switching */

static void switch_to(EgPlugin *p, bool on)
{
    plg_used(on ? p->control->start.use : p->control->stop.use);
    if (__atomic_exchange_n(&p->control->on, on, __ATOMIC_ACQ_REL) != on)
        exec_retranslate();
}

void eg_enable(EgPlugin *p, bool on)
{
    if (!p->control) {
        Err e;
        bool known;
        plg_control_option(p, "", "", &known, &e);
    }
    switch_to(p, on);
}

/* A symbol that fits begins at addr. */
static bool begins_symbol(const Trigger *t, uint64_t addr)
{
    EgSource s = {.struct_size = sizeof s};
    return t->kind == AT_SYMBOL && plg_source_of(addr, &s) && s.symbol_addr == addr && s.symbol &&
           g_pattern_match_simple(t->glob, s.symbol);
}

static uint32_t word_at(uint64_t addr)
{
    return mem_ok(addr, 4, MEM_X) ? ld_be32(mem_g2h(addr)) : 0;
}

/* Does reaching addr switch p, as it is now? */
static bool switches(const EgPlugin *p, uint64_t addr)
{
    const PlgControl *c = p->control;
    if (!c)
        return false;
    const Trigger *t = c->on ? &c->stop : &c->start;
    return (t->kind == AT_MARK && word_at(addr) == (c->on ? PLG_MARK_STOP : PLG_MARK_START)) || begins_symbol(t, addr);
}

/* Must a TB that begins at start end before pc? */
static bool cut(uint64_t start, uint64_t pc)
{
    for (unsigned i = 0; i < plg_count(); i++) {
        const EgPlugin *p = plg_list->pdata[i];
        if (p->control && (switches(p, pc) || switches(p, start) || plg_is_on(p, start) != plg_is_on(p, pc)))
            return true;
    }
    return false;
}

/* Called by translated code that begins with a trigger: switches what it switches. */
static void reached(PpcCpu *cpu, uint64_t addr)
{
    (void)cpu;
    for (unsigned i = 0; i < plg_count(); i++) {
        EgPlugin *p = plg_list->pdata[i];
        if (switches(p, addr))
            switch_to(p, !p->control->on);
    }
}

static uint64_t *cell_of(PpcCpu *cpu, uint32_t cell)
{
    return (uint64_t *)(void *)((char *)cpu + ENV_BIAS + plg_cell_env_offset(cell));
}

/* When p's count asks for something next: how many instructions from n on, and what it is to be until then. */
static bool state_at(const PlgControl *c, uint64_t n, uint64_t *next)
{
    bool on = c->on;
    *next = UINT64_MAX;
    if (c->window_all) {
        uint64_t at = n % c->window_all;
        *next = n - at + (at < c->window_on ? c->window_on : c->window_all);
        return at < c->window_on;
    }
    if (c->start.kind == AT_COUNT) {
        on = n >= c->start.n;
        *next = on ? UINT64_MAX : c->start.n;
    }
    if (c->stop.kind == AT_COUNT && (on || c->start.kind != AT_COUNT)) {
        on = n < c->stop.n && (on || c->start.kind == NEVER);
        *next = n < c->stop.n ? c->stop.n : UINT64_MAX;
    }
    return on;
}

static void counted(PpcCpu *cpu, uint64_t plugin)
{
    EgPlugin *p = (EgPlugin *)(uintptr_t)plugin;
    uint64_t next;
    bool on = state_at(p->control, *cell_of(cpu, p->control->cell), &next);
    *cell_of(cpu, p->control->limit_cell) = next;
    switch_to(p, on);
}

bool plg_controlled(void)
{
    return any_control;
}

void plg_control_signal(int number, bool *taken)
{
    for (unsigned i = 0; any_control && i < plg_count(); i++) {
        EgPlugin *p = plg_list->pdata[i];
        PlgControl *c = p->control;
        const Trigger *t = !c ? NULL : c->on ? &c->stop : &c->start;
        if (t && t->kind == AT_SIGNAL && t->n == (uint64_t)number) {
            *taken = true;
            switch_to(p, !c->on);
        }
    }
}

/* ---------------------------------------------------------------- in translation */

static int reached_helper = -1, counted_helper = -1;

/* In front of everything: [test] call helper(arg), start the TB again. The block behind is number at + 1 (+ 1). */
static void emit_call_again(IrUnit *u, uint32_t block, unsigned helper, uint64_t arg)
{
    IrBuild b = ir_build_at_end(u, block);
    const IrRef args[1] = {ir_i64(&b, arg)};
    ir_call(&b, helper, args);
    ir_exit(&b, u->pc, IR_X_SIDE);
}

static void emit_counter(IrUnit *u, const EgPlugin *p)
{
    const PlgControl *c = p->control;
    uint32_t freq = u->blocks[0].freq;
    ir_blocks_insert(u, 0, 2);
    u->blocks[0].freq = freq;
    u->blocks[1].cold = 1;
    IrBuild b = ir_build_at_end(u, 0);
    b.origin = p->index;
    IrRef n = ir_eld(&b, IR_I64, IR_M_64, plg_cell_env_offset(c->cell));
    IrRef limit = ir_eld(&b, IR_I64, IR_M_64, plg_cell_env_offset(c->limit_cell));
    ir_brif(&b, IR_GEU, n, limit, 1, 2);
    emit_call_again(u, 1, (unsigned)counted_helper, (uintptr_t)p);
    b = ir_build_before(u, u->blocks[2].first);
    b.origin = p->index;
    ir_ecount(&b, plg_cell_env_offset(c->cell), ir_i64(&b, u->ninsns));
}

void plg_control_insert(IrUnit *u)
{
    bool trigger = false;
    for (unsigned i = 0; any_control && i < plg_count(); i++) {
        const EgPlugin *p = plg_list->pdata[i];
        if (p->control && p->control->cell)
            emit_counter(u, p);
        trigger |= switches(p, u->pc);
    }
    if (trigger) {
        ir_blocks_insert(u, 0, 1);
        emit_call_again(u, 0, (unsigned)reached_helper, u->pc);
    }
}

void plg_control_start(void)
{
    const IrHelper r = {.name = "plugin_switch",
                        .fn = (void *)reached,
                        .flags = IR_H_SLOTS | IR_H_NOFAULT | IR_H_COLD,
                        .nargs = 1,
                        .args = {IR_I64}};
    IrHelper c = r;
    if (!any_control)
        return;
    exec_cut_hook = cut;
    reached_helper = (int)ppc_helper_add(&r);
    c.fn = (void *)counted;
    counted_helper = (int)ppc_helper_add(&c);
    for (unsigned i = 0; i < plg_count(); i++) {
        PlgControl *k = ((EgPlugin *)plg_list->pdata[i])->control;
        if (!k || (!k->window_all && k->start.kind != AT_COUNT && k->stop.kind != AT_COUNT))
            continue;
        uint64_t next;
        if (k->start.kind == AT_COUNT && k->start.n == 0)
            plg_used(k->start.use);
        k->cell = plg_cell_new();
        k->limit_cell = plg_cell_new(); /* zero: the first TB asks */
        k->on = state_at(k, 0, &next);
    }
}
