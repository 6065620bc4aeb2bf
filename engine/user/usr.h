/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside engine/user only: the process, its threads, and the functions the
 * files of this folder offer each other, by file.
 */
#ifndef ENGRAFT_ENGINE_USR_H
#define ENGRAFT_ENGINE_USR_H

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "engine/base/err.h"
#include "engine/exec/exec.h"
#include "engine/mem/mem.h"
#include "engine/user/user.h"
#include "ppc/cpu/state.h"

/* ---- ABI: width and byte order are values --------------------------------------- */

typedef struct UsrAbi {
    bool guest64;
    bool little;
} UsrAbi;
extern UsrAbi usr_abi;

/* Results of handlers besides values and -errno: only the dispatcher and signal delivery see them. */
enum {
    USR_RESTART = -512,        /* interrupted: again, unless a handler without SA_RESTART runs (then EINTR) */
    USR_RESTART_ALWAYS = -513, /* a signal came first: again in any case, after the handler */
    USR_RESTART_NOHAND = -514, /* interrupted: again only if no handler runs */
    USR_NO_RESULT = -1000,     /* registers are set already (sigreturn), or the thread ends */
};

/* ---- Thread ---------------------------------------------------------------------- */

typedef uint64_t UsrSigset; /* bit n-1 = signal n */
#define USR_SIGBIT(sig) (1ull << ((sig)-1))

enum { USR_QUEUE = 64 };

enum { USR_ACTIONS = 65 };
typedef struct UsrAction {
    uint64_t handler; /* 0 = SIG_DFL, 1 = SIG_IGN */
    uint32_t flags;   /* guest's SA_* */
    UsrSigset mask;
} UsrAction;

/* The debugger's view of a thread: gdb_thread.c. All zero without one. */
typedef struct UsrGdbThread {
    uint8_t action;     /* GdbAction: what gdb wants it to do */
    uint8_t event;      /* GdbEvent: what it has to say */
    uint8_t watch_kind; /* of a watchpoint event */
    bool parked, stepped;
    int signal;                  /* guest signal of the event */
    int deliver, pass_once;      /* signal to deliver when it goes on; signal not to ask about again */
    uint64_t addr;               /* of a watchpoint event */
    uint64_t range_lo, range_hi; /* stepping goes on in here */
    siginfo_t last;              /* of the last signal told to gdb */
} UsrGdbThread;

typedef struct UsrThread {
    PpcCpu *cpu;
    int tid;
    struct UsrThread *next;   /* list of all threads, under usr.lock */
    uint64_t clear_child_tid; /* guest address; 0 = none */
    uint64_t robust_list;     /* guest address of the head; 0 = none */
    uint64_t robust_len;

    UsrSigset mask;       /* what the guest has blocked */
    UsrSigset saved_mask; /* with restore_mask: the mask to go back to (sigsuspend, ppoll ...) */
    bool restore_mask;
    uint64_t altstack_sp, altstack_size;
    int altstack_flags;

    /* Signals that host handlers have taken and the guest has not yet. Written by handlers of this thread only, with
     * all signals blocked. */
    siginfo_t queue[USR_QUEUE];
    volatile unsigned queue_len;

    /* The system call being made, for restarting it. */
    uint64_t orig_r3;
    int64_t interrupted; /* USR_RESTART*: result not decided yet; 0 = none */
    unsigned sys_nr;
    uint64_t sys_args[6];

    bool leader;       /* the process ends in this thread */
    bool vfork_child;  /* a process that shares this one's memory, vfork's or clone's: not in the list of threads */
    UsrAction *action; /* usr.action, or its own (own_action) */
    bool own_action;
    void *exec_mem;       /* exec.c */
    volatile bool ending; /* leaves the run loop */
    int exit_status;
    UsrGdbThread gdb;
} UsrThread;

extern __thread UsrThread *usr_self;

/* ---- Process --------------------------------------------------------------------- */

typedef struct UsrProcess {
    const UserConfig *cfg;
    char *exe_path;     /* the guest program: absolute host path */
    char *sysroot;      /* NULL: none */
    bool sysroot_given; /* by -L or the environment: all paths are looked up there, not only libraries' */
    uint64_t vdso;      /* guest address of the kernel's shared object */
    uint64_t sigreturn_old, sigreturn_rt; /* signal trampolines in it */
    uint64_t stack_lo, stack_hi;
    uint64_t arg_start, arg_end, env_start, env_end; /* the strings on the stack */
    uint64_t auxv, auxv_nbytes;
    uint64_t entry;
    uint64_t code_start, code_end, data_start, data_end;

    pthread_mutex_t lock; /* threads, actions */
    pthread_cond_t thread_gone;
    UsrThread *threads;
    unsigned nthreads;
    UsrAction action[USR_ACTIONS];

    bool exiting; /* exit_group or fatal signal: exit_status and fatal_sig are set */
    int exit_status, fatal_sig;
    bool forked; /* this process came from fork: never returns from user_run */
    uint32_t personality;
} UsrProcess;
extern UsrProcess usr;

