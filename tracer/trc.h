/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The results file: typed rows in, one SQLite database out.
 *
 * Rows are queued by any guest thread (one short uncontended lock, no system
 * call) and written by one writer thread in batched transactions, at the
 * latest TRC_FLUSH_MS after they were queued: a process that is killed keeps
 * everything up to the last flush. Knows nothing of guests, micro-ops or
 * plugins' meaning; the tables and their contract are described in
 * tracer/schema.sql.
 *
 * Threads: every function may be called from any thread unless it says
 * otherwise, none from a signal handler. After the first write error (disk
 * full) later rows are dropped, what was committed stays, and trc_close() fails
 * with the one line that says so.
 *
 * Bulk event streams are tables of storage kind TRC_STORE_CHUNKS: compressed
 * chunks with an index (chunk.c, chunk_fmt.h), read through a virtual table
 * (vtab.h).
 */
#ifndef ENGRAFT_TRACER_TRC_H
#define ENGRAFT_TRACER_TRC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

/* Value of PRAGMA application_id ("ENGR") and user_version. */
#define TRC_APPLICATION_ID 0x454e4752
#define TRC_SCHEMA_VERSION 2

#define TRC_FLUSH_MS 250 /* longest time a queued row stays unwritten */

typedef struct Trc Trc;

/* ------------------------------------------------------------ the file (trc.c) */

/*
 * Opens path for writing; makes it when it does not exist. An existing engraft
 * database of this schema version gets further run rows; anything else is left
 * untouched and refused with one clear line. Returns NULL and sets err then.
 * File descriptors of the database are kept high, out of the way of the
 * guest's numbering; see trc_owns_fd().
 */
Trc *trc_open(const char *path, Err *err);

/*
 * Writes what is queued, stops the writer, closes the file, frees t. The last
 * of all who have the file open leaves it without a write-ahead log. False
 * (and err set) when anything since trc_open() could not be written: the
 * process should then end non-zero. A NULL t is fine.
 */
bool trc_close(Trc *t, Err *err);

/* Absolute path of the file; lives as long as t. */
const char *trc_path(const Trc *t);
/* Did trc_open() make the file? Then it holds nothing yet that a stop of the machine must not take. */
bool trc_made_file(const Trc *t);

/* Waits until everything queued before the call is committed. False after a write error. */
bool trc_flush(Trc *t);

/* Is fd one of the database's descriptors, which a guest must not close or dup over? */
bool trc_owns_fd(int fd);
/* The lowest of them at or above from; -1: none. */
int trc_next_fd(int from);

/* ------------------------------------------------------------ runs (trc.c) */

/* How a process came to be. */
typedef enum TrcHow {
    TRC_HOW_START, /* from the command line */
    TRC_HOW_FORK,  /* by fork of a process under engraft */
    TRC_HOW_EXEC,  /* by exec from a process under engraft */
} TrcHow;

typedef struct TrcRunInfo {
    const char *program; /* path of the guest program */
    int argc;            /* arguments of the guest, argv[0] included */
    const char *const *argv;
    const char *guest;   /* e.g. "ppc32be" */
    const char *engine;  /* e.g. "interp", "tb", "region" */
    const char *version; /* of engraft */
    TrcHow how;
    int64_t parent_run; /* run row of the parent (fork, exec), 0 none */
} TrcRunInfo;

/*
 * Starts the one run of this Trc: every later row belongs to it. Returns the
 * row id, 0 with err set on failure. The strings are copied. Call once, before
 * any of the functions below. pid, parent pid, host, working folder and time
 * are filled in here.
 */
int64_t trc_run_begin(Trc *t, const TrcRunInfo *info, Err *err);

/* Row id of the run, 0 before trc_run_begin(). For the parent_run of a program that this one executes. */
int64_t trc_run_id(Trc *t);

typedef enum TrcEnd {
    TRC_END_EXIT,   /* value: exit status */
    TRC_END_SIGNAL, /* value: guest signal number */
    TRC_END_EXEC,   /* replaced by another program; value 0 */
    TRC_END_NONE,   /* takes an earlier end back: the exec failed */
} TrcEnd;

/*
 * Queues the end of the run; at the next flush or trc_close() the run row is
 * marked complete. Everything else comes before it. Before an exec: end, then
 * trc_flush(), then the exec; the database's descriptors close on exec.
 */
void trc_run_end(Trc *t, TrcEnd kind, int value);

/* ------------------------------------------------------------ core rows (trc.c) */

/* One executable mapping of a file. */
typedef struct TrcModule {
    const char *path; /* host path of the file, as opened (with -L: inside the sysroot); copied */
    uint64_t start;   /* guest address of the mapping's first byte */
    uint64_t nbytes;
    uint64_t file_offset;    /* of that first byte */
    const uint8_t *build_id; /* NT_GNU_BUILD_ID, may be NULL */
    size_t build_id_nbytes;
} TrcModule;

