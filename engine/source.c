/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols and lines of modules, read when first asked for. See source.h. */
#include "engine/source.h"

#include <pthread.h>

#include "analysis/sym.h"

static GHashTable *images; /* path -> AnaImage, NULL = cannot be read; under lock */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const AnaImage *image_of(const char *path)
{
    gpointer im;
    if (!images)
        images = g_hash_table_new(g_str_hash, g_str_equal);
    if (!g_hash_table_lookup_extended(images, path, NULL, &im)) {
        Err e = {0};
        im = ana_image_read(path, NULL, &e);
        g_hash_table_insert(images, g_strdup(path), im);
    }
    return im;
}

/* Index of the last element that begins at or below addr, -1 = none; elements begin with their address. */
static int last_at(const GArray *a, gsize size, uint64_t addr)
{
    guint lo = 0, hi = a->len;
    while (lo < hi) {
        guint mid = lo + (hi - lo) / 2;
        if (*(const uint64_t *)(const void *)(a->data + mid * size) <= addr)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (int)lo - 1;
}

static void find_line(const AnaImage *im, uint64_t addr, EgSource *out)
{
    int i = im->dwarf ? last_at(im->dwarf->lines, sizeof(AnaLine), addr) : -1;
    for (; i >= 0; i--) {
        const AnaLine *l = &g_array_index(im->dwarf->lines, AnaLine, i);
        if (l->nbytes == 0) /* no code of its own */
            continue;
        if (addr - l->addr < l->nbytes && l->file >= 0) {
            out->file = im->dwarf->files->pdata[l->file];
            out->line = (uint32_t)l->line;
        }
        return;
    }
}

bool source_of(const EgModule *m, uint64_t addr, EgSource *out)
{
    bool found = false;
    pthread_mutex_lock(&lock);
    const AnaImage *im = image_of(m->path);
    uint64_t bias;
    if (im && ana_elf_bias(im->elf, m->start, m->file_offset, &bias)) {
        int i = last_at(im->symbols, sizeof(AnaSymbol), addr - bias);
        const AnaSymbol *s = i >= 0 ? &g_array_index(im->symbols, AnaSymbol, i) : NULL;
        if (s && addr - bias - s->addr < s->nbytes) {
            out->symbol = s->name;
            out->symbol_addr = s->function + bias;
        }
        find_line(im, addr - bias, out);
        found = out->symbol || out->file;
    }
    pthread_mutex_unlock(&lock);
    return found;
}
