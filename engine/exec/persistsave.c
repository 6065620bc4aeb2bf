/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing files of the persistent code cache. See persist.h.
 *
 * What this process compiled and what the file holds by now become a new file.
 * Units of the file that were of no use here grow old, and go first when there
 * is no room; files of the folder that were not read for the longest time go when
 * they are more than the limit. What cannot be written is not: the next run translates.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/log.h"
#include "engine/exec/cache.h"
#include "engine/exec/persist.h"
#include "engine/exec/persiststate.h"

/* A unit of the new file. */
typedef struct Item {
    PersistEntry e;
    const uint8_t *data;
    bool keep;
} Item;

typedef struct Writer {
    Item *v;
    uint32_t n, cap;
    uint8_t *made[4096]; /* units of this process, owned; enough pieces of memory */
    uint32_t nmade;
    uint64_t fresh;   /* their bytes, without what a parent compiled */
    PersistFile base; /* the file as it is now, unless that is persist.file */
} Writer;

static void add_item(Writer *w, const PersistEntry *e, const uint8_t *data)
{
    if (w->n == w->cap) {
        w->cap = w->cap ? w->cap * 2 : 1024;
        Item *v = realloc(w->v, w->cap * sizeof *v);
        if (!v)
            die("out of memory for the persistent cache");
        w->v = v;
    }
    w->v[w->n++] = (Item){.e = *e, .data = data};
}

/* ---- units of this process -----------------------------------------------------------------------------------------
 */

/* The relocation that leads to this host address: its kind, and the distance from where that begins. */
static bool name_target(uint64_t to, HostReloc *r, uint32_t *distance)
{
    for (unsigned kind = PERSIST_GLUE; kind <= PERSIST_ENGINE; kind++) {
        PersistRange range = persist_range(kind);
        if (to - range.start < range.nbytes) {
            r->kind = kind;
            *distance = (uint32_t)(to - range.start);
            return true;
        }
    }
    return false;
}

/* The code as nobody has linked it, with distances from their bases. False: it leads elsewhere. */
static bool unplace(const Tb *tb, const PersistTables *t)
{
    memcpy(t->code, tb->rw, tb->code.nbytes);
    for (uint32_t i = 0; i < tb->code.nexits; i++) {
        const HostExit *e = &tb->code.exits[i];
        uint32_t rel = e->stub_off - (e->rel_off + 4);
        memcpy(t->code + e->rel_off, &rel, sizeof rel);
    }
    for (uint32_t i = 0; i < tb->code.nrelocs; i++) {
        HostReloc *r = &t->relocs[i];
        uint32_t distance = 0;
        int32_t v;
        memcpy(&v, t->code + r->off, sizeof v);
        if (r->kind == HOST_RELOC_NUMBER)
            r->kind = PERSIST_NUMBER;
        else if (!name_target(tb->rx + r->off + 4 + (uint64_t)(int64_t)v, r, &distance))
            return false;
        memcpy(t->code + r->off, &distance, sizeof distance);
    }
    return true;
}

static PersistUnit head_of(const Tb *tb)
{
    const HostCode *c = &tb->code;
    PersistTables t;
    PersistUnit u = {.pc = tb->pc,
                     .flags = tb->flags,
                     .ninsns = tb->ninsns,
                     .code = c->nbytes,
                     .hot_bytes = c->hot_bytes,
                     .exits = c->nexits,
                     .entries = c->nentries,
                     .points = c->npoints,
                     .locs = c->nlocs,
                     .relocs = c->nrelocs,
                     .parts = tb->nparts,
                     .kind = tb->kind,
                     .grown = tb->plain ? tb->plain->grown : 0,
                     .align = tb->rx & (PERSIST_ALIGN - 1)};
    u.nbytes = (uint32_t)persist_tables(&u, &t);
    return u;
}

