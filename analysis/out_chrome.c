/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs over time as a Chrome trace ("Trace Event Format", JSON object form):
 * one process per run, one track per guest thread, one slice per system call.
 * Times are microseconds; runs begin at their start relative to the first.
 */
#include "analysis/export.h"

static bool put_runs(const AnaDb *db, int64_t run, FILE *out, Err *err)
{
    sqlite3_stmt *st =
        ana_db_prepare(db,
                       "SELECT id, program, 1e6 * (started - (SELECT min(started) FROM run)), "
                       "1e6 * (ifnull(ended, started) - started), how FROM run WHERE ?1 = 0 OR id = ?1 ORDER BY id",
                       err);
    bool first = true;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, run);
    for (; ana_db_step(db, st, err); first = false) {
        long long id = sqlite3_column_int64(st, 0);
        fprintf(out, "%s{\"ph\":\"M\",\"pid\":%lld,\"name\":\"process_name\",\"args\":{\"name\":", first ? "" : ",\n",
                id);
        ana_json_string(out, (const char *)sqlite3_column_text(st, 1));
        fprintf(out, "}},\n{\"ph\":\"X\",\"pid\":%lld,\"tid\":0,\"ts\":%.3f,\"dur\":%.3f,\"name\":", id,
                sqlite3_column_double(st, 2), sqlite3_column_double(st, 3));
        ana_json_string(out, (const char *)sqlite3_column_text(st, 4));
        fputs("}", out);
    }
    sqlite3_finalize(st);
    return !err->text[0];
}

static bool put_calls(const AnaDb *db, int64_t run, FILE *out, Err *err)
{
    sqlite3_stmt *st = ana_db_prepare(
        db,
        "SELECT s.run, s.thread, s.name, s.text, s.start_ns / 1e3 + 1e6 * (r.started - (SELECT min(started) FROM "
        "run)), "
        "s.ns / 1e3 FROM syscalls s JOIN run r ON r.id = s.run WHERE ?1 = 0 OR s.run = ?1 ORDER BY s.run, s.start_ns",
        err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, run);
    while (ana_db_step(db, st, err)) {
        bool returns = sqlite3_column_double(st, 5) >= 0;
        fprintf(out, ",\n{\"ph\":\"%s\",\"pid\":%lld,\"tid\":%lld,\"ts\":%.3f,", returns ? "X" : "i",
                (long long)sqlite3_column_int64(st, 0), (long long)sqlite3_column_int64(st, 1),
                sqlite3_column_double(st, 4));
        if (returns)
            fprintf(out, "\"dur\":%.3f,", sqlite3_column_double(st, 5));
        fputs("\"cat\":\"syscall\",\"name\":", out);
        ana_json_string(out, (const char *)sqlite3_column_text(st, 2));
        fputs(",\"args\":{\"call\":", out);
        ana_json_string(out, (const char *)sqlite3_column_text(st, 3));
        fputs("}}", out);
    }
    sqlite3_finalize(st);
    return !err->text[0];
}

bool ana_dump_chrome(const AnaDb *db, const AnaReportOptions *o, FILE *out, Err *err)
{
    if (!ana_db_has_columns(db, "syscalls", "run thread name text start_ns ns"))
        return err_set(err, "%s has no system calls: run the program with -p syscalls", db->path);
    fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n", out);
    bool ok = put_runs(db, o->model.run, out, err) && put_calls(db, o->model.run, out, err);
    fputs("\n]}\n", out);
    return ok;
}
