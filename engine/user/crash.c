/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report of a program that dies by a fault and does not handle it: what
 * happened, the instruction, the registers, and who called whom by the back
 * chain of the stack. One screen at most, in one write to standard error.
 *
 * Names and source lines are the locate hook's business; without it (or without
 * debug information) a frame shows its file and the offset in it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/exec/insnat.h"
#include "engine/user/gmem.h"
#include "ppc/cpu/crf.h"
#include "ppc/isa/disas.h"

enum { MAX_FRAMES = 10, SCAN_INSNS = 1024 };
/* From the stack pointer in a signal's frame to its registers, and the numbers of these (sigframe.c). */
enum { REGS_RT = 64 + 16 + 128 + 192, REGS_OLD = 64 + 32, GR_NIP = 32, GR_LINK = 36 };
enum { INSN_BLR = 0x4e800020, INSN_MFLR_R0 = 0x7c0802a6 };

typedef struct Frame {
    uint64_t pc;
    const char *note; /* instead of a place; NULL: none */
    bool is_return;   /* pc is where it goes on: the call is before it */
} Frame;

typedef struct Walk {
    Frame frame[MAX_FRAMES];
    unsigned n;
    bool more;
} Walk;

typedef struct Text {
    char b[8192];
    size_t n;
} Text;

static void say(Text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void say(Text *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(t->b + t->n, sizeof t->b - t->n, fmt, ap);
    va_end(ap);
    if (n > 0)
        t->n += (size_t)n < sizeof t->b - t->n ? (size_t)n : sizeof t->b - t->n - 1;
}

static int width(void)
{
    return usr_abi.guest64 ? 16 : 8;
}

/* ---- What happened ------------------------------------------------------------------ */

static bool is_crash(int sig)
{
    return sig == SIGSEGV || sig == SIGBUS || sig == SIGILL || sig == SIGFPE || sig == SIGABRT || sig == SIGTRAP;
}

static const char *signal_name(int sig)
{
    switch (sig) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    case SIGABRT: return "SIGABRT";
    default: return "SIGTRAP";
    }
}

static const char *fpe_cause(int code)
{
    switch (code) {
    case FPE_FLTDIV: return "floating-point division by zero";
    case FPE_FLTOVF: return "floating-point overflow";
    case FPE_FLTUND: return "floating-point underflow";
    case FPE_FLTRES: return "inexact floating-point result";
    case FPE_FLTINV: return "invalid floating-point operation";
    default: return "floating-point exception";
    }
}

static void say_cause(Text *o, const UsrThread *t, int sig, const siginfo_t *i)
{
    uint64_t addr = (uint64_t)(uintptr_t)i->si_addr;
    if (i->si_code <= 0 && i->si_pid == getpid())
        say(o, "raised by the program");
    else if (i->si_code <= 0)
        say(o, "sent by process %d", (int)i->si_pid);
    else if (sig == SIGSEGV && addr == t->cpu->pc)
        say(o, "nothing executable at 0x%" PRIx64, addr);
    else if (sig == SIGSEGV)
        say(o, "%s 0x%" PRIx64, i->si_code == SEGV_ACCERR ? "no permission for this access to" : "no memory at", addr);
    else if (sig == SIGBUS)
        say(o, "%s 0x%" PRIx64, i->si_code == BUS_ADRALN ? "unaligned access to" : "no storage behind", addr);
    else if (sig == SIGILL)
        say(o, "%s instruction", i->si_code == ILL_PRVOPC ? "privileged" : "illegal");
    else
        say(o, "%s", sig == SIGFPE ? fpe_cause(i->si_code) : "trap instruction");
}

/* ---- Registers ---------------------------------------------------------------------- */

static bool word_at(uint64_t pc, uint32_t *word)
{
    return mem_ok(pc, 4, MEM_R) && usr_get32(pc, word) == 0;
}

static bool insn_at(uint64_t pc, PpcWord *insn)
{
    bool ok = mem_ok(pc, 4, MEM_R);
    *insn = ok ? exec_insn_at(pc) : 0;
    return ok;
}

