/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coverage as a drcov log, version 2, as DynamoRIO's tool of that name writes
 * it and as disassemblers' coverage plugins read it: a text table of modules,
 * then 8 bytes for each basic block, little-endian: u32 offset from the
 * module's base, u16 size, u16 module number.
 *
 * A module is a file at a load address. Its base is where the file's address 0
 * came to lie, or for programs that are not relocated their first byte. Code in
 * no file cannot be said in this format and is left out.
 */
#include <string.h>

#include "analysis/export.h"

typedef struct Module {
    uint64_t base, end;
    char *path;
} Module;

/* What runs' module numbers stand for. */
typedef struct Modules {
    GArray *list;       /* Module */
    GHashTable *by_row; /* run << 32 | num -> index + 1 */
} Modules;

static gpointer row_key(int64_t run, int64_t num)
{
    return GSIZE_TO_POINTER((gsize)run << 32 | (gsize)(num & 0xffffffff));
}

static unsigned module_index(Modules *ms, const char *path, uint64_t base, uint64_t end)
{
    for (unsigned i = 0; i < ms->list->len; i++) {
        Module *m = &g_array_index(ms->list, Module, i);
        if (m->base == base && strcmp(m->path, path) == 0) {
            m->end = MAX(m->end, end);
            return i;
        }
    }
    Module m = {base, end, g_strdup(path)};
    g_array_append_val(ms->list, m);
    return ms->list->len - 1;
}

static bool load_modules(Modules *ms, const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    sqlite3_stmt *st = ana_db_prepare(db,
                                      "SELECT run, num, path, start, nbytes, file_offset, ifnull(bias, 0) FROM module "
                                      "WHERE ?1 = 0 OR run = ?1 ORDER BY run, num",
                                      err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, o->model.run);
    while (ana_db_step(db, st, err)) {
        const char *path = (const char *)sqlite3_column_text(st, 2);
        uint64_t start = (uint64_t)sqlite3_column_int64(st, 3), bias = (uint64_t)sqlite3_column_int64(st, 6);
        if (o->model.module_glob && !g_pattern_match_simple(o->model.module_glob, path))
            continue;
        unsigned i = module_index(ms, path, bias ? bias : start - (uint64_t)sqlite3_column_int64(st, 5),
                                  start + (uint64_t)sqlite3_column_int64(st, 4));
        g_hash_table_insert(ms->by_row, row_key(sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1)),
                            GUINT_TO_POINTER(i + 1));
    }
    sqlite3_finalize(st);
    return !err->text[0];
}

/* The blocks, each once however many runs executed it. */
static bool load_blocks(GByteArray *blocks, Modules *ms, const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    const char *table = o->model.table ? o->model.table : "coverage_tb";
    GHashTable *seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    char *sql = sqlite3_mprintf("SELECT DISTINCT run, module, addr, nbytes FROM \"%w\" WHERE count > 0 AND "
                                "(?1 = 0 OR run = ?1) ORDER BY addr, nbytes",
                                table);
    sqlite3_stmt *st = ana_db_prepare(db, sql, err);
    sqlite3_free(sql);
    if (st)
        sqlite3_bind_int64(st, 1, o->model.run);
    while (st && ana_db_step(db, st, err)) {
        unsigned i = GPOINTER_TO_UINT(
            g_hash_table_lookup(ms->by_row, row_key(sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1))));
        if (!i)
            continue;
        uint8_t rec[8];
        uint64_t off = (uint64_t)sqlite3_column_int64(st, 2) - g_array_index(ms->list, Module, i - 1).base;
        uint64_t word = (uint32_t)off | (uint64_t)(uint16_t)sqlite3_column_int64(st, 3) << 32 | (uint64_t)(i - 1) << 48;
        for (unsigned k = 0; k < sizeof rec; k++)
            rec[k] = (uint8_t)(word >> 8 * k);
        gint64 *key = g_new(gint64, 1);
        memcpy(key, rec, sizeof rec);
        if (g_hash_table_add(seen, key))
            g_byte_array_append(blocks, rec, sizeof rec);
    }
    sqlite3_finalize(st);
    g_hash_table_destroy(seen);
    return !err->text[0];
}

static void print(const Modules *ms, const GByteArray *blocks, FILE *out)
{
    fprintf(out, "DRCOV VERSION: 2\nDRCOV FLAVOR: engraft\nModule Table: version 2, count %u\n", ms->list->len);
    fputs("Columns: id, base, end, entry, path\n", out);
    for (unsigned i = 0; i < ms->list->len; i++) {
        const Module *m = &g_array_index(ms->list, Module, i);
        fprintf(out, "%3u, 0x%016llx, 0x%016llx, 0x%016llx, %s\n", i, (unsigned long long)m->base,
                (unsigned long long)m->end, 0ull, m->path);
    }
    fprintf(out, "BB Table: %u bbs\n", blocks->len / 8);
    fwrite(blocks->data, 1, blocks->len, out);
}

bool ana_dump_drcov(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err)
{
    if (!ana_db_has_columns(db, o->model.table ? o->model.table : "coverage_tb", "run module addr nbytes count"))
        return err_set(err, "%s has no counts of blocks: run the program with -p coverage", db->path);
    Modules ms = {g_array_new(FALSE, FALSE, sizeof(Module)), g_hash_table_new(NULL, NULL)};
    GByteArray *blocks = g_byte_array_new();
    bool ok = load_modules(&ms, db, o, err) && load_blocks(blocks, &ms, db, o, err);
    if (ok)
        print(&ms, blocks, out);
    for (unsigned i = 0; i < ms.list->len; i++)
        g_free(g_array_index(ms.list, Module, i).path);
    g_array_free(ms.list, TRUE);
    g_hash_table_destroy(ms.by_row);
    g_byte_array_free(blocks, TRUE);
    return ok;
}
