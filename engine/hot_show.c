/* SPDX-License-Identifier: Apache-2.0 */
/* engraft explain --hot: the hottest units of a results file. See hot.h. */
#include <glib.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "analysis/db.h"
#include "analysis/report.h"
#include "engine/explain_out.h"
#include "engine/hot.h"

typedef struct Unit {
    int64_t addr, flags, insns, host_nbytes, samples, in_helper;
    char *kind, *function, *place;
    Explain stages;
    bool has_stages;
} Unit;

typedef struct Hot {
    AnaDb db;
    int64_t run, total, outside; /* samples */
    Unit *units;
    unsigned n;
} Hot;

/* The number that sql yields with the run as its parameter; 0: none. */
static int64_t number(const Hot *h, const char *sql)
{
    Err e = {0};
    sqlite3_stmt *st = ana_db_prepare(&h->db, sql, &e);
    if (!st)
        return 0;
    sqlite3_bind_int64(st, 1, h->run);
    int64_t v = ana_db_step(&h->db, st, &e) ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_finalize(st);
    return v;
}

static char *text_at(sqlite3_stmt *st, int col)
{
    return g_strdup((const char *)sqlite3_column_text(st, col));
}

static bool read_stages(const Hot *h, Unit *u, Err *err)
{
    sqlite3_stmt *st = ana_db_prepare(
        &h->db, "SELECT stages FROM hot_stage WHERE run = ?1 AND addr = ?2 AND kind = ?3 AND flags = ?4", err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, h->run);
    sqlite3_bind_int64(st, 2, u->addr);
    sqlite3_bind_text(st, 3, u->kind, -1, SQLITE_STATIC);
    sqlite3_bind_int64(st, 4, u->flags);
    bool ok = true;
    if (ana_db_step(&h->db, st, err))
        ok = u->has_stages = explain_read_json(&u->stages, (const char *)sqlite3_column_text(st, 0),
                                               (size_t)sqlite3_column_bytes(st, 0), err);
    sqlite3_finalize(st);
    return ok && !err->text[0];
}

static bool read_units(Hot *h, unsigned top, Err *err)
{
    sqlite3_stmt *st = ana_db_prepare(
        &h->db,
        "SELECT addr, kind, flags, insns, host_nbytes, samples, in_helper, function, source_file || ':' || source_line "
        "FROM v_hot WHERE run = ?1 AND kind <> 'engine' ORDER BY samples DESC, addr LIMIT ?2",
        err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, h->run);
    sqlite3_bind_int64(st, 2, top);
    bool ok = true;
    h->units = g_new0(Unit, top + 1);
    while (ok && ana_db_step(&h->db, st, err)) {
        Unit *u = &h->units[h->n++];
        u->addr = sqlite3_column_int64(st, 0);
        u->kind = text_at(st, 1);
        u->flags = sqlite3_column_int64(st, 2);
        u->insns = sqlite3_column_int64(st, 3);
        u->host_nbytes = sqlite3_column_int64(st, 4);
        u->samples = sqlite3_column_int64(st, 5);
        u->in_helper = sqlite3_column_int64(st, 6);
        u->function = text_at(st, 7);
        u->place = text_at(st, 8);
        ok = read_stages(h, u, err);
    }
    sqlite3_finalize(st);
    return ok && !err->text[0];
}

static double share(const Hot *h, int64_t samples)
{
    return h->total ? 100.0 * (double)samples / (double)h->total : 0;
}

static void show_text(const Hot *h, const HotWanted *w)
{
    printf("run %" PRId64 ": %" PRId64 " samples, %.1f %% of them outside of translated code\n", h->run, h->total,
           share(h, h->outside));
    for (unsigned i = 0; i < h->n; i++) {
        Unit *u = &h->units[i];
        printf("\n%u. %5.1f %%  %s at 0x%" PRIx64 "%s%s%s%s: %" PRId64 " instructions, %" PRId64 " bytes of host code",
               i + 1, share(h, u->samples), strcmp(u->kind, "tb") == 0 ? "TB" : u->kind, u->addr,
               u->function ? ", " : "", u->function ? u->function : "", u->place ? ", " : "", u->place ? u->place : "",
               u->insns, u->host_nbytes);
        if (u->in_helper)
            printf(", %.1f %% in C functions", 100.0 * (double)u->in_helper / (double)u->samples);
        puts("\n");
        if (u->has_stages)
            explain_print_text(&u->stages, w->width);
        else
            puts("(its stages were not kept)");
    }
}

static void json_text(const char *name, const char *s)
{
    printf(", \"%s\": ", name);
    s ? ana_json_string(stdout, s) : (void)fputs("null", stdout);
}

static void show_json(const Hot *h)
{
    printf("{\"run\": %" PRId64 ", \"samples\": %" PRId64 ", \"outside\": %" PRId64 ", \"units\": [", h->run, h->total,
           h->outside);
    for (unsigned i = 0; i < h->n; i++) {
        Unit *u = &h->units[i];
        printf("%s\n {\"addr\": %" PRId64 ", \"flags\": %" PRId64 ", \"samples\": %" PRId64 ", \"in_helper\": %" PRId64
               ", \"share\": %.4f",
               i ? "," : "", u->addr, u->flags, u->samples, u->in_helper, share(h, u->samples) / 100);
        json_text("kind", u->kind);
        json_text("function", u->function);
        json_text("place", u->place);
        fputs(", \"stages\": ", stdout);
        if (u->has_stages)
            explain_print_json(stdout, &u->stages);
        else
            fputs("null", stdout);
        putchar('}');
    }
    puts("]}");
}

static void free_units(Hot *h)
{
    for (unsigned i = 0; i < h->n; i++) {
        Unit *u = &h->units[i];
        if (u->has_stages)
            explain_free(&u->stages);
        g_free(u->kind);
        g_free(u->function);
        g_free(u->place);
    }
    g_free(h->units);
}

static bool read_file(Hot *h, const HotWanted *w, Err *err)
{
    h->run = w->run;
    if (!ana_db_has_columns(&h->db, "hot", "addr kind samples"))
        return err_set(err, "%s has no samples: engraft run --sample=HZ -o FILE.db takes them", w->db_path);
    if (!h->run)
        h->run = ana_db_int(&h->db, "SELECT max(run) FROM hot", 0);
    h->total = number(h, "SELECT sum(samples) FROM hot WHERE run = ?1");
    h->outside = number(h, "SELECT sum(samples) FROM hot WHERE run = ?1 AND kind = 'engine'");
    if (!h->total)
        return err_set(err, "%s: run %" PRId64 " has no samples (it was too short, or was not sampled)", w->db_path,
                       h->run);
    return read_units(h, w->top, err);
}

bool hot_show(const HotWanted *w, Err *err)
{
    Hot h = {0};
    if (!ana_db_open(&h.db, w->db_path, false, err))
        return false;
    bool ok = read_file(&h, w, err);
    for (unsigned i = 0; i < h.n && w->no_host; i++)
        h.units[i].stages.nhost = 0;
    if (ok)
        w->json ? show_json(&h) : show_text(&h, w);
    free_units(&h);
    ana_db_close(&h.db);
    return ok;
}