/*
 * Adds a module and returns its number in this run: 1, 2, ... in load order,
 * the value of every `module` column. 0 means "in no file". The same mapping
 * announced twice gets two numbers. Never blocks on the disk.
 */
int64_t trc_module(Trc *t, const TrcModule *m);

/* The mapping is gone (munmap, dlclose). Its rows stay. */
void trc_module_unload(Trc *t, int64_t module);

/* One translated block; one row per (module, addr, nbytes, flags), translations are added up. */
typedef struct TrcTb {
    int64_t module;
    uint64_t addr; /* guest pc */
    uint32_t nbytes, ninsns;
    uint32_t flags;       /* flags of the TB key */
    uint32_t host_nbytes; /* size of the host code, 0 unknown */
} TrcTb;
void trc_tb(Trc *t, const TrcTb *tb);

/* Guest code; of rows for the same address the last one counts. An instruction of two words has the first in the upper
 * half. At most TRC_CODE_MAX instructions. */
enum { TRC_CODE_MAX = 4096 };
void trc_code(Trc *t, int64_t module, uint64_t addr, const uint64_t *words, uint32_t ninsns);

/* ------------------------------------------------------------ plugins and their tables (trc.c) */

typedef struct TrcPlugin {
    const char *name;    /* [a-z][a-z0-9_]*, at most 32 characters */
    const char *version; /* may be NULL */
    const char *path;    /* shared object, may be NULL */
    const char *options; /* as given: "opt=val,opt=val", may be NULL */
} TrcPlugin;

/* Adds a plugin to the run; returns its number in the run (1, 2, ... in load order), 0 with err set. Strings copied. */
int trc_plugin(Trc *t, const TrcPlugin *p, Err *err);

/* What a plugin cost; totals, a later call replaces the former. */
typedef struct TrcCost {
    uint64_t translate_ns; /* time in its decode and micro-op hooks */
    uint64_t callback_ns;  /* time in callbacks at run time */
    uint64_t tbs;          /* TBs it was asked about */
    uint64_t uops;         /* micro-ops it added */
    uint64_t host_nbytes;  /* host code bytes it added, 0 unknown */
    uint64_t events;       /* callbacks and ring events delivered */
} TrcCost;
void trc_plugin_cost(Trc *t, int plugin, const TrcCost *cost);

typedef enum TrcType { TRC_NULL, TRC_I64, TRC_F64, TRC_TEXT, TRC_BLOB } TrcType;

/* Column flags. */
enum {
    TRC_KEY = 1,    /* part of the row's identity: a second row with equal keys updates the first */
    TRC_ADD = 2,    /* not a key: on update the new value is added to the stored one (default: replaces it) */
    TRC_PC = 4,     /* a guest code address: the view v_<table> shows module, function, file and line for the first such
                       column */
    TRC_MODULE = 8, /* module number (trc_module) of the PC column; without one the module is found by address */
    /* streams only: */
    TRC_ADDR = 16,     /* a guest data address: chunks are indexed by it */
    TRC_LIVE = 32,     /* known when the event happens; without it, when its code is translated */
    TRC_WIDTH = 0x300, /* two bits: log2 of the bytes of a TRC_LIVE column in a raw buffer */
    TRC_WIDTH_SHIFT = 8,
    TRC_WORDS = 1024, /* the only column of a stream of plain 64-bit words: no paths, the raw form is the words */
};

typedef struct TrcCol {
    const char *name; /* [a-z][a-z0-9_]*, not "run" */
    TrcType type;     /* not TRC_NULL */
    unsigned flags;
    const char *help; /* one line, with the unit; may be NULL */
} TrcCol;

typedef enum TrcStore { TRC_STORE_ROWS, TRC_STORE_CHUNKS } TrcStore;

typedef struct TrcTableDesc {
    const char *name; /* the plugin's name, or that name, '_' and a word: "opmix", "coverage_tb" */
    const char *help; /* one line, may be NULL */
    TrcStore store;
    int ncols; /* 1..TRC_MAX_COLS */
    const TrcCol *cols;
} TrcTableDesc;

#define TRC_MAX_COLS 32

/*
 * Declares a table of a plugin: makes it if the file lacks it, checks that the
 * columns agree if it has it (from an earlier run). With key columns a row is
 * inserted or updated by key; without, every row is appended and gets a `seq`
 * column in order of arrival. A first column `run` is added and filled here.
 * Returns the table's number (> 0), or 0 with err set. desc may be temporary.
 * Blocks until the table is committed.
 */
