/* SPDX-License-Identifier: Apache-2.0 */
/* Loads what the reports need and joins counts with functions. Lines are model_line.c. See model.h. */
#include "analysis/model_priv.h"

#include <string.h>

#include "engine/base/bits.h"

/* ------------------------------------------------------------ lookups */

int64_t ana_count_at(const AnaMImage *im, uint64_t addr)
{
    unsigned lo = 0, hi = im->segs->len;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (g_array_index(im->segs, AnaSeg, mid).hi <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    const AnaSeg *s = lo < im->segs->len ? &g_array_index(im->segs, AnaSeg, lo) : NULL;
    return s && addr >= s->lo ? s->count : 0;
}

/* Second words in a range; they are no instructions. */
static uint64_t suffixes_in(const AnaMImage *im, uint64_t from, uint64_t to)
{
    unsigned lo = 0, hi = im->suffixes->len, n = 0;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (g_array_index(im->suffixes, uint64_t, mid) < from)
            lo = mid + 1;
        else
            hi = mid;
    }
    while (lo + n < im->suffixes->len && g_array_index(im->suffixes, uint64_t, lo + n) < to)
        n++;
    return n;
}

int64_t ana_insns_in(const AnaMImage *im, uint64_t from, uint64_t to, uint64_t *covered)
{
    unsigned lo = 0, hi = im->segs->len;
    int64_t insns = 0;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (g_array_index(im->segs, AnaSeg, mid).hi <= from)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < im->segs->len && g_array_index(im->segs, AnaSeg, lo).lo < to; lo++) {
        const AnaSeg *s = &g_array_index(im->segs, AnaSeg, lo);
        uint64_t n = MIN(s->hi, to) - MAX(s->lo, from);
        insns += (int64_t)(n / 4 - suffixes_in(im, MAX(s->lo, from), MIN(s->hi, to))) * s->count;
        if (covered)
            *covered += n;
    }
    return insns;
}

