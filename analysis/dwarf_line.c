/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The line table: rows of the line number program (DWARF 5 6.2) become ranges.
 *
 * A row reaches to the next row's address. Rows without code of their own (the
 * next row has the same address) are kept only where a statement of another
 * line begins, so that a line whose code was merged away still counts as
 * reached. Rows of line 0 (code of no line) end the row before and are dropped.
 */
#include "analysis/dwarf_priv.h"

#include <string.h>

int ana_dwarf_file(AnaDwarfReader *r, const char *path)
{
    const char *dir = r->unit_dir && *r->unit_dir ? r->unit_dir : "/";
    char *full = g_path_is_absolute(path) ? g_canonicalize_filename(path, "/") : NULL;
    if (!full) {
        char *abs_dir = g_canonicalize_filename(dir, "/");
        full = g_canonicalize_filename(path, abs_dir);
        g_free(abs_dir);
    }
    int id = GPOINTER_TO_INT(g_hash_table_lookup(r->file_ids, full));
    if (id == 0) {
        char *kept = g_string_chunk_insert_const(r->out->strings, full);
        g_ptr_array_add(r->out->files, kept);
        id = (int)r->out->files->len;
        g_hash_table_insert(r->file_ids, kept, GINT_TO_POINTER(id));
    }
    g_free(full);
    return id - 1;
}

/* One row as the program gives it. */
typedef struct Row {
    uint64_t addr;
    int file, line, col;
    bool is_stmt, end;
} Row;

static bool read_row(AnaDwarfReader *r, Dwarf_Line line, Row *row)
{
    Dwarf_Error err = NULL;
    Dwarf_Addr addr = 0;
    Dwarf_Unsigned n = 0, file = 0, col = 0;
    Dwarf_Bool stmt = FALSE, end = FALSE;
    if (dwarf_lineaddr(line, &addr, &err) != DW_DLV_OK || dwarf_lineendsequence(line, &end, &err) != DW_DLV_OK ||
        dwarf_lineno(line, &n, &err) != DW_DLV_OK || dwarf_linebeginstatement(line, &stmt, &err) != DW_DLV_OK ||
        dwarf_line_srcfileno(line, &file, &err) != DW_DLV_OK || dwarf_lineoff_b(line, &col, &err) != DW_DLV_OK) {
        ana_dwarf_note(r, err, "line table");
        return false;
    }
    uint64_t k = r->line_version >= 5 ? file : file - 1;
    *row = (Row){.addr = addr, .file = -1, .is_stmt = stmt, .end = end};
    if (k < r->unit_files->len && n > 0 && n <= INT32_MAX) {
        row->file = g_array_index(r->unit_files, int, k);
        row->line = (int)n;
        row->col = col <= INT32_MAX ? (int)col : 0;
    }
    return true;
}

static void emit(AnaDwarfReader *r, const Row *row, uint64_t end)
{
    GArray *lines = r->out->lines;
    AnaLine l = {.addr = row->addr,
                 .nbytes = end - row->addr,
                 .file = row->file,
                 .line = row->line,
                 .col = row->col,
                 .is_stmt = row->is_stmt};
    AnaLine *last = lines->len ? &g_array_index(lines, AnaLine, lines->len - 1) : NULL;
    if (row->file < 0)
        return;
    /* The same line going on: one range, unless a statement begins anew. */
    if (last && last->nbytes && last->addr + last->nbytes == l.addr && last->file == l.file && last->line == l.line &&
        !l.is_stmt) {
        last->nbytes += l.nbytes;
        return;
    }
    g_array_append_val(lines, l);
}

/* Rows first..last of one sequence; last is its end. */
static void emit_sequence(AnaDwarfReader *r, const Row *rows, size_t n)
{
    uint64_t end = rows[n - 1].addr;
    if (n < 2 || end <= rows[0].addr || !ana_elf_is_code(r->code, rows[0].addr) || !ana_elf_is_code(r->code, end - 1))
        return;
    for (size_t i = 0; i + 1 < n; i++)
        if (rows[i].addr > rows[i + 1].addr)
            return; /* addresses only grow within a sequence */
    for (size_t i = 0; i + 1 < n; i++) {
        size_t last = i; /* the row that has the code at this address */
        while (last + 2 < n && rows[last + 1].addr == rows[i].addr)
            last++;
        if (rows[last + 1].addr > rows[i].addr) {
            for (size_t k = i; k < last; k++)
                if (rows[k].is_stmt && rows[k].file >= 0 &&
                    (rows[k].line != rows[last].line || rows[k].file != rows[last].file))
                    emit(r, &rows[k], rows[k].addr);
            Row code = rows[last];
            for (size_t k = i; k < last; k++) /* the statement may have begun one row earlier */
                if (rows[k].line == code.line && rows[k].file == code.file)
                    code.is_stmt |= rows[k].is_stmt;
            emit(r, &code, rows[last + 1].addr);
        }
        i = last;
    }
}