static void copy(void *to, const void *from, size_t nbytes)
{
    if (nbytes)
        memcpy(to, from, nbytes);
}

/* Adds tb, written to `to`, which is zeroed. */
static void add_tb(Writer *w, const Tb *tb, const PersistUnit *head, uint8_t *to)
{
    PersistUnit *u = (PersistUnit *)(void *)to;
    PersistTables t;
    *u = *head;
    persist_tables(u, &t);
    copy(t.exits, tb->code.exits, sizeof *t.exits * u->exits);
    copy(t.entries, tb->code.entries, sizeof *t.entries * u->entries);
    copy(t.points, tb->code.points, sizeof *t.points * u->points);
    copy(t.locs, tb->code.locs, sizeof *t.locs * u->locs);
    copy(t.relocs, tb->code.relocs, sizeof *t.relocs * u->relocs);
    copy(t.insns, tb->insns, sizeof *t.insns * u->ninsns);
    for (uint32_t i = 0; i < u->parts; i++)
        t.parts[i] = (PersistPart){tb->parts[i].pc, tb->parts[i].nbytes, tb->parts[i].first_insn};
    PersistEntry e = {.pc = u->pc, .flags = u->flags, .region = u->parts != 0, .nbytes = u->nbytes};
    if (!unplace(tb, &t) || !persist_sound(&e, u))
        return;
    e.sum = persist_sum(to, u->nbytes, u->pc);
    add_item(w, &e, to);
    if (tb->number > persist.first_number)
        w->fresh += u->nbytes;
}

/* Memory for nbytes, zeroed, or NULL. */
static uint8_t *make(Writer *w, size_t nbytes, size_t *room)
{
    enum { PIECE = 4 << 20 };
    if (w->nmade && *room >= nbytes) {
        *room -= nbytes;
        return w->made[w->nmade - 1] + (PIECE - *room - nbytes);
    }
    if (w->nmade == sizeof w->made / sizeof w->made[0])
        return NULL;
    bool big = nbytes > PIECE;
    uint8_t *p = calloc(1, big ? nbytes : PIECE);
    if (p)
        w->made[w->nmade++] = p;
    *room = p && !big ? PIECE - nbytes : 0;
    return p;
}

/* Units that came from the file are in it. A TB under a region is wanted, too. Under tb_lock. */
static void add_compiled(Writer *w)
{
    size_t room = 0;
    for (uint32_t i = 1; i <= tb_last_number(); i++) {
        const Tb *tb = tb_by_number(i);
        if (!tb || !tb->valid || tb->persisted || tb->code.fixed || !tb->code.nrelocs)
            continue;
        PersistUnit u = head_of(tb);
        uint8_t *to = make(w, u.nbytes, &room);
        if (to)
            add_tb(w, tb, &u, to);
    }
}

/* ---- units of the file ---------------------------------------------------------------------------------------------
 */

static bool in_use(const PersistEntry *e)
{
    const Tb *tb = tb_find(e->pc, e->flags);
    if (tb && tb->nparts && !e->region)
        tb = tb->plain;
    return tb && tb->persisted && (tb->nparts != 0) == (e->region != 0);
}

static int compare_items(const void *a, const void *b)
{
    return persist_compare(&((const Item *)a)->e, &((const Item *)b)->e);
}

/* Adds what v[0 .. n) does not have; those are in order. Under tb_lock. */
static void add_old(Writer *w, const PersistFile *f)
{
    uint32_t n = w->n, k = 0;
    for (uint32_t i = 0; i < f->nunits; i++) {
        PersistEntry e = f->entries[i];
        while (k < n && persist_compare(&w->v[k].e, &e) < 0)
            k++;
        if ((k < n && !persist_compare(&w->v[k].e, &e)) || !persist_unit(f, &e))
            continue;
        if (in_use(&e))
            e.age = 0;
        else
            e.age += e.age < UINT8_MAX;
        add_item(w, &e, f->data + e.off);
    }
    if (w->n)
        qsort(w->v, w->n, sizeof *w->v, compare_items);
}