int ana_func_at(const AnaMImage *im, uint64_t addr)
{
    unsigned lo = 0, hi = im->pieces->len;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (g_array_index(im->pieces, AnaMPiece, mid).hi <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    const AnaMPiece *p = lo < im->pieces->len ? &g_array_index(im->pieces, AnaMPiece, lo) : NULL;
    return p && addr >= p->lo ? p->func : -1;
}

/* ------------------------------------------------------------ counts */

/* A change of the count at an address; the sum of all up to an address is its count. */
typedef struct Step {
    uint64_t addr;
    int64_t delta;
} Step;

static int compare_steps(const void *pa, const void *pb)
{
    const Step *a = pa, *b = pb;
    return (a->addr > b->addr) - (a->addr < b->addr);
}

static void make_segs(AnaMImage *im, GArray *steps)
{
    int64_t count = 0;
    g_array_sort(steps, compare_steps);
    for (unsigned i = 0; i < steps->len; i++) {
        const Step *s = &g_array_index(steps, Step, i);
        count += s->delta;
        if (count > 0 && i + 1 < steps->len && s[1].addr > s->addr) {
            AnaSeg seg = {s->addr, s[1].addr, count};
            g_array_append_val(im->segs, seg);
        }
    }
}

static AnaMImage *get_image(ModelLoad *l, int64_t id, sqlite3_stmt *st, int *index)
{
    for (unsigned i = 0; i < l->m->images->len; i++) {
        AnaMImage *im = g_ptr_array_index(l->m->images, i);
        *index = (int)i;
        if (im->id == id)
            return im;
    }
    AnaMImage *im = g_new0(AnaMImage, 1);
    im->id = id;
    im->path = ana_model_text(l, id ? (const char *)sqlite3_column_text(st, 6) : "(no file)");
    im->note = ana_model_text(l, (const char *)sqlite3_column_text(st, 7));
    im->debug = ana_model_text(l, (const char *)sqlite3_column_text(st, 8));
    im->segs = g_array_new(FALSE, FALSE, sizeof(AnaSeg));
    im->suffixes = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    im->pieces = g_array_new(FALSE, FALSE, sizeof(AnaMPiece));
    im->calls = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    *index = (int)l->m->images->len;
    g_ptr_array_add(l->m->images, im);
    return im;
}

/* Second words of the instructions of a row of table code; where there are any, first ones have primary opcode 1. */
static void note_suffixes(ModelLoad *l, int64_t image, uint64_t addr, const uint8_t *bytes, size_t nbytes)
{
    for (size_t k = 0; k + 8 <= nbytes; k += 4) {
        if (ld_be32(bytes + k) >> 26 != 1)
            continue;
        uint64_t a = addr + (k += 4);
        for (unsigned i = 0; i < l->m->images->len; i++) {
            AnaMImage *im = g_ptr_array_index(l->m->images, i);
            if (im->id == image)
                g_array_append_val(im->suffixes, a);
        }
    }
}

static int compare_addr(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sort_unique(GArray *a)
{
    unsigned n = 0;
    g_array_sort(a, compare_addr);
    for (unsigned i = 0; i < a->len; i++)
        if (i == 0 || g_array_index(a, uint64_t, i) != g_array_index(a, uint64_t, n - 1))
            g_array_index(a, uint64_t, n++) = g_array_index(a, uint64_t, i);
    g_array_set_size(a, n);
}

static void load_suffixes(ModelLoad *l)
{
    sqlite3_stmt *st =
        ana_db_prepare(l->db,
                       "SELECT CASE WHEN m.bias IS NULL THEN 0 ELSE m.image END, n.addr - ifnull(m.bias, 0), n.bytes "
                       "FROM code n LEFT JOIN module m ON m.run = n.run AND m.num = n.module "
                       "WHERE length(n.bytes) > 4 * n.ninsns AND (?1 = 0 OR n.run = ?1)",
                       l->err);
    sqlite3_bind_int64(st, 1, l->o->run);
    while (st && ana_db_step(l->db, st, l->err))
        note_suffixes(l, sqlite3_column_int64(st, 0), (uint64_t)sqlite3_column_int64(st, 1), sqlite3_column_blob(st, 2),
                      (size_t)sqlite3_column_bytes(st, 2));
    sqlite3_finalize(st);
    for (unsigned i = 0; i < l->m->images->len; i++)
        sort_unique(((AnaMImage *)g_ptr_array_index(l->m->images, i))->suffixes);
}

/* Rows of one image come together. Addresses of code in no file stay absolute. */
static bool load_counts(ModelLoad *l)
{
    char *sql = sqlite3_mprintf("SELECT CASE WHEN m.bias IS NULL THEN 0 ELSE m.image END AS im,"
                                " t.addr - ifnull(m.bias, 0) AS a, t.nbytes, t.ninsns, sum(t.count), t.module,"
                                " i.path, i.note, i.debug "
                                "FROM \"%w\" t LEFT JOIN module m ON m.run = t.run AND m.num = t.module "
                                "LEFT JOIN image i ON i.id = m.image "
                                "WHERE (?1 = 0 OR t.run = ?1) AND t.count > 0 AND t.nbytes > 0 "
                                "AND (?2 IS NULL OR ifnull(m.path, '') GLOB ?2) "
                                "GROUP BY im, a, t.nbytes ORDER BY im",
                                l->m->table);
    sqlite3_stmt *st = ana_db_prepare(l->db, sql, l->err);
    sqlite3_free(sql);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, l->o->run);
    sqlite3_bind_text(st, 2, l->o->module_glob, -1, SQLITE_STATIC);
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(Step));
    AnaMImage *last = NULL;
    while (ana_db_step(l->db, st, l->err)) {
        AnaMTb tb = {.addr = (uint64_t)sqlite3_column_int64(st, 1),
                     .nbytes = sqlite3_column_int64(st, 2),
                     .ninsns = sqlite3_column_int64(st, 3),
                     .count = sqlite3_column_int64(st, 4),
                     .func = -1};
        AnaMImage *im = get_image(l, sqlite3_column_int64(st, 0), st, &tb.image);
        if (last && im != last) {
            make_segs(last, steps);
            g_array_set_size(steps, 0);
        }
        last = im;
        Step up = {tb.addr, tb.count}, down = {tb.addr + (uint64_t)tb.nbytes, -tb.count};
        g_array_append_val(steps, up);
        g_array_append_val(steps, down);
        g_array_append_val(l->m->tbs, tb);
        im->insns += tb.ninsns * tb.count;
        l->m->insns += tb.ninsns * tb.count;
    }
    if (last)
        make_segs(last, steps);
    g_array_free(steps, TRUE);
    sqlite3_finalize(st);
    load_suffixes(l);
    return !l->err->text[0];
}

/* ------------------------------------------------------------ functions */

static int file_of(ModelLoad *l, sqlite3_stmt *st, int col)
{
    return sqlite3_column_type(st, col) == SQLITE_NULL ? -1 : ana_model_file(l, sqlite3_column_int64(st, col));
}

