/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs the annotated cases of single instructions (tests/ppc/ *.t; format in
 * tests/ppc/README): on the interpreter, whose end state must be the expected
 * one, and on an engine, which must agree; each case also with its general
 * registers as constants.
 *
 *   unit/rows [--off=LETTERS] [--engine=NAME] FILE...      check
 *   unit/rows --bless FILE...                              write expectations where there are none
 *   unit/rows --exempt=FILE FILE...                        and check that the file of exemptions says what is so
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ppc/trans/trans.h"
#include "tests/diff/rig.h"
#include "tests/ppc/rowcase.h"

static char *off, *engine, *exempt;
static gboolean bless;
static GOptionEntry entries[] = {
    {"off", 0, 0, G_OPTION_ARG_STRING, &off, "Optimiser passes that are off ('*' = all)", "LETTERS"},
    {"engine", 0, 0, G_OPTION_ARG_STRING, &engine, "tb, region or interp", "NAME"},
    {"bless", 0, 0, G_OPTION_ARG_NONE, &bless, "Write expectations where there are none", NULL},
    {"exempt", 0, 0, G_OPTION_ARG_FILENAME, &exempt, "Check the exemptions against the cases", "FILE"},
    {NULL, 0, 0, 0, NULL, NULL, NULL}};

static unsigned ncases, nfailed;
static bool seen[PPC_OP_COUNT];       /* row has a case */
static bool translated[PPC_OP_COUNT]; /* in one of its cases the translator does not leave it to the interpreter */

static RowEnd end_of_run(uint32_t at)
{
    return (RowEnd){
        .cpu = rig_ref(), .mem = rig_ref_data(), .end = rig_stop_name(rig_stop()), .at = at, .data = RIG_DATA};
}

/* -- does the translator know the row? ---------------------------------------------------------------------------- */

static bool fetch(void *ctx, uint64_t pc, uint32_t *word)
{
    const DiffCase *c = ctx;
    uint64_t i = (pc - c->start.pc) / 4;
    if (i >= c->nwords)
        return false;
    *word = c->words[i];
    return true;
}

/* True when the main path of the case's unit is left to the interpreter. */
static bool left_to_interpreter(const DiffCase *c)
{
    static Arena arena;
    bool left = false;
    TransConfig cfg = {.fetch = fetch, .fetch_ctx = (void *)c};
    arena_reset(&arena);
    IrUnit *u = ir_unit_new(&arena, ppc_ir_env(false), c->start.pc, c->start.tb_flags);
    trans_unit(u, &cfg);
    for (unsigned i = 0; i < u->nblocks; i++) {
        const IrBlock *b = &u->blocks[i];
        if (b->cold || b->last == IR_NONE)
            continue;
        left |= u->ops[b->last].op == UOP_LEAVE && u->ops[b->last].sub == IR_L_INTERP;
    }
    return left;
}

/* -- one case ----------------------------------------------------------------------------------------------------- */

static void fail(const char *path, const RowCase *rc, const char *what)
{
    nfailed++;
    printf("%s:%u: %08llx %s: %s\n", path, rc->line, (unsigned long long)rc->word, rc->text, what);
}

static void check(const char *path, const RowCase *rc, bool twin)
{
    static DiffCase c, plain;
    uint32_t at;
    if (!row_make(rc, &c, DIFF_CODE, RIG_DATA, twin, &at))
        return;
    ncases++;
    RigResult r = rig_run(&c);
    RowEnd e = end_of_run(at);
    uint32_t plain_at;
    row_make(rc, &plain, DIFF_CODE, RIG_DATA, false, &plain_at);
    if (!twin) {
        seen[rc->op] = true;
        translated[rc->op] |= !left_to_interpreter(&c);
    } else {
        for (unsigned i = 0; i < 32; i++) /* code positions of the twin are further on */
            if (plain.start.gpr[i] - plain_at < 4096)
                plain.start.gpr[i] += at - plain_at;
        plain.start.lr += plain.start.lr - plain_at < 4096 ? at - plain_at : 0;
        plain.start.ctr += plain.start.ctr - plain_at < 4096 ? at - plain_at : 0;
    }
    if (!row_check(rc, &plain, &e, stdout))
        fail(path, rc, twin ? "not as expected, operands constant" : "not as expected");
    if (r != RIG_SAME) {
        fail(path, rc, twin ? "engine differs, operands constant" : "engine differs");
        rig_report(&c, stdout);
    }
}

