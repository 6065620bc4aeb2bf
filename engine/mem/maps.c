/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The guest's mappings as a list, from the host's own list (which knows files
 * and offsets) and the page flags (which know what the guest asked for). Host
 * entries that differ only because of the write watch are put together again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/mem/space.h"

enum { VISIBLE = MEM_R | MEM_W | MEM_X | MEM_MAPPED | MEM_SHARED | MEM_IMPLIED_R };

typedef struct Collect {
    void (*fn)(void *ctx, const MemMapping *m);
    void *ctx;
    MemMapping cur; /* not given out yet; end = 0: none */
    char path[4200];
} Collect;

static void give(Collect *c)
{
    if (c->cur.end) {
        c->cur.path = c->path[0] ? c->path : NULL;
        c->fn(c->ctx, &c->cur);
    }
    c->cur.end = 0;
}

/* Joins m to the current mapping or starts a new one. */
static void add(Collect *c, const MemMapping *m, const char *path)
{
    MemMapping *cur = &c->cur;
    bool joins = cur->end == m->start && cur->flags == m->flags && cur->inode == m->inode &&
                 cur->dev_major == m->dev_major && cur->dev_minor == m->dev_minor && !strcmp(c->path, path) &&
                 (!m->inode || cur->offset + (cur->end - cur->start) == m->offset);
    if (joins) {
        cur->end = m->end;
        return;
    }
    give(c);
    *cur = *m;
    snprintf(c->path, sizeof c->path, "%s", path);
}

/* One host mapping, already in guest addresses: split where flags differ. */
static void split(Collect *c, uint64_t start, uint64_t end, MemMapping m, const char *path)
{
    uint64_t file_start = m.offset;
    for (uint64_t g = start, next; g < end; g = next) {
        unsigned flags = space_get(g >> MEM_SHIFT) & VISIBLE;
        for (next = g + MEM_PAGE; next < end; next += MEM_PAGE)
            if ((space_get(next >> MEM_SHIFT) & VISIBLE) != flags)
                break;
        if (!flags)
            continue;
        m.start = g;
        m.end = next;
        m.flags = flags;
        m.offset = m.inode ? file_start + (g - start) : 0;
        add(c, &m, path);
    }
}

void mem_for_each(void (*fn)(void *ctx, const MemMapping *m), void *ctx)
{
    FILE *f = fopen("/proc/self/maps", "re");
    if (!f)
        return;
    Collect *c = calloc(1, sizeof *c);
    if (c) {
        c->fn = fn;
        c->ctx = ctx;
    }
    char *line = NULL;
    size_t cap = 0;
    uint64_t base = (uint64_t)(uintptr_t)mem_base, limit = base + ((uint64_t)MEM_NPAGES << MEM_SHIFT);
    while (c && getline(&line, &cap, f) > 0) {
        unsigned long long lo, hi, off, inode;
        MemMapping m = {0};
        int path_at = 0;
        if (sscanf(line, "%llx-%llx %*s %llx %x:%x %llu %n", &lo, &hi, &off, &m.dev_major, &m.dev_minor, &inode,
                   &path_at) < 6)
            continue;
        if (hi <= base || lo >= limit)
            continue;
        line[strcspn(line, "\n")] = 0;
        /* The reservation may have been joined with a neighbour outside the window. */
        uint64_t start = lo < base ? base : lo, end = hi > limit ? limit : hi;
        m.offset = off + (start - lo);
        m.inode = inode;
        split(c, start - base, end - base, m, inode ? line + path_at : "");
    }
    if (c)
        give(c);
    free(c);
    free(line);
    fclose(f);
}
