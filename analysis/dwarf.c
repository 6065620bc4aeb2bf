/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DWARF reader. One walk over each unit's DIEs collects every subprogram's name
 * by DIE offset, and the pieces of functions and inlined calls with the offset
 * that names them; names are looked up when all units are read, because
 * abstract origins may point forward and (after link-time optimisation) to
 * other units. The line table's assembly is dwarf_line.c.
 */
#include "analysis/dwarf_priv.h"

#include <string.h>

#define MAX_DEPTH 512          /* of nested DIEs; only a corrupt file has more */
#define ALT_BIT   (1ull << 63) /* in a DIE key: an offset in the supplementary file */

/* What is known of one subprogram DIE. */
typedef struct NameEnt {
    const char *name, *linkage;
    int file, line;
    uint64_t origin; /* key of the abstract origin or specification, 0 none */
} NameEnt;

typedef struct Scope {
    const char *prefix; /* "ns::Class::" */
    int depth;          /* of DIEs */
    int call, inline_depth;
} Scope;

typedef struct Range {
    uint64_t lo, hi;
} Range;

/* ------------------------------------------------------------ attributes */

void ana_dwarf_note(AnaDwarfReader *r, Dwarf_Error err, const char *what)
{
    if (!r->out->note)
        r->out->note = g_strdup_printf("%s: %s", what, err ? dwarf_errmsg(err) : "corrupt");
    if (err)
        dwarf_dealloc(r->dbg, err, DW_DLA_ERROR);
}

/* dwarf_attr() that never leaves an error behind. */
static bool get_attr(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half at, Dwarf_Attribute *attr)
{
    Dwarf_Error err = NULL;
    int rc = dwarf_attr(die, at, attr, &err);
    if (rc == DW_DLV_ERROR)
        ana_dwarf_note(r, err, "attribute");
    return rc == DW_DLV_OK;
}

static bool get_udata(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half at, uint64_t *v)
{
    Dwarf_Attribute attr;
    Dwarf_Unsigned u = 0;
    Dwarf_Signed s = 0;
    Dwarf_Error err = NULL;
    if (!get_attr(r, die, at, &attr))
        return false;
    int rc = dwarf_formudata(attr, &u, &err);
    if (rc == DW_DLV_ERROR) {
        dwarf_dealloc(r->dbg, err, DW_DLA_ERROR);
        err = NULL;
        rc = dwarf_formsdata(attr, &s, &err);
        u = (Dwarf_Unsigned)s;
        if (rc == DW_DLV_ERROR)
            ana_dwarf_note(r, err, "number");
    }
    dwarf_dealloc(r->dbg, attr, DW_DLA_ATTR);
    *v = u;
    return rc == DW_DLV_OK;
}

static const char *get_text(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half at)
{
    Dwarf_Attribute attr;
    Dwarf_Error err = NULL;
    char *s = NULL;
    if (!get_attr(r, die, at, &attr))
        return NULL;
    if (dwarf_formstring(attr, &s, &err) == DW_DLV_ERROR) {
        ana_dwarf_note(r, err, "string");
        s = NULL;
    }
    dwarf_dealloc(r->dbg, attr, DW_DLA_ATTR);
    return s;
}

/* Key of the DIE that an attribute refers to, 0 none. */
static uint64_t get_ref(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half at)
{
    Dwarf_Attribute attr;
    Dwarf_Error err = NULL;
    Dwarf_Half form = 0;
    Dwarf_Off off = 0;
    if (!get_attr(r, die, at, &attr))
        return 0;
    int rc = dwarf_whatform(attr, &form, &err);
    if (rc == DW_DLV_OK)
        rc = dwarf_global_formref(attr, &off, &err);
    if (rc == DW_DLV_ERROR)
        ana_dwarf_note(r, err, "reference");
    dwarf_dealloc(r->dbg, attr, DW_DLA_ATTR);
    if (rc != DW_DLV_OK)
        return 0;
    bool alt = r->in_alt || form == DW_FORM_GNU_ref_alt || form == DW_FORM_ref_sup4 || form == DW_FORM_ref_sup8;
    return off | (alt ? ALT_BIT : 0);
}

