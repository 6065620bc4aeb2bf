/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports that are queries: watch, syscalls, cachesim, heap, cmplog. A kind
 * is a list of parts, each a table of the report with its columns and its SQL,
 * in which ?1 is the run (0: all). A column "v_..." of a query comes from the
 * views with function and line (tracer/schema.sql).
 */
#include "analysis/report.h"

#include <string.h>

enum { MAX_COLS = 10 };

typedef struct Part {
    const char *needs; /* table without which the part is left out */
    const char *key, *title, *sql;
    AnaColumn cols[MAX_COLS];
} Part;

#define RUN " WHERE ?1 = 0 OR run = ?1 "
#define LINE                                                                                                           \
    {"file", "File", ANA_TEXT},                                                                                        \
    {                                                                                                                  \
        "line", "Line", ANA_INT                                                                                        \
    }

static const Part watch_parts[] = {
    {"watch",
     "changes",
     "Watched memory in order",
     "SELECT event, watch, kind, thread, addr, old, new, function, source_file, source_line FROM v_watch" RUN
     "ORDER BY run, event",
     {{"event", "Event", ANA_INT},
      {"watch", "Watch", ANA_TEXT},
      {"kind", "By", ANA_TEXT},
      {"thread", "Thread", ANA_INT},
      {"addr", "Address", ANA_HEX},
      {"old", "Old", ANA_INT},
      {"new", "New", ANA_INT},
      {"function", "Function", ANA_TEXT},
      LINE}},
    {0}};

static const Part syscalls_parts[] = {
    {"syscalls_sum",
     "sums",
     "By call",
     "SELECT name, sum(calls), sum(errors), sum(ns) / 1000, max(max_ns) / 1000 FROM syscalls_sum" RUN
     "GROUP BY name ORDER BY sum(ns) DESC, name",
     {{"name", "Call", ANA_TEXT},
      {"calls", "Calls", ANA_INT},
      {"errors", "Errors", ANA_INT},
      {"us", "Time us", ANA_INT},
      {"max_us", "Longest us", ANA_INT}}},
    {"syscalls",
     "calls",
     "In order",
     "SELECT call, thread, start_ns / 1000, ns / 1000, text, function FROM v_syscalls" RUN "ORDER BY run, call",
     {{"call", "Call", ANA_INT},
      {"thread", "Thread", ANA_INT},
      {"start_us", "Start us", ANA_INT},
      {"us", "Time us", ANA_INT},
      {"text", "What", ANA_TEXT},
      {"function", "From", ANA_TEXT}}},
    {0}};

static const Part cachesim_parts[] = {
    {"cachesim_level",
     "levels",
     "Levels",
     "SELECT level, sum(accesses), sum(misses) FROM cachesim_level" RUN
     "GROUP BY level ORDER BY instr('I1 D1 L2 LLC ITLB DTLB', level)",
     {{"level", "Level", ANA_TEXT}, {"accesses", "Accesses", ANA_INT}, {"misses", "Misses", ANA_INT}}},
    {"cachesim",
     "lines",
     "Lines by misses",
     "SELECT function, source_file, source_line, kind, sum(accesses), sum(l1_misses), sum(l2_misses), sum(llc_misses), "
     "sum(tlb_misses) FROM v_cachesim" RUN "GROUP BY function, source_file, source_line, kind HAVING sum(l1_misses + "
     "tlb_misses) > 0 ORDER BY sum(llc_misses) * 20 + sum(l2_misses) * 5 + sum(l1_misses) DESC, 1, 3, 4",
     {{"function", "Function", ANA_TEXT},
      LINE,
      {"kind", "Kind", ANA_TEXT},
      {"accesses", "Accesses", ANA_INT},
      {"l1_misses", "L1 misses", ANA_INT},
      {"l2_misses", "L2 misses", ANA_INT},
      {"llc_misses", "LLC misses", ANA_INT},
      {"tlb_misses", "TLB misses", ANA_INT}}},
    {0}};

/* Innermost frame first. */
#define STACK(column)                                                                                                  \
    "(SELECT group_concat(coalesce(function, printf('%#x', pc)), ' < ') FROM (SELECT function, pc FROM v_heap_stack "  \
    "s "                                                                                                               \
    "WHERE s.run = x.run AND s.stack = x." column " ORDER BY depth))"