/* Leaves out the oldest until the rest is small enough. Of those that are just too many, regions, which cost most, are
 * kept first. */
static void make_fit(Writer *w, uint64_t limit)
{
    uint64_t of_age[UINT8_MAX + 1] = {0}, sum = sizeof(PersistHeader);
    unsigned oldest = 0;
    for (uint32_t i = 0; i < w->n; i++)
        of_age[w->v[i].e.age] += w->v[i].e.nbytes + sizeof(PersistEntry);
    while (oldest <= UINT8_MAX && sum + of_age[oldest] <= limit)
        sum += of_age[oldest++];
    for (int region = 1; region >= 0; region--)
        for (uint32_t i = 0; i < w->n; i++) {
            Item *it = &w->v[i];
            if (it->e.age != oldest || it->e.region != region || sum + it->e.nbytes + sizeof it->e > limit)
                continue;
            sum += it->e.nbytes + sizeof it->e;
            it->keep = true;
        }
    uint32_t n = 0;
    for (uint32_t i = 0; i < w->n; i++)
        if (w->v[i].e.age < oldest || w->v[i].keep)
            w->v[n++] = w->v[i];
    w->n = n;
}

/* ---- the file ------------------------------------------------------------------------------------------------------
 */

/* The whole file, owned by the caller. */
static uint8_t *lay_out(Writer *w, size_t *nbytes)
{
    size_t at = (sizeof(PersistHeader) + w->n * sizeof(PersistEntry) + 15) & ~(size_t)15, n = at;
    for (uint32_t i = 0; i < w->n; i++)
        n += w->v[i].e.nbytes;
    uint8_t *data = calloc(1, n);
    if (!data)
        return NULL;
    PersistHeader h = {.magic = "EGCODE\r\n", .version = PERSIST_VERSION, .nunits = w->n, .nbytes = n};
    memcpy(h.settings, persist.settings, sizeof h.settings);
    for (uint32_t i = 0; i < w->n; i++) {
        Item *it = &w->v[i];
        it->e.off = at;
        memcpy(data + at, it->data, it->e.nbytes);
        memcpy(data + sizeof h + i * sizeof it->e, &it->e, sizeof it->e);
        at += it->e.nbytes;
    }
    h.sum = persist_sum(data + sizeof h, w->n * sizeof(PersistEntry), persist_sum(&h, sizeof h, 0));
    memcpy(data, &h, sizeof h);
    *nbytes = n;
    return data;
}