/* user.c */
/* The loop of one guest thread, until it ends. */
void usr_run_thread(UsrThread *t);
/* Ends the process: stops the other threads, calls hooks. Called by the dispatcher and by fatal signals. */
void usr_exit_group(UsrThread *t, int status, int fatal_sig);
/* The leader's end, after its loop: waits for the other threads, calls the hook; the exit status. Does not return when
 * a signal kills. */
int usr_leader_end(UsrThread *t);
void usr_die_by_signal(int sig) __attribute__((noreturn));
/* "engraft: ..." on stderr, whole line in one write. */
void usr_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* syscall.c */
void usr_syscall(UsrThread *t);
void usr_syscall_result(UsrThread *t, int64_t r);
/* Tells the return hook; gives the result that the guest is to see. */
int64_t usr_syscall_returns(UsrThread *t, int64_t r);
const char *usr_syscall_name(unsigned nr);

/* thread.c */
UsrThread *usr_thread_new(PpcCpu *cpu);
void usr_thread_link(UsrThread *t);
void usr_thread_unlink(UsrThread *t);
void usr_thread_free(UsrThread *t);
/* What the kernel does when a task goes: robust futexes; and when others still use its memory, clear_child_tid. */
void usr_thread_release_robust(UsrThread *t);
void usr_thread_release_futexes(UsrThread *t);
/* Asks all other threads to leave their loops. usr.lock held. */
void usr_stop_others(UsrThread *t);
/* clone, fork, vfork. */
typedef struct UsrClone {
    uint64_t flags, stack, parent_tid, child_tid, tls, pidfd;
    int exit_signal;
} UsrClone;
int64_t usr_clone(UsrThread *t, const UsrClone *c);

/* signal.c */
void usr_signal_init(UsrThread *t);
/* Delivers what is deliverable. Called between runs of guest code, system call result already known but not yet final
 * when restarting. */
void usr_signal_deliver(UsrThread *t);
/* A fault of the guest's own: cannot be blocked or ignored. */
void usr_signal_force(UsrThread *t, int sig, int code, uint64_t addr);
/* Sets the guest's mask and the host's with it. */
void usr_set_mask(UsrThread *t, UsrSigset mask);
void usr_block_all(sigset_t *old);
void usr_unblock(const sigset_t *old);
int usr_set_action(UsrThread *t, int sig, const UsrAction *act);
/* All handlers back to the default. */
void usr_clear_handlers(UsrThread *t);
/* Removes a queued signal of the set: its number, or 0. */
int usr_dequeue(UsrThread *t, UsrSigset set, siginfo_t *info);
UsrSigset usr_queued(const UsrThread *t);
enum { USR_KICK_SIGNAL = USER_WAKE_SIGNAL };
/* After pthread_create(): the first one makes the C library take signal 33 for itself (setuid in all threads, which
 * nobody here calls). */
void usr_signal_reclaim(void);
/* Makes a thread of this process leave the kernel. */
void usr_kick_host(UsrThread *t);
/* Reserved code of the kick. */
enum { USR_KICK_CODE = -0x454e };

/* sigframe.c */
/* Builds the frame and points the CPU at the handler. False: the stack is not usable. */
bool usr_frame_push(UsrThread *t, int sig, const UsrAction *act, const siginfo_t *info, UsrSigset old_mask);
int64_t usr_sigreturn(UsrThread *t);
int64_t usr_rt_sigreturn(UsrThread *t);
int64_t usr_swapcontext(UsrThread *t, uint64_t old_ctx, uint64_t new_ctx, uint64_t size);
int usr_put_siginfo(uint64_t g, const siginfo_t *info);
/* The guest's structure. */
enum { USR_SIGINFO_BYTES = 128 };
void usr_siginfo_bytes(uint8_t to[USR_SIGINFO_BYTES], const siginfo_t *info);
int usr_get_siginfo(siginfo_t *info, uint64_t g);
/* The registers as a frame holds them (992 bytes, zeroed). */
void usr_mcontext_bytes(UsrThread *t, uint8_t *mc);
/* SS_* flags as sigaltstack reports them. */
int usr_altstack_flags(const UsrThread *t, uint64_t sp);

/* vdso.c */
void usr_make_vdso(void);

/* path.c */
/* Host path for a guest path that is to be read or executed: under the sysroot if it exists there. buf holds PATH_MAX.
 */