static bool load_functions(ModelLoad *l, int image)
{
    AnaMImage *im = g_ptr_array_index(l->m->images, image);
    GHashTable *by_entry = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    sqlite3_stmt *st = ana_db_prepare(
        l->db, "SELECT addr, nbytes, function, name, linkage, file, line FROM symbol WHERE image = ? ORDER BY addr",
        l->err);
    sqlite3_bind_int64(st, 1, im->id);
    while (st && ana_db_step(l->db, st, l->err)) {
        AnaMPiece p = {.lo = (uint64_t)sqlite3_column_int64(st, 0)};
        uint64_t entry = (uint64_t)sqlite3_column_int64(st, 2);
        p.hi = p.lo + (uint64_t)sqlite3_column_int64(st, 1);
        gpointer found;
        if (!g_hash_table_lookup_extended(by_entry, &entry, NULL, &found)) {
            AnaMFunc f = {.entry = entry,
                          .entries = ana_count_at(im, entry),
                          .name = ana_model_text(l, (const char *)sqlite3_column_text(st, 3)),
                          .linkage = ana_model_text(l, (const char *)sqlite3_column_text(st, 4)),
                          .file = file_of(l, st, 5),
                          .line = sqlite3_column_int(st, 6),
                          .image = image};
            found = GINT_TO_POINTER((int)l->m->funcs->len);
            g_array_append_val(l->m->funcs, f);
            g_hash_table_insert(by_entry, g_memdup2(&entry, sizeof entry), found);
        }
        p.func = GPOINTER_TO_INT(found);
        g_array_append_val(im->pieces, p);
        AnaMFunc *f = &g_array_index(l->m->funcs, AnaMFunc, p.func);
        f->nbytes += p.hi - p.lo;
        f->insns += ana_insns_in(im, p.lo, p.hi, &f->covered);
    }
    sqlite3_finalize(st);
    g_hash_table_destroy(by_entry);
    return !l->err->text[0];
}

static bool load_inlined(ModelLoad *l, AnaMImage *im)
{
    sqlite3_stmt *st = ana_db_prepare(
        l->db, "SELECT call, addr, nbytes, depth, parent, name, call_file, call_line FROM inlined WHERE image = ?",
        l->err);
    sqlite3_bind_int64(st, 1, im->id);
    while (st && ana_db_step(l->db, st, l->err)) {
        AnaMInline *in = g_new0(AnaMInline, 1);
        in->id = sqlite3_column_int64(st, 0);
        in->lo = (uint64_t)sqlite3_column_int64(st, 1);
        in->hi = in->lo + (uint64_t)sqlite3_column_int64(st, 2);
        in->depth = sqlite3_column_int(st, 3);
        in->parent = sqlite3_column_int(st, 4);
        in->name = ana_model_text(l, (const char *)sqlite3_column_text(st, 5));
        in->call_file = file_of(l, st, 6);
        in->call_line = sqlite3_column_int(st, 7);
        g_hash_table_insert(im->calls, GINT_TO_POINTER((int)in->id), in);
    }
    sqlite3_finalize(st);
    return !l->err->text[0];
}

static void finish_functions(AnaModel *m)
{
    for (unsigned i = 0; i < m->tbs->len; i++) {
        AnaMTb *tb = &g_array_index(m->tbs, AnaMTb, i);
        tb->func = ana_func_at(g_ptr_array_index(m->images, tb->image), tb->addr);
    }
    for (unsigned i = 0; i < m->images->len; i++) {
        AnaMImage *im = g_ptr_array_index(m->images, i);
        im->unknown_insns = im->insns;
    }
    for (unsigned i = 0; i < m->funcs->len; i++) {
        AnaMFunc *f = &g_array_index(m->funcs, AnaMFunc, i);
        ((AnaMImage *)g_ptr_array_index(m->images, f->image))->unknown_insns -= f->insns;
        if (f->file >= 0)
            g_array_append_val(((AnaMFile *)g_ptr_array_index(m->files, f->file))->funcs, i);
    }
}

/* ------------------------------------------------------------ entry */

char *ana_model_text(ModelLoad *l, const char *s)
{
    return s ? g_string_chunk_insert_const(l->m->strings, s) : NULL;
}

int ana_model_file(ModelLoad *l, int64_t id)
{
    gpointer found;
    if (g_hash_table_lookup_extended(l->files, GINT_TO_POINTER((int)id), NULL, &found))
        return GPOINTER_TO_INT(found);
    sqlite3_stmt *st = l->file_path;
    AnaMFile *f = g_new0(AnaMFile, 1);
    sqlite3_bind_int64(st, 1, id);
    f->path = sqlite3_step(st) == SQLITE_ROW ? ana_model_text(l, (const char *)sqlite3_column_text(st, 0)) : "?";
    sqlite3_reset(st);
    f->lines = g_array_new(FALSE, FALSE, sizeof(AnaMLine));
    f->funcs = g_array_new(FALSE, FALSE, sizeof(int));
    int index = (int)l->m->files->len;
    g_ptr_array_add(l->m->files, f);
    g_hash_table_insert(l->files, GINT_TO_POINTER((int)id), GINT_TO_POINTER(index));
    return index;
}