static void bless_line(RowCase *rc, FILE *out)
{
    static DiffCase c;
    uint32_t at;
    row_make(rc, &c, DIFF_CODE, RIG_DATA, false, &at);
    rig_run(&c);
    RowEnd e = end_of_run(at);
    row_print(rc, &c, &e, out);
}

/* -- files -------------------------------------------------------------------------------------------------------- */

static bool run_file(const char *path)
{
    static RowCase rc;
    char line[2048], copy[2048];
    Err err = {0};
    FILE *f = fopen(path, "r"), *out = NULL;
    GString *blessed = g_string_new(NULL);
    if (!f) {
        printf("%s cannot be read\n", path);
        return false;
    }
    for (unsigned n = 1; fgets(line, sizeof line, f); n++) {
        g_strlcpy(copy, line, sizeof copy);
        rc.line = n;
        if (!row_parse(&rc, line, &err)) {
            printf("%s: %s\n", path, err.text);
            return false;
        }
        if (bless && rc.op && !rc.blessed) {
            char *text = NULL;
            size_t size;
            out = open_memstream(&text, &size);
            bless_line(&rc, out);
            fclose(out);
            g_string_append(blessed, text);
            free(text);
            continue;
        }
        g_string_append(blessed, copy);
        if (bless || !rc.op)
            continue;
        if (!rc.blessed)
            fail(path, &rc, "has no expectation (--bless writes it)");
        else {
            check(path, &rc, false);
            check(path, &rc, true);
        }
    }
    fclose(f);
    if (bless)
        g_file_set_contents(path, blessed->str, (gssize)blessed->len, NULL);
    g_string_free(blessed, TRUE);
    return true;
}

/* The exemptions "translation" and "random" are those rows that are so, no more and no fewer. */
static void check_exempt(const char *path)
{
    static bool no_translation[PPC_OP_COUNT], no_random[PPC_OP_COUNT];
    char line[512], row[32], what[32];
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        if (line[0] == '#' || sscanf(line, "%31s %31s", row, what) != 2)
            continue;
        PpcOp op = ppc_op_by_name(row);
        no_translation[op] |= strcmp(what, "translation") == 0;
        no_random[op] |= strcmp(what, "random") == 0;
    }
    for (unsigned op = 1; op < PPC_OP_COUNT; op++) {
        const char *id = ppc_row((PpcOp)op)->id;
        if (!ppc_executable((PpcOp)op))
            continue;
        if (seen[op] && translated[op] == no_translation[op])
            nfailed++, printf("%s: %s %s translated\n", path, id, translated[op] ? "is" : "is never");
        if (case_row_ok((PpcOp)op) == no_random[op])
            nfailed++, printf("%s: %s %s in random cases\n", path, id, no_random[op] ? "is" : "is not");
    }
    if (f)
        fclose(f);
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    Err e = {0};
    GOptionContext *ctx = g_option_context_new("FILE... - annotated cases of single instructions");
    g_option_context_add_main_entries(ctx, entries, NULL);
    if (!g_option_context_parse(ctx, &argc, &argv, &error) || argc < 2) {
        fprintf(stderr, "rows: %s\n", error ? error->message : "files wanted");
        return 2;
    }
    exec_config.engine = EXEC_TB;
    if (off)
        exec_config.passes_off = off;
    if (engine && strcmp(engine, "interp") == 0)
        exec_config.engine = EXEC_INTERP;
    if (engine && strcmp(engine, "region") == 0) {
        exec_config.engine = EXEC_REGION;
        exec_config.region_heat = 1;
    }
    row_start_memory(rig_start_data());
    if (!rig_init(&e)) {
        fprintf(stderr, "rows: %s\n", e.text);
        return 2;
    }
    bool ok = true;
    for (int i = 1; i < argc; i++)
        ok &= run_file(argv[i]);
    if (exempt)
        check_exempt(exempt);
    printf("%s: %u cases, %u failures, engine %s%s%s\n", ok && !nfailed ? "pass" : "fail", ncases, nfailed,
           engine ? engine : "tb", off ? ", off " : "", off ? off : "");
    return !ok || nfailed;
}