/* A file size limit says so by a signal too, which is not the guest's. */
static bool write_all(int fd, const uint8_t *p, size_t nbytes)
{
    sigset_t set, before, pending;
    const struct timespec now = {0};
    ssize_t n = 0;
    int e = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &set, &before);
    sigpending(&pending);
    while (nbytes && ((n = write(fd, p, nbytes)) > 0 || (n < 0 && errno == EINTR))) {
        p += n > 0 ? n : 0;
        nbytes -= n > 0 ? (size_t)n : 0;
    }
    if (nbytes) {
        e = n < 0 ? errno : ENOSPC;
        if (e == EFBIG && !sigismember(&pending, SIGXFSZ))
            sigtimedwait(&set, NULL, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = e;
    return !nbytes;
}

/* Whoever may not write there is not to be told at every end of a program. */
static void say_failed(const char *path, int e)
{
    if (e != EACCES && e != EPERM && e != EROFS && e != ENOENT && e != EMFILE && e != ENFILE)
        fprintf(stderr, "engraft: cannot write the persistent cache %s: %s\n", path, strerror(e));
}

static bool put_file(const uint8_t *data, size_t nbytes)
{
    char *tmp;
    if (asprintf(&tmp, "%s/tmp-%d.egc", persist.dir, (int)getpid()) < 0)
        return false;
    unlink(tmp); /* of a dead process with our number */
    int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && write_all(fd, data, nbytes);
    int e = errno;
    if (fd >= 0 && close(fd) != 0 && ok) {
        e = errno;
        ok = false;
    }
    if (ok && rename(tmp, persist.path) != 0) {
        e = errno;
        ok = false;
    }
    if (!ok) {
        say_failed(persist.path, e);
        if (fd >= 0)
            unlink(tmp);
    }
    free(tmp);
    return ok;
}

/* ---- the folder ----------------------------------------------------------------------------------------------------
 */

typedef struct Oldest {
    char name[256];
    time_t when;
} Oldest;

/* Bytes of all files of ours in the folder, and the one that was not used for longest, ours excepted. */
static uint64_t measure(DIR *d, Oldest *o)
{
    const char *own = strrchr(persist.path, '/') + 1;
    uint64_t sum = 0;
    rewinddir(d);
    o->name[0] = 0;
    for (const struct dirent *e; (e = readdir(d)) != NULL;) {
        size_t n = strlen(e->d_name);
        struct stat st;
        if (n < 4 || strcmp(e->d_name + n - 4, ".egc") != 0 ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        sum += (uint64_t)st.st_size;
        if (strcmp(e->d_name, own) != 0 && (!o->name[0] || st.st_mtime < o->when)) {
            memcpy(o->name, e->d_name, n + 1);
            o->when = st.st_mtime;
        }
    }
    return sum;
}

static void evict(void)
{
    DIR *d = opendir(persist.dir);
    Oldest o;
    while (d && measure(d, &o) > persist.limit && o.name[0] && unlinkat(dirfd(d), o.name, 0) == 0)
        log_printf('c', "persistent cache: %s goes\n", o.name);
    if (d)
        closedir(d);
}

/* ---- at the end ----------------------------------------------------------------------------------------------------
 */

/* Another run may have written the file since. */
static const PersistFile *read_again(Writer *w)
{
    struct stat st;
    if (stat(persist.path, &st) != 0 || (st.st_ino == persist.file.ino && st.st_dev == persist.file.dev))
        return NULL;
    persist_read(&w->base, persist.path, persist.settings);
    return w->base.data ? &w->base : NULL;
}

/* Writing costs far less for a byte than translating it, but all of the file is written. */
static bool worth_it(const Writer *w, const PersistFile *present)
{
    enum { SHARE = 32 };
    return persist.damaged || (w->fresh && w->fresh >= (present ? present->nbytes : 0) / SHARE);
}

static void write_file(Writer *w)
{
    size_t nbytes;
    uint8_t *data = lay_out(w, &nbytes);
    if (data && put_file(data, nbytes)) {
        log_printf('c', "persistent cache %s written: %u units, %zu bytes\n", persist.path, w->n, nbytes);
        evict();
    }
    free(data);
}

void persist_save(void)
{
    if (!persist.on)
        return;
    Writer *w = calloc(1, sizeof *w);
    if (!w)
        return;
    pthread_mutex_lock(&tb_lock);
    add_compiled(w);
    const PersistFile *newer = w->fresh || persist.damaged ? read_again(w) : NULL;
    bool write = worth_it(w, newer ? newer : &persist.file);
    if (write) {
        if (w->n)
            qsort(w->v, w->n, sizeof *w->v, compare_items);
        if (newer)
            add_old(w, newer);
        add_old(w, &persist.file);
    }
    persist.first_number = tb_last_number(); /* what is written is not new a second time */
    pthread_mutex_unlock(&tb_lock);
    if (write) {
        make_fit(w, persist.limit / 2);
        write_file(w);
    }
    persist_close(&w->base);
    for (uint32_t i = 0; i < w->nmade; i++)
        free(w->made[i]);
    free(w->v);
    free(w);
}

void persist_after_fork(void)
{
    persist.first_number = tb_last_number();
}
