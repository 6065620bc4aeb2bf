/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft: finds the subcommand and calls it. The subcommands are rows of
 * cmd.def; each parses its own options.
 */
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "engine/base/bits.h"
#include "engine/base/cli.h"
#include "engine/cmd.h"

static const struct {
    const char *name;
    int (*call)(int argc, char **argv);
    const char *arguments, *help;
} commands[] = {
#define CMD(name, arguments, help) {#name, cmd_##name, arguments, help},
#include "engine/cmd.def"
#undef CMD
};

static void show_help(void)
{
    puts("engraft runs PowerPC Linux programs on x86-64 by recompiling them, and lets plugins\n"
         "graft their own micro-ops into the recompiled code.\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        printf("  engraft %-8s %-32s %s\n", commands[i].name, commands[i].arguments, commands[i].help);
    puts("  engraft --help | --version\n"
         "\n'engraft COMMAND --help' tells more; so does engraft(1).");
}

int main(int argc, char **argv)
{
    Err e = {0};
    if (argc < 2) {
        err_set(&e, "which command?");
        return cli_fail("", &e, true, EXIT_USAGE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        show_help();
        return EXIT_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("engraft " ENGRAFT_VERSION);
        return EXIT_OK;
    }
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].call(argc - 1, argv + 1);
    err_set(&e, "there is no %s '%s'", argv[1][0] == '-' ? "option" : "command", argv[1]);
    return cli_fail("", &e, true, EXIT_USAGE);
}
