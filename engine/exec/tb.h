/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Translated blocks: the record of one, the tables that find it, and the
 * links between blocks. Private to engine/exec (and read by engine/plugin
 * through exec_hooks.h).
 *
 * A TB is found by its key, guest pc + TB flags: through the jump table (one
 * 32-bit host address per guest instruction word; only flags 0 of 32-bit
 * guests) and through a hash table (all of them). Lookups take no lock; all
 * changes are made under tb_lock.
 *
 * A TB that is killed (its code changed) disappears from the tables and every
 * link into and out of it is undone, but its memory stays until its cache
 * segment is evicted with every thread out of generated code, so a thread that
 * is still inside runs to its next exit safely.
 */
#ifndef ENGRAFT_ENGINE_EXEC_TB_H
#define ENGRAFT_ENGINE_EXEC_TB_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "tcg/host/host.h"

typedef struct Tb Tb;

/* A made link: exit `exit` of `from` jumps to the TB that owns the list. */
typedef struct TbLink {
    Tb *from;
    uint32_t exit;
    struct TbLink *next;
} TbLink;

/* A piece of the guest's code that a region was made of. */
typedef struct TbPart {
    Tb *tb; /* the region */
    uint64_t pc;
    uint32_t nbytes;     /* within one page */
    uint32_t first_insn; /* index into the region's insns */
    void *plugin;        /* IrUnit.plugin of the TB that starts here */
    struct TbPart *page_next;
} TbPart;

/* What a region is made of: the loop of a backward branch, or what a call leads to. REGION_SIDE: that a
 * region often leaves to it cannot be helped. */
enum { REGION_LOOP = 1, REGION_FUNCTION = 2, REGION_SIDE = 4 };

struct Tb {
    uint64_t pc;          /* guest address of the first instruction */
    uint32_t flags;       /* PPC_TBF_* it was translated under */
    uint32_t guest_bytes; /* of its instructions */
    uint32_t ninsns;
    uint32_t number;  /* never reused */
    uint64_t rx;      /* host address of the code */
    uint8_t *rw;      /* writable view of it */
    bool valid;       /* cleared by tb_kill() */
    uint16_t segment; /* of the code cache */
    HostCode code;    /* tables, owned by this record */
    IrInsn *insns;    /* ninsns of them */
    bool *exit_taken; /* per exit: it has been told to exec_edge_hook */
    Tb **exit_to;     /* per exit: where it is linked to, NULL = its stub */
    TbLink *incoming;
    Tb *hash_next, *page_next;
    void *plugin;         /* IrUnit.plugin: engine/plugin's record of this TB */
    uint32_t heat;        /* how often a backward branch came here through the run loop */
    uint32_t heat_wanted; /* what is to be made of it is worth it then */
    uint8_t kind;         /* of a region: REGION_* */
    bool making;          /* a region of it is being compiled in the background */
    bool persisted;       /* it came from the persistent cache */
    bool watched;         /* its indirect branches have been watched */
    uint8_t grown;        /* of a plain TB: how often its region was made anew */
    uint8_t no_region;    /* REGION_*: what cannot be made of the code that starts here */
    Tb *region;           /* of a plain TB: the region that has taken its place, or NULL */
    Tb *plain;            /* of a region: the TB whose place it has taken; NULL once that is gone */
    TbPart *parts;        /* of a region: what it was made of, the entry first; owned. NULL = a plain TB */
    uint32_t nparts;
    uint32_t samples, samples_helper; /* sample.h */
    struct Explain *stages;           /* of a region, while samples are taken; owned */
};

/* Guards all tables, links and the code cache's writing side. Not held while guest code runs. */
extern pthread_mutex_t tb_lock;

/* Reserves the tables. */
bool tb_init(bool guest64, Err *err);
/* The jump table generated code looks up, and the one that is always empty (pending work, other flags). */
extern uint32_t *tb_jump_table;
extern uint32_t *tb_empty_table;

/* Host address of the TB's code, or 0. No lock. */
uint64_t tb_lookup(uint64_t pc, uint32_t flags);
/* The record. Under tb_lock. */
Tb *tb_find(uint64_t pc, uint32_t flags);
/* By number; NULL when it has been freed. Under tb_lock, or from a thread inside generated code. */
Tb *tb_by_number(uint32_t number);
/* Next number; the record is entered by tb_insert(). Under tb_lock. */
uint32_t tb_next_number(void);
/* The last one given. */
uint32_t tb_last_number(void);
/* Copies the tables of code (which live in a translation arena) into a new record. */
Tb *tb_new(const IrUnit *u, const HostCode *code, uint32_t number, uint8_t *rw, uint64_t rx);
void tb_insert(Tb *tb);
/* Enters a region in the place of the TB head: lookups and links of head now come to it. parts is copied. When the
 * region is killed, head serves again. */
void tb_insert_region(Tb *region, Tb *head, const TbPart *parts, uint32_t nparts);
/* The plugin's record that instruction *insn of tb belongs to; *insn becomes its index there. */
void *tb_plugin_of(const Tb *tb, unsigned *insn);
void tb_kill(Tb *tb);
/* Frees a killed TB. Every thread must be out of generated code. */
void tb_free(Tb *tb);
/* Links exit `exit` of from to `to`, if both are still valid. */
void tb_link(Tb *from, uint32_t exit, Tb *to);
/* Kills every TB that overlaps the guest range. Takes tb_lock. */
void tb_kill_range(uint64_t start, uint64_t nbytes);
/* Kills all TBs. Takes tb_lock. */
void tb_kill_all(void);

/* The TB whose code holds host address rx, or NULL. Async-signal-safe for the thread that is inside it. */
Tb *tb_by_host_pc(uint64_t rx);

#endif
