/* SPDX-License-Identifier: Apache-2.0 */
/* Reading and checking files of the persistent code cache. See persistfile.h. */
#include "engine/exec/persistfile.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/exec/regionform.h"
#include "ppc/cpu/slot.h"
#include "ppc/cpu/state.h"
#include "ppc/isa/isa.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/eval.h"

static const char magic[8] = "EGCODE\r\n";

uint64_t persist_sum(const void *data, size_t nbytes, uint64_t start)
{
    const uint8_t *p = data;
    uint64_t h = start ^ nbytes * 0x9e3779b97f4a7c15ull, w;
    for (; nbytes >= 8; nbytes -= 8, p += 8) {
        memcpy(&w, p, 8);
        h = (h ^ w) * 0xff51afd7ed558ccdull;
        h ^= h >> 32;
    }
    w = 0;
    if (nbytes)
        memcpy(&w, p, nbytes);
    h = (h ^ w) * 0xc4ceb9fe1a85ec53ull;
    return h ^ h >> 29;
}

int persist_compare(const PersistEntry *a, const PersistEntry *b)
{
    if (a->pc != b->pc)
        return a->pc < b->pc ? -1 : 1;
    if (a->flags != b->flags)
        return a->flags < b->flags ? -1 : 1;
    return (int)a->region - (int)b->region;
}

/* ---- the file ------------------------------------------------------------------------------------------------------
 */

/* Of us or of root, and changed by nobody else: it is code that will run. */
static bool trusted(const struct stat *st)
{
    return S_ISREG(st->st_mode) && (st->st_uid == geteuid() || st->st_uid == 0) && !(st->st_mode & 022);
}

static bool read_all(int fd, uint8_t *to, size_t nbytes)
{
    for (ssize_t n; nbytes; to += n, nbytes -= (size_t)n)
        if ((n = read(fd, to, nbytes)) <= 0)
            return false;
    return true;
}

/* The header and the entries; the units have sums of their own. */
static bool whole(const PersistFile *f)
{
    PersistHeader h;
    if (f->nbytes < sizeof h)
        return false;
    memcpy(&h, f->data, sizeof h);
    uint64_t sum = h.sum, room = (f->nbytes - sizeof h) / sizeof(PersistEntry);
    h.sum = 0;
    return !memcmp(h.magic, magic, sizeof magic) && h.version == PERSIST_VERSION && h.nbytes == f->nbytes &&
           h.nunits <= room && !h.settings[PERSIST_SETTINGS - 1] &&
           sum == persist_sum(f->data + sizeof h, h.nunits * sizeof(PersistEntry), persist_sum(&h, sizeof h, 0));
}

static bool entries_sound(const PersistFile *f)
{
    uint64_t start = sizeof(PersistHeader) + (uint64_t)f->nunits * sizeof(PersistEntry);
    for (uint32_t i = 0; i < f->nunits; i++) {
        const PersistEntry *e = &f->entries[i];
        if (e->off < start || e->off % 16 || e->off > f->nbytes || e->nbytes > f->nbytes - e->off ||
            e->nbytes < sizeof(PersistUnit) || (i && persist_compare(e - 1, e) >= 0))
            return false;
    }
    return true;
}

static void check(PersistFile *f, const char *settings)
{
    const PersistHeader *h = (const PersistHeader *)(const void *)f->data;
    f->damaged = !whole(f);
    if (!f->damaged && !strcmp(h->settings, settings)) {
        f->nunits = h->nunits;
        f->entries = (const PersistEntry *)(const void *)(f->data + sizeof *h);
        f->damaged = !entries_sound(f);
        if (!f->damaged)
            return;
    }
    free(f->data);
    f->data = NULL;
    f->nunits = 0;
}

/* Used again: it goes last when the folder is too full. */
static void touch(int fd, const struct stat *st)
{
    enum { OFTEN = 60 };
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) == 0 && now.tv_sec - st->st_mtim.tv_sec > OFTEN)
        (void)!futimens(fd, NULL);
}