static uint64_t die_key(AnaDwarfReader *r, Dwarf_Die die)
{
    Dwarf_Off off = 0;
    Dwarf_Error err = NULL;
    if (dwarf_dieoffset(die, &off, &err) != DW_DLV_OK)
        ana_dwarf_note(r, err, "offset");
    return off | (r->in_alt ? ALT_BIT : 0);
}

/* The unit's file number i as an index of out->files. */
static int unit_file(AnaDwarfReader *r, uint64_t i)
{
    uint64_t k = r->line_version >= 5 ? i : i - 1;
    return k < r->unit_files->len ? g_array_index(r->unit_files, int, k) : -1;
}

static int get_file(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half at)
{
    uint64_t v;
    return get_udata(r, die, at, &v) ? unit_file(r, v) : -1;
}

static int get_line(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half at)
{
    uint64_t v;
    return get_udata(r, die, at, &v) && v <= INT32_MAX ? (int)v : 0;
}

/* ------------------------------------------------------------ ranges */

static void add_range(AnaDwarfReader *r, GArray *out, uint64_t lo, uint64_t hi)
{
    Range range = {lo, hi};
    if (lo < hi && ana_elf_is_code(r->code, lo) && ana_elf_is_code(r->code, hi - 1))
        g_array_append_val(out, range);
}

/* DWARF 5 7.25: the entries come back with addresses already made absolute. */
static void ranges_v5(AnaDwarfReader *r, Dwarf_Attribute attr, Dwarf_Half form, uint64_t value, GArray *out)
{
    Dwarf_Rnglists_Head head = NULL;
    Dwarf_Unsigned n = 0, off = 0;
    Dwarf_Error err = NULL;
    if (dwarf_rnglists_get_rle_head(attr, form, value, &head, &n, &off, &err) != DW_DLV_OK) {
        ana_dwarf_note(r, err, "range list");
        return;
    }
    for (Dwarf_Unsigned i = 0; i < n; i++) {
        unsigned len = 0, code = 0;
        Dwarf_Unsigned raw1 = 0, raw2 = 0, lo = 0, hi = 0;
        Dwarf_Bool missing = FALSE;
        if (dwarf_get_rnglists_entry_fields_a(head, i, &len, &code, &raw1, &raw2, &missing, &lo, &hi, &err) !=
            DW_DLV_OK) {
            ana_dwarf_note(r, err, "range list");
            break;
        }
        if (code == DW_RLE_end_of_list)
            break;
        if (!missing && code != DW_RLE_base_address && code != DW_RLE_base_addressx)
            add_range(r, out, lo, hi);
    }
    dwarf_dealloc_rnglists_head(head);
}

/* DWARF 4 2.17.3: pairs relative to the unit's base, which an entry may change. */
static void ranges_v2(AnaDwarfReader *r, Dwarf_Die die, uint64_t value, GArray *out)
{
    Dwarf_Ranges *list = NULL;
    Dwarf_Signed n = 0;
    Dwarf_Unsigned nbytes = 0;
    Dwarf_Error err = NULL;
    uint64_t base = r->unit_base;
    Dwarf_Off real = 0;
    if (dwarf_get_ranges_b(r->dbg, value, die, &real, &list, &n, &nbytes, &err) != DW_DLV_OK) {
        ana_dwarf_note(r, err, "range list");
        return;
    }
    for (Dwarf_Signed i = 0; i < n && list[i].dwr_type != DW_RANGES_END; i++) {
        if (list[i].dwr_type == DW_RANGES_ADDRESS_SELECTION)
            base = list[i].dwr_addr2;
        else
            add_range(r, out, base + list[i].dwr_addr1, base + list[i].dwr_addr2);
    }
#if LIBDWARF_OLD_API
    dwarf_ranges_dealloc(r->dbg, list, n);
#else
    dwarf_dealloc_ranges(r->dbg, list, n);
#endif
}

