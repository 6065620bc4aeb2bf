/* SPDX-License-Identifier: Apache-2.0 */
/* Stages of a unit as JSON, and back: SQLite's JSON functions are the reader. See explain_out.h. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/report.h"
#include "engine/explain_out.h"
#include "ppc/isa/disas.h"
#include "tcg/opt/pass.h"

/* ---------------------------------------------------------------- writing */

static void string(FILE *f, const char *s)
{
    s ? ana_json_string(f, s) : (void)fputs("null", f);
}

static void named(FILE *f, const char *name, const char *s)
{
    fprintf(f, ", \"%s\": ", name);
    string(f, s);
}

static void print_insns(FILE *f, const Explain *e)
{
    for (unsigned i = 0; i < e->ninsns; i++) {
        const IrInsn *in = &e->insns[i];
        char text[PPC_DISAS_MAX];
        ppc_disas(text, sizeof text, in->word, in->pc, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        fprintf(f, "%s\n  {\"pc\": %llu, \"word\": %llu", i ? "," : "", (unsigned long long)in->pc,
                (unsigned long long)in->word);
        named(f, "text", text);
        named(f, "notes", e->notes[i]);
        putc('}', f);
    }
}

static void print_ops(FILE *f, const Explain *e)
{
    for (unsigned k = 0; k < e->nops; k++) {
        const ExplainOp *x = &e->ops[k];
        const char by[2] = {x->removed_by, 0};
        int pass = x->removed_by ? opt_pass_find(x->removed_by) : -1;
        fprintf(f, "%s\n  {\"instruction\": %u, \"block\": %u, \"starts\": %s, \"plugin\": %u", k ? "," : "", x->insn,
                x->block, x->starts ? "true" : "false", x->origin);
        named(f, "before", x->before);
        named(f, "after", x->after);
        named(f, "removed_by", x->removed_by ? by : NULL);
        named(f, "pass", pass >= 0 ? opt_passes[pass].name : NULL);
        named(f, "became", x->became);
        putc('}', f);
    }
}

void explain_print_json(FILE *f, const Explain *e)
{
    fprintf(f, "{\"pc\": %llu, \"host_bytes\": %u, \"blocks\": %u, \"instructions\": [", (unsigned long long)e->pc,
            e->host_bytes, e->nblocks);
    print_insns(f, e);
    fprintf(f, "],\n \"ops\": [");
    print_ops(f, e);
    fprintf(f, "],\n \"host\": [");
    for (unsigned k = 0; k < e->nhost; k++) {
        const ExplainHost *x = &e->host[k];
        fprintf(f, "%s\n  {\"offset\": %u, \"instruction\": %u, \"cold\": %s", k ? "," : "", x->off, x->insn,
                x->cold ? "true" : "false");
        named(f, "text", x->text);
        putc('}', f);
    }
    fprintf(f, "]}\n");
}

/* ---------------------------------------------------------------- reading */

/* The columns of a row, taken one after the other. */
typedef struct Row {
    sqlite3_stmt *st;
    int next;
} Row;

static unsigned number_of(Row *r)
{
    return (unsigned)sqlite3_column_int64(r->st, r->next++);
}

static char *text_of(Row *r)
{
    const char *s = (const char *)sqlite3_column_text(r->st, r->next++);
    return s ? strdup(s) : NULL;
}

static void take_head(Explain *e, Row *r)
{
    e->pc = (uint64_t)sqlite3_column_int64(r->st, r->next++);
    e->host_bytes = number_of(r);
    e->nblocks = number_of(r);
    unsigned ninsns = number_of(r);
    e->insns = calloc(ninsns + 1, sizeof *e->insns);
    e->notes = calloc(ninsns + 1, sizeof *e->notes);
    e->ops = calloc(number_of(r) + 1, sizeof *e->ops);
    e->host = calloc(number_of(r) + 1, sizeof *e->host);
}

static void take_insn(Explain *e, Row *r)
{
    IrInsn *in = &e->insns[e->ninsns++];
    in->pc = (uint64_t)sqlite3_column_int64(r->st, r->next++);
    in->word = (uint64_t)sqlite3_column_int64(r->st, r->next++);
    in->nbytes = (uint8_t)ppc_word_bytes(in->word);
    e->notes[e->ninsns - 1] = text_of(r);
}

static void take_op(Explain *e, Row *r)
{
    ExplainOp *x = &e->ops[e->nops++];
    x->insn = (uint16_t)number_of(r);
    x->block = number_of(r);
    x->starts = number_of(r);
    x->origin = (uint16_t)number_of(r);
    x->before = text_of(r);
    x->after = text_of(r);
    x->became = text_of(r);
    const char *by = (const char *)sqlite3_column_text(r->st, r->next++);
    x->removed_by = by ? *by : 0;
}

static void take_host(Explain *e, Row *r)
{
    ExplainHost *x = &e->host[e->nhost++];
    x->off = number_of(r);
    x->insn = (uint16_t)number_of(r);
    x->cold = number_of(r);
    x->text = text_of(r);
}

#define EACH(list) " FROM json_each(?1, '$." list "')"

static const struct {
    const char *sql;
    void (*take)(Explain *e, Row *r);
} parts[] = {
    {"SELECT ?1 ->> '$.pc', ?1 ->> '$.host_bytes', ?1 ->> '$.blocks', json_array_length(?1, '$.instructions'), "
     "json_array_length(?1, '$.ops'), json_array_length(?1, '$.host') WHERE json_valid(?1)",
     take_head},
    {"SELECT value ->> 'pc', value ->> 'word', value ->> 'notes'" EACH("instructions"), take_insn},
    {"SELECT value ->> 'instruction', value ->> 'block', value ->> 'starts', value ->> 'plugin', value ->> 'before', "
     "value ->> 'after', value ->> 'became', value ->> 'removed_by'" EACH("ops"),
     take_op},
    {"SELECT value ->> 'offset', value ->> 'instruction', value ->> 'cold', value ->> 'text'" EACH("host"), take_host},
};

static bool read_part(sqlite3 *db, unsigned part, Explain *e, const char *text, size_t nbytes)
{
    Row r = {0};
    int rc = sqlite3_prepare_v2(db, parts[part].sql, -1, &r.st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text64(r.st, 1, text, nbytes, SQLITE_STATIC, SQLITE_UTF8);
    unsigned rows = 0;
    while (rc == SQLITE_OK && sqlite3_step(r.st) == SQLITE_ROW) {
        r.next = 0;
        parts[part].take(e, &r);
        rows++;
    }
    rc = sqlite3_finalize(r.st);
    return rc == SQLITE_OK && (part || rows);
}

/* Do the instructions and ops that others refer to exist? */
static bool sound(const Explain *e)
{
    for (unsigned i = 0; i < e->nops; i++)
        if (e->ops[i].insn >= e->ninsns)
            return false;
    for (unsigned i = 0; i < e->nhost; i++)
        if (e->host[i].insn >= e->ninsns || !e->host[i].text)
            return false;
    return true;
}

bool explain_read_json(Explain *e, const char *text, size_t nbytes, Err *err)
{
    sqlite3 *db = NULL;
    memset(e, 0, sizeof *e);
    bool ok = sqlite3_open(":memory:", &db) == SQLITE_OK;
    for (unsigned part = 0; part < sizeof parts / sizeof *parts && ok; part++)
        ok = read_part(db, part, e, text, nbytes);
    sqlite3_close(db);
    if (ok && sound(e))
        return true;
    explain_free(e);
    return err_set(err, "this is no list of a unit's stages");
}
