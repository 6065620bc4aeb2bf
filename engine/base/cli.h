/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Command-line helpers shared by the subcommands: option parsing with help
 * and examples, numbers with suffixes, and one-line error messages.
 *
 * Every message has the form "engraft COMMAND: what is wrong"; for mistakes in
 * the command line a "(try 'engraft COMMAND --help')" follows.
 */
#ifndef ENGRAFT_BASE_CLI_H
#define ENGRAFT_BASE_CLI_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

/* Exit statuses. A guest's status passes through `run`, so that command's own
 * failures use the three that env(1) and sh(1) use for this. */
enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,         /* the command was understood and did not succeed */
    EXIT_USAGE = 2,          /* mistake in the command line */
    EXIT_RUN_FAILED = 125,   /* run: engraft itself failed, or a mistake in its options */
    EXIT_NOT_RUNNABLE = 126, /* run: the program exists and cannot be run */
    EXIT_NOT_FOUND = 127,    /* run: there is no such program */
};

typedef enum CliResult { CLI_GO, CLI_HELP_SHOWN, CLI_BAD } CliResult;

typedef struct CliCommand {
    const char *name;     /* "run" */
    const char *synopsis; /* what follows the options: "PROGRAM [ARG...]" */
    const char *summary;  /* a sentence or two */
    const char *details;  /* printed after the options: examples; may be NULL */
    const GOptionEntry *entries;
    bool options_first; /* options end at the first argument that is none */
} CliCommand;

/*
 * Parses argv[1..] (argv[0] is the subcommand's name) and leaves the remaining
 * arguments in *argv[0..*argc-1], without the name; a "--" that ends the options is taken
 * away. --help is answered on stdout. CLI_BAD has set e.
 */
CliResult cli_parse(const CliCommand *c, int *argc, char ***argv, Err *e);

/* "engraft NAME: TEXT" on stderr; returns status, to be used as `return cli_fail(...)`.
 * With usage set it also names --help. */
int cli_fail(const char *name, const Err *e, bool usage, int status);

/* A byte count: digits with an optional k, M or G (powers of 1024), within lo..hi.
 * what names the option in the message. */
bool cli_parse_size(const char *what, const char *text, uint64_t lo, uint64_t hi, uint64_t *value, Err *e);

/* The index of text among names[] (NULL at the end); -1 and an error that lists them. */
int cli_parse_choice(const char *what, const char *text, const char *const names[], Err *e);

/* Is each of the dirs (NULL, or NULL at the end) given with that option a folder? */
bool cli_check_folders(const char *option, char **dirs, Err *e);

#endif