/* All pieces of a DIE's code, in the order of the debug information; appended to out. */
static void die_ranges(AnaDwarfReader *r, Dwarf_Die die, GArray *out)
{
    Dwarf_Addr lo = 0, hi = 0;
    Dwarf_Error err = NULL;
    Dwarf_Half form = 0;
    enum Dwarf_Form_Class class = DW_FORM_CLASS_UNKNOWN;
    Dwarf_Attribute attr;
    if (get_attr(r, die, DW_AT_ranges, &attr)) {
        Dwarf_Unsigned u = 0;
        Dwarf_Off off = 0;
        int rc = dwarf_whatform(attr, &form, &err);
        if (rc == DW_DLV_OK && form == DW_FORM_rnglistx)
            rc = dwarf_formudata(attr, &u, &err);
        else if (rc == DW_DLV_OK && form == DW_FORM_sec_offset)
            rc = dwarf_global_formref(attr, &off, &err);
        else if (rc == DW_DLV_OK)
            rc = dwarf_formudata(attr, &u, &err);
        if (rc != DW_DLV_OK)
            ana_dwarf_note(r, err, "range list");
        else if (r->version >= 5)
            ranges_v5(r, attr, form, u | off, out);
        else
            ranges_v2(r, die, u | off, out);
        dwarf_dealloc(r->dbg, attr, DW_DLA_ATTR);
        return;
    }
    if (dwarf_lowpc(die, &lo, &err) != DW_DLV_OK || dwarf_highpc_b(die, &hi, &form, &class, &err) != DW_DLV_OK) {
        if (err)
            dwarf_dealloc(r->dbg, err, DW_DLA_ERROR);
        return;
    }
    add_range(r, out, lo, class == DW_FORM_CLASS_CONSTANT ? lo + hi : hi);
}

/* ------------------------------------------------------------ the walk */

static void walk_children(AnaDwarfReader *r, Dwarf_Die die, const Scope *scope);

static const char *keep(AnaDwarfReader *r, const char *prefix, const char *name)
{
    if (!*prefix)
        return g_string_chunk_insert_const(r->out->strings, name);
    char *s = g_strconcat(prefix, name, NULL);
    const char *kept = g_string_chunk_insert_const(r->out->strings, s);
    g_free(s);
    return kept;
}

static uint64_t note_name(AnaDwarfReader *r, Dwarf_Die die, const Scope *scope)
{
    uint64_t key = die_key(r, die);
    const char *name = get_text(r, die, DW_AT_name), *linkage = get_text(r, die, DW_AT_linkage_name);
    NameEnt *ent = g_new0(NameEnt, 1);
    if (!linkage)
        linkage = get_text(r, die, DW_AT_MIPS_linkage_name);
    ent->name = name ? keep(r, scope->prefix, name) : NULL;
    ent->linkage = linkage ? keep(r, "", linkage) : NULL;
    ent->file = get_file(r, die, DW_AT_decl_file);
    ent->line = get_line(r, die, DW_AT_decl_line);
    ent->origin = get_ref(r, die, DW_AT_abstract_origin);
    if (!ent->origin)
        ent->origin = get_ref(r, die, DW_AT_specification);
    g_hash_table_insert(r->names, g_memdup2(&key, sizeof key), ent);
    return key;
}

static void walk_subprogram(AnaDwarfReader *r, Dwarf_Die die, const Scope *scope)
{
    Scope inner = {.prefix = scope->prefix, .depth = scope->depth + 1};
    const char *name = get_text(r, die, DW_AT_name);
    uint64_t key = note_name(r, die, scope);
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    die_ranges(r, die, ranges);
    for (unsigned i = 0; i < ranges->len; i++) {
        Range *range = &g_array_index(ranges, Range, i);
        AnaFunc f = {.lo = range->lo, .hi = range->hi, .entry = g_array_index(ranges, Range, 0).lo};
        g_array_append_val(r->out->funcs, f);
        g_array_append_val(r->func_keys, key);
    }
    g_array_free(ranges, TRUE);
    if (name)
        inner.prefix = keep(r, keep(r, scope->prefix, name), "::");
    walk_children(r, die, &inner);
}

