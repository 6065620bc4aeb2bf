/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the tracer: what trc.c, table.c, queue.c, writer.c and store.c share.
 *
 * Everything that is written is a row of a TrcTable: the core tables below and
 * the plugins'. Producers encode rows into their thread's lane; the writer
 * thread takes them and runs the table's statement. The run id is parameter 1
 * of every statement, so that producers need not know it.
 *
 * Locks, in the order they may be taken: db_lock (the SQLite connection, the
 * statements), then a lane's lock, then q.lock.
 */
#ifndef ENGRAFT_TRACER_PRIV_H
#define ENGRAFT_TRACER_PRIV_H

#include <pthread.h>
#include <sqlite3.h>

#include "tracer/trc.h"

/* Core tables; the plugins' follow from CORE_COUNT on. */
enum { CORE_NONE, CORE_MODULE, CORE_UNLOAD, CORE_TB, CORE_CODE, CORE_COST, CORE_PATH, CORE_CHUNK, CORE_COUNT };

#define MAX_TABLES 512

typedef struct TrcTable {
    char *sql;          /* insert or update with ?1 = run, ?2... = values */
    sqlite3_stmt *stmt; /* prepared when first used on this connection; db_lock */
    char *name;
    int ncols;
    uint8_t types[TRC_MAX_COLS]; /* TrcType */
    bool key[TRC_MAX_COLS];      /* NULL not allowed */
} TrcTable;

/* ------------------------------------------------------------ queue.c */

typedef struct TrcChunk {
    struct TrcChunk *next;
    size_t used, cap;
    uint8_t data[];
} TrcChunk;

/* The rows one thread has queued and not yet handed over. */
typedef struct TrcLane {
    pthread_mutex_t lock;
    TrcChunk *cur; /* being filled, may be NULL */
    bool dead;     /* its thread has ended; the writer frees it */
    struct TrcLane *next;
} TrcLane;

typedef struct TrcQueue {
    pthread_mutex_t lock;
    pthread_cond_t wake;  /* the writer sleeps here */
    pthread_cond_t moved; /* something was written, or failed: waiters look again */
    pthread_key_t key;    /* this thread's lane */
    TrcLane *lanes;
    TrcChunk *head, **tail; /* handed over, in order */
    TrcChunk *spare;        /* large ones for use again; some */
    unsigned nspare;
    size_t nbytes; /* in head..tail and in the writer's hands */
} TrcQueue;

void trc_queue_init(TrcQueue *q);
void trc_queue_free(TrcQueue *q);
/* In a forked child: forget everything, other threads' lanes included. */
void trc_queue_reset_child(TrcQueue *q);
/* A lane that belongs to no thread, for trc_row_in(). Lives as long as the queue. */
TrcLane *trc_lane_new(TrcQueue *q);
/* trc_row() through a lane: rows of one lane are written in their order, whoever queues them. */
void trc_row_in(Trc *t, TrcLane *lane, int table, const TrcVal *vals, int nvals);
/* All that is queued now, lanes' open chunks included; frees lanes of ended threads. Writer. */
TrcChunk *trc_queue_take(TrcQueue *q);
/* The writer is done with what it took. */
void trc_queue_done(TrcQueue *q, TrcChunk *list);

/* One row decoded from a chunk; text and blobs point into it. */
typedef struct TrcRow {
    int table;
    int nvals;
    TrcVal vals[TRC_MAX_COLS];
} TrcRow;
/* Decodes the row at *off and moves *off behind it; false at the end. */
bool trc_queue_next(const TrcChunk *c, size_t *off, TrcRow *row);

/* ------------------------------------------------------------ the object */

/* What a child of a fork must write again. */
typedef struct TrcLoaded {
    TrcModule m; /* owns path and build_id */
    char build_id_hex[129];
    int64_t file_nbytes, file_mtime;
    bool unloaded;
} TrcLoaded;

typedef struct TrcLoadedPlugin {
    char *name, *version, *path, *options;
} TrcLoadedPlugin;

struct Trc {
    char *path; /* absolute: the guest may change the working folder */
    bool made;  /* the file, by trc_open() */

    pthread_mutex_t db_lock;
    sqlite3 *db;

    TrcTable *tables[MAX_TABLES];
    int ntables; /* atomic; entries below are final */

    TrcQueue q;

    /* Under q.lock: */
    uint64_t flush_asked, flush_done;
    bool stop;
    bool failed;
    Err error; /* the first write error */
    bool end_asked;
    TrcEnd end_kind;
    int end_value;
    double end_time;
    void (*tick)(void *);
    void *tick_arg;
    void (*paused_tick)(void *arg); /* during a fork */
    unsigned tick_ms;
    bool in_tick;
    int64_t run; /* 0: not begun, or a forked child's not yet written */
    bool run_pending;

    struct TrcBulk *bulk; /* chunk.c; NULL: no stream is declared */

    pthread_t writer;
    bool writer_on;

    /* Copies for children; q.lock. */
    TrcRunInfo info;
    TrcLoaded *modules;
    int nmodules;
    TrcLoadedPlugin *plugins;
    int nplugins;
};

/* ------------------------------------------------------------ store.c */

/* Absolute form of path (its folder must exist); malloced. NULL with err. */
char *trc_store_path(const char *path, Err *err);
/* Opens the database, or makes it: *made. NULL with err. */
sqlite3 *trc_store_open(const char *path, bool *made, Err *err);
/* Closes; without moving the log into the file when quick, else leaving one file when nobody else has it open. */
void trc_store_close(sqlite3 *db, bool quick);
/* Runs one or more statements; false with err ("PATH: what SQLite says"). */
bool trc_store_exec(Trc *t, const char *sql, Err *err);
/* Sets err from the connection's last error; returns false. */
bool trc_store_err(const char *path, sqlite3 *db, Err *err);

/* ------------------------------------------------------------ writer.c */

/* Starts the writer thread; dies when threads are out. */
void trc_writer_start(Trc *t);
/* Lets it write everything, then ends it. */
void trc_writer_stop(Trc *t);
/* Registers the core tables. */
void trc_writer_init(Trc *t);
/* Notes the first write error. */
void trc_writer_fail(Trc *t, const char *why);

/* ------------------------------------------------------------ chunk.c; all do nothing when no stream is declared */

/* Waits until everything handed over is queued as rows. */
void trc_bulk_flush(Trc *t);
/* The packing threads: ended after they have done everything; started again. */
void trc_bulk_stop(Trc *t);
void trc_bulk_start(Trc *t);
/* Around fork: nobody hands over between lock and unlock; in the child, what the parent had is forgotten. */
void trc_bulk_fork_lock(Trc *t);
void trc_bulk_fork_unlock(Trc *t);
void trc_bulk_child(Trc *t);
void trc_bulk_free(Trc *t);

/* ------------------------------------------------------------ trc.c, table.c */

/* Writes the run row, and for a forked child its modules and plugins; t->db_lock held. */
bool trc_run_write(Trc *t, Err *err);
/* Adds a table (taking over sql and name); returns its number, 0 when there are too many. db_lock held. */
int trc_table_add(Trc *t, TrcTable *tab);
/* Seconds since 1970. */
double trc_now(void);

#endif