void persist_read(PersistFile *f, const char *path, const char *settings)
{
    struct stat st;
    *f = (PersistFile){0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return;
    if (fstat(fd, &st) == 0 && trusted(&st)) {
        f->nbytes = (size_t)st.st_size;
        f->dev = st.st_dev;
        f->ino = st.st_ino;
        f->data = malloc(f->nbytes ? f->nbytes : 1);
        if (f->data && !read_all(fd, f->data, f->nbytes)) {
            free(f->data);
            f->data = NULL;
            f->damaged = true;
        }
        if (f->data)
            check(f, settings);
        if (f->data)
            touch(fd, &st);
    }
    close(fd);
}

void persist_close(PersistFile *f)
{
    free(f->data);
    *f = (PersistFile){0};
}

const PersistEntry *persist_find(const PersistFile *f, uint64_t pc, uint32_t flags, bool region)
{
    const PersistEntry key = {.pc = pc, .flags = flags, .region = region};
    uint32_t lo = 0, hi = f->nunits;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int c = persist_compare(&f->entries[mid], &key);
        if (!c)
            return &f->entries[mid];
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return NULL;
}

/* ---- a unit --------------------------------------------------------------------------------------------------------
 */

const PersistUnit *persist_unit(const PersistFile *f, const PersistEntry *e)
{
    const uint8_t *p = f->data + e->off;
    return persist_sum(p, e->nbytes, e->pc) == e->sum ? (const PersistUnit *)(const void *)p : NULL;
}

static void *table(size_t *at, const PersistUnit *u, size_t n, size_t size)
{
    uint8_t *p = (uint8_t *)u + *at; /* NOLINT: the caller says whether it may be written */
    *at += (n * size + 15) & ~(size_t)15;
    return p;
}

size_t persist_tables(const PersistUnit *u, PersistTables *t)
{
    size_t at = (sizeof *u + 15) & ~(size_t)15;
    t->code = table(&at, u, u->code, 1);
    t->exits = table(&at, u, u->exits, sizeof *t->exits);
    t->entries = table(&at, u, u->entries, sizeof *t->entries);
    t->points = table(&at, u, u->points, sizeof *t->points);
    t->locs = table(&at, u, u->locs, sizeof *t->locs);
    t->relocs = table(&at, u, u->relocs, sizeof *t->relocs);
    t->parts = table(&at, u, u->parts, sizeof *t->parts);
    t->insns = table(&at, u, u->ninsns, sizeof *t->insns);
    return at;
}

/* One word or two, the second never beyond 64 bytes: what lies behind the first word is in the same page. */
static bool insns_sound(const PersistUnit *u, const PersistTables *t)
{
    for (uint32_t i = 0; i < u->ninsns; i++) {
        const IrInsn *in = &t->insns[i];
        if (in->nbytes != ppc_word_bytes(in->word) || in->pc % 4 || in->id != ppc_decode(in->word) ||
            (in->nbytes == 8 && ppc_prefix_crosses(in->pc)))
            return false;
    }
    return u->ninsns && (u->parts || t->insns[0].pc == u->pc);
}

/* The instruction behind those from number n on that follow each other in the nbytes at pc; 0: they do not. */
static uint32_t follow(const PersistUnit *u, const PersistTables *t, uint32_t n, uint64_t pc, uint64_t nbytes)
{
    uint64_t end = pc + nbytes;
    for (; pc < end && n < u->ninsns && t->insns[n].pc == pc; n++)
        pc += t->insns[n].nbytes;
    return pc == end ? n : 0;
}

/* Parts follow each other without gaps. What is no region lies in one piece. */
static bool parts_sound(const PersistUnit *u, const PersistTables *t)
{
    const IrInsn *last = &t->insns[u->ninsns - 1];
    uint32_t n = 0;
    if (!u->parts)
        return !u->kind && follow(u, t, 0, u->pc, last->pc + last->nbytes - u->pc) == u->ninsns;
    for (uint32_t i = 0; i < u->parts; i++) {
        const PersistPart *p = &t->parts[i];
        uint32_t end = p->first_insn == n && p->nbytes ? follow(u, t, n, p->pc, p->nbytes) : 0;
        if (!end)
            return false;
        n = end;
    }
    return n == u->ninsns && u->parts <= REGION_MAX_TBS && u->kind && !u->flags;
}

static bool exits_sound(const PersistUnit *u, const PersistTables *t)
{
    for (uint32_t i = 0; i < u->exits; i++) {
        const HostExit *e = &t->exits[i];
        if (e->rel_off > u->code - 4 || (e->rel_off + u->align) % 8 > 4 || e->stub_off >= u->code ||
            e->insn >= u->ninsns)
            return false;
    }
    for (uint32_t i = 0; i < u->entries; i++)
        if (t->entries[i].off >= u->code)
            return false;
    for (uint32_t i = 0; i < u->relocs; i++)
        if (t->relocs[i].off > u->code - 4 || t->relocs[i].kind > PERSIST_NUMBER)
            return false;
    return true;
}

static bool loc_sound(const HostLoc *l, uint32_t n)
{
    const IrEnv *env = ppc_ir_env(false);
    if ((l->slot >= env->nslots && l->slot != HOST_NO_SLOT) || l->type == IR_VOID || l->type >= IR_NTYPES)
        return false;
    if (l->slot != HOST_NO_SLOT && l->to != env->slots[l->slot].offset)
        return false;
    switch (l->kind) {
    case HOST_LOC_CONST: return true;
    case HOST_LOC_GPR:
    case HOST_LOC_XMM: return l->reg < 16;
    case HOST_LOC_STACK: return l->off >= 0 && l->off <= HOST_SPILL_BYTES - 16;
    case HOST_LOC_ENV: return l->off >= -ENV_BIAS && l->off < (int32_t)sizeof(PpcCpu) - ENV_BIAS - 16;
    case HOST_LOC_OP: return l->reg < UOP_COUNT && l->arg[0] < n && l->arg[1] < n && l->arg[2] < n;
    default: return false;
    }
}

static bool points_sound(const PersistUnit *u, const PersistTables *t)
{
    for (uint32_t i = 0; i < u->points; i++) {
        const HostPoint *p = &t->points[i];
        if (p->off > p->end || p->end > u->code || p->insn >= u->ninsns || p->first_loc > u->locs ||
            p->nlocs > u->locs - p->first_loc || (i && p[-1].off > p->off))
            return false;
        for (uint32_t k = 0; k < p->nlocs; k++)
            if (!loc_sound(&t->locs[p->first_loc + k], p->nlocs))
                return false;
    }
    return true;
}

bool persist_sound(const PersistEntry *e, const PersistUnit *u)
{
    enum { MAX = 1 << 24 };
    PersistTables t;
    if (u->pc != e->pc || u->flags != e->flags || (u->parts != 0) != (e->region != 0) || u->nbytes != e->nbytes)
        return false;
    const uint32_t n[] = {u->code, u->exits, u->entries, u->points, u->locs, u->relocs, u->parts, u->ninsns};
    for (unsigned i = 0; i < sizeof n / sizeof n[0]; i++)
        if (n[i] > MAX)
            return false;
    return persist_tables(u, &t) == u->nbytes && u->code >= 4 && u->hot_bytes <= u->code && u->align < PERSIST_ALIGN &&
           u->align % 16 == 0 && insns_sound(u, &t) && parts_sound(u, &t) && exits_sound(u, &t) && points_sound(u, &t);
}
