/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Breakpoints and watchpoints. Guest memory is never changed for them.
 *
 * Breakpoints: translation refuses to fetch the instruction there, so a TB ends
 * before it and none begins at it; setting one drops the code that exists. All
 * other code stays as fast as it is.
 * Watchpoints: while there is one, every thread is stepped by the interpreter
 * and each load's and store's address is compared: hundreds of times slower.
 * The thread stops before the access, as PowerPC processors do.
 */
#include <string.h>

#include "engine/exec/insnat.h"
#include "engine/user/gdb_int.h"
#include "engine/user/gmem.h"
#include "ppc/isa/effects.h"
#include "ppc/isa/isa.h"
#include "ppc/isa/cpu.h"

enum { MAX_POINTS = 1024, MAX_WATCH_BYTES = 64 };

typedef struct Watch {
    GdbPointKind kind;
    uint64_t addr, nbytes;
    uint8_t old[MAX_WATCH_BYTES]; /* value when last compared */
} Watch;

/* Changed by the server while threads are parked, read by translation in any thread. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t breaks[MAX_POINTS];
static unsigned nbreaks;
static Watch watches[MAX_POINTS];
static unsigned nwatches;

/* ---- Breakpoints -------------------------------------------------------------------- */

bool gdb_break_at(uint64_t pc)
{
    bool found = false;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < nbreaks && !found; i++)
        found = breaks[i] == pc;
    pthread_mutex_unlock(&lock);
    return found;
}

/* The hook stays only as long as it has something to say. */
static void breaks_changed(uint64_t addr)
{
    exec_break_hook = nbreaks ? gdb_break_at : NULL;
    exec_invalidate(addr, 4);
}

static bool break_insert(uint64_t addr)
{
    if (gdb_break_at(addr))
        return true;
    if (nbreaks == MAX_POINTS || addr % 4)
        return false;
    pthread_mutex_lock(&lock);
    breaks[nbreaks++] = addr;
    pthread_mutex_unlock(&lock);
    breaks_changed(addr);
    return true;
}

static bool break_remove(uint64_t addr)
{
    bool found = false;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < nbreaks && !found; i++)
        if ((found = breaks[i] == addr))
            breaks[i] = breaks[--nbreaks];
    pthread_mutex_unlock(&lock);
    if (found)
        breaks_changed(addr);
    return found;
}

/* ---- Watchpoints -------------------------------------------------------------------- */

bool gdb_watching(void)
{
    return nwatches != 0;
}

static uint64_t word_mask(uint64_t a)
{
    return usr_abi.guest64 ? a : (uint32_t)a;
}

/* Effective address of a load or store: Power ISA 2.07 Book I 1.10.3; vector elements and blocks are aligned down. */
static uint64_t effective_address(const PpcCpu *cpu, PpcOp op, PpcWord insn, int size)
{
    uint32_t word = (uint32_t)insn;
    if (insn >> 32)
        return word_mask((f_r(insn) ? cpu->pc : f_ra(word) ? cpu->gpr[f_ra(word)] : 0) + (uint64_t)f_d34(insn));
    unsigned major = word >> 26, ra = word >> 16 & 31, rb = word >> 11 & 31;
    uint64_t base = ra ? cpu->gpr[ra] : 0;
    if (major == 58 || major == 62)
        return word_mask(base + (uint64_t)(int64_t)(int16_t)(word & 0xfffc));
    if (major != 31)
        return word_mask(base + (uint64_t)(int64_t)(int16_t)word);
    if (op == PPC_LSWI || op == PPC_STSWI)
        return word_mask(base);
    uint64_t ea = word_mask(base + cpu->gpr[rb]);
    if (size == PPC_SIZE_BLOCK)
        return ea & ~(uint64_t)(ppc_cpu_model->cache_block - 1);
    return ppc_is(op, PPC_CLASS_VEC) && size > 0 ? ea & ~(uint64_t)(size - 1) : ea;
}

static uint64_t access_bytes(const PpcCpu *cpu, int size)
{
    return size == PPC_SIZE_XER     ? cpu->xerc
           : size == PPC_SIZE_BLOCK ? ppc_cpu_model->cache_block
           : size > 0               ? (uint64_t)size
                                    : 0;
}

bool gdb_watch_hit(const PpcCpu *cpu, uint64_t *addr, GdbPointKind *kind)
{
    PpcEffects e;
    if (!mem_ok(cpu->pc, 4, MEM_X))
        return false;
    PpcWord word = exec_insn_at(cpu->pc);
    PpcOp op = ppc_decode(word);
    if (!ppc_is(op, PPC_CLASS_LOAD | PPC_CLASS_STORE) || !ppc_cpu_has(op))
        return false;
    ppc_effects(op, word, &e);
    int size = e.store ? e.store : e.load;
    uint64_t ea = effective_address(cpu, op, word, size), n = access_bytes(cpu, size);
    for (unsigned i = 0; i < nwatches; i++) {
        const Watch *w = &watches[i];
        bool cares = w->kind == GDB_Z_ACCESS || (w->kind == GDB_Z_WRITE ? e.store : e.load);
        if (cares && ea < w->addr + w->nbytes && w->addr < ea + n) {
            *addr = w->addr > ea ? w->addr : ea;
            *kind = w->kind;
            return true;
        }
    }
    return false;
}

bool gdb_watch_changed(uint64_t *addr)
{
    uint8_t now[MAX_WATCH_BYTES];
    bool changed = false;
    pthread_mutex_lock(&lock);
    for (unsigned i = 0; i < nwatches; i++) {
        Watch *w = &watches[i];
        if (w->kind == GDB_Z_READ || !mem_ok(w->addr, w->nbytes, MEM_R) || usr_get(now, w->addr, w->nbytes) ||
            !memcmp(now, w->old, w->nbytes))
            continue;
        memcpy(w->old, now, w->nbytes);
        *addr = w->addr;
        changed = true;
    }
    pthread_mutex_unlock(&lock);
    return changed;
}

static bool watch_insert(GdbPointKind kind, uint64_t addr, uint64_t nbytes)
{
    if (nwatches == MAX_POINTS || !nbytes || nbytes > MAX_WATCH_BYTES)
        return false;
    Watch *w = &watches[nwatches++];
    *w = (Watch){.kind = kind, .addr = addr, .nbytes = nbytes};
    gdb_read_mem(addr, w->old, nbytes);
    return true;
}

static bool watch_remove(GdbPointKind kind, uint64_t addr, uint64_t nbytes)
{
    for (unsigned i = 0; i < nwatches; i++) {
        const Watch *w = &watches[i];
        if (w->kind == kind && w->addr == addr && w->nbytes == nbytes) {
            watches[i] = watches[--nwatches];
            return true;
        }
    }
    return false;
}

/* ---- Both --------------------------------------------------------------------------- */

bool gdb_point_insert(GdbPointKind kind, uint64_t addr, uint64_t nbytes)
{
    return kind <= GDB_Z_HARD_BREAK ? break_insert(addr) : watch_insert(kind, addr, nbytes);
}

bool gdb_point_remove(GdbPointKind kind, uint64_t addr, uint64_t nbytes)
{
    return kind <= GDB_Z_HARD_BREAK ? break_remove(addr) : watch_remove(kind, addr, nbytes);
}

void gdb_point_remove_all(void)
{
    while (nbreaks)
        break_remove(breaks[0]);
    nwatches = 0;
}

void gdb_point_after_fork(void)
{
    pthread_mutex_init(&lock, NULL);
    gdb_point_remove_all();
}
