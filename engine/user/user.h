/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux user mode: loads a PowerPC Linux program and runs it as a process of
 * the host, with its system calls translated.
 *
 * user_run() is called once, from the main thread, before any guest thread
 * exists. Hooks let the layers above (plugins, tracer) see what the process
 * does; each may be NULL.
 */
#ifndef ENGRAFT_ENGINE_USER_H
#define ENGRAFT_ENGINE_USER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/err.h"
#include "ppc/cpu/state.h"

/* Executable pages of a file that have become part of the guest's address space. */
typedef struct UserModule {
    const char *path;        /* host path, absolute where known */
    uint64_t start, nbytes;  /* guest range */
    uint64_t file_offset;    /* of start */
    uint64_t bias;           /* start - (the file's virtual address of start); 0 for ET_EXEC */
    const uint8_t *build_id; /* NULL: none */
    unsigned build_id_nbytes;
    bool main_program;
} UserModule;

/* A guest address to be named: in, the first four; out, the others, empty when nothing is known. */
typedef struct UserPlace {
    uint64_t pc;
    const char *path;     /* host path of the file that is mapped there; NULL: none */
    uint64_t start;       /* guest address of a mapping of that file, */
    uint64_t file_offset; /* and where in the file it begins */
    char text[256];       /* "function at file:line" */
    uint64_t function;    /* where the function begins, as a guest address; 0: not known */
} UserPlace;

/* The signal that wakes guest threads for the engine's purposes; with another meaning it is the guest's, too. */
enum { USER_WAKE_SIGNAL = 33 };

enum { USER_RESTART = -512 }; /* result of a system call that will be made again */

typedef struct UserSignal {
    int number, code;
    uint64_t addr;    /* of an exception: what it is about */
    uint64_t handler; /* 0 default, 1 ignored, else the guest's */
    bool exception;   /* the guest's own doing at its pc */
} UserSignal;

/* Thread: the guest thread concerned, unless said otherwise. Pointers are valid during the call. */
typedef struct UserHooks {
    void *ctx;
    /* After the mapping exists and before any of its code runs. */
    void (*module_load)(void *ctx, const UserModule *m);
    /* First and last thing a guest thread does (the main thread included). */
    void (*thread_start)(void *ctx, PpcCpu *cpu, int tid);
    void (*thread_exit)(void *ctx, PpcCpu *cpu, int tid);
    /* Around fork(): before it, after it in the parent, after it in the child (where only the calling thread exists).
     */
    void (*fork_prepare)(void *ctx);
    void (*fork_parent)(void *ctx, int pid);
    void (*fork_child)(void *ctx, PpcCpu *cpu);
    /* Before a system call: may change args; true = the call is not made and has the result *ret. */
    bool (*syscall_enter)(void *ctx, PpcCpu *cpu, unsigned nr, uint64_t args[6], int64_t *ret);
    /* Gives the result that the guest sees; ret is the one so far, negative errno for errors, or USER_RESTART when the
     * call is about to be made again. Not called for calls that do not return. */
    int64_t (*syscall_return)(void *ctx, PpcCpu *cpu, unsigned nr, const uint64_t args[6], int64_t ret);
    /* A signal acts on the thread / an instruction at the thread's pc has raised an exception that becomes this signal.
     */
    bool (*signal)(void *ctx, PpcCpu *cpu, const UserSignal *s); /* true: the guest does not get it */
    void (*exception)(void *ctx, PpcCpu *cpu, const UserSignal *s);
    /* An execve that is about to be made (and may fail). */
    void (*exec)(void *ctx, const char *path, char *const *argv);
    /* Last call in a process, all other guest threads gone: exit status, or the signal that kills it (status then 128 +
     * signal). Also before a successful execve replaces the process (status 0, signal 0, exec set). */
    void (*process_exit)(void *ctx, int status, int signal, bool exec);
    /* The lowest descriptor of the owner's, which the guest is not to see, at or above from; -1: none. Thread: any. */
    int (*next_fd)(void *ctx, int from);
    /* Names addresses for a crash report. */
    void (*locate)(void *ctx, UserPlace *places, unsigned n);
} UserHooks;

typedef struct UserConfig {
    const char
        *program; /* path as given; a name without '/' is searched in PATH by the caller or taken from the folder */
    char **argv;  /* the guest's arguments, argv[0] included; ends with NULL */
    char **envp;  /* the guest's environment; ends with NULL */
    const char *sysroot; /* -L; NULL: ENGRAFT_SYSROOT, else the cross library's place */
    char **self_argv; /* words for a new engraft that runs a program which the guest executes, argv[0] first: "engraft",
                         "run", options; ends with NULL; NULL: "engraft run" */
    bool strace;      /* print system calls to stderr */
    const char *gdb;  /* wait for gdb here (PORT, unix:PATH, stdio) before the first instruction; NULL: no debugger */
    bool no_crash_report;
    const char
        *core; /* a core file of a program that crashes goes here, whatever RLIMIT_CORE; NULL: as the system says */
    const UserHooks *hooks;
} UserConfig;

/*
 * Loads and runs the program; returns its exit status. exec_config must be set; calls mem_init() and exec_init()
 * itself. Failure to start: err is set and the result is 126 or 127 as a shell would say, or 125. A process made by
 * fork ends with _exit() after its process_exit hook and never returns from here. Death by signal ends the process with
 * that signal, after the hook.
 */
int user_run(const UserConfig *cfg, Err *err);

/* Name of a system call; NULL: there is none of this number. */
const char *user_syscall_name(unsigned nr);
/* A call as --strace shows it, "name(arguments) = result", on the thread that makes it; result NULL: not known yet. */
void user_syscall_text(char *buf, size_t nbytes, unsigned nr, const uint64_t *args, const int64_t *result);
/* The table of system calls with what is supported and why the others are not. */
void user_list_syscalls(FILE *out);

#endif