static void walk_inlined(AnaDwarfReader *r, Dwarf_Die die, const Scope *scope)
{
    Scope inner = *scope;
    uint64_t key = get_ref(r, die, DW_AT_abstract_origin);
    GArray *ranges = g_array_new(FALSE, FALSE, sizeof(Range));
    inner.depth++;
    die_ranges(r, die, ranges);
    if (ranges->len) {
        inner.call = ++r->ncalls;
        inner.inline_depth++;
    }
    int file = get_file(r, die, DW_AT_call_file), line = get_line(r, die, DW_AT_call_line);
    for (unsigned i = 0; i < ranges->len; i++) {
        Range *range = &g_array_index(ranges, Range, i);
        AnaInline in = {.lo = range->lo,
                        .hi = range->hi,
                        .call = inner.call,
                        .depth = inner.inline_depth,
                        .parent = scope->call,
                        .call_file = file,
                        .call_line = line};
        g_array_append_val(r->out->inlines, in);
        g_array_append_val(r->inline_keys, key);
    }
    g_array_free(ranges, TRUE);
    walk_children(r, die, &inner);
}

static void walk_scope(AnaDwarfReader *r, Dwarf_Die die, Dwarf_Half tag, const Scope *scope)
{
    Scope inner = *scope;
    const char *name = get_text(r, die, DW_AT_name);
    inner.depth++;
    if (name)
        inner.prefix = keep(r, keep(r, scope->prefix, name), "::");
    else if (tag == DW_TAG_namespace)
        inner.prefix = keep(r, scope->prefix, "(anonymous namespace)::");
    walk_children(r, die, &inner);
}

static void walk_die(AnaDwarfReader *r, Dwarf_Die die, const Scope *scope)
{
    Dwarf_Half tag = 0;
    Dwarf_Error err = NULL;
    Scope inner = *scope;
    if (dwarf_tag(die, &tag, &err) != DW_DLV_OK) {
        ana_dwarf_note(r, err, "tag");
        return;
    }
    switch (tag) {
    case DW_TAG_subprogram: walk_subprogram(r, die, scope); break;
    case DW_TAG_inlined_subroutine: walk_inlined(r, die, scope); break;
    case DW_TAG_namespace:
    case DW_TAG_module:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
    case DW_TAG_interface_type: walk_scope(r, die, tag, scope); break;
    case DW_TAG_lexical_block:
    case DW_TAG_try_block:
    case DW_TAG_catch_block:
        inner.depth++;
        walk_children(r, die, &inner);
        break;
    default: break;
    }
}

static void walk_children(AnaDwarfReader *r, Dwarf_Die die, const Scope *scope)
{
    Dwarf_Die child = NULL, next = NULL;
    Dwarf_Error err = NULL;
    if (scope->depth > MAX_DEPTH) {
        ana_dwarf_note(r, NULL, "nesting");
        return;
    }
    int rc = dwarf_child(die, &child, &err);
    while (rc == DW_DLV_OK) {
        walk_die(r, child, scope);
        rc = dwarf_siblingof_b(r->dbg, child, TRUE, &next, &err);
        dwarf_dealloc(r->dbg, child, DW_DLA_DIE);
        child = next;
    }
    if (rc == DW_DLV_ERROR)
        ana_dwarf_note(r, err, "entry");
}

/* ------------------------------------------------------------ units */

