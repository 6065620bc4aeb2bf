/* SPDX-License-Identifier: Apache-2.0 */
/* The opmix report: executed instructions by class and by mnemonic. Straight from SQL. */
#include "analysis/report.h"

static const char opmix_cols[] = "run mnemonic class count";

static bool add_mix(AnaReport *r, const AnaDb *db, const AnaReportOptions *o, const char *table, bool by_class,
                    int64_t total, Err *err)
{
    static const AnaColumn class_cols[] = {
        {"percent", "%", ANA_PERCENT}, {"count", "Instructions", ANA_INT}, {"class", "Class", ANA_TEXT}};
    static const AnaColumn cols[] = {{"percent", "%", ANA_PERCENT},
                                     {"count", "Instructions", ANA_INT},
                                     {"mnemonic", "Mnemonic", ANA_TEXT},
                                     {"class", "Class", ANA_TEXT}};
    AnaTable *t = by_class ? ana_report_table(r, "classes", "By class", class_cols, 3)
                           : ana_report_table(r, "mnemonics", "By mnemonic", cols, 4);
    char *sql = sqlite3_mprintf("SELECT sum(count) AS n, class%s FROM \"%w\" WHERE ?1 = 0 OR run = ?1 "
                                "GROUP BY class%s ORDER BY n DESC, 2, 3",
                                by_class ? ", class" : ", mnemonic", table, by_class ? "" : ", mnemonic");
    sqlite3_stmt *st = ana_db_prepare(db, sql, err);
    sqlite3_free(sql);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, o->model.run);
    while (ana_db_step(db, st, err)) {
        ana_cell_percent(t, sqlite3_column_int64(st, 0), total);
        ana_cell_int(t, sqlite3_column_int64(st, 0));
        if (!by_class)
            ana_cell_text(t, (const char *)sqlite3_column_text(st, 2));
        ana_cell_text(t, (const char *)sqlite3_column_text(st, 1));
    }
    sqlite3_finalize(st);
    return !err->text[0];
}

static int64_t total_of(const AnaDb *db, const char *table, int64_t run)
{
    char *sql = sqlite3_mprintf("SELECT sum(count) FROM \"%w\" WHERE %lld = 0 OR run = %lld", table, run, run);
    int64_t n = ana_db_int(db, sql, 0);
    sqlite3_free(sql);
    return n;
}

AnaReport *ana_report_opmix(const AnaDb *db, const AnaReportOptions *o, Err *err)
{
    const char *table = o->model.table ? o->model.table : "opmix";
    if (!ana_db_has_columns(db, table, opmix_cols)) {
        if (o->model.table)
            err_set(err, "%s has no table '%s' with the columns %s", db->path, table, opmix_cols);
        else
            err_set(err, "%s has no instruction mix: run the program with -p opmix", db->path);
        return NULL;
    }
    AnaReport *r = ana_report_new("opmix", "Instruction mix", db, o);
    int64_t total = total_of(db, table, o->model.run);
    if (ana_report_runs(r, db, o->model.run, err) && add_mix(r, db, o, table, true, total, err) &&
        add_mix(r, db, o, table, false, total, err))
        return r;
    ana_report_free(r);
    return NULL;
}
