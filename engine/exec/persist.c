/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The persistent code cache in a run: which file, and how units of it become
 * TBs. See persist.h; the file's layout and checks: persistfile.c; how it is
 * written: persistsave.c.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "engine/exec/persist.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "engine/exec/cache.h"
#include "engine/exec/compile.h"
#include "engine/exec/exec.h"
#include "engine/exec/fault.h"
#include "engine/exec/insnat.h"
#include "engine/exec/perfmap.h"
#include "engine/exec/persiststate.h"
#include "engine/exec/regionform.h"
#include "engine/exec/sample.h"
#include "ppc/cpu/fp.h"
#include "ppc/isa/cpu.h"
#include "tcg/opt/part.h"

extern const char __executable_start[], etext[];

Persist persist;

bool persist_on(void)
{
    return persist.on;
}

/* ---- whose file ----------------------------------------------------------------------------------------------------
 */

/* The engine's build id as text. */
typedef struct BuildId {
    char text[65];
} BuildId;

static int find_build_id(struct dl_phdr_info *info, size_t size, void *ctx)
{
    BuildId *id = ctx;
    (void)size;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
        const char *p = (const char *)info->dlpi_addr + ph->p_vaddr, *end = p + ph->p_filesz;
        while (ph->p_type == PT_NOTE && (size_t)(end - p) >= sizeof(ElfW(Nhdr))) {
            ElfW(Nhdr) n;
            memcpy(&n, p, sizeof n);
            const uint8_t *desc = (const uint8_t *)p + sizeof n + ((n.n_namesz + 3) & ~3u);
            if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 && !memcmp(p + sizeof n, "GNU", 4))
                for (unsigned k = 0; k < n.n_descsz && k < 32; k++)
                    snprintf(id->text + 2 * k, 3, "%02x", desc[k]);
            p = (const char *)desc + ((n.n_descsz + 3) & ~3u);
        }
    }
    return 1; /* the first object is the program itself */
}

