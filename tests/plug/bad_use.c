/* SPDX-License-Identifier: Apache-2.0 */
/* A plugin that uses the API wrongly; option `what` says how. Each must be noticed and named. */
#include <engraft-plugin.h>
#include <string.h>

static const EgOption options[] = {{"what", EG_OPT_STRING, "", "the mistake"}, {0}};
static const EgCol cols[] = {{"n", EG_COL_I64, 0, "a number"}, {0}};
static const EgTable tables[] = {{"bad_use", "nothing", cols}, {0}};
static const char *what;
static EgPlugin *self;
static EgCounter never_made;
static int fn, fn_result;
static volatile int *volatile nowhere;

static int is(const char *s)
{
    return strcmp(what, s) == 0;
}

static void crash(EgThread *t)
{
    (void)t;
    *nowhere = 1;
}

static void crash_below(EgThread *t)
{
    (void)t;
    memset((void *)(uintptr_t)16, (int)(uintptr_t)t, strlen(what));
}

static int crash_fn, puts_fn;
static EgTemp temp, no_temp;

static void puts_cr(EgThread *t)
{
    eg_thread_put_reg(t, eg_reg("cr"), 0);
}

static void hook(EgTb *tb, void *user)
{
    EgPlace at = eg_at_entry(tb);
    EgVal narrow = eg_i32(&at, 1), wide = eg_i64(&at, 1), none = {0};
    (void)user;
    if (is("crash-hook"))
        *nowhere = 1;
    if (is("crash-call") || is("crash-library"))
        eg_call(&at, crash_fn, 0, NULL);
    if (is("mixed-types"))
        eg_add(&at, narrow, wide);
    if (is("no-value"))
        eg_add(&at, none, none);
    if (is("far-value"))
        eg_add(&at, (EgVal){1u << 30}, narrow);
    if (is("shift-type"))
        eg_shl(&at, wide, wide);
    if (is("float-add")) {
        EgVal f = eg_get_reg(&at, eg_reg("f1"));
        eg_add(&at, f, f);
    }
    if (is("no-condition"))
        eg_compare(&at, (EgCond)10, narrow, narrow);
    if (is("no-register"))
        eg_get_reg(&at, eg_reg("r32"));
    if (is("put-cr"))
        eg_put_reg(&at, eg_reg("cr"), narrow);
    if (is("put-wide"))
        eg_put_reg(&at, eg_reg("r3"), wide);
    if (is("size-3"))
        eg_guest_load(&at, narrow, 3);
    if (is("no-counter"))
        eg_count(&at, never_made, 1);
    if (is("count-type"))
        eg_count_val(&at, eg_counter_new(self), narrow);
    if (is("no-insn"))
        eg_before_insn(tb, eg_tb_ninsns(tb));
    if (is("no-function"))
        eg_call(&at, fn + 1000, 0, NULL);
    if (is("engine-function"))
        eg_call(&at, 0, 0, NULL);
    if (is("few-arguments"))
        eg_call(&at, fn, 0, NULL);
    if (is("argument-type"))
        eg_call(&at, fn, 1, &wide);
    if (is("call-if-condition"))
        eg_call_if(&at, wide, fn, 1, &narrow);
    if (is("host-size"))
        eg_load_at(&at, EG_I32, 3, wide, 0);
    if (is("temp-type"))
        eg_temp_set(&at, temp, wide);
    if (is("no-temp"))
        eg_temp_get(&at, no_temp);
    if (is("value-op"))
        eg_value(&at, eg_uop_by_name("ld"), EG_I32, 0, 1, &narrow);
    if (is("value-count"))
        eg_value(&at, eg_uop_by_name("add"), EG_I32, 0, 1, &narrow);
    if (is("value-type"))
        eg_value(&at, eg_uop_by_name("fneg"), EG_F64, 0, 1, &narrow);
    if (is("jump-target"))
        eg_jump_if(&at, narrow, wide);
    if (is("shift-bit"))
        eg_shift_in(&at, never_made, wide);
    if (is("call-puts-cr"))
        eg_call(&at, puts_fn, 0, NULL);
    if (is("late-hook"))
        eg_on_tb(self, hook, NULL);
    if (is("late-function"))
        eg_function(self, "late", (void *)hook, EG_CALL_QUIET, EG_VOID, 0, NULL);
    if (is("no-option"))
        eg_option(self, "colour");
    if (is("no-table"))
        eg_row(self, 1, (int64_t)1);
    if (is("made-behind") && eg_tb_ninsns(tb) > 1) {
        EgPlace later = eg_before_insn(tb, 1);
        EgVal v = eg_get_reg(&later, eg_reg("r1"));
        eg_add(&at, v, v);
    }
    if (is("no-ranges"))
        eg_each_range(self, NULL, NULL);
}

static void callee(EgThread *t, uint32_t x)
{
    (void)t;
    (void)x;
}

static int install(EgPlugin *p)
{
    static const EgType one[] = {EG_I32}, vec[] = {EG_V128};
    static const EgType many[] = {EG_I32, EG_I32, EG_I32, EG_I32, EG_I32, EG_I32, EG_I32, EG_I32};
    self = p;
    what = eg_option(p, "what");
    fn = eg_function(p, "callee", (void *)callee, EG_CALL_QUIET, EG_VOID, 1, one);
    fn_result = eg_function(p, "result", (void *)callee, EG_CALL_QUIET, EG_I32, 0, NULL);
    crash_fn =
        eg_function(p, "crash", (void *)(is("crash-library") ? crash_below : crash), EG_CALL_PLAIN, EG_VOID, 0, NULL);
    puts_fn = eg_function(p, "puts_cr", (void *)puts_cr, EG_CALL_WRITES, EG_VOID, 0, NULL);
    temp = eg_temp_new(p, EG_I32);
    if (is("temp-void"))
        eg_temp_new(p, EG_VOID);
    if (is("every-0"))
        eg_on_tb_exec_every(p, 0, NULL, NULL);
    if (is("when-never"))
        eg_on_tb_exec_when(p, never_made, EG_EQ, 0, NULL, NULL);
    if (is("no-ring"))
        eg_ring_on_records(p, (EgRing){0}, 0, NULL, NULL);
    if (is("replace-null"))
        eg_on_replace(p, NULL, NULL, NULL);
    if (is("crash-install"))
        *nowhere = 1;
    if (is("many-arguments"))
        eg_function(p, "many", (void *)callee, EG_CALL_QUIET, EG_VOID, 8, many);
    if (is("vector-argument"))
        eg_function(p, "vec", (void *)callee, EG_CALL_QUIET, EG_VOID, 1, vec);
    if (is("null-hook"))
        eg_on_tb(p, NULL, NULL);
    eg_on_tb(p, hook, NULL);
    return 0;
}

EG_PLUGIN(.name = "bad_use", .version = "1", .summary = "uses the API wrongly", .options = options, .tables = tables,
          .install = install)
