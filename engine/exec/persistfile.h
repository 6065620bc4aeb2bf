/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of the persistent code cache: their layout, reading and checking.
 *
 *   PersistHeader | PersistEntry[nunits], ascending key | units
 *
 * A unit is a PersistUnit followed by its tables, each 16-byte aligned, in the
 * order of persist_tables(). Structures are the host's own: another build of the
 * engine has files of its own, because the build id is part of a file's settings.
 * In a unit's code exits are unlinked and its relocations hold distances from
 * their bases (PersistReloc.kind).
 */
#ifndef ENGRAFT_ENGINE_EXEC_PERSISTFILE_H
#define ENGRAFT_ENGINE_EXEC_PERSISTFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/exec/tb.h"

enum { PERSIST_VERSION = 1, PERSIST_SETTINGS = 480 };

typedef struct PersistHeader {
    char magic[8];
    uint32_t version, nunits;
    uint64_t nbytes;                 /* of the file */
    char settings[PERSIST_SETTINGS]; /* as text; compared whole */
    uint64_t sum;                    /* of the header with sum = 0, and of the entries */
} PersistHeader;

typedef struct PersistEntry {
    uint64_t pc;
    uint32_t flags; /* of the TB */
    uint8_t region; /* 1: the region that takes its place */
    uint8_t age;    /* how many writers of the file had no use for it */
    uint16_t pad;
    uint64_t off; /* of the unit in the file */
    uint64_t nbytes;
    uint64_t sum; /* of the unit */
} PersistEntry;

typedef struct PersistPart {
    uint64_t pc;
    uint32_t nbytes, first_insn;
} PersistPart;

/* What a relocation's distance is measured from. */
enum { PERSIST_GLUE, PERSIST_ENGINE, PERSIST_NUMBER };

typedef struct PersistUnit {
    uint64_t pc;
    uint32_t flags, ninsns;
    uint32_t code, hot_bytes; /* bytes */
    uint32_t exits, entries, points, locs, relocs, parts;
    uint8_t kind;    /* of a region: REGION_*, else 0 */
    uint8_t grown;   /* of a region: its head's */
    uint16_t align;  /* host address of the code modulo PERSIST_ALIGN */
    uint32_t nbytes; /* of all */
} PersistUnit;
enum { PERSIST_ALIGN = 32 };

/* The tables of a unit, which follow it. */
typedef struct PersistTables {
    uint8_t *code;
    HostExit *exits;
    HostEntry *entries;
    HostPoint *points;
    HostLoc *locs;
    HostReloc *relocs; /* kind: PERSIST_* */
    PersistPart *parts;
    IrInsn *insns;
} PersistTables;

/* A file in memory. */
typedef struct PersistFile {
    uint8_t *data; /* owned, from malloc(); NULL: there is none */
    size_t nbytes;
    uint32_t nunits;
    const PersistEntry *entries; /* in data */
    uint64_t dev, ino;
    bool damaged; /* there is one, whose header or entries cannot be used */
} PersistFile;

/* A sum over nbytes, which changes with every change of a word. */
uint64_t persist_sum(const void *data, size_t nbytes, uint64_t start);
/* Reads the file at path. f->data is NULL when there is none, or none for these settings. */
void persist_read(PersistFile *f, const char *path, const char *settings);
void persist_close(PersistFile *f);
/* The entry of a key, or NULL. */
const PersistEntry *persist_find(const PersistFile *f, uint64_t pc, uint32_t flags, bool region);
/* Order of entries. */
int persist_compare(const PersistEntry *a, const PersistEntry *b);
/* The unit of an entry, if its sum is right; else NULL. */
const PersistUnit *persist_unit(const PersistFile *f, const PersistEntry *e);
/* Lays t over the tables behind u; returns the bytes of all. */
size_t persist_tables(const PersistUnit *u, PersistTables *t);
/* Is every number of the unit, which e names, in its bounds? */
bool persist_sound(const PersistEntry *e, const PersistUnit *u);

#endif
