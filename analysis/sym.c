/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts together what symbol tables and DWARF say about a file.
 *
 * Separate debug files are found as GDB documents it ("Debugging Information
 * in Separate Files"): by build id under each debug folder, then by the name in
 * .gnu_debuglink beside the file, in .debug/ there, and under each debug folder;
 * the build id or the CRC must agree.
 *
 * DWARF functions come first; symbols fill what they leave. A symbol without a
 * size reaches to the next one.
 */
#include "analysis/sym.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------ debug files */

static const char *const no_dirs[] = {NULL};

/* dirs[i], then /usr/lib/debug; NULL at the end. */
static const char *debug_dir(const char *const *dirs, unsigned i)
{
    unsigned n = 0;
    while (dirs[n])
        n++;
    return i < n ? dirs[i] : i == n ? "/usr/lib/debug" : NULL;
}

static bool same_build_id(const AnaElf *e, const char *want)
{
    char hex[130];
    return ana_elf_build_id(e, hex, sizeof hex) && strcmp(hex, want) == 0;
}

/* Opens path (taken over) when it is the debug file for main; else frees it. */
static AnaElf *try_debug(AnaImage *im, char *path, const char *build_id, const uint32_t *crc)
{
    AnaElf *e = g_file_test(path, G_FILE_TEST_IS_REGULAR) ? ana_elf_open(path, NULL) : NULL;
    if (e && (build_id ? same_build_id(e, build_id) : ana_elf_crc(e) == *crc)) {
        im->debug_path = path;
        return e;
    }
    ana_elf_close(e);
    g_free(path);
    return NULL;
}

static AnaElf *find_by_build_id(AnaImage *im, const char *const *dirs)
{
    char hex[130];
    AnaElf *e = NULL;
    if (!ana_elf_build_id(im->elf, hex, sizeof hex) || strlen(hex) < 4)
        return NULL;
    for (unsigned i = 0; !e && debug_dir(dirs, i); i++)
        e = try_debug(im, g_strdup_printf("%s/.build-id/%.2s/%s.debug", debug_dir(dirs, i), hex, hex + 2), hex, NULL);
    return e;
}

static AnaElf *find_by_link(AnaImage *im, const char *path, const char *const *dirs)
{
    uint32_t crc;
    const char *link = ana_elf_debuglink(im->elf, &crc);
    if (!link)
        return NULL;
    char *real = realpath(path, NULL), *dir = g_path_get_dirname(real ? real : path);
    AnaElf *e = try_debug(im, g_build_filename(dir, link, NULL), NULL, &crc);
    if (!e)
        e = try_debug(im, g_build_filename(dir, ".debug", link, NULL), NULL, &crc);
    for (unsigned i = 0; !e && debug_dir(dirs, i); i++) {
        e = try_debug(im, g_build_filename(debug_dir(dirs, i), dir, link, NULL), NULL, &crc);
        if (!e)
            e = try_debug(im, g_build_filename(debug_dir(dirs, i), link, NULL), NULL, &crc);
    }
    free(real);
    g_free(dir);
    return e;
}

/* The file that .gnu_debugaltlink of the debug information names; NULL none. */
static char *find_alt(const AnaImage *im, const char *path)
{
    char hex[130];
    const char *from = im->debug_path ? im->debug_path : path;
    const char *name = ana_elf_altlink(im->debug_elf ? im->debug_elf : im->elf, hex, sizeof hex);
    if (!name)
        return NULL;
    char *dir = g_path_get_dirname(from), *full = g_canonicalize_filename(name, dir);
    AnaElf *e = ana_elf_open(full, NULL);
    bool ok = e && same_build_id(e, hex);
    ana_elf_close(e);
    g_free(dir);
    if (!ok)
        g_clear_pointer(&full, g_free);
    return full;
}

/* ------------------------------------------------------------ names */

typedef char *(*DemangleFn)(const char *, char *, size_t *, int *);

/* C++ symbol names, when the host has the C++ run-time library; names stay as they are without. */
static const char *demangle(AnaImage *im, const char *name)
{
    static DemangleFn fn;
    static bool tried;
    if (strncmp(name, "_Z", 2) != 0)
        return name;
    if (!tried) {
        void *lib = dlopen("libstdc++.so.6", RTLD_NOW | RTLD_LOCAL);
        fn = lib ? (DemangleFn)dlsym(lib, "__cxa_demangle") : NULL;
        tried = true;
    }
    char *s = fn ? fn(name, NULL, NULL, NULL) : NULL;
    const char *kept = s ? g_string_chunk_insert_const(im->strings, s) : name;
    free(s);
    return kept;
}

/* ------------------------------------------------------------ symbols */

static void add_symbol(AnaImage *im, const AnaSymbol *s)
{
    if (s->nbytes)
        g_array_append_val(im->symbols, *s);
}

/* Index of the first symbol with addr >= a. */
static size_t first_at(const AnaElfSym *syms, size_t n, uint64_t a)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (syms[mid].addr < a)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static void add_dwarf_functions(AnaImage *im, const AnaElfSym *syms, size_t n)
{
    uint64_t end = 0;
    for (unsigned i = 0; i < im->dwarf->funcs->len; i++) {
        const AnaFunc *f = &g_array_index(im->dwarf->funcs, AnaFunc, i);
        size_t k = first_at(syms, n, f->lo);
        if (f->lo < end)
            continue; /* the same code claimed twice */
        AnaSymbol s = {.addr = f->lo,
                       .nbytes = f->hi - f->lo,
                       .function = f->entry,
                       .name = f->name,
                       .linkage = k < n && syms[k].addr == f->lo ? syms[k].name : f->linkage,
                       .source = "dwarf",
                       .file = f->file,
                       .line = f->line};
        add_symbol(im, &s);
        end = f->hi;
    }
}

/* The part of [lo, hi) from the symbols, one after the other without overlap. */
static void fill_gap(AnaImage *im, const AnaElfSym *syms, size_t n, uint64_t lo, uint64_t hi)
{
    for (size_t k = first_at(syms, n, lo); k < n && syms[k].addr < hi;) {
        const AnaElfSym *sym = &syms[k];
        size_t next = k + 1;
        while (next < n && syms[next].addr == sym->addr)
            next++;
        uint64_t end = MIN(hi, sym->section_end);
        if (next < n)
            end = MIN(end, syms[next].addr);
        if (sym->nbytes)
            end = MIN(end, sym->addr + sym->nbytes);
        AnaSymbol s = {.addr = sym->addr,
                       .nbytes = end > sym->addr ? end - sym->addr : 0,
                       .function = sym->addr,
                       .name = demangle(im, sym->name),
                       .linkage = sym->name,
                       .source = sym->dynamic ? "dynsym" : "symtab",
                       .file = -1};
        add_symbol(im, &s);
        k = next;
    }
}

static int compare_symbols(const void *pa, const void *pb)
{
    const AnaSymbol *a = pa, *b = pb;
    return (a->addr > b->addr) - (a->addr < b->addr);
}

static void add_symbols(AnaImage *im, const AnaElfSym *syms, size_t n)
{
    add_dwarf_functions(im, syms, n);
    unsigned ndwarf = im->symbols->len;
    uint64_t end = 0;
    for (unsigned i = 0; i < ndwarf; i++) {
        AnaSymbol s = g_array_index(im->symbols, AnaSymbol, i);
        fill_gap(im, syms, n, end, s.addr);
        end = s.addr + s.nbytes;
    }
    fill_gap(im, syms, n, end, UINT64_MAX);
    g_array_sort(im->symbols, compare_symbols);
}

static int compare_elf_symbols(const void *pa, const void *pb)
{
    const AnaElfSym *a = pa, *b = pb;
    return a->addr != b->addr ? (a->addr < b->addr ? -1 : 1) : a->rank - b->rank;
}

/* Symbols of the file and of its debug file, sorted. */
static AnaElfSym *all_symbols(const AnaImage *im, size_t *n)
{
    size_t more = 0;
    AnaElfSym *syms = ana_elf_symbols(im->elf, n);
    AnaElfSym *extra = im->debug_elf ? ana_elf_symbols(im->debug_elf, &more) : NULL;
    if (more) {
        syms = g_renew(AnaElfSym, syms, *n + more);
        memcpy(syms + *n, extra, more * sizeof *syms);
        *n += more;
        qsort(syms, *n, sizeof *syms, compare_elf_symbols);
    }
    g_free(extra);
    return syms;
}

/* ------------------------------------------------------------ entry */

AnaImage *ana_image_read(const char *path, const char *const *debug_dirs, Err *err)
{
    AnaElf *elf = ana_elf_open(path, err);
    if (!elf)
        return NULL;
    AnaImage *im = g_new0(AnaImage, 1);
    size_t n = 0;
    im->elf = elf;
    im->symbols = g_array_new(FALSE, FALSE, sizeof(AnaSymbol));
    im->strings = g_string_chunk_new(4096);
    debug_dirs = debug_dirs ? debug_dirs : no_dirs;
    bool own = ana_elf_has_section(elf, ".debug_info");
    if (!own)
        im->debug_elf = find_by_build_id(im, debug_dirs);
    if (!own && !im->debug_elf)
        im->debug_elf = find_by_link(im, path, debug_dirs);
    char *alt = find_alt(im, path);
    im->dwarf = ana_dwarf_read(im->debug_path ? im->debug_path : path, elf, alt);
    if (own)
        im->debug_path = g_strdup(path);
    im->note = g_strdup(im->dwarf->note);
    AnaElfSym *syms = all_symbols(im, &n);
    add_symbols(im, syms, n);
    g_free(syms);
    g_free(alt);
    return im;
}

void ana_image_free(AnaImage *im)
{
    if (!im)
        return;
    ana_dwarf_free(im->dwarf);
    ana_elf_close(im->elf);
    ana_elf_close(im->debug_elf);
    g_array_free(im->symbols, TRUE);
    g_string_chunk_free(im->strings);
    g_free(im->debug_path);
    g_free(im->note);
    g_free(im);
}
