/* SPDX-License-Identifier: Apache-2.0 */
/* Samples into the results file. See hot.h; hot_show.c reads them. */
#include "engine/hot.h"

#include <stdio.h>
#include <stdlib.h>

#include "config.h"
#include "engine/exec/sample.h"
#include "engine/explain_out.h"

static int unit_table, part_table, stage_table;

static const TrcCol unit_cols[] = {
    {"addr", TRC_I64, TRC_KEY | TRC_PC, "guest address where the unit begins; -1: outside of units"},
    {"kind", TRC_TEXT, TRC_KEY, "'tb'; 'loop' or 'function': a region; 'engine': translation, system calls, run loop"},
    {"flags", TRC_I64, TRC_KEY, "of the translation"},
    {"insns", TRC_I64, 0, "guest instructions in it"},
    {"host_nbytes", TRC_I64, 0, "host code of the latest translation"},
    {"samples", TRC_I64, TRC_ADD, "how often a thread was in it when its processor time was looked at"},
    {"in_helper", TRC_I64, TRC_ADD, "of samples: in C functions that it called"},
};
static const TrcCol part_cols[] = {
    {"addr", TRC_I64, TRC_KEY, "the unit's"},
    {"kind", TRC_TEXT, TRC_KEY, "the unit's"},
    {"part", TRC_I64, TRC_KEY | TRC_PC, "guest address of a block that the region was made of"},
    {"nbytes", TRC_I64, 0, "guest code in the block"},
};
static const TrcCol stage_cols[] = {
    {"addr", TRC_I64, TRC_KEY, "the unit's"},
    {"kind", TRC_TEXT, TRC_KEY, "the unit's"},
    {"flags", TRC_I64, TRC_KEY, "the unit's"},
    {"stages", TRC_TEXT, 0, "instructions, micro-ops and host code, as engraft explain --format=json has them"},
};

#define TABLE(name_, help_, cols_)                                                                                     \
    (TrcTableDesc)                                                                                                     \
    {                                                                                                                  \
        .name = name_, .help = help_, .store = TRC_STORE_ROWS, .ncols = sizeof cols_ / sizeof *cols_, .cols = cols_    \
    }

bool hot_begin(Trc *t, Err *err)
{
    const TrcPlugin self = {.name = "hot", .version = ENGRAFT_VERSION};
    int plugin = trc_plugin(t, &self, err);
    if (!plugin)
        return false;
    unit_table = trc_table_declare(t, plugin, &TABLE("hot", "processor time by translated unit", unit_cols), err);
    part_table = trc_table_declare(t, plugin, &TABLE("hot_part", "what regions were made of", part_cols), err);
    stage_table =
        trc_table_declare(t, plugin, &TABLE("hot_stage", "what became of the hottest units", stage_cols), err);
    return unit_table && part_table && stage_table;
}

static const char *kind_name(uint32_t kind)
{
    return kind == 0 ? "tb" : kind == REGION_LOOP ? "loop" : "function";
}

static void write_unit(Trc *t, const SampleUnit *s)
{
    const char *kind = kind_name(s->kind);
    const TrcVal unit[] = {trc_i64((int64_t)s->pc),
                           trc_text(kind),
                           trc_i64(s->flags),
                           trc_i64(s->ninsns),
                           trc_i64(s->host_nbytes),
                           trc_i64((int64_t)s->samples),
                           trc_i64((int64_t)s->in_helper)};
    trc_row(t, unit_table, unit, sizeof unit / sizeof *unit);
    for (unsigned i = 0; i < s->nparts; i++) {
        const TrcVal part[] = {unit[0], unit[1], trc_i64((int64_t)s->parts[2 * i]),
                               trc_i64((int64_t)s->parts[2 * i + 1])};
        trc_row(t, part_table, part, sizeof part / sizeof *part);
    }
}

static void write_stages(Trc *t, const SampleUnit *s)
{
    char *text = NULL;
    size_t n;
    FILE *f = open_memstream(&text, &n);
    explain_print_json(f, s->stages);
    fclose(f);
    const TrcVal row[] = {trc_i64((int64_t)s->pc), trc_text(kind_name(s->kind)), trc_i64(s->flags),
                          trc_text_n(text, n)};
    trc_row(t, stage_table, row, sizeof row / sizeof *row);
    free(text);
}

void hot_write(Trc *t)
{
    enum { MAX_STAGES = 64, MIN_SAMPLES = 2 };
    unsigned n;
    uint64_t outside;
    if (!unit_table)
        return;
    SampleUnit **units = sample_units(&n, &outside, MIN_SAMPLES);
    const TrcVal engine[] = {trc_i64(-1), trc_text("engine"),        trc_i64(0), trc_i64(0),
                             trc_i64(0),  trc_i64((int64_t)outside), trc_i64(0)};
    trc_row(t, unit_table, engine, sizeof engine / sizeof *engine);
    for (unsigned i = 0; i < n; i++) {
        write_unit(t, units[i]);
        if (i < MAX_STAGES && units[i]->stages)
            write_stages(t, units[i]);
    }
    free(units);
}
