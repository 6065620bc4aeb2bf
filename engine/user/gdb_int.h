/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the debugger door only. The packets are those of the GDB remote serial
 * protocol (GDB manual, appendix E).
 *
 *   gdb_packet.c   the connection: packets in and out, hexadecimal, escapes
 *   gdb_target.c   target description, registers, memory, signal numbers
 *   gdb_file.c     files for gdb: vFile, so that it finds program and libraries
 *   gdb_break.c    breakpoints and watchpoints
 *   gdb_thread.c   guest threads: events, parking, stepping
 *   gdbstub.c      the server: what each packet means
 */
#ifndef ENGRAFT_ENGINE_USER_GDB_INT_H
#define ENGRAFT_ENGINE_USER_GDB_INT_H

#include <stddef.h>

#include "engine/user/gdb.h"

enum { GDB_PACKET_MAX = 0x8000 };

/* ---- gdb_packet.c: server thread only ----------------------------------------------- */

typedef struct GdbOut {
    size_t n;
    char b[GDB_PACKET_MAX + 64];
} GdbOut;

/* Opens the place and waits for gdb. */
bool gdb_connect(const char *where, Err *err);
void gdb_disconnect(void);
/* In the child of fork(): lets go of the connection, which the parent keeps. */
void gdb_abandon(void);
/* True when received bytes wait to be looked at. */
bool gdb_input_waits(void);
int gdb_socket(void);
/* The next packet, escapes undone and 0 behind it, in a static buffer; NULL: the connection is gone. An interrupt
 * request (byte 3) outside a packet is an empty string with *interrupt set. */
char *gdb_receive(size_t *n, bool *interrupt);
/* False: the connection is gone. */
bool gdb_send(const GdbOut *o);
/* From now on no acknowledgements, once this packet is answered. */
void gdb_no_acks(void);

void out_reset(GdbOut *o);
void out_text(GdbOut *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void out_hex(GdbOut *o, const void *bytes, size_t n);
/* Raw bytes, escaped; how many fit. */
size_t out_binary(GdbOut *o, const void *bytes, size_t n);
/* Reads hexadecimal digits and moves *p behind them. */
uint64_t in_hex(const char **p);
/* Pairs of digits to bytes, at most cap; how many. */
size_t in_bytes(const char **p, uint8_t *to, size_t cap);

/* ---- gdb_target.c ------------------------------------------------------------------- */

/* Target description; static text, *n bytes. */
const char *gdb_target_xml(size_t *n);
enum { GDB_NREGS = 105, GDB_PC = 64 };
unsigned gdb_reg_bytes(unsigned r);
/* In target order. r < GDB_NREGS. */
void gdb_read_reg(PpcCpu *cpu, unsigned r, uint8_t *to);
void gdb_write_reg(PpcCpu *cpu, unsigned r, const uint8_t *from);
/* Bytes read, from addr up to the first that is not mapped. */
size_t gdb_read_mem(uint64_t addr, void *to, size_t n);
bool gdb_write_mem(uint64_t addr, const void *from, size_t n);
bool gdb_open_mem(Err *err);
/* gdb's numbers of signals and the guest's. */
int gdb_signal_from_guest(int sig);
int gdb_signal_to_guest(int gdb_sig);

/* ---- gdb_file.c --------------------------------------------------------------------- */

/* p: what follows "vFile:". */
void gdb_file(const char *p, GdbOut *o);
void gdb_file_close_all(void);

/* ---- gdb_break.c -------------------------------------------------------------------- */

typedef enum GdbPointKind {
    GDB_Z_BREAK = 0,
    GDB_Z_HARD_BREAK = 1,
    GDB_Z_WRITE = 2,
    GDB_Z_READ = 3,
    GDB_Z_ACCESS = 4
} GdbPointKind;

/* False: no room, or no such point. Threads are parked. */
bool gdb_point_insert(GdbPointKind kind, uint64_t addr, uint64_t nbytes);
bool gdb_point_remove(GdbPointKind kind, uint64_t addr, uint64_t nbytes);
void gdb_point_remove_all(void);
/* In the child of fork(). */
void gdb_point_after_fork(void);
bool gdb_break_at(uint64_t pc);
bool gdb_watching(void);
/* Does the instruction at pc touch a watched place? */
bool gdb_watch_hit(const PpcCpu *cpu, uint64_t *addr, GdbPointKind *kind);
/* Has a place watched for writes another value than at the last call? System calls and other threads write, too. */
bool gdb_watch_changed(uint64_t *addr);

/* ---- gdb_thread.c ------------------------------------------------------------------- */

typedef enum GdbEvent { GDB_EV_NONE, GDB_EV_BREAK, GDB_EV_STEP, GDB_EV_WATCH, GDB_EV_SIGNAL } GdbEvent;
typedef enum GdbAction { GDB_CONTINUE, GDB_STEP, GDB_HOLD } GdbAction;

typedef struct GdbState {
    pthread_mutex_t lock; /* taken inside usr.lock, never around it */
    pthread_cond_t parked, go;
    bool stopping; /* guest threads are to park */
    int event_fd;  /* wakes the server */
    bool exit_posted, exit_told, exit_exec;
    int exit_status, exit_sig;
    uint64_t pass[2]; /* bit n: guest signal n is delivered without asking */
} GdbState;
extern GdbState gdb;

/* Server: parks every guest thread. */
void gdb_stop_all(void);
/* Server: lets those go whose action is not GDB_HOLD. */
void gdb_let_go(void);
bool gdb_passes(int sig);

#endif