const char *usr_path(const char *guest, char *buf);
bool usr_find_sysroot(const UserConfig *cfg, bool guest64, bool little);

/* environ.c */
/* The environment for an engraft that runs another guest program: what would act on the engine goes by other names, and
 * what is no variable of the guest's goes along. NULL: no memory. */
char **usr_environ_pack(UsrThread *t, char *const *envp);
/* The environment for a host program, which then has guest programs run by engraft (host_exec.c). NULL: it must do
 * without. */
char **usr_environ_host(UsrThread *t, char *const *envp);
/* The other way, in place, at the start; a string that goes out of the list (g_malloc's) is freed. */
void usr_environ_unpack(char **envp);

/* sys_limit.c */
/* At the start: takes the limits on memory over. text: of usr_limits_text(), or NULL. */
void usr_limits_start(const char *text);
/* When the program is loaded: they hold from now on. */
void usr_limits_apply(void);
/* The soft limit of the stack; UINT64_MAX: none. */
uint64_t usr_limits_stack(void);
/* The limits as text, for the start of another guest program. */
enum { USR_LIMITS_TEXT = 6 * 17 };
void usr_limits_text(char *buf, size_t nbytes);
/* Gives the process the guest's limits, for a host program that it becomes; set = false: takes them back. */
void usr_limits_to_host(bool set);

/* procfs.c */
/* -1: not one of ours; otherwise a descriptor or -errno. */
int64_t usr_open_proc(const char *path, int flags);
/* Positions of fd are guest addresses: the host's position of address 0; otherwise 0. */
uint64_t usr_proc_position(int fd);
/* In the child: only this thread exists. */
void usr_proc_after_fork(void);
/* Is path this process's /proc/self/exe? */
bool usr_is_proc_exe(const char *path);
/* Does the path name one of our descriptors in /proc or /dev? */
bool usr_proc_hides(const char *path);
/* Is this entry of the folder one of our descriptors in /proc? */
bool usr_proc_hides_entry(int dirfd, const char *name);

/* module.c */
void usr_module_mapped(uint64_t start, uint64_t nbytes, int fd, uint64_t off, uint64_t bias, bool main_program);

/* exec.c */
void *usr_exec_alloc(UsrThread *t, size_t nbytes); /* zeroed; until usr_exec_free() */
void usr_exec_free(UsrThread *t);
/* Words for a new engraft, "engraft" first. */
char *const *usr_self_words(void);
int64_t usr_execve(UsrThread *t, int dirfd, const char *path, char **argv, char **envp, int flags);

/* strace.c */
void usr_strace_enter(UsrThread *t, unsigned nr, const uint64_t *args);
void usr_strace_result(UsrThread *t, unsigned nr, const uint64_t *args, int64_t r);
void usr_strace_signal(UsrThread *t, int sig, const siginfo_t *info);

/* crash.c */
/* If sig is one that programs die by when they crash: says on stderr what, where, and how it came there. Once in a
 * process. */
void usr_crash_report(UsrThread *t, int sig, const siginfo_t *info);

/* core.c */
/* If sig is one that leaves a core file and there shall be one: writes it. All host signals blocked. */
void usr_core_dump(UsrThread *t, int sig, const siginfo_t *info);
/* A thread that was told to stop waits here while a core file is written. */
void usr_core_park(void);

/* insn_name.c */
/* Name of the instruction with this encoding; false: there is none. */
bool usr_insn_name(uint64_t word, char *name, unsigned nbytes);
/* True when the word is an instruction that the processor model has not. */
bool usr_insn_missing(uint64_t word);

/* sys_fs.c */
/* The host's position for one that a directory entry gave the guest. */
int64_t usr_dir_position(int fd, int64_t off);

/* fdtype.c */
/* The program makes an eventfd, timerfd, signalfd or inotify descriptor. */
void usr_fd_special(void);
/* Do reads of the descriptor yield structures that have to be turned? */
bool usr_fd_turns(int fd);
/* After read(): turns structures into the guest's byte order. Returns r or -errno. */
int64_t usr_fix_read(int fd, uint64_t g, int64_t r);
/* Before write(): true when *value is to be written instead. */
bool usr_fix_write(int fd, uint64_t g, uint64_t nbytes, uint64_t *value);

/* fd.c */
/* Our own descriptors, which the guest finds not open. protect_ours: all that are now open and close on exec. */
void usr_fd_protect_ours(void);
void usr_fd_protect(int fd);
bool usr_fd_is_ours(int fd);
/* Closes all the guest's descriptors of [lo, hi]; cloexec: marks them instead. */
int usr_fd_close_range(unsigned lo, unsigned hi, bool cloexec);

#endif
