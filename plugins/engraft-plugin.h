/* SPDX-License-Identifier: Apache-2.0 */
/*
 * engraft-plugin.h: the one header of a plugin.
 *
 * A plugin is a shared object that grafts micro-ops of its own into the code
 * that Engraft recompiles. It includes this header and libc, nothing else of
 * Engraft, and is compiled with
 *
 *     cc -shared -fPIC $(pkg-config --cflags engraft-plugin) -o my.so my.c
 *
 * The smallest one counts executed guest instructions:
 *
 *     #include <engraft-plugin.h>
 *     #include <stdio.h>
 *     static EgCounter total;
 *     static void on_tb(EgTb *tb, void *user)
 *     {
 *         (void)user;
 *         EgPlace at = eg_at_entry(tb);
 *         eg_count(&at, total, eg_tb_ninsns(tb));
 *     }
 *     static void on_exit_(EgPlugin *p, void *user)
 *     {
 *         (void)p; (void)user;
 *         fprintf(stderr, "%llu instructions\n", (unsigned long long)eg_counter_sum(total));
 *     }
 *     static int install(EgPlugin *p)
 *     {
 *         total = eg_counter_new(p);
 *         eg_on_tb(p, on_tb, NULL);
 *         eg_on_exit(p, on_exit_, NULL);
 *         return 0;
 *     }
 *     EG_PLUGIN(.name = "icount", .version = "1", .summary = "counts instructions", .install = install)
 *
 * HOW IT WORKS
 *
 * Guest code is translated in translation blocks (TBs): straight-line runs of
 * guest instructions that end at a branch. Each TB becomes a list of typed
 * micro-ops. A micro-op hook (eg_on_tb) sees that list before it is optimised
 * and inserts micro-ops through the same builder that the translator uses; the
 * optimiser, the register allocator and the listings (`engraft explain`,
 * `-d p`) treat them like the guest's own. A value (EgVal) is the result of one
 * micro-op and may be used behind it in the same TB.
 *
 * RULES
 *
 *  - A hook is a function of its TB: the same TB may be translated again (after
 *    eviction, in several tiers), and each time must get the same micro-ops.
 *    What happens at run time happens in inserted micro-ops, not in the hook.
 *  - The guest sees no difference unless a plugin writes guest registers or
 *    memory on purpose.
 *  - Translation hooks run one at a time, under the translator's lock: they
 *    need no lock of their own among themselves, and must not block.
 *  - Callbacks from inserted calls run on the guest thread, several at once.
 *  - Mistakes (an operand of the wrong type, a value of another TB) end the
 *    run with a message that names the plugin and the function. So no function
 *    here reports an error unless its comment says how.
 *
 * Where a comment does not say it: functions that take an EgTb or an EgPlace
 * are for translation hooks and passes, and what they insert costs a host
 * instruction or two; those that register, declare or ask for something
 * (eg_want_..., eg_function, eg_ring_new, eg_pass..., eg_export) are for
 * install(); those that take an EgThread are for callbacks on that thread.
 * Structs given to a hook live until it returns. Texts given to a function may
 * go when it returns; descriptions (options, tables, columns, fields) may not.
 * Structs that the engine fills on request need struct_size set first.
 *
 * COMPATIBILITY
 *
 * EG_API_VERSION is raised when functions or fields are added; a plugin built
 * against an older version loads and works unchanged. EG_API_OLDEST is the
 * oldest version that the running Engraft accepts; it is raised only with a
 * major release. Structs that a plugin fills begin with struct_size and grow at
 * their end; enumerators are never renumbered. Functions are never removed
 * within a major release. "Since 2" in a comment says in which version something
 * came, "since 3" likewise; what has no such comment is since version 1.
 *
 * C++: the header is C++-clean; EG_PLUGIN needs C++20's designated initialisers.
 */
#ifndef ENGRAFT_PLUGIN_H
#define ENGRAFT_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EG_API_VERSION 3
#define EG_API_OLDEST  1

/* Functions that Engraft provides. */
#define EG_API __attribute__((visibility("default")))

typedef struct EgPlugin EgPlugin; /* this plugin in this process; lives until the process ends */
typedef struct EgTb EgTb;         /* a TB in translation; valid inside the hook only */
typedef struct EgTbInfo EgTbInfo; /* a TB that has been translated; lives until the process ends */
typedef struct EgThread EgThread; /* a guest thread; valid while the callback runs */

/* ------------------------------------------------------------------------------------------------ the plugin */

typedef enum EgOptType { EG_OPT_BOOL = 1, EG_OPT_INT = 2, EG_OPT_STRING = 3 } EgOptType;

/* One option: `-p name,opt=value`. A bool may be given without value (= on). */
typedef struct EgOption {
    const char *name;
    EgOptType type;
    const char *def;  /* default, as text */
    const char *help; /* one line */
} EgOption;

typedef enum EgColType { EG_COL_I64 = 1, EG_COL_F64 = 2, EG_COL_TEXT = 3 } EgColType;
enum {
    EG_KEY = 1,    /* part of the row's identity: a second row with the same keys replaces the first */
    EG_PC = 4,     /* a guest code address: readers attribute the row to function, file and line by it */
    EG_MODULE = 8, /* the module number that belongs to the address */
};

/* One column of a table in the results file. */
typedef struct EgCol {
    const char *name; /* [a-z][a-z0-9_]* */
    EgColType type;
    unsigned flags;   /* EG_KEY, EG_PC, EG_MODULE */
    const char *help; /* one line, with the unit */
} EgCol;

/* A table in the results file; made when the plugin is loaded with `-o FILE`. A column `run` is added in front. */
typedef struct EgTable {
    const char *name; /* the plugin's name, or that name, '_' and a word */
    const char *help;
    const EgCol *cols; /* ends with a NULL name */
} EgTable;

/* What a plugin is; the object exports one of these under the name engraft_plugin. Made by EG_PLUGIN(). */
typedef struct EgPluginDesc {
    size_t struct_size;   /* sizeof(EgPluginDesc), set by EG_PLUGIN */
    uint32_t api_version; /* EG_API_VERSION, set by EG_PLUGIN */
    const char *name;     /* [a-z][a-z0-9_]*; what -p says */
    const char *version;
    const char *summary;         /* one line for `engraft plugins` */
    const char *details;         /* more, for `engraft plugins NAME`: known inaccuracies; may be NULL */
    const EgOption *options;     /* ends with a NULL name; may be NULL */
    const EgTable *tables;       /* ends with a NULL name; may be NULL; numbered 0, 1, ... for eg_row() */
    int (*install)(EgPlugin *p); /* registers hooks; non-zero = failed, after eg_error() has said why. Once per process,
                                    before the guest starts */
} EgPluginDesc;

#ifdef __cplusplus
#define EG_PLUGIN_LINKAGE_ extern "C"
#else
#define EG_PLUGIN_LINKAGE_ extern
#endif
/* Defines the plugin: EG_PLUGIN(.name = "mine", .version = "1", .summary = "...", .install = install) */
#define EG_PLUGIN(...)                                                                                                 \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")                  \
        EG_PLUGIN_LINKAGE_ __attribute__((visibility("default"))) const EgPluginDesc engraft_plugin;                   \
    const EgPluginDesc engraft_plugin = {                                                                              \
        .struct_size = sizeof(EgPluginDesc), .api_version = EG_API_VERSION, __VA_ARGS__};                              \
    _Pragma("GCC diagnostic pop")

