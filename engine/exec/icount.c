/* SPDX-License-Identifier: Apache-2.0 */
/* The interpreter's own counts. See icount.h. */
#include "engine/exec/icount.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/base/bits.h"
#include "engine/mem/mem.h"

uint64_t *icount_table;

bool icount_start(Err *err)
{
    void *p = mmap(NULL, 1ull << 33, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED)
        return err_set(err, "cannot reserve the instruction counters: %s", strerror(errno));
    icount_table = p;
    return true;
}

static void write_mapping(void *ctx, const MemMapping *m)
{
    if (!(m->flags & MEM_X))
        return;
    for (uint64_t a = m->start; a < m->end; a += 4) {
        uint64_t n = icount_table[a >> 2];
        if (n)
            fprintf(ctx, "%llx %08x %llu\n", (unsigned long long)a, ld_be32(mem_g2h(a)), (unsigned long long)n);
    }
}

bool icount_write(const char *path, Err *err)
{
    FILE *f = fopen(path, "we");
    if (!f)
        return err_set(err, "cannot write %s: %s", path, strerror(errno));
    mem_for_each(write_mapping, f);
    bool bad = ferror(f);
    if (fclose(f) != 0 || bad)
        return err_set(err, "cannot write %s: %s", path, strerror(errno));
    return true;
}