static const char count_cols[] = "run module addr nbytes ninsns count";

static bool choose_table(ModelLoad *l, const char *const *prefer)
{
    if (l->o->table) {
        l->m->table = g_strdup(l->o->table);
        return ana_db_has_columns(l->db, l->o->table, count_cols) ||
               err_set(l->err, "%s has no table '%s' with the columns %s", l->db->path, l->o->table, count_cols);
    }
    for (; *prefer; prefer++)
        if (ana_db_has_columns(l->db, *prefer, count_cols)) {
            l->m->table = g_strdup(*prefer);
            return true;
        }
    return err_set(l->err, "%s has no execution counts: run the program with -p coverage or -p profile", l->db->path);
}

static bool load_all(ModelLoad *l, const char *const *prefer)
{
    l->file_path = ana_db_prepare(l->db, "SELECT path FROM source_file WHERE id = ?", l->err);
    if (!l->file_path || !choose_table(l, prefer) || !load_counts(l))
        return false;
    for (unsigned i = 0; i < l->m->images->len; i++) {
        AnaMImage *im = g_ptr_array_index(l->m->images, i);
        if (im->id && (!load_functions(l, (int)i) || !load_inlined(l, im) || !ana_model_lines(l, (int)i)))
            return false;
    }
    finish_functions(l->m);
    ana_model_finish_lines(l);
    return true;
}

AnaModel *ana_model_load(const AnaDb *db, const AnaModelOptions *o, const char *const *prefer, Err *err)
{
    AnaModel *m = g_new0(AnaModel, 1);
    ModelLoad l = {.db = db, .o = o, .err = err, .m = m};
    m->images = g_ptr_array_new();
    m->funcs = g_array_new(FALSE, FALSE, sizeof(AnaMFunc));
    m->tbs = g_array_new(FALSE, FALSE, sizeof(AnaMTb));
    m->files = g_ptr_array_new();
    m->places = g_array_new(FALSE, FALSE, sizeof(AnaMPlace));
    m->strings = g_string_chunk_new(4096);
    l.files = g_hash_table_new(g_direct_hash, g_direct_equal);
    l.marks = g_array_new(FALSE, FALSE, sizeof(LineMark));
    bool ok = load_all(&l, prefer);
    sqlite3_finalize(l.file_path);
    g_hash_table_destroy(l.files);
    g_array_free(l.marks, TRUE);
    if (ok)
        return m;
    ana_model_free(m);
    return NULL;
}

void ana_model_free(AnaModel *m)
{
    if (!m)
        return;
    for (unsigned i = 0; i < m->images->len; i++) {
        AnaMImage *im = g_ptr_array_index(m->images, i);
        g_array_free(im->segs, TRUE);
        g_array_free(im->suffixes, TRUE);
        g_array_free(im->pieces, TRUE);
        g_hash_table_destroy(im->calls);
        g_free(im);
    }
    for (unsigned i = 0; i < m->files->len; i++) {
        AnaMFile *f = g_ptr_array_index(m->files, i);
        g_array_free(f->lines, TRUE);
        g_array_free(f->funcs, TRUE);
        g_free(f);
    }
    g_ptr_array_free(m->images, TRUE);
    g_ptr_array_free(m->files, TRUE);
    g_array_free(m->funcs, TRUE);
    g_array_free(m->tbs, TRUE);
    g_array_free(m->places, TRUE);
    g_string_chunk_free(m->strings);
    g_free(m->table);
    g_free(m);
}

char *ana_model_chain(const AnaModel *m, int image, int func, int call)
{
    const AnaMImage *im = g_ptr_array_index(m->images, image);
    const char *outer = func >= 0 ? g_array_index(m->funcs, AnaMFunc, func).name : "?";
    GString *s = g_string_new("");
    for (int hops = 0; call && hops < 64; hops++) {
        const AnaMInline *in = g_hash_table_lookup(im->calls, GINT_TO_POINTER(call));
        if (!in)
            break;
        char *file = in->call_file >= 0
                         ? g_path_get_basename(((AnaMFile *)g_ptr_array_index(m->files, in->call_file))->path)
                         : g_strdup("?");
        g_string_append_printf(s, "%s, inlined at %s:%d in ", in->name, file, in->call_line);
        g_free(file);
        call = in->parent;
    }
    g_string_append(s, outer);
    return g_string_free(s, FALSE);
}