static void unit_files(AnaDwarfReader *r, Dwarf_Die die)
{
    char **list = NULL;
    Dwarf_Signed n = 0;
    Dwarf_Error err = NULL;
    int rc = dwarf_srcfiles(die, &list, &n, &err);
    if (rc == DW_DLV_ERROR)
        ana_dwarf_note(r, err, "file names");
    if (rc != DW_DLV_OK)
        return;
    for (Dwarf_Signed i = 0; i < n; i++) {
        int file = ana_dwarf_file(r, list[i]);
        g_array_append_val(r->unit_files, file);
        dwarf_dealloc(r->dbg, list[i], DW_DLA_STRING);
    }
    dwarf_dealloc(r->dbg, list, DW_DLA_LIST);
}

static void read_unit(AnaDwarfReader *r, Dwarf_Die die)
{
    static const Scope top = {.prefix = ""};
    Dwarf_Addr lo = 0;
    Dwarf_Error err = NULL;
    if (dwarf_lowpc(die, &lo, &err) == DW_DLV_ERROR)
        dwarf_dealloc(r->dbg, err, DW_DLA_ERROR);
    r->unit_base = lo;
    r->unit_dir = get_text(r, die, DW_AT_comp_dir);
    g_array_set_size(r->unit_files, 0);
    if (!r->in_alt) {
        unit_files(r, die);
        ana_dwarf_lines(r, die); /* before the walk: it tells how files are numbered */
    }
    walk_children(r, die, &top);
}

static void read_units(AnaDwarfReader *r)
{
    for (;;) {
        Dwarf_Unsigned length, type_off, next;
        Dwarf_Off abbrev;
        Dwarf_Half addr_size, off_size, ext_size, kind;
        Dwarf_Sig8 sig;
        Dwarf_Error err = NULL;
        Dwarf_Die die = NULL;
        int rc = dwarf_next_cu_header_d(r->dbg, TRUE, &length, &r->version, &abbrev, &addr_size, &off_size, &ext_size,
                                        &sig, &type_off, &next, &kind, &err);
        if (rc == DW_DLV_OK)
            rc = dwarf_siblingof_b(r->dbg, NULL, TRUE, &die, &err);
        if (rc == DW_DLV_ERROR)
            ana_dwarf_note(r, err, "unit");
        if (rc != DW_DLV_OK)
            return;
        read_unit(r, die);
        dwarf_dealloc(r->dbg, die, DW_DLA_DIE);
    }
}

static Dwarf_Debug open_dwarf(AnaDwarfReader *r, const char *path)
{
    Dwarf_Debug dbg = NULL;
    Dwarf_Error err = NULL;
#if LIBDWARF_OLD_API
    int rc = dwarf_init_path(path, NULL, 0, DW_DLC_READ, DW_GROUPNUMBER_ANY, NULL, NULL, &dbg, NULL, 0, NULL, &err);
#else
    int rc = dwarf_init_path(path, NULL, 0, DW_GROUPNUMBER_ANY, NULL, NULL, &dbg, &err);
#endif
    if (rc == DW_DLV_ERROR) {
        if (!r->out->note)
            r->out->note = g_strdup_printf("DWARF: %s", dwarf_errmsg(err));
        dwarf_dealloc(dbg, err, DW_DLA_ERROR);
    }
    return rc == DW_DLV_OK ? dbg : NULL;
}

static void close_dwarf(Dwarf_Debug dbg)
{
    if (!dbg)
        return;
#if LIBDWARF_OLD_API
    Dwarf_Error err = NULL;
    dwarf_finish(dbg, &err);
#else
    dwarf_finish(dbg);
#endif
}

/* ------------------------------------------------------------ names */

/* Fills what a chain of origins says; the nearest wins. */
static NameEnt find_name(AnaDwarfReader *r, uint64_t key)
{
    NameEnt found = {.file = -1};
    for (int hops = 0; key && hops < 16; hops++) {
        const NameEnt *e = g_hash_table_lookup(r->names, &key);
        if (!e)
            break;
        found.name = found.name ? found.name : e->name;
        found.linkage = found.linkage ? found.linkage : e->linkage;
        if (!found.line && e->line) {
            found.line = e->line;
            found.file = e->file;
        } else if (found.line && found.file < 0) {
            found.file = e->file; /* a definition in the file of its declaration */
        }
        key = e->origin;
    }
    return found;
}

