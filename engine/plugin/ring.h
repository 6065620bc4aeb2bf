/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rings: per-thread buffers that translated code appends records to, and their
 * way to the results file. The buffer's form is that of tracer/chunk_fmt.h.
 *
 * Two cells of each thread belong to a ring: the pointer, where the next
 * execution of a path goes, and the limit. A TB that appends begins with a test
 * pointer < limit; behind the limit there is still room for what one TB can
 * append. Translated code writes the pointer once, just before it leaves the
 * TB: what lies below the pointer is always complete, for any thread that looks.
 */
#ifndef ENGRAFT_ENGINE_PLUGIN_RING_H
#define ENGRAFT_ENGINE_PLUGIN_RING_H

#include "engine/plugin/plg.h"

enum {
    RING_MAX = 16,
    RING_MAX_FIELDS = 16,
    RING_PUT_PATHS = 16,
    RING_NBYTES = 1 << 20,      /* up to the limit */
    RING_TB_NBYTES = 256 << 10, /* behind it; the most one TB may append */
};
_Static_assert(RING_NBYTES + 2 * RING_TB_NBYTES <= TRC_STREAM_NBYTES, "a buffer holds what is behind the limit");

typedef struct PlgRing {
    EgPlugin *p;
    const char *name;
    unsigned nfields, nlive;
    unsigned nbytes[RING_MAX_FIELDS]; /* 0 = fixed */
    bool words;                       /* EG_RING_WORDS: no paths */
    int stream;                       /* the tracer's; 0 = none: for eg_ring_on_records() only */
    uint32_t limit_nbytes;            /* so full is a full buffer */
    uint32_t ptr_cell, limit_cell;
    uint32_t put_paths[RING_PUT_PATHS]; /* api_ring.c: paths of one record, by its fixed value; 0 = not known yet */
} PlgRing;

extern PlgRing plg_rings[RING_MAX];
extern unsigned plg_nrings;

/* What a hook asked for. */
typedef struct PlgAppend {
    unsigned ring;
    IrRef before;
    uint32_t insn;
    uint16_t origin;
    IrRef vals[RING_MAX_FIELDS];
} PlgAppend;

/* ring_tb.c: makes the appends micro-ops (takes the array over; NULL = there are none) and notes them in the record. */
void plg_ring_finish(IrUnit *u, EgTbInfo *info, GArray *appends);
/* A fault at instruction insn: what the instructions before it have appended becomes valid. */
void plg_ring_fault(PpcCpu *cpu, EgTbInfo *info, unsigned insn);

/* ring.c */
/* The helper that hands a full buffer over. */
unsigned plg_ring_helper(void);
/* Makes `nbytes` that are 4 behind the pointer already an execution of path id. On the guest thread. */
void plg_ring_commit(PpcCpu *cpu, unsigned ring, uint32_t nbytes, uint32_t id);
/* The interpreter has completed the instruction at pc. */
void plg_ring_interp(PpcCpu *cpu, uint64_t pc, uint64_t word);
/* The same of code that has no TB. */
void plg_ring_cold(PpcCpu *cpu, uint64_t pc, uint64_t word);
void plg_ring_thread_begin(PpcCpu *cpu, uint32_t thread);
void plg_ring_thread_end(PpcCpu *cpu);
void plg_ring_fork_child(PpcCpu *cpu);
/* What is complete goes to the results file. wait = false: as far as that takes no waiting. final: and nothing later
 * does. */
void plg_ring_flush(bool wait, bool final);
/* ring_read.c */
/* Number of the path with these nrecs * nfields values. */
uint32_t plg_ring_path(unsigned ring, const TrcPathVal *vals, unsigned nrecs);
/* Buffers of TRC_STREAM_NBYTES, and where they go: see trc_stream_put(). */
void *plg_ring_buffer(unsigned ring);
void plg_ring_buffer_free(unsigned ring, void *buf);
bool plg_ring_hand_over(unsigned ring, uint32_t thread, void *buf, size_t nbytes, bool wait);
/* Tells the ring's readers what the raw form at `at` says. */
void plg_ring_tell(unsigned ring, uint32_t thread, const uint8_t *at, size_t nbytes);
/* A further reader. Before the guest starts. */
void plg_ring_read(unsigned ring, EgPlugin *p, EgRecordsFn fn, void *user);

/* ring.c */
/* Room for one TB in this ring of the thread. */
void plg_ring_room(PpcCpu *cpu, unsigned ring);
/* Room for one TB in every ring of the thread, so that the next TB does not start over. */
void plg_ring_ready(PpcCpu *cpu);

#endif