int trc_table_declare(Trc *t, int plugin, const TrcTableDesc *desc, Err *err);

/* ------------------------------------------------------------ bulk event streams (chunk.c) */

/* Values of chunk.codec: how data is compressed after packing. */
enum { TRC_CODEC_NONE = 0, TRC_CODEC_ZSTD = 1 };

/*
 * Declares a stream: a table of kind TRC_STORE_CHUNKS, integer columns only, no keys. Columns `run`, `thread` and `seq`
 * (number of the record in its thread) come in front when it is read. Returns its number (> 0) or 0 with err set.
 * Before the first guest thread.
 */
int trc_stream_declare(Trc *t, int plugin, const TrcTableDesc *desc, Err *err);

/* One field of one record of a path (chunk_fmt.h): a fixed field's value; of a live one, where it comes from: 0 =
 * stored in the raw buffer, k + 1 = live value k of the path (counted over its records) plus value; its own number:
 * value alone. */
typedef struct TrcPathVal {
    uint32_t from;
    int64_t value;
} TrcPathVal;
/* Number of the path with these nrecs * ncols values; the same path has the same number. */
uint32_t trc_stream_path(Trc *t, int stream, const TrcPathVal *vals, unsigned nrecs);
/* A buffer of TRC_STREAM_NBYTES for the raw form; one that was handed over before, if there is. */
void *trc_stream_buffer(Trc *t);
/* Gives back one that is not handed over. */
void trc_stream_buffer_free(Trc *t, void *buf);
#define TRC_STREAM_NBYTES (3u << 19)
/* Hands over nbytes of raw form of one thread, in order; buf is from trc_stream_buffer(). When the packing is too far
 * behind: wait, or (wait = false) take nothing and return false. */
bool trc_stream_put(Trc *t, int stream, uint32_t thread, void *buf, size_t nbytes, bool wait);

/* A typed value. Text and blobs need to live until trc_row() returns. */
typedef struct TrcVal {
    TrcType type;
    size_t n; /* bytes of text or blob */
    union {
        int64_t i;
        double f;
        const void *p;
    } u;
} TrcVal;

static inline TrcVal trc_i64(int64_t i)
{
    return (TrcVal){.type = TRC_I64, .u.i = i};
}
static inline TrcVal trc_f64(double f)
{
    return (TrcVal){.type = TRC_F64, .u.f = f};
}
static inline TrcVal trc_null(void)
{
    return (TrcVal){.type = TRC_NULL};
}
/* n bytes of p; a NULL p is SQL NULL. */
static inline TrcVal trc_text_n(const char *p, size_t n)
{
    return (TrcVal){.type = p ? TRC_TEXT : TRC_NULL, .n = n, .u.p = p};
}
static inline TrcVal trc_text(const char *s)
{
    return trc_text_n(s, s ? __builtin_strlen(s) : 0);
}
static inline TrcVal trc_blob(const void *p, size_t n)
{
    return (TrcVal){.type = p ? TRC_BLOB : TRC_NULL, .n = n, .u.p = p};
}

/*
 * Queues one row: nvals values in the order of the declared columns. NULL is
 * allowed in non-key columns; a value of another type than its column's is our
 * mistake (dies), as is a wrong count. Rows of one thread keep their order.
 * Blocks only when the writer is TRC_QUEUE_MAX bytes behind.
 */
void trc_row(Trc *t, int table, const TrcVal *vals, int nvals);

#define TRC_QUEUE_MAX (64u << 20)

/*
 * fn(arg) is called on the writer thread every interval_ms while a run is on,
 * and may call trc_row() and trc_plugin_cost() (nothing else of this header):
 * the place where counters kept in memory become rows, so that a killed run
 * has them. One tick per Trc; fn NULL removes it and waits until a running
 * call has ended.
 */
void trc_tick(Trc *t, void (*fn)(void *arg), void *arg, unsigned interval_ms);

/* ------------------------------------------------------------ fork (trc.c) */

/*
 * SQLite must not be carried across a fork, so a fork of the process goes
 *     trc_fork_prepare(t); pid = fork(); pid ? trc_fork_parent(t) : trc_fork_child(t);
 * prepare commits what is queued, closes the file and holds all queue locks;
 * parent reopens. The child gets a run row of its own (how = fork, parent_run
 * = the parent's), starting with no rows; plugins, tables and the tick stay
 * declared with the same numbers, and the loaded modules are written again
 * under the new run. When fork fails call trc_fork_parent(). The child must
 * not count what its parent counted: clear counters between.
 */
void trc_fork_prepare(Trc *t);
void trc_fork_parent(Trc *t);
void trc_fork_child(Trc *t);

#endif
