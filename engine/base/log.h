/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dumps: which letters are on, where their text goes, and the filters.
 *
 * A stage asks log_on('t') (a load and a test of a bit) and prints with
 * log_printf(). Letters of stages are rows of dump.def; those of the
 * optimiser's passes are added with log_add_letter() before options are parsed. What is printed for a TB is
 * limited by address ranges and a count of TBs: the compile pipeline asks
 * log_take(pc) once per translation and dumps nothing when that says no.
 *
 * Thread: settings are made before guest threads start; printing is safe from
 * any thread but not from a signal handler. A line printed by one call stays
 * whole; log_lock() keeps several calls together.
 */
#ifndef ENGRAFT_BASE_LOG_H
#define ENGRAFT_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/err.h"

/* Bits 0-25: a-z; bits 26-51: A-Z. Read through log_on(). */
extern uint64_t log_mask;

/* Bit of a letter; 0 for what is not a letter. */
static inline uint64_t log_bit(char letter)
{
    if (letter >= 'a' && letter <= 'z')
        return 1ull << (letter - 'a');
    if (letter >= 'A' && letter <= 'Z')
        return 1ull << (letter - 'A' + 26);
    return 0;
}

/* Is this dump wanted? Cheap enough for every translation, not for generated code. */
static inline bool log_on(char letter)
{
    return __builtin_expect((log_mask & log_bit(letter)) != 0, 0);
}

/* Makes an upper-case letter known, with its line of help. help must stay valid.
 * Registering a letter twice is our mistake: dies. */
void log_add_letter(char letter, const char *help);

/* Turns on the letters of a string ("gth"; "all" for every known one). A letter
 * nobody registered is an error. */
bool log_enable(const char *letters, Err *e);

/* Sends dumps to a file instead of stderr; "%p" in the name stands for the
 * process id, "%%" for a percent sign. Without append an existing file is truncated. */
bool log_open(const char *path, bool append, Err *e);

/* Adds an address range "LO..HI" (both included), "LO+LENGTH" or "ADDRESS"; numbers are
 * hexadecimal, with or without 0x. With no range everything is in range. */
bool log_add_range(const char *text, Err *e);

/* Only the first n TBs (in range) are dumped. */
void log_set_limit(uint64_t n);

/* Is pc inside a range? */
bool log_in_range(uint64_t pc);

/* Once per translation: is pc in range, and is the limit not used up? Counts one
 * against the limit when it says yes. */
bool log_take(uint64_t pc);

/* Prints when the letter is on. A line should end with its newline in one call. */
void log_printf(char letter, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Keeps what the caller prints together; the stream may be written directly
 * in between. log_lock() may nest in one thread. */
FILE *log_lock(void);
void log_unlock(void);

/* The table of letters, for --help and the manual: lower case in pipeline order,
 * then what was registered. */
void log_print_letters(FILE *out);

#endif