/* What tells programs apart: size, beginning and end. Another one with the same gets code that does not fit. */
static uint64_t identity(const char *program)
{
    enum { PIECE = 4096 };
    uint8_t buf[PIECE];
    struct stat st;
    uint64_t sum = 0;
    int fd = open(program, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    sum = persist_sum(&st.st_size, sizeof st.st_size, 0);
    off_t at[2] = {0, st.st_size > PIECE ? st.st_size - PIECE : 0};
    for (unsigned i = 0; i < 2; i++) {
        ssize_t n = pread(fd, buf, PIECE, at[i]);
        sum = persist_sum(buf, n > 0 ? (size_t)n : 0, sum);
    }
    close(fd);
    return sum;
}

static uint32_t caps_bits(void)
{
    const bool on[] = {host_caps.movbe,    host_caps.bmi1,       host_caps.bmi2, host_caps.lzcnt, host_caps.popcnt,
                       host_caps.sse41,    host_caps.avx,        host_caps.avx2, host_caps.fma,   host_caps.avx512vl,
                       host_caps.avx512bw, host_caps.avx512vbmi, ppc_fp_avx512};
    uint32_t bits = 0;
    for (unsigned i = 0; i < sizeof on / sizeof on[0]; i++)
        bits |= (uint32_t)on[i] << i;
    return bits;
}

/* All that influences code, but the code itself. */
static bool describe(const char *program, Err *err)
{
    BuildId id = {""};
    const ExecConfig *c = &exec_config;
    dl_iterate_phdr(find_build_id, &id);
    if (!id.text[0])
        return err_set(err, "--cache: this engraft has no build id (link it with --build-id)");
    int n = snprintf(
        persist.settings, sizeof persist.settings,
        "build=%s caps=%x cpu=%s program=%016llx low=%d engine=%d chain=%d table=%d pins=%d guards=%d inline=%d "
        "watch=%u tbmax=%u noopt=%x off=%s",
        id.text, caps_bits(), ppc_cpu_model->name, (unsigned long long)identity(program), !mem_base, c->engine,
        c->chain, c->jump_table, c->pins, c->guards, c->inline_calls, c->watch_insns, c->tb_max_insns, opt_parts_off,
        c->passes_off);
    return n < (int)sizeof persist.settings || err_set(err, "--cache: too many options");
}

bool persist_open(const char *dir, const char *program, uint64_t limit, Err *err)
{
    struct stat st;
    if (!describe(program, err))
        return false;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return err_set(err, "--cache: cannot make %s: %s", dir, strerror(errno));
    if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
        return err_set(err, "--cache: %s is not a folder", dir);
    if ((st.st_uid != geteuid() && st.st_uid != 0) || (st.st_mode & 022))
        return err_set(err, "--cache: %s may be written by others, whose code would then run", dir);
    if (asprintf(&persist.dir, "%s", dir) < 0 ||
        asprintf(&persist.path, "%s/%016llx.egc", dir,
                 (unsigned long long)persist_sum(persist.settings, strlen(persist.settings), 1)) < 0)
        die("out of memory for the persistent cache");
    persist.limit = limit;
    persist_read(&persist.file, persist.path, persist.settings);
    if (persist.file.damaged)
        persist_say_damaged();
    persist.stale = calloc(persist.file.nunits + 1u, 1);
    persist.on = persist.stale != NULL;
    log_printf('c', "persistent cache %s: %u units\n", persist.path, persist.file.nunits);
    return true;
}

void persist_say_damaged(void)
{
    if (!persist.damaged)
        fprintf(stderr, "engraft: %s is damaged: what is damaged is not used, and made anew\n", persist.path);
    persist.damaged = true;
}

/* ---- units ---------------------------------------------------------------------------------------------------------
 */

static uint32_t number_of(const PersistEntry *e)
{
    return (uint32_t)(e - persist.file.entries);
}

/* Not asked for again in this run. */
static void give_up(const PersistEntry *e)
{
    __atomic_store_n(&persist.stale[number_of(e)], true, __ATOMIC_RELAXED);
}

static const PersistEntry *entry_for(uint64_t pc, uint32_t flags, bool region)
{
    const PersistEntry *e = persist_find(&persist.file, pc, flags, region);
    return e && !__atomic_load_n(&persist.stale[number_of(e)], __ATOMIC_RELAXED) ? e : NULL;
}

bool persist_has(uint64_t pc, uint32_t flags)
{
    return persist.file.nunits && entry_for(pc, flags, false);
}

/* Is the guest's code what the unit was made from, with guards only where this run has not found their rare cases to be
 * common? The page is watched before it is read. */
static bool fits(const PersistUnit *u, const PersistTables *t)
{
    uint64_t page = 1; /* none */
    for (uint32_t i = 0; i < u->ninsns; i++) {
        const IrInsn *in = &t->insns[i];
        if (in->pc / MEM_PAGE != page) {
            page = in->pc / MEM_PAGE;
            if (!mem_ok(page * MEM_PAGE, MEM_PAGE, MEM_X))
                return false;
            mem_watch_code(page * MEM_PAGE, MEM_PAGE);
        }
        if (exec_insn_of(in->pc, in->nbytes) != in->word || !fault_may_guard(in->pc))
            return false;
    }
    return true;
}

PersistRange persist_range(unsigned kind)
{
    if (kind == PERSIST_GLUE)
        return (PersistRange){compile_rt.code_base, CACHE_GLUE_BYTES};
    return (PersistRange){(uint64_t)(uintptr_t)__executable_start, (uint64_t)(etext - __executable_start)};
}

/* Makes the code at rw fit its place. False: something is out of reach, or not where it can be. */
static bool relocate(const PersistUnit *u, const PersistTables *t, uint8_t *rw, uint64_t rx, uint32_t number)
{
    for (uint32_t i = 0; i < u->relocs; i++) {
        const HostReloc *r = &t->relocs[i];
        uint32_t v;
        memcpy(&v, rw + r->off, sizeof v);
        if (r->kind == PERSIST_NUMBER) {
            v = number;
        } else {
            PersistRange range = persist_range(r->kind);
            int64_t rel = (int64_t)(range.start + v - (rx + r->off + 4));
            if (v >= range.nbytes || rel != (int32_t)rel)
                return false;
            v = (uint32_t)rel;
        }
        memcpy(rw + r->off, &v, sizeof v);
    }
    return true;
}

/* Code and record of u, in no table yet. NULL: no room. */
static Tb *place(const PersistUnit *u, const PersistTables *t)
{
    CacheRoom room = cache_room();
    size_t skip = (u->align - (room.rx & (PERSIST_ALIGN - 1))) & (PERSIST_ALIGN - 1);
    if (room.nbytes < skip + u->code + PERSIST_ALIGN)
        return NULL;
    room.rw += skip;
    room.rx += skip;
    uint32_t number = tb_next_number();
    memcpy(room.rw, t->code, u->code);
    if (!relocate(u, t, room.rw, room.rx, number))
        return NULL;
    HostCode code = {.nbytes = u->code,
                     .hot_bytes = u->hot_bytes,
                     .exits = t->exits,
                     .nexits = u->exits,
                     .entries = t->entries,
                     .nentries = u->entries,
                     .points = t->points,
                     .npoints = u->points,
                     .locs = t->locs,
                     .nlocs = u->locs};
    IrUnit unit = {.pc = u->pc, .flags = u->flags, .insns = t->insns, .ninsns = u->ninsns};
    Tb *tb = tb_new(&unit, &code, number, room.rw, room.rx);
    tb->persisted = true;
    cache_skip(skip);
    cache_commit(tb);
    return tb;
}

/* The unit of e, checked against damage and the guest's code. */
static const PersistUnit *usable(const PersistEntry *e, PersistTables *t)
{
    const PersistUnit *u = persist_unit(&persist.file, e);
    if (!u || !persist_sound(e, u)) {
        persist_say_damaged();
        give_up(e);
        return NULL;
    }
    persist_tables(u, t);
    if (fits(u, t))
        return u;
    give_up(e);
    return NULL;
}

static void get_region(Tb *head)
{
    const PersistEntry *e = entry_for(head->pc, head->flags, true);
    PersistTables t;
    const PersistUnit *u = e ? usable(e, &t) : NULL;
    Tb *tb = u ? place(u, &t) : NULL;
    if (!tb)
        return;
    TbPart part[REGION_MAX_TBS];
    for (uint32_t i = 0; i < u->parts; i++)
        part[i] = (TbPart){.pc = t.parts[i].pc, .nbytes = t.parts[i].nbytes, .first_insn = t.parts[i].first_insn};
    tb->kind = u->kind;
    head->grown = u->grown;
    tb_insert_region(tb, head, part, u->parts);
    stat_add(STAT_PERSIST_REGIONS, 1);
    stat_add(STAT_REGION_HOST_BYTES, u->code);
    log_printf('c', "region at 0x%llx from the persistent cache, %u bytes\n", (unsigned long long)u->pc, u->code);
    perfmap_add(tb);
}

Tb *persist_get(uint64_t pc, uint32_t flags)
{
    if (!persist.file.nunits)
        return NULL;
    const PersistEntry *e = entry_for(pc, flags, false);
    PersistTables t;
    const PersistUnit *u = e && !exec_break_at(pc) ? usable(e, &t) : NULL;
    Tb *tb = u ? place(u, &t) : NULL;
    if (!tb)
        return NULL;
    tb_insert(tb);
    stat_add(STAT_PERSIST_TBS, 1);
    stat_add(STAT_TB_HOST_BYTES, u->code);
    log_printf('c', "TB %u at 0x%llx from the persistent cache\n", tb->number, (unsigned long long)pc);
    perfmap_add(tb);
    if (exec_config.engine == EXEC_REGION && !flags)
        get_region(tb);
    return tb_find(pc, flags);
}