static void say_registers(Text *o, PpcCpu *cpu)
{
    char insn[PPC_DISAS_MAX] = "(no instruction)";
    PpcWord word;
    if (insn_at(cpu->pc, &word))
        ppc_disas(insn, sizeof insn, word, cpu->pc, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
    say(o, "  pc %0*" PRIx64 "  %s\n", width(), cpu->pc, insn);
    unsigned per_line = usr_abi.guest64 ? 4 : 8;
    for (unsigned i = 0; i < 32; i++) {
        if (i % per_line == 0)
            say(o, "%sr%02u", i ? "\n  " : "  ", i);
        say(o, " %0*" PRIx64, width(), cpu->gpr[i]);
    }
    say(o, "\n  lr %0*" PRIx64 "  ctr %0*" PRIx64 "  cr %08x  xer %08x\n", width(), cpu->lr, width(), cpu->ctr,
        ppc_get_cr(cpu), ppc_get_xer(cpu));
}

/* ---- Places ------------------------------------------------------------------------- */

typedef struct Places {
    UserPlace place[MAX_FRAMES];
    char path[MAX_FRAMES][512];
    unsigned n;
} Places;

static void find_place(void *ctx, const MemMapping *m)
{
    Places *p = ctx;
    for (unsigned i = 0; i < p->n; i++)
        if (m->path && p->place[i].pc >= m->start && p->place[i].pc < m->end) {
            snprintf(p->path[i], sizeof p->path[i], "%s", m->path);
            p->place[i].path = p->path[i];
            p->place[i].start = m->start;
            p->place[i].file_offset = m->offset;
        }
}

/* ---- The back chain ----------------------------------------------------------------- */

static void add_frame(Walk *w, uint64_t pc, bool is_return, const char *note)
{
    if (w->n == MAX_FRAMES)
        w->more = true;
    else
        w->frame[w->n++] = (Frame){.pc = pc, .is_return = is_return, .note = note};
}

/* Where the function of pc begins, as far as symbols tell; 0: not known. */
static uint64_t function_start(uint64_t pc)
{
    const UserHooks *h = usr.cfg->hooks;
    static Places p;
    p = (Places){.n = 1, .place = {{.pc = pc}}};
    mem_for_each(find_place, &p);
    if (h && h->locate && !usr_self->vfork_child)
        h->locate(h->ctx, p.place, 1);
    return p.place[0].function;
}

/*
 * Has the code before pc saved LR, and made a stack frame? Looks backwards to the function's start, or without symbols
 * to a return, which may be the end of the function before. A function that has not saved LR still returns through it.
 */
static void look_at_prologue(uint64_t pc, bool *saved_lr, bool *made_frame)
{
    uint64_t start = function_start(pc);
    uint32_t word;
    *saved_lr = *made_frame = false;
    for (unsigned i = 0; (start ? pc > start : i < SCAN_INSNS) && !*saved_lr; i++) {
        pc -= 4;
        if (!word_at(pc, &word) || (!start && (word == INSN_BLR || !word)))
            return;
        *made_frame |= word >> 16 == 0x9421 /* stwu r1,-n(r1) */ || (word >> 16 == 0xf821 && word % 4 == 1) /* stdu */;
        *saved_lr = word == INSN_MFLR_R0;
    }
}

/* Where the frame at sp keeps the address to which its function's callee returns. */
static bool saved_return(uint64_t frame, uint64_t *ret)
{
    return usr_get_long(frame + (usr_abi.guest64 ? 16 : 4), ret) == 0;
}

/* If ret is a signal trampoline: goes on where the signal came. sp: of the handler's caller. */
static bool through_signal(Walk *w, uint64_t ret, uint64_t *sp)
{
    uint32_t pc, lr, old_sp;
    bool rt = ret == usr.sigreturn_rt;
    if (usr_abi.guest64 || (!rt && ret != usr.sigreturn_old))
        return false;
    uint64_t regs = *sp + (rt ? REGS_RT : REGS_OLD);
    add_frame(w, ret, false, "<signal handler called>");
    if (usr_get32(regs + 4 * GR_NIP, &pc) || usr_get32(regs + 4 * GR_LINK, &lr) || usr_get32(regs + 4, &old_sp))
        return false;
    add_frame(w, pc, false, NULL);
    *sp = old_sp;
    bool saved, made;
    look_at_prologue(pc, &saved, &made);
    if (!saved)
        add_frame(w, lr, true, NULL);
    return true;
}

static void walk(Walk *w, const PpcCpu *cpu)
{
    uint64_t sp = cpu->gpr[1], next, ret;
    bool saved, made;
    add_frame(w, cpu->pc, false, NULL);
    look_at_prologue(cpu->pc, &saved, &made);
    if (!saved) { /* a leaf, or not far into its function */
        if (made && (usr_get_long(sp, &next) || next <= sp))
            return;
        if (made)
            sp = next;
        if (!through_signal(w, cpu->lr, &sp))
            add_frame(w, cpu->lr, true, NULL);
    }
    while (!w->more && usr_get_long(sp, &next) == 0 && next > sp && saved_return(next, &ret) && ret) {
        sp = next;
        if (!through_signal(w, ret, &sp))
            add_frame(w, ret, true, NULL);
    }
}

/* ---- The report ---------------------------------------------------------------------- */

static void say_frames(Text *o, const UsrThread *t, const Walk *w)
{
    const UserHooks *h = usr.cfg->hooks;
    static Places p; /* only one thread reports */
    p.n = w->n;
    for (unsigned i = 0; i < w->n; i++)
        p.place[i] = (UserPlace){.pc = w->frame[i].pc - (w->frame[i].is_return ? 4 : 0)};
    mem_for_each(find_place, &p);
    if (h && h->locate && !t->vfork_child)
        h->locate(h->ctx, p.place, p.n);
    for (unsigned i = 0; i < w->n; i++) {
        const UserPlace *q = &p.place[i];
        const char *slash = q->path ? strrchr(q->path, '/') : NULL;
        say(o, "  #%u %0*" PRIx64 " ", i, width(), w->frame[i].pc);
        if (w->frame[i].note)
            say(o, "%s\n", w->frame[i].note);
        else if (q->text[0])
            say(o, "%s\n", q->text);
        else if (q->path)
            say(o, "in %s+0x%" PRIx64 "\n", slash ? slash + 1 : q->path, q->pc - q->start + q->file_offset);
        else
            say(o, "in no file\n");
    }
    if (w->more)
        say(o, "  ...\n");
}

void usr_crash_report(UsrThread *t, int sig, const siginfo_t *info)
{
    static bool done;
    static Text o;
    Walk w = {0};
    if (usr.cfg->no_crash_report || !is_crash(sig) || __atomic_exchange_n(&done, true, __ATOMIC_SEQ_CST))
        return;
    say(&o, "engraft: %s (process %d, thread %d) dies by %s: ", usr.exe_path, (int)getpid(), t->tid, signal_name(sig));
    say_cause(&o, t, sig, info);
    say(&o, "\n");
    say_registers(&o, t->cpu);
    walk(&w, t->cpu);
    say_frames(&o, t, &w);
    if (write(STDERR_FILENO, o.b, o.n) < 0)
        return; /* nowhere to report */
}