void ana_dwarf_lines(AnaDwarfReader *r, Dwarf_Die unit)
{
    Dwarf_Unsigned version = 0;
    Dwarf_Small tables = 0;
    Dwarf_Line_Context ctx = NULL;
    Dwarf_Line *list = NULL;
    Dwarf_Signed n = 0;
    Dwarf_Error err = NULL;
    int rc = dwarf_srclines_b(unit, &version, &tables, &ctx, &err);
    r->line_version = (Dwarf_Half)version;
    if (rc == DW_DLV_OK)
        rc = dwarf_srclines_from_linecontext(ctx, &list, &n, &err);
    if (rc == DW_DLV_ERROR)
        ana_dwarf_note(r, err, "line table");
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(Row));
    for (Dwarf_Signed i = 0; rc == DW_DLV_OK && i < n; i++) {
        Row row;
        if (!read_row(r, list[i], &row))
            break;
        g_array_append_val(rows, row);
        if (row.end) {
            emit_sequence(r, (Row *)rows->data, rows->len);
            g_array_set_size(rows, 0);
        }
    }
    g_array_free(rows, TRUE);
    if (ctx)
        dwarf_srclines_dealloc_b(ctx);
}

/* ------------------------------------------------------------ all units together */

/* Stable: rows of one address keep their order, which seq notes. */
static int compare_lines(const void *pa, const void *pb)
{
    const AnaLine *a = pa, *b = pb;
    if (a->addr != b->addr)
        return a->addr < b->addr ? -1 : 1;
    return a->seq - b->seq;
}

/* Keeps rows that do not overlap what is kept already (two units may claim one function). */
static void drop_overlaps(GArray *lines)
{
    uint64_t end = 0;
    unsigned kept = 0;
    int seq = 0;
    for (unsigned i = 0; i < lines->len; i++) {
        AnaLine l = g_array_index(lines, AnaLine, i);
        if (l.addr < end)
            continue;
        seq = kept && g_array_index(lines, AnaLine, kept - 1).addr == l.addr ? seq + 1 : 0;
        l.seq = seq;
        end = l.nbytes ? l.addr + l.nbytes : end;
        g_array_index(lines, AnaLine, kept++) = l;
    }
    g_array_set_size(lines, kept);
}

typedef struct Open {
    const AnaInline *in;
} Open;

/*
 * The call whose function a row's line belongs to: the innermost one around its
 * address, but for the row of the call itself, which is the caller's.
 */
static int line_call(const GArray *open, const AnaLine *l)
{
    for (unsigned i = open->len; i-- > 0;) {
        const AnaInline *in = g_array_index(open, Open, i).in;
        if (in->call_file != l->file || in->call_line != l->line)
            return in->call;
    }
    return 0;
}

static void set_calls(AnaDwarf *d)
{
    GArray *open = g_array_new(FALSE, FALSE, sizeof(Open)); /* calls around the address, by depth */
    unsigned next = 0;
    for (unsigned i = 0; i < d->lines->len; i++) {
        AnaLine *l = &g_array_index(d->lines, AnaLine, i);
        for (; next < d->inlines->len && g_array_index(d->inlines, AnaInline, next).lo <= l->addr; next++) {
            Open o = {&g_array_index(d->inlines, AnaInline, next)};
            g_array_append_val(open, o);
        }
        unsigned kept = 0;
        for (unsigned k = 0; k < open->len; k++)
            if (g_array_index(open, Open, k).in->hi > l->addr)
                g_array_index(open, Open, kept++) = g_array_index(open, Open, k);
        g_array_set_size(open, kept);
        l->call = line_call(open, l);
    }
    g_array_free(open, TRUE);
}

void ana_dwarf_finish_lines(AnaDwarf *d)
{
    for (unsigned i = 0; i < d->lines->len; i++)
        g_array_index(d->lines, AnaLine, i).seq = (int)i;
    g_array_sort(d->lines, compare_lines);
    drop_overlaps(d->lines);
    set_calls(d);
}
