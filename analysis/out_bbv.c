/* SPDX-License-Identifier: Apache-2.0 */
/* Basic-block vectors as SimPoint reads them: "T:block:count :block:count ..." for each interval. Threads follow one
 * another, each led by a comment line, as do runs. */
#include "analysis/export.h"

bool ana_dump_bbv(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err)
{
    int64_t run = -1, thread = -1, interval = -1;
    if (!ana_db_has_columns(db, "bbv", "run thread interval block count"))
        return err_set(err, "%s has no basic-block vectors: run the program with -p bbv", db->path);
    sqlite3_stmt *st = ana_db_prepare(db,
                                      "SELECT run, thread, interval, block, count FROM bbv WHERE ?1 = 0 OR run = ?1 "
                                      "ORDER BY run, thread, interval, block",
                                      err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, o->model.run);
    while (ana_db_step(db, st, err)) {
        int64_t r = sqlite3_column_int64(st, 0), t = sqlite3_column_int64(st, 1), i = sqlite3_column_int64(st, 2);
        if (run >= 0 && (r != run || t != thread || i != interval))
            fputc('\n', out);
        if (r != run || t != thread)
            fprintf(out, "# run %lld thread %lld\n", (long long)r, (long long)t);
        fprintf(out, "%s:%lld:%lld", r != run || t != thread || i != interval ? "T" : " ",
                (long long)sqlite3_column_int64(st, 3), (long long)sqlite3_column_int64(st, 4));
        run = r, thread = t, interval = i;
    }
    if (run >= 0)
        fputc('\n', out);
    sqlite3_finalize(st);
    return !err->text[0];
}