/* Value of an option, as given or its default. The name must be declared. Thread: any. Lifetime: the process. */
EG_API const char *eg_option(EgPlugin *p, const char *name);
EG_API int64_t eg_option_int(EgPlugin *p, const char *name);
EG_API bool eg_option_bool(EgPlugin *p, const char *name);

/* A line on stderr, "engraft: NAME: ...". Thread: any. */
EG_API void eg_message(EgPlugin *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Why install() is about to fail: one line. */
EG_API void eg_error(EgPlugin *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ------------------------------------------------------------------------------------------------ hooks */

/* The eg_on_...() functions may be called at any time since version 2 (before: in install() only), but not from
 * translation hooks. A late one takes effect on code that is translated already: it is translated again. */

/* Instruction classes, a set of bits: what eg_insn_class() returns. */
enum {
    EG_CLASS_INT = 1u << 0,
    EG_CLASS_BRANCH = 1u << 1,
    EG_CLASS_CR = 1u << 2,
    EG_CLASS_LOAD = 1u << 3,
    EG_CLASS_STORE = 1u << 4,
    EG_CLASS_FP = 1u << 5,
    EG_CLASS_VEC = 1u << 6,
    EG_CLASS_CACHE = 1u << 7,
    EG_CLASS_SPR = 1u << 8,
    EG_CLASS_TRAP = 1u << 9,
    EG_CLASS_SYS = 1u << 10,
};

/*
 * A guest instruction as decoded. Filled by the engine; a plugin checks nothing
 * and copies what it keeps (the strings are static and may be kept).
 */
typedef struct EgInsn {
    size_t struct_size;
    uint64_t addr;  /* guest address */
    uint32_t word;  /* encoding; of a prefixed instruction, its suffix */
    uint32_t op;    /* row of the instruction table, as eg_op_by_name() gives; 0 = no instruction */
    uint32_t klass; /* EG_CLASS_* */
    const char
        *mnemonic; /* base mnemonic, forms in the table's notation left out: "add" for add, addo, add. and addo. */
    const char *class_name; /* primary class: "int", "load", ... */
    uint32_t prefix; /* its first word, when it has two (ISA 3.1): eg_insn_nbytes() are 8 then; 0 = none (since 3) */
} EgInsn;

/* Bytes of guest code (since 3). */
static inline uint32_t eg_insn_nbytes(const EgInsn *in)
{
    return in->prefix ? 8 : 4;
}

/*
 * Decode hook: each guest instruction as it is decoded, in TB order, before it
 * is translated. May look, and may annotate: *note (0 at first) is kept with the
 * instruction and comes back in eg_tb_note() and, later, eg_info_note(); `engraft
 * explain` shows it. Context: translation. May be repeated when a TB is
 * translated again, with the same result. Cost: none at run time.
 */
typedef void (*EgDecodeFn)(const EgInsn *insn, uint64_t *note, void *user);
EG_API void eg_on_decode(EgPlugin *p, EgDecodeFn fn, void *user);

/* Micro-op hook: each TB, translated and not yet optimised. Plugins' hooks run in the order of their -p options. */
typedef void (*EgTbFn)(EgTb *tb, void *user);
EG_API void eg_on_tb(EgPlugin *p, EgTbFn fn, void *user);

/*
 * TB-execute hook: fn is called at the entry of every TB that is executed, on the
 * guest thread, before its first instruction. (One inserted call per TB; for
 * counting use eg_count.) info identifies the TB.
 */
typedef void (*EgTbExecFn)(EgThread *t, const EgTbInfo *info, void *user);
EG_API void eg_on_tb_exec(EgPlugin *p, EgTbExecFn fn, void *user);
/* The same at every n-th TB that a thread executes, n > 0 (since 3). Cost otherwise: a few host instructions per TB. */
EG_API void eg_on_tb_exec_every(EgPlugin *p, uint64_t n, EgTbExecFn fn, void *user);

/*
 * Events: what happens to the guest (since 2, but for eg_on_module(), eg_on_thread_start(), eg_on_thread_exit(),
 * eg_on_flush() and eg_on_exit()). Hooks run on the guest thread concerned
 * unless said otherwise, in the order of the -p options, and outside translated code: eg_thread_reg() sees exact
 * registers, eg_read_guest() exact memory.
 */
typedef struct EgModule {
    size_t struct_size;
    uint32_t number;        /* 1, 2, ... in load order: the `module` column of tables */
    const char *path;       /* of the file on the host */
    uint64_t start, nbytes; /* guest addresses of this executable mapping */
    uint64_t file_offset;
    /* since 2: */
    const uint8_t *build_id; /* NULL: none */
    uint32_t build_id_nbytes;
    bool main_program; /* the program itself, not a library */
    uint64_t bias;     /* guest address - the file's own (virtual) address; 0 for programs that are not relocated */
} EgModule;
typedef void (*EgModuleFn)(EgPlugin *p, const EgModule *m, void *user);
/* An executable mapping of a file appeared. Lifetime of m and its strings: the callback. */
EG_API void eg_on_module(EgPlugin *p, EgModuleFn fn, void *user);
/* It is gone: unmapped, or mapped over (since 2). */
EG_API void eg_on_module_unload(EgPlugin *p, EgModuleFn fn, void *user);

/* Guest memory was mapped, unmapped or its protection was changed: what the program's loader, mmap, munmap, mprotect,
 * mremap and brk did. start and nbytes are whole pages of 4096 bytes. t is NULL for what is mapped before the first
 * thread runs. */
typedef enum EgMapKind { EG_MAP_NEW = 1, EG_MAP_GONE = 2, EG_MAP_PROTECT = 3 } EgMapKind;
typedef struct EgMap {
    size_t struct_size;
    EgMapKind kind;
    uint32_t prot; /* PROT_READ 1 | PROT_WRITE 2 | PROT_EXEC 4; of EG_MAP_GONE: 0 */
    uint64_t start, nbytes;
    const char *path;     /* NULL: anonymous memory, or not EG_MAP_NEW */
    uint64_t file_offset; /* of start, when there is a path */
} EgMap;
typedef void (*EgMapFn)(EgThread *t, const EgMap *m, void *user);
EG_API void eg_on_map(EgPlugin *p, EgMapFn fn, void *user);

/*
 * System calls. The enter hook may skip the call: it returns true and has set s->result (a negative errno for errors),
 * which the guest then gets; later plugins' enter hooks are not called, the return hooks are. It may change s->args:
 * the call is made with them. The return hook may change s->result. Calls that do not return (exit, sigreturn, a
 * successful execve) have no return event. A call that a signal interrupted returns with EG_SYSCALL_RESTART when it is
 * about to be made again (with an enter event of its own), otherwise with -EINTR.
 */
enum { EG_SYSCALL_RESTART = -512 };
typedef struct EgSyscall {
    size_t struct_size;
    uint32_t number;
    const char *name; /* NULL: unknown */
    uint64_t args[6]; /* as the guest passed them; 64-bit arguments in register pairs are one */
    int64_t result;   /* of the return hook, and of calls that are skipped */
    uint64_t pc;      /* of the sc instruction */
} EgSyscall;
typedef bool (*EgSyscallEnterFn)(EgThread *t, EgSyscall *s, void *user);
typedef void (*EgSyscallReturnFn)(EgThread *t, EgSyscall *s, void *user);
EG_API void eg_on_syscall(EgPlugin *p, EgSyscallEnterFn fn, void *user);
EG_API void eg_on_syscall_return(EgPlugin *p, EgSyscallReturnFn fn, void *user);
/* Name of a system call of the guest; NULL = there is none. Static. Thread: any. */
EG_API const char *eg_syscall_name(uint32_t number);
/* The call with its arguments decoded, as strace writes it: "openat(AT_FDCWD, \"x\", O_RDONLY)"; returned: and " = 3"
 * or " = -1 ENOENT (...)", with what it has filled in. In system call hooks, with their s. What does not fit into the
 * nbytes of buf is cut off. Returns buf. Cost: reads what the arguments point to. */
EG_API char *eg_syscall_text(const EgSyscall *s, bool returned, char *buf, size_t nbytes);

/* A signal is about to act on the guest thread: handler, default action, or nothing. */
typedef struct EgSignal {
    size_t struct_size;
    int number, code;  /* as in the guest's siginfo */
    uint64_t pc;       /* where the guest was stopped; of an exception: the instruction */
    uint64_t addr;     /* of an exception: the address it is about */
    uint64_t handler;  /* 0 = default action, 1 = ignored, else the guest's handler */
    bool is_exception; /* raised by the instruction at pc (a fault, trap or illegal instruction), not sent */
} EgSignal;
typedef void (*EgSignalFn)(EgThread *t, const EgSignal *s, void *user);
EG_API void eg_on_signal(EgPlugin *p, EgSignalFn fn, void *user);
/* An instruction raised an exception, before a signal is made of it (eg_on_signal() follows). */
EG_API void eg_on_exception(EgPlugin *p, EgSignalFn fn, void *user);

/*
 * The guest's pc has changed other than by executing instructions: a signal handler was entered or left, a system call
 * is made again, another context was taken over, a debugger set it. Also the start of a thread (from = 0; in a forked
 * child too) and its end (to = 0). The instructions before `from` are complete, the one at `from` was not executed.
 * Not at the end of the process for threads other than the one that ends it (since 2).
 */
typedef enum EgJumpKind { EG_JUMP = 1, EG_JUMP_START = 2, EG_JUMP_END = 3 } EgJumpKind;
typedef struct EgJump {
    size_t struct_size;
    EgJumpKind kind;
    uint64_t from, to;
} EgJump;
typedef void (*EgJumpFn)(EgThread *t, const EgJump *j, void *user);
EG_API void eg_on_jump(EgPlugin *p, EgJumpFn fn, void *user);

/* fork: child = false in the parent (pid: the child's), true in the child (pid: 0), where counters start from zero and
 * only the calling thread exists. Not for vfork, whose child shares its memory with the parent: it is a thread. */
typedef void (*EgForkFn)(EgPlugin *p, bool child, int32_t pid, void *user);
EG_API void eg_on_fork(EgPlugin *p, EgForkFn fn, void *user);
/* The process is about to become another program; this may still fail. argv ends with NULL. */
typedef void (*EgExecFn)(EgPlugin *p, const char *path, const char *const *argv, void *user);
EG_API void eg_on_exec(EgPlugin *p, EgExecFn fn, void *user);

/* A TB was left in its middle by a fault: ndone of its instructions are complete. With the ways out of eg_each_exit()
 * that are all. The TB's entry has been passed. On the guest thread, before the signal is seen. */
typedef void (*EgPartialFn)(EgThread *t, const EgTbInfo *info, uint32_t ndone, void *user);
EG_API void eg_on_partial(EgPlugin *p, EgPartialFn fn, void *user);

/* Number of the module whose executable mapping holds the address; 0 = none. Thread: any (since 2). */
EG_API uint32_t eg_module_at(uint64_t addr);

/* Changes the guest on purpose, in event hooks (since 3): the thread's register has this value from now on. Of f
 * registers the bits; not v registers. Functions that eg_call() calls may do it when they are EG_CALL_WRITES, but for
 * "cr" and "xer". Refused with --check=lockstep, as is the next one. */
EG_API void eg_thread_put_reg(EgThread *t, int reg, uint64_t value);
/* Writes guest memory; false, and nothing written, when a byte of it is not writable. Thread: any guest thread; not
 * from translation hooks (since 3). */
EG_API bool eg_write_guest(uint64_t addr, const void *in, size_t nbytes);

/* A symbol of a module's file: what is defined there, functions and data, local ones too where the file is not
 * stripped. */
typedef enum EgSymbolKind {
    EG_SYM_OTHER = 0, /* without type: labels of assembler code */
    EG_SYM_FUNCTION = 1,
    EG_SYM_OBJECT = 2,
    EG_SYM_RESOLVER = 3, /* its function returns, in r3, the address of the function to be used (IFUNC) */
} EgSymbolKind;
typedef struct EgSymbol {
    size_t struct_size;
    const char *name; /* as in the file: C++ names are mangled */
    uint64_t addr, nbytes;
    EgSymbolKind kind;
    uint32_t module;
} EgSymbol;
typedef void (*EgSymbolFn)(const EgSymbol *s, void *user);
/* Calls fn for each symbol of the module, in the order of the file. Lifetime of s: the callback. For module hooks,
 * which run before code of the module does. Nothing is called for files that cannot be read or have no symbols. Cost:
 * reads the file's symbol table. */
EG_API void eg_each_symbol(const EgModule *m, EgSymbolFn fn, void *user);

typedef void (*EgThreadFn)(EgPlugin *p, uint32_t thread, void *user);
/* A guest thread started / ended. thread: its number, 1 = the first. */
EG_API void eg_on_thread_start(EgPlugin *p, EgThreadFn fn, void *user);
EG_API void eg_on_thread_exit(EgPlugin *p, EgThreadFn fn, void *user);

typedef void (*EgFn)(EgPlugin *p, void *user);
/* Results are wanted in the results file now: about four times a second while the guest runs, and at the end. Called on
 * one thread at a time, not the guest's; write rows with eg_row(). Only with `-o FILE`. */
EG_API void eg_on_flush(EgPlugin *p, EgFn fn, void *user);
/* The process is about to end (exit or a fatal signal); after the last flush. Not before an exec, which may still fail.
 */
EG_API void eg_on_exit(EgPlugin *p, EgFn fn, void *user);
/* Since 2. In exit hooks: the exit status, and the signal that kills the process (0 = none). */
EG_API int eg_exit_status(int *signal);

/*
 * The translator's own events (since 2). Under the translator's lock, on any thread: must not call back into the
 * engine, except for eg_info_*() and eg_counter_sum().
 */
typedef struct EgTranslation {
    size_t struct_size;
    const EgTbInfo *info; /* NULL: a region, which is made of several TBs */
    uint64_t addr;
    uint32_t ninsns, uops, host_nbytes; /* uops: after optimisation */
    uint64_t ns;                        /* time it took */
} EgTranslation;
typedef void (*EgTranslationFn)(EgPlugin *p, const EgTranslation *t, void *user);
EG_API void eg_on_translation(EgPlugin *p, EgTranslationFn fn, void *user);
/* Translations of guest code at [start, start + nbytes) were thrown away because the code changed or is gone; also when
 * there were none. */
typedef void (*EgRangeGoneFn)(EgPlugin *p, uint64_t start, uint64_t nbytes, void *user);
EG_API void eg_on_invalidate(EgPlugin *p, EgRangeGoneFn fn, void *user);
/* A part of the code cache was emptied to make room, or all of it. */
EG_API void eg_on_cache_flush(EgPlugin *p, EgFn fn, void *user);

/* ------------------------------------------------------------------------------------------------ looking at a TB */

/* Guest address of the TB's first instruction, and how many it has. */
EG_API uint64_t eg_tb_addr(const EgTb *tb);
EG_API uint32_t eg_tb_ninsns(const EgTb *tb);
/* Instruction i of the TB; false when there is none. Set out->struct_size first. */
EG_API bool eg_tb_insn(const EgTb *tb, uint32_t i, EgInsn *out);
/* The note that this plugin's decode hook left at instruction i; 0 = none. */
EG_API uint64_t eg_tb_note(const EgTb *tb, uint32_t i);
/* The same later on, of any plugin's hook: instruction n of a TB record. 0 = none, or the TB was translated before
 * there was a decode hook. plugin: NULL = p's own. Thread: any (since 3). */
EG_API uint64_t eg_info_note(EgPlugin *p, const EgTbInfo *i, uint32_t n, const char *plugin);
/* The lasting record of the TB: the same for every translation of the same code. */
EG_API const EgTbInfo *eg_tb_info(const EgTb *tb);
/* Disassembly of an instruction; what does not fit is cut off. Returns buf. Thread: any. */
EG_API char *eg_insn_text(const EgInsn *insn, char *buf, size_t nbytes);
/* What an instruction reads and writes (since 2): registers by eg_reg() handle ("cr", "xer": any part). A register that
 * is written and not read is overwritten completely. Thread: any. Cost: the fields are decoded each time. */
EG_API bool eg_insn_reads_reg(const EgInsn *insn, int reg);
EG_API bool eg_insn_writes_reg(const EgInsn *insn, int reg);
enum { EG_NBYTES_XER = -1, EG_NBYTES_BLOCK = -2, EG_NBYTES_REG = -3 }; /* by XER, one cache block, by a register */
typedef struct EgEffects {
    size_t struct_size;
    int load_nbytes, store_nbytes; /* 0 = none; EG_NBYTES_* */
    const char *operands;          /* names of the operand fields, as the instruction table has them */
} EgEffects;
/* Thread: any. */
EG_API void eg_insn_effects(const EgInsn *insn, EgEffects *out);
/* Instruction table row by mnemonic ("lwz"); 0 = unknown. Thread: any. Cost: a search; ask in install(). */
EG_API uint32_t eg_op_by_name(const char *mnemonic);

/* What is known of the code at a guest address (since 2): from the symbols and the debug information of its file, which
 * is read at the first question. Strings live as long as the process. False: neither symbol nor line is known. */
typedef struct EgSource {
    size_t struct_size;
    uint32_t module;      /* number, 0 = in no file */
    const char *symbol;   /* NULL: not known */
    uint64_t symbol_addr; /* guest address where it begins */
    const char *file;     /* absolute path; NULL: not known */
    uint32_t line;
} EgSource;
EG_API bool eg_source_of(uint64_t addr, EgSource *out);

/*
 * Every plugin's options (since 2): -p NAME,filter=KIND:PATTERN,... which code it is about: module:, symbol:, file:
 * (patterns with * and ?; a path's last part is enough) or addr:0xFROM-0xTO; alternatives separated by |; '!' in front:
 * all but that; given twice, both must fit. start=WHEN and stop=WHEN: symbol:NAME (reached), count:N (instructions of a
 * thread), signal:N (sent to the program, which does not get it), guest (a marker instruction in the program: `or
 * 20,20,20` starts, `or 21,21,21` stops). window=ON:ALL: on for the first ON of every ALL instructions of a thread. A
 * plugin that is off, or not about the code, has its decode, TB and TB-execute hooks not called, and no counts are
 * taken for it; other events go on. Counts are shared: a plugin's also run while another one that wants counts is on.
 */

/* Switches this plugin as start= and stop= do (since 2); takes effect for each thread at its next TB. Thread: any; not
 * from translation hooks. Cost: all code is translated anew. */
EG_API void eg_enable(EgPlugin *p, bool on);

/* ------------------------------------------------------------------------------------------------ inserting micro-ops
 */

/* Types of values. */
typedef enum EgType { EG_VOID = 0, EG_I32 = 1, EG_I64 = 2, EG_F32 = 3, EG_F64 = 4, EG_V128 = 5 } EgType;

/* A value: the result of a micro-op of this TB. */
typedef struct EgVal {
    uint32_t ref;
} EgVal;

/* Where micro-ops go; made by the functions below, valid inside the hook. Ops put through one place stay in their
 * order. */
typedef struct EgPlace {
    EgTb *tb;
    uint32_t before, block, insn;
} EgPlace;

EG_API EgPlace eg_at_entry(EgTb *tb);                /* before the first instruction */
EG_API EgPlace eg_before_insn(EgTb *tb, uint32_t i); /* before instruction i: all earlier ones are done */
EG_API EgPlace eg_after_insn(EgTb *tb, uint32_t i); /* behind instruction i, to which the place belongs; it is done. Not
                                                       for the last one: eg_each_exit() (since 2) */

/*
 * Memory accesses of instruction i, in order: calls fn for each guest load or store micro-op that belongs to it, with a
 * place before it and the guest address as a value (i32 for 32-bit guests). Several for lmw, stmw and string
 * instructions. Accesses made inside helpers (lswx, stswx) are not shown: eg_insn_hidden_access() tells.
 */
typedef struct EgAccess {
    size_t struct_size;
    bool store;
    uint32_t nbytes;
    EgVal addr;  /* guest address */
    EgVal value; /* stored value; for loads not set */
} EgAccess;
typedef void (*EgAccessFn)(EgPlace *at, const EgAccess *a, void *user);
EG_API void eg_each_access(EgTb *tb, uint32_t i, EgAccessFn fn, void *user);
/* Does instruction i access memory inside a helper? */
EG_API bool eg_insn_hidden_access(const EgTb *tb, uint32_t i);

/*
 * Single micro-ops (since 2): walks all of a TB, in the order of the listing (engraft explain). Start with {0}; {0}
 * comes back at the end. Ops may be inserted while walking; those before the one in hand are not seen. Names are those
 * of the listing. In translation hooks the ops of a guest instruction follow its `mark`.
 */
typedef struct EgUop {
    uint32_t ref;
} EgUop;
typedef enum EgUopEffect {
    EG_UOP_PURE = 1,  /* value only */
    EG_UOP_GET = 2,   /* reads guest state: slot imm */
    EG_UOP_PUT = 3,   /* writes it */
    EG_UOP_LOAD = 4,  /* guest memory */
    EG_UOP_STORE = 5, /* guest memory */
    EG_UOP_CALL = 6,  /* a helper */
    EG_UOP_HOST = 7,  /* plugins' and the engine's memory */
    EG_UOP_END = 8,   /* last op of a block */
    EG_UOP_MARK = 9,  /* a guest instruction begins */
} EgUopEffect;
enum { EG_UOP_ARGS = 6, EG_NO_UOP = 0xffff };
typedef struct EgUopInfo {
    size_t struct_size;
    const char *name;
    uint32_t id;     /* as eg_uop_by_name() gives */
    uint32_t insn;   /* guest instruction of the TB */
    uint32_t origin; /* 0 = the guest's own; else a plugin's, by order of -p, 1 = the first */
    EgType type;     /* of the result, or of the value that is stored */
    EgUopEffect effect;
    bool cold;      /* in a block that is laid out of line */
    uint32_t sub;   /* kind of the op: condition, access, ...: what stands behind its name in the listing */
    int64_t imm;    /* constant operand: value, slot, displacement, ... */
    uint32_t nargs; /* may be more than args has */
    EgVal args[EG_UOP_ARGS];
    EgVal result; /* ref 0: none */
} EgUopInfo;
EG_API EgUop eg_next_uop(EgTb *tb, EgUop u);
EG_API void eg_uop_info(const EgTb *tb, EgUop u, EgUopInfo *out);
/* Number of the ops of a name ("add"); EG_NO_UOP: there are none. Thread: any. */
EG_API uint32_t eg_uop_by_name(const char *name);
/* Places at an op. There is none before a phi, nor behind the last op of a block. */
EG_API EgPlace eg_before_uop(EgTb *tb, EgUop u);
EG_API EgPlace eg_after_uop(EgTb *tb, EgUop u);
/* Uses of u's result become uses of `with`, which is of the same type and made before u; u goes. For ops that are
 * nothing but their value (EG_UOP_PURE, EG_UOP_GET, pure calls). Changes what the guest sees, if they differ. */
EG_API void eg_replace_uop(EgTb *tb, EgUop u, EgVal with);
/* The value of a constant; false: v is none. */
EG_API bool eg_const_value(const EgTb *tb, EgVal v, uint64_t *value);

/*
 * Passes of the optimiser (since 2). eg_pass() registers one: fn is called with each unit at its place in the order,
 * before or after pass `place` (0: at the end), and looks and changes with the functions above. Units may be regions:
 * several TBs, with loops and phis; eg_tb_info() may then be NULL. The letter (or digit) is for --off; ours and those
 * of other plugins' passes are taken. In install(). Passes run under the translator's lock.
 */
EG_API void eg_pass(EgPlugin *p, char letter, const char *name, const char *help, EgTbFn fn, void *user, char place,
                    bool after);
/* Takes a pass out, or moves it to before or after pass `place` (0: to the end). In install(). */
EG_API void eg_pass_off(EgPlugin *p, char letter);
EG_API void eg_pass_move(EgPlugin *p, char letter, char place, bool after);

/*
 * The ways out of a TB (since 2): calls fn for each, with a place just before it. What is inserted there runs when the
 * TB is left this way and no other: it belongs to the edge. A TB that a fault leaves in its middle takes none of them.
 */
typedef enum EgExitKind {
    EG_EXIT_DIRECT = 1,   /* to a fixed address */
    EG_EXIT_INDIRECT = 2, /* to the address in LR or CTR */
    EG_EXIT_SYSCALL = 3,  /* sc; goes on behind it */
    EG_EXIT_OTHER = 4,    /* a trap, an instruction for the interpreter, ...: cold */
} EgExitKind;
enum {
    EG_EXIT_CALL = 1,        /* the branch sets LR: a call, which returns to the next instruction */
    EG_EXIT_RETURN = 2,      /* branch to LR */
    EG_EXIT_CONDITIONAL = 4, /* of a conditional branch: with one of the next two */
    EG_EXIT_TAKEN = 8,       /* the branch at the end was taken */
    EG_EXIT_FALL = 16,       /* it was not; or the TB ends without a branch */
    EG_EXIT_COLD = 32,       /* rare: an instruction's exact path */
    EG_EXIT_JUMP = 64,       /* made by a plugin's eg_jump_if() (since 3) */
};
typedef struct EgExit {
    size_t struct_size;
    EgExitKind kind;
    uint32_t flags;
    uint32_t insn;   /* number of the instruction that leaves */
    uint32_t ndone;  /* instructions that are complete then */
    uint64_t target; /* guest address; 0 when it is not fixed */
    EgVal to;        /* the same as a value, also for indirect exits: i32 for 32-bit guests. Not for EG_EXIT_OTHER */
} EgExit;
typedef void (*EgExitFn)(EgPlace *at, const EgExit *x, void *user);
EG_API void eg_each_exit(EgTb *tb, EgExitFn fn, void *user);

/*
 * Once (since 2): fn is called when this place is reached for the first time, on the guest thread; then the code of it
 * is taken out: afterwards it costs a no-op instruction, and nothing when the TB is translated again. Once for each fn
 * and arg in a process; a forked child begins anew. Guest registers are not to be looked at (eg_thread_reg() may be
 * wrong).
 */
typedef void (*EgOnceFn)(EgThread *t, uint64_t arg);
EG_API void eg_once(EgPlace *at, EgOnceFn fn, uint64_t arg);

/*
 * Forward branches (since 2). eg_if() returns a place inside the branch, for micro-ops that run when c (i32) is not 0;
 * `at` goes on behind the point where both ways meet again, as do other places there. Values made inside are unknown
 * behind it. likely: the branch is laid out in line. Rings cannot be appended to inside.
 */
EG_API EgPlace eg_if(EgPlace *at, EgVal c, bool likely);

/*
 * A jump (since 3): when cond (i32) is not 0 the guest goes on at the address `to` (i32 for 32-bit guests), and what
 * stands behind the place is not executed. The instructions before the place are complete; one that the place is within
 * is not. Changes what the guest does. Plugins whose -p stands before see it as eg_on_jump() only, those behind also as
 * a way out. In TB hooks and for replaced instructions; not with --check=lockstep.
 */
EG_API void eg_jump_if(EgPlace *at, EgVal cond, EgVal to);

/*
 * An instruction's translation replaced (since 3): `which` says of each decoded instruction whether its own translation
 * is to be left out (it must always say the same of the same instruction), and `emit` puts what stands for it:
 * micro-ops or an eg_call(). Nothing at all makes it a no-op; also branches, system calls and words that are no
 * instruction can be replaced: the guest goes on with the next instruction, or where eg_jump_if() says. The first
 * plugin that wants an instruction gets it; TB hooks come afterwards and see its micro-ops as the plugin's. Changes
 * what the guest does; not with --check=lockstep. Not for instructions that a debugger steps.
 */
typedef bool (*EgReplaceFn)(const EgInsn *insn, void *user);
typedef void (*EgPlaceFn)(EgPlace *at, const EgInsn *insn, void *user);
EG_API void eg_on_replace(EgPlugin *p, EgReplaceFn which, EgPlaceFn emit, void *user);

/* Constants. Cost: none or an immediate. */
EG_API EgVal eg_i32(EgPlace *at, uint32_t v);
EG_API EgVal eg_i64(EgPlace *at, uint64_t v);

/* Integer arithmetic on two values of the same type (i32 or i64); shifts take the count modulo the width as i32. */
EG_API EgVal eg_add(EgPlace *at, EgVal a, EgVal b);
EG_API EgVal eg_sub(EgPlace *at, EgVal a, EgVal b);
EG_API EgVal eg_mul(EgPlace *at, EgVal a, EgVal b);
EG_API EgVal eg_and(EgPlace *at, EgVal a, EgVal b);
EG_API EgVal eg_or(EgPlace *at, EgVal a, EgVal b);
EG_API EgVal eg_xor(EgPlace *at, EgVal a, EgVal b);
EG_API EgVal eg_shl(EgPlace *at, EgVal a, EgVal n);
EG_API EgVal eg_shr(EgPlace *at, EgVal a, EgVal n);
EG_API EgVal eg_sar(EgPlace *at, EgVal a, EgVal n);
EG_API EgVal eg_zext(EgPlace *at, EgVal a);  /* i32 to i64 */
EG_API EgVal eg_sext(EgPlace *at, EgVal a);  /* i32 to i64 */
EG_API EgVal eg_trunc(EgPlace *at, EgVal a); /* i64 to i32 */
EG_API EgVal eg_bits(EgPlace *at, EgVal a);  /* f32 to i32, f64 to i64: the bits (since 2) */

typedef enum EgCond {
    EG_EQ = 0,
    EG_NE = 1,
    EG_LTS = 2,
    EG_GES = 3,
    EG_GTS = 4,
    EG_LES = 5,
    EG_LTU = 6,
    EG_GEU = 7,
    EG_GTU = 8,
    EG_LEU = 9
} EgCond;
/* 1 or 0 as i32. */
EG_API EgVal eg_compare(EgPlace *at, EgCond c, EgVal a, EgVal b);
/* c != 0 ? a : b; c is i32. */
EG_API EgVal eg_select(EgPlace *at, EgVal c, EgVal a, EgVal b);
/* Any micro-op that makes a value of one to three values: by the number that eg_uop_by_name() gives ("fadd", "clz",
 * "rotl", "vperm"); `tcg/ir/uop.def` lists them, their operand types, and what sub means (0 for most) (since 3). */
EG_API EgVal eg_value(EgPlace *at, uint32_t uop, EgType type, unsigned sub, unsigned nargs, const EgVal *args);
/* Type of a value. */
EG_API EgType eg_type(const EgPlace *at, EgVal v);

/* Guest registers, by name: "r0".."r31", "lr", "ctr", "f0".. (f64), "cr" (i32, as mfcr), "xer" (i32). 0-based handles;
 * -1 = unknown. Thread: any. Integer registers are i32 for 32-bit guests, i64 otherwise. */
EG_API int eg_reg(const char *name);
/* Name of a register by its handle; NULL = there is none. Static (since 2). */
EG_API const char *eg_reg_name(int reg);
/* Handles of the registers that the instruction may write, at most max of them; returns how many there are. CR fields
 * and XER bits count as "cr" and "xer"; registers without a handle (FPSCR, VSCR, ...) are left out (since 2). */
EG_API unsigned eg_insn_written(const EgInsn *insn, int *regs, unsigned max);
/* The register's value at this place. Cost: usually none (the value is in a host register or folded). */
EG_API EgVal eg_get_reg(EgPlace *at, int reg);
/* Changes guest state on purpose: from here on the register has this value. Not for "cr" and "xer". */
EG_API void eg_put_reg(EgPlace *at, int reg, EgVal v);

/* Guest memory in the guest's byte order, 1, 2, 4 or 8 bytes. May fault as the guest's own access would: the guest then
 * sees a signal. */
EG_API EgVal eg_guest_load(EgPlace *at, EgVal addr, unsigned nbytes);
EG_API void eg_guest_store(EgPlace *at, EgVal addr, EgVal v, unsigned nbytes);

/* Plugin memory at a fixed host address, host byte order. The memory must live as long as the process. Not atomic. */
EG_API EgVal eg_host_load(EgPlace *at, EgType type, const void *addr);
EG_API void eg_host_store(EgPlace *at, void *addr, EgVal v);

/* ------------------------------------------------------------------------------------------------ counters, per-thread
 * memory */

/*
 * A counter is a 64-bit cell of every guest thread; adding is one host instruction, no lock, no sharing between cores.
 * Reading sums over threads, ended ones included.
 */
typedef struct EgCounter {
    uint32_t cell;
} EgCounter;
/* A counter that the optimiser treats as it does a guest register: in loops it is in a host register, and repeated
 * loads and stores in straight-line code become one. For what eg_cell_load() and eg_cell_store() change in most TBs.
 * There are four for all plugins together; who comes later gets an ordinary one. Callbacks may read and write it as any
 * other; functions that eg_call() calls must be EG_CALL_PLAIN to read it, and must not write it. Not for eg_cell_ptr()
 * (since 2). Thread: any. */
EG_API EgCounter eg_register_cell_new(EgPlugin *p);
/* A register cell that is in a host register also from one TB to the next, for what most TBs change (since 3). There
 * are two; who comes later gets a register cell. Guest registers have the fewer host registers. Other threads, and
 * functions that are not EG_CALL_PLAIN, see what the cell was when its thread last left translated code. Only in
 * install(). */
EG_API EgCounter eg_pinned_cell_new(EgPlugin *p);
/* New counter, zero. Fails (ends the run) when the per-thread area is full (about 8 million). Thread: any. */
EG_API EgCounter eg_counter_new(EgPlugin *p);
/* Micro-op: counter += n. Cost: one add to memory; adds to one counter in straight-line code are merged. */
EG_API void eg_count(EgPlace *at, EgCounter c, uint64_t n);
/* The same with a computed amount (i64). */
EG_API void eg_count_val(EgPlace *at, EgCounter c, EgVal n);
/* Sum over all threads. Exact when no guest thread runs, else what has been stored so far. */
EG_API uint64_t eg_counter_sum(EgCounter c);
/* The calling thread's cell as a value, and as a store: a per-thread variable. */
EG_API EgVal eg_cell_load(EgPlace *at, EgCounter c);
EG_API void eg_cell_store(EgPlace *at, EgCounter c, EgVal v);

/* A scoreboard (since 2, with what follows): n > 0 cells in a row, 8 bytes each, of every guest thread, zero at first.
 * The first one comes back; cell + i is the i-th. Fails as eg_counter_new(). Thread: any. */
EG_API EgCounter eg_scoreboard_new(EgPlugin *p, uint32_t n);
/* Where the calling thread's cell is, as a value (i64), for eg_load_at() and eg_store_at(). Cost: none, or one lea
 * (since 2). */
EG_API EgVal eg_cell_ptr(EgPlace *at, EgCounter c);
/* The same in a callback (since 2). Lifetime: the thread's. */
EG_API uint64_t *eg_thread_cell(EgThread *t, EgCounter c);
/* Calls fn for each guest thread that runs, with its number and where its cell is. Threads that ended are in
 * eg_counter_sum() only. Thread: any; no thread starts or ends meanwhile, and the cells of others may change (since 2).
 */
typedef void (*EgCellFn)(uint32_t thread, uint64_t *cell, void *user);
EG_API void eg_each_thread_cell(EgCounter c, EgCellFn fn, void *user);

/* TB-execute hook on a condition (since 3): fn is called at the entries of TBs at which the thread's cell c stands in
 * relation cond to value ("cell > value"). Cost otherwise: a comparison per TB. */
EG_API void eg_on_tb_exec_when(EgPlugin *p, EgCounter c, EgCond cond, uint64_t value, EgTbExecFn fn, void *user);

/* A temp (since 3): a variable of each thread that keeps a value of type i32, i64, f32 or f64 from one place to
 * another, across eg_if() and from TB to TB; 0 at first. Cost: one load or store each. */
typedef struct EgTemp {
    uint32_t cell, type;
} EgTemp;
/* Thread: any. */
EG_API EgTemp eg_temp_new(EgPlugin *p, EgType type);
EG_API EgVal eg_temp_get(EgPlace *at, EgTemp t);
EG_API void eg_temp_set(EgPlace *at, EgTemp t, EgVal v);

/* Shift-in (since 3): the thread's cell c becomes c << 1 | (bit & 1), bit being i32; comes back as an i64. A history of
 * what happened: of a branch with bit = taken, of an eg_compare(). A cell that begins as 1 tells by its highest bit how
 * many bits it has. Cost: load, shift, or, store; less where the bit is a constant. */
EG_API EgVal eg_shift_in(EgPlace *at, EgCounter c, EgVal bit);

/* Host memory at ptr (i64) + off, 1, 2, 4 or 8 bytes in host byte order; less than the type is zero-extended. Not
 * atomic. The memory must be there: a wrong pointer ends the run. Cost: one load or store (since 2). */
EG_API EgVal eg_load_at(EgPlace *at, EgType type, unsigned nbytes, EgVal ptr, int32_t off);
EG_API void eg_store_at(EgPlace *at, unsigned nbytes, EgVal ptr, int32_t off, EgVal v);
/* The 64-bit number at ptr + off += n (i64). Cost: one add to memory. Not atomic (since 2). */
EG_API void eg_count_at(EgPlace *at, EgVal ptr, int32_t off, EgVal n);

/* ------------------------------------------------------------------------------------------------ calls */

/* What a called function may do, so that the optimiser knows: */
enum {
    EG_CALL_PLAIN = 0, /* may read guest registers (eg_thread_reg) and have any effect outside the guest */
    EG_CALL_READS = 1, /* reads guest registers, may be dropped when its result is unused */
    EG_CALL_WRITES =
        2, /* may read and write guest registers (eg_thread_put_reg) and memory (eg_write_guest) (since 3) */
    EG_CALL_CONST = 4, /* result depends on its arguments only, no effect: may be dropped or merged */
    EG_CALL_QUIET = 8, /* any effect outside the guest, but does not look at guest registers: pending register writes
                          need not be stored */
};
/*
 * A C function for eg_call(): ret (EG_VOID for none), nargs <= 5 arguments of types args (i32, i64, f32, f64). For
 * EG_CALL_CONST fn is ret fn(args...), otherwise ret fn(EgThread *, args...). Returns a handle; once per function, in
 * install().
 */
EG_API int eg_function(EgPlugin *p, const char *name, void *fn, unsigned flags, EgType ret, unsigned nargs,
                       const EgType *args);
/* Micro-op: the call. A pointer is passed as eg_i64(at, (uintptr_t)ptr). */
EG_API EgVal eg_call(EgPlace *at, int function, unsigned nargs, const EgVal *args);

/*
 * Micro-op: the call, when cond (i32) is not 0 (since 2). For what happens rarely: it costs a compare and a branch that
 * is not taken, and the code around it keeps its registers, with EG_CALL_QUIET also its pending writes of guest
 * registers. A function with a result, or that is neither EG_CALL_PLAIN nor EG_CALL_QUIET, is called in a branch as of
 * eg_if().
 */
EG_API void eg_call_if(EgPlace *at, EgVal cond, int function, unsigned nargs, const EgVal *args);

/*
 * Micro-op: the function's result when cond (i32) is not 0, else the last of args, which has the result's type (since
 * 3). The function is EG_CALL_QUIET and its result EG_I32 or EG_I64. Costs as eg_call_if().
 */
EG_API EgVal eg_call_else_last(EgPlace *at, EgVal cond, int function, unsigned nargs, const EgVal *args);

/* In callbacks: the thread's number (1 = first), and guest registers by eg_reg() handle. For values in f registers: the
 * bits. */
EG_API uint32_t eg_thread_number(const EgThread *t);
EG_API uint64_t eg_thread_reg(const EgThread *t, int reg);
/* Copies guest memory out; false when a byte of it is not readable. Thread: any. */
EG_API bool eg_read_guest(uint64_t addr, void *out, size_t nbytes);

/* ------------------------------------------------------------------------------------------------ rings: every event,
 * in order */

/*
 * A ring is a buffer of every guest thread to which inserted micro-ops append records; full buffers go, compressed, to
 * the results file, where the ring's records are a table with the columns run, thread, seq (the record's number in its
 * thread) and the fields (read it with `engraft sql`, or in the sqlite3 shell after .load libengraft_sqlite). A field
 * is live, known when the record is appended, or fixed, known at translation: a constant of the place. Fixed fields
 * cost nothing at run time, and neither does a live value that is an earlier one of the same TB plus a constant.
 *
 * Cost: one test per TB, one store per live value, one store per TB; no call until the buffer (1 MiB) is full.
 *
 * Exact: a TB that is left in its middle keeps the records of the instructions that were completed. When instruction i
 * faults, records appended for it (at a place of its own) are dropped: they come again if the guest repeats it.
 */
typedef struct EgRing {
    uint32_t ring;
} EgRing;

enum {
    EG_ADDR = 16, /* field: a guest data address; chunks of the stream are indexed by it, as by EG_PC */
};

typedef struct EgField {
    const char *name; /* [a-z][a-z0-9_]*, not run, thread, seq */
    unsigned nbytes;  /* live: 1, 2, 4 or 8; 0 = fixed */
    unsigned flags;   /* EG_PC, EG_ADDR */
    const char *help; /* one line, with the unit */
} EgField;

typedef struct EgRingDesc {
    size_t struct_size;
    const char *name; /* of the table: the plugin's name, or that name, '_' and a word */
    const char *help;
    const EgField *fields; /* ends with a NULL name; at most 16 */
    unsigned flags;        /* EG_RING_* (since 2) */
} EgRingDesc;
/* The ring's only field is a live one of 8 bytes, and only eg_ring_put() appends: nothing is stored and read but the
 * values. For what is dense already. */
enum { EG_RING_WORDS = 1 };

/* In install(). Needs a results file (eg_has_results()), else ends the run with a message. */
EG_API EgRing eg_ring_new(EgPlugin *p, const EgRingDesc *desc);
/* A ring that needs no results file and is in none: its records go to eg_ring_on_records(). In install() (since 3). */
EG_API EgRing eg_ring_live(EgPlugin *p, const EgRingDesc *desc);
/*
 * Records for a plugin while the program runs (since 3): of any ring, its own or one that another plugin has exported.
 * fn gets them when a thread's buffer is full (nbytes of it, 0 = 1 MiB; the smallest of all readers' counts), when the
 * thread ends, when results are flushed, and at the end of the run before exit hooks are. Those of one thread come in
 * order, never twice; calls for several threads may run at once, on any host thread. fn may not append to rings or look
 * at guest registers. In install().
 */
typedef struct EgRecords {
    size_t struct_size;
    uint32_t thread, nfields;
    size_t nrecs;
    const uint64_t *vals; /* nrecs * nfields, record by record in the order of the fields */
} EgRecords;
typedef void (*EgRecordsFn)(EgPlugin *p, const EgRecords *r, void *user);
EG_API void eg_ring_on_records(EgPlugin *p, EgRing r, size_t nbytes, EgRecordsFn fn, void *user);
/* Micro-ops: appends a record, one value per field in their order. Fixed fields: constants. Live ones: any integer or
 * f32, f64 (their bits), zero-extended or cut to the field's size. Records of one place are in the order of their
 * calls. */
EG_API void eg_ring_append(EgPlace *at, EgRing r, unsigned nvals, const EgVal *vals);
/* The same from a callback on the guest thread, for what inserted micro-ops cannot see. From functions that eg_call()
 * calls only when their TB has no eg_ring_append() to this ring. */
EG_API void eg_ring_put(EgThread *t, EgRing r, unsigned nvals, const uint64_t *vals);

/* eg_each_access() with the place behind the access: it was made. value is the stored or loaded value (of a store
 * conditional: the value to be stored, whether or not it was). */
EG_API void eg_each_access_done(EgTb *tb, uint32_t i, EgAccessFn fn, void *user);

/* An access of an instruction that was executed by the interpreter (lswx, an access that crosses into a TB's rare case,
 * ...), after the instruction was completed; in order. With eg_each_access_done() these are all accesses. */
typedef struct EgInterpAccess {
    size_t struct_size;
    uint64_t pc, addr;
    uint64_t value;
    uint32_t nbytes;
    bool store;
} EgInterpAccess;
typedef void (*EgInterpAccessFn)(EgThread *t, const EgInterpAccess *a, void *user);
EG_API void eg_on_interp_access(EgPlugin *p, EgInterpAccessFn fn, void *user);
/* Such an instruction was completed; after its accesses (since 2). */
typedef void (*EgInterpInsnFn)(EgThread *t, const EgInsn *insn, void *user);
EG_API void eg_on_interp_insn(EgPlugin *p, EgInterpInsnFn fn, void *user);
/* Code that is executed a few times only costs less when it is interpreted than when it is translated. It may be while
 * all plugins that want to see code ask for this: then fn is called for each instruction that is so completed, in place
 * of what TB hooks would have inserted, after its accesses (hooks of eg_on_interp_access()); next is where it goes. No
 * TB of such code is seen; eg_on_interp_insn() is for instructions of TBs. Not called while a filter, a window, counts
 * of edges or a pass is asked for: all code is translated then (since 3). */
typedef void (*EgColdInsnFn)(EgThread *t, const EgInsn *insn, uint64_t next, void *user);
EG_API void eg_on_cold_insn(EgPlugin *p, EgColdInsnFn fn, void *user);
/* Calls fn(user) under the lock under which TB hooks are called, for data that both use. From callbacks on a guest
 * thread that are called outside it (since 3). */
EG_API void eg_under_lock(void (*fn)(void *user), void *user);

/* ------------------------------------------------------------------------------------------------ executions of TBs
 * and instructions */

/*
 * Asks the framework to count executions of every TB (one add per TB, shared by all plugins that ask). Exact also for
 * TBs that are left in their middle by a fault: eg_info_insn_count() knows which instructions were completed.
 */
EG_API void eg_want_tb_counts(EgPlugin *p);

/*
 * What the framework is to find out about all TBs and edges, shared by all plugins that ask (since 2).
 * EG_WANT_COUNTS: how often. EG_WANT_ONCE: whether at all; counts and insn counts are then 0 or 1 (unless another
 * plugin wants counts), and the code is as fast as without, once all has been reached that will be.
 */
typedef enum EgWant { EG_WANT_ONCE = 1, EG_WANT_COUNTS = 2 } EgWant;
/* In install(). */
EG_API void eg_want_tbs(EgPlugin *p, EgWant w); /* eg_want_tb_counts(p) = eg_want_tbs(p, EG_WANT_COUNTS) */
EG_API void eg_want_edges(EgPlugin *p, EgWant w);
/* And of indirect edges each target: one EgEdge for each, with `to`. Cost: a few host instructions per indirect branch,
 * also with EG_WANT_ONCE (since 3). */
EG_API void eg_want_targets(EgPlugin *p);

/* An edge (since 2): a way out of a TB that was taken. Exact, and for EG_WANT_COUNTS complete: the entries of a TB are
 * the sum of its edges and of the faults in it. Indirect edges are told apart by
 * target with eg_want_targets() only; else to = 0. */
typedef struct EgEdge {
    size_t struct_size;
    const EgTbInfo *from;
    uint32_t insn;  /* the instruction that leaves */
    uint32_t ndone; /* instructions that are complete then */
    EgExitKind kind;
    uint32_t flags;     /* EG_EXIT_* */
    uint64_t from_addr; /* of that instruction */
    uint64_t to;        /* guest address, 0 = not fixed */
    uint64_t count;
} EgEdge;
typedef void (*EgEdgeFn)(const EgEdge *e, void *user);
/* Edge hook (since 3): fn is called at each way out of a TB that is taken, with both ends, on the guest thread, before
 * the next TB: e->to is where it goes (0: EG_EXIT_OTHER), e->count is 0. One inserted call per way out. */
typedef void (*EgEdgeExecFn)(EgThread *t, const EgEdge *e, void *user);
EG_API void eg_on_edge_exec(EgPlugin *p, EgEdgeExecFn fn, void *user);
/* Calls fn for each edge that was taken, and with count 0 for one that seemed to be at an earlier call, while a thread
 * was on its way to a fault. Needs eg_want_edges(). Context: flush and exit hooks. */
EG_API void eg_each_edge(EgPlugin *p, EgEdgeFn fn, void *user);

/* What is known of a TB: guest address of its first instruction, ... Thread: any. */
EG_API uint64_t eg_info_addr(const EgTbInfo *i);
EG_API uint32_t eg_info_ninsns(const EgTbInfo *i);
EG_API uint32_t eg_info_module(const EgTbInfo *i); /* module number, 0 = in no file */
EG_API uint32_t eg_info_number(const EgTbInfo *i); /* 0, 1, 2, ... in order of first translation */
/* Instruction n of it; false: there is none. */
EG_API bool eg_info_insn(const EgTbInfo *i, uint32_t n, EgInsn *out);
/* Times the TB was entered. An instruction that a TB leaves to the interpreter (lswx, a failing stwcx.) has a record of
 * its own, of one instruction: times it was executed. */
EG_API uint64_t eg_info_count(const EgTbInfo *i);
/* Times instruction n of it was completed. */
EG_API uint64_t eg_info_insn_count(const EgTbInfo *i, uint32_t n);
/* Calls fn for every TB record so far, in order of first translation. Thread: any; the translator waits meanwhile. */
typedef void (*EgInfoFn)(const EgTbInfo *i, void *user);
EG_API void eg_each_info(EgPlugin *p, EgInfoFn fn, void *user);

/*
 * Executed ranges: the ninsns instructions at addr .. addr + nbytes - 1 were executed, in a row and completely, count
 * times. A TB gives one range; where it was left in its middle, one more for the shorter part. Expanding every range
 * into its instructions gives exact instruction counts. Calls fn for each range whose count has changed since this
 * plugin's last call. A range in which a thread was during that call may turn out to have been left in its middle by a
 * fault: then it comes with a smaller count, perhaps 0. Needs eg_want_tb_counts(). Context: flush and exit hooks.
 */
typedef struct EgRange {
    size_t struct_size;
    uint32_t module; /* number, 0 = in no file */
    uint32_t ninsns;
    uint64_t addr;
    uint64_t count;
    uint64_t nbytes; /* 4 or, of a prefixed instruction, 8 each (since 3) */
} EgRange;
typedef void (*EgRangeFn)(EgPlugin *p, const EgRange *r, void *user);
EG_API void eg_each_range(EgPlugin *p, EgRangeFn fn, void *user);

/* ------------------------------------------------------------------------------------------------ other plugins */

/* Offers a function or data to other plugins under a name, "PLUGIN.WORD" by custom (since 2). In install(). */
EG_API void eg_export(EgPlugin *p, const char *name, void *what);
/* What a plugin whose -p stands before this one's has offered; NULL: nobody has (since 2). Thread: any. */
EG_API void *eg_import(EgPlugin *p, const char *name);

/* ------------------------------------------------------------------------------------------------ results */

/*
 * Writes one row to table number `table` of EgPluginDesc.tables: one argument per column, int64_t for EG_COL_I64,
 * double for EG_COL_F64, const char * (copied) for EG_COL_TEXT. Queued, written by another thread. Thread: any. Without
 * `-o FILE` does nothing.
 */
EG_API void eg_row(EgPlugin *p, int table, ...);
/* Is there a results file? Thread: any. */
EG_API bool eg_has_results(EgPlugin *p);

#ifdef __cplusplus
}
#endif
#endif