static const Part heap_parts[] = {
    {"heap_error",
     "errors",
     "Errors",
     "SELECT kind, store, nbytes, addr - block, block_nbytes, " STACK("stack") ", " STACK("made") ", " STACK(
         "freed") ", source_file, source_line FROM v_heap_error x" RUN "ORDER BY run, error",
     {{"kind", "Error", ANA_TEXT},
      {"store", "Store", ANA_INT},
      {"nbytes", "Bytes", ANA_INT},
      {"offset", "At offset", ANA_INT},
      {"block_nbytes", "of block of", ANA_INT},
      {"stack", "Stack", ANA_TEXT},
      {"made", "Allocated by", ANA_TEXT},
      {"freed", "Freed by", ANA_TEXT},
      LINE}},
    {"heap",
     "live",
     "Not freed",
     "SELECT live_bytes, live, " STACK(
         "stack") " FROM heap x WHERE (?1 = 0 OR run = ?1) AND live > 0 ORDER BY 1 DESC, 3",
     {{"live_bytes", "Bytes", ANA_INT}, {"live", "Blocks", ANA_INT}, {"stack", "Allocated by", ANA_TEXT}}},
    {"heap",
     "allocations",
     "Allocations",
     "SELECT bytes, allocs, frees, max_bytes, " STACK("stack") " FROM heap x" RUN "ORDER BY 1 DESC, 5",
     {{"bytes", "Bytes", ANA_INT},
      {"allocs", "Blocks", ANA_INT},
      {"frees", "Freed", ANA_INT},
      {"max_bytes", "Most bytes at a time", ANA_INT},
      {"stack", "Allocated by", ANA_TEXT}}},
    {0}};

static const Part cmplog_parts[] = {
    {"cmplog_bytes",
     "bytes",
     "Memory and strings compared",
     "SELECT DISTINCT function, nbytes, \"left\", \"right\", \"function:1\", source_file, source_line FROM "
     "v_cmplog_bytes" RUN "ORDER BY run, pc",
     {{"function", "By", ANA_TEXT},
      {"nbytes", "Bytes", ANA_INT},
      {"left", "Left", ANA_TEXT},
      {"right", "Right", ANA_TEXT},
      {"in", "In", ANA_TEXT},
      LINE}},
    {"cmplog_float",
     "floats",
     "Floating-point operands compared",
     "SELECT pc, function, source_file, source_line, printf('%.17g', \"left\"), printf('%.17g', \"right\") FROM "
     "v_cmplog_float" RUN "ORDER BY run, pc, nth",
     {{"pc", "Address", ANA_HEX},
      {"function", "Function", ANA_TEXT},
      LINE,
      {"left", "Left", ANA_TEXT},
      {"right", "Right", ANA_TEXT}}},
    {"cmplog",
     "compares",
     "Operands compared",
     "SELECT pc, function, source_file, source_line, \"left\", \"right\", immediate FROM v_cmplog" RUN
     "ORDER BY run, immediate DESC, pc, nth",
     {{"pc", "Address", ANA_HEX},
      {"function", "Function", ANA_TEXT},
      LINE,
      {"left", "Left", ANA_INT},
      {"right", "Right", ANA_INT},
      {"immediate", "Immediate", ANA_INT}}},
    {0}};

static bool add_part(AnaReport *r, const AnaDb *db, const Part *p, int64_t run, Err *err)
{
    int n = 0;
    while (n < MAX_COLS && p->cols[n].key)
        n++;
    sqlite3_stmt *st = ana_db_prepare(db, p->sql, err);
    if (!st)
        return false;
    AnaTable *t = ana_report_table(r, p->key, p->title, p->cols, n);
    sqlite3_bind_int64(st, 1, run);
    while (ana_db_step(db, st, err))
        for (int i = 0; i < n; i++)
            if (p->cols[i].kind == ANA_TEXT)
                ana_cell_text(t, (const char *)sqlite3_column_text(st, i));
            else
                ana_cell_int(t, sqlite3_column_int64(st, i));
    sqlite3_finalize(st);
    return !err->text[0];
}

static AnaReport *from_queries(const char *kind, const char *title, const Part *parts, const AnaDb *db,
                               const AnaReportOptions *o, Err *err)
{
    if (!ana_db_has_columns(db, parts[0].needs, "run")) {
        err_set(err, "%s has no table '%s': run the program with -p %s", db->path, parts[0].needs, kind);
        return NULL;
    }
    AnaReport *r = ana_report_new(kind, title, db, o);
    bool ok = ana_report_runs(r, db, o->model.run, err);
    for (const Part *p = parts; ok && p->needs; p++)
        ok = !ana_db_has_columns(db, p->needs, "run") || add_part(r, db, p, o->model.run, err);
    if (ok)
        return r;
    ana_report_free(r);
    return NULL;
}

#define KIND(name, title)                                                                                              \
    AnaReport *ana_report_##name(const AnaDb *db, const AnaReportOptions *o, Err *err)                                 \
    {                                                                                                                  \
        return from_queries(#name, title, name##_parts, db, o, err);                                                   \
    }
KIND(watch, "Watched memory")
KIND(syscalls, "System calls")
KIND(cachesim, "Cache misses")
KIND(heap, "Heap")
KIND(cmplog, "Compares")
