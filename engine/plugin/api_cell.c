/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public API's part about what plugins keep: counters and cells of each
 * thread, host memory, temps, history bits. Every function checks its arguments
 * and names the plugin when they do not fit.
 */
#include "engine/plugin/plg.h"

static int32_t cell_offset(const EgPlace *at, EgCounter c, const char *function)
{
    if (!plg_cell_ok(c.cell))
        plg_misuse(at->tb->running, function, "the counter was not made by eg_counter_new()");
    return plg_cell_env_offset(c.cell);
}

void eg_count_val(EgPlace *at, EgCounter c, EgVal n)
{
    plg_want_type(at, n, IR_I64, "eg_count_val");
    if (plg_cell_slot(c.cell) >= 0) {
        eg_cell_store(at, c, eg_add(at, eg_cell_load(at, c), n));
        return;
    }
    IrBuild b = plg_builder(at);
    ir_emit(&b, UOP_ECOUNT, IR_I64, 0, cell_offset(at, c, "eg_count"), n.ref, 0, 0);
}

void eg_count(EgPlace *at, EgCounter c, uint64_t n)
{
    eg_count_val(at, c, eg_i64(at, n));
}

EgVal eg_cell_load(EgPlace *at, EgCounter c)
{
    IrBuild b = plg_builder(at);
    int slot = plg_cell_slot(c.cell);
    if (slot >= 0)
        return (EgVal){ir_get(&b, (unsigned)slot)};
    return (EgVal){ir_emit(&b, UOP_ELD, IR_I64, IR_M_64, cell_offset(at, c, "eg_cell_load"), 0, 0, 0)};
}

void eg_cell_store(EgPlace *at, EgCounter c, EgVal v)
{
    plg_want_type(at, v, IR_I64, "eg_cell_store");
    IrBuild b = plg_builder(at);
    int slot = plg_cell_slot(c.cell);
    if (slot >= 0)
        ir_put(&b, (unsigned)slot, v.ref);
    else
        ir_emit(&b, UOP_EST, IR_I64, IR_M_64, cell_offset(at, c, "eg_cell_store"), v.ref, 0, 0);
}

EgVal eg_cell_ptr(EgPlace *at, EgCounter c)
{
    if (plg_cell_slot(c.cell) >= 0)
        plg_misuse(at->tb->running, "eg_cell_ptr", "a register cell has no address");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_emit(&b, UOP_ENVP, IR_I64, 0, cell_offset(at, c, "eg_cell_ptr"), 0, 0, 0)};
}

/* ---------------------------------------------------------------- temps and history */

EgTemp eg_temp_new(EgPlugin *p, EgType type)
{
    if (type < EG_I32 || type > EG_F64)
        plg_misuse(p, "eg_temp_new", "there is no temp of type %u", (unsigned)type);
    return (EgTemp){plg_cell_new(), (uint32_t)type};
}

static int32_t temp_offset(const EgPlace *at, EgTemp t, const char *function)
{
    if (!plg_cell_ok(t.cell) || t.type < EG_I32 || t.type > EG_F64)
        plg_misuse(at->tb->running, function, "the temp was not made by eg_temp_new()");
    return plg_cell_env_offset(t.cell);
}

EgVal eg_temp_get(EgPlace *at, EgTemp t)
{
    int32_t off = temp_offset(at, t, "eg_temp_get");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_eld(&b, (IrType)t.type, ir_type_size[t.type] == 4 ? IR_M_32 : IR_M_64, off)};
}

void eg_temp_set(EgPlace *at, EgTemp t, EgVal v)
{
    int32_t off = temp_offset(at, t, "eg_temp_set");
    plg_want_type(at, v, (IrType)t.type, "eg_temp_set");
    IrBuild b = plg_builder(at);
    ir_est(&b, ir_type_size[t.type] == 4 ? IR_M_32 : IR_M_64, off, v.ref);
}

EgVal eg_shift_in(EgPlace *at, EgCounter c, EgVal bit)
{
    plg_want_type(at, bit, IR_I32, "eg_shift_in");
    EgVal old = eg_cell_load(at, c), in = eg_zext(at, eg_and(at, bit, eg_i32(at, 1)));
    EgVal v = eg_or(at, eg_shl(at, old, eg_i32(at, 1)), in);
    eg_cell_store(at, c, v);
    return v;
}

/* ---------------------------------------------------------------- host memory */

static unsigned host_size(const EgPlace *at, EgType t, unsigned nbytes, const char *function)
{
    unsigned log2 = nbytes == 1 ? IR_M_8 : nbytes == 2 ? IR_M_16 : nbytes == 4 ? IR_M_32 : IR_M_64;
    if (1u << log2 != nbytes || (t != EG_I32 && t != EG_I64) || nbytes > ir_type_size[t])
        plg_misuse(at->tb->running, function, "%u bytes are no access of an integer of this type", nbytes);
    return log2;
}

EgVal eg_load_at(EgPlace *at, EgType type, unsigned nbytes, EgVal ptr, int32_t off)
{
    plg_want_type(at, ptr, IR_I64, "eg_load_at");
    unsigned mem = host_size(at, type, nbytes, "eg_load_at");
    IrBuild b = plg_builder(at);
    return (EgVal){ir_emit(&b, UOP_HLD, (IrType)type, mem, off, ptr.ref, 0, 0)};
}

void eg_store_at(EgPlace *at, unsigned nbytes, EgVal ptr, int32_t off, EgVal v)
{
    plg_want_type(at, ptr, IR_I64, "eg_store_at");
    IrType t = plg_type_of(at, v, "eg_store_at");
    unsigned mem = host_size(at, (EgType)t, nbytes, "eg_store_at");
    IrBuild b = plg_builder(at);
    ir_emit(&b, UOP_HST, t, mem, off, ptr.ref, v.ref, 0);
}

void eg_count_at(EgPlace *at, EgVal ptr, int32_t off, EgVal n)
{
    plg_want_type(at, ptr, IR_I64, "eg_count_at");
    plg_want_type(at, n, IR_I64, "eg_count_at");
    IrBuild b = plg_builder(at);
    ir_emit(&b, UOP_HCOUNT, IR_I64, 0, off, ptr.ref, n.ref, 0);
}