static void resolve_names(AnaDwarfReader *r)
{
    for (unsigned i = 0; i < r->out->funcs->len; i++) {
        AnaFunc *f = &g_array_index(r->out->funcs, AnaFunc, i);
        NameEnt n = find_name(r, g_array_index(r->func_keys, uint64_t, i));
        f->name = n.name ? n.name : n.linkage ? n.linkage : "(unnamed)";
        f->linkage = n.linkage;
        f->file = n.file;
        f->line = n.line;
    }
    for (unsigned i = 0; i < r->out->inlines->len; i++) {
        AnaInline *in = &g_array_index(r->out->inlines, AnaInline, i);
        NameEnt n = find_name(r, g_array_index(r->inline_keys, uint64_t, i));
        in->name = n.name ? n.name : n.linkage ? n.linkage : "(unnamed)";
    }
}

static int compare_funcs(const void *pa, const void *pb)
{
    const AnaFunc *a = pa, *b = pb;
    return a->lo != b->lo ? (a->lo < b->lo ? -1 : 1) : (a->hi > b->hi) - (a->hi < b->hi);
}

static int compare_inlines(const void *pa, const void *pb)
{
    const AnaInline *a = pa, *b = pb;
    if (a->lo != b->lo)
        return a->lo < b->lo ? -1 : 1;
    return a->depth != b->depth ? a->depth - b->depth : a->call - b->call;
}

/* ------------------------------------------------------------ entry */

AnaDwarf *ana_dwarf_read(const char *path, const AnaElf *code, const char *alt)
{
    AnaDwarf *d = g_new0(AnaDwarf, 1);
    d->funcs = g_array_new(FALSE, FALSE, sizeof(AnaFunc));
    d->inlines = g_array_new(FALSE, FALSE, sizeof(AnaInline));
    d->lines = g_array_new(FALSE, FALSE, sizeof(AnaLine));
    d->files = g_ptr_array_new();
    d->strings = g_string_chunk_new(4096);
    AnaDwarfReader r = {.out = d, .code = code};
    Dwarf_Debug dbg = open_dwarf(&r, path), alt_dbg = dbg && alt ? open_dwarf(&r, alt) : NULL;
    if (!dbg)
        return d;
    r.names = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    r.file_ids = g_hash_table_new(g_str_hash, g_str_equal);
    r.func_keys = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    r.inline_keys = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    r.unit_files = g_array_new(FALSE, FALSE, sizeof(int));
    Dwarf_Error err = NULL;
    if (alt_dbg) {
        if (dwarf_set_tied_dbg(dbg, alt_dbg, &err) != DW_DLV_OK && err)
            dwarf_dealloc(dbg, err, DW_DLA_ERROR);
        r.dbg = alt_dbg;
        r.in_alt = true;
        read_units(&r);
        r.in_alt = false;
    }
    r.dbg = dbg;
    read_units(&r);
    resolve_names(&r);
    g_array_sort(d->inlines, compare_inlines);
    ana_dwarf_finish_lines(d);
    g_array_sort(d->funcs, compare_funcs);
    g_array_free(r.func_keys, TRUE);
    g_array_free(r.inline_keys, TRUE);
    g_array_free(r.unit_files, TRUE);
    g_hash_table_destroy(r.names);
    g_hash_table_destroy(r.file_ids);
    close_dwarf(dbg);
    close_dwarf(alt_dbg);
    return d;
}

void ana_dwarf_free(AnaDwarf *d)
{
    if (!d)
        return;
    g_array_free(d->funcs, TRUE);
    g_array_free(d->inlines, TRUE);
    g_array_free(d->lines, TRUE);
    g_ptr_array_free(d->files, TRUE);
    g_string_chunk_free(d->strings);
    g_free(d->note);
    g_free(d);
}
