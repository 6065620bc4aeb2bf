/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signal frames of 32-bit powerpc Linux: what the kernel puts on the stack for
 * a handler, and taking it back. Layouts are the kernel ABI's (asm/ucontext.h,
 * asm/sigcontext.h, asm/ptrace.h):
 *
 *   SA_SIGINFO:  64+16 bytes of frame, siginfo (128), ucontext (1184), 224 bytes of gap
 *   otherwise:   64 bytes of frame, sigcontext (32), mcontext (992), 224 bytes of gap
 *
 * The trampolines "li r0,nr; sc" and the unwind tables for these frames are in
 * the vDSO (vdso.c), which knows the offsets of the registers, too.
 */
#include "engine/user/gmem.h"

#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

#include "engine/base/bits.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/vec.h"

enum {
    FRAME_MIN = 64,
    RT_EXTRA = 16,
    ABI_GAP = 224,
    SIGINFO_BYTES = 128,
    MC_GREGS = 0,
    MC_FREGS = 192,
    MC_VREGS = 464,
    MC_BYTES = 992,
    UC_REGS = 48,
    UC_SIGMASK = 52,
    UC_MCONTEXT = 192,
    UC_BYTES = UC_MCONTEXT + MC_BYTES,
    SC_BYTES = 32,
    VSX_BYTES = 256, /* doubleword 1 of vector-scalar registers 0..31, behind the registers in signal frames only */
    RT_BYTES = SIGINFO_BYTES + UC_BYTES + VSX_BYTES + ABI_GAP,
    OLD_BYTES = SC_BYTES + MC_BYTES + VSX_BYTES + ABI_GAP,
};
/* Indices of gregs. */
enum { GR_NIP = 32, GR_MSR, GR_ORIG_R3, GR_CTR, GR_LINK, GR_XER, GR_CCR, GR_MQ, GR_TRAP, GR_DAR, GR_DSISR, GR_RESULT };
/* MSR of a user program: EE PR ME IR DR RI; FP, VEC and VSX say that the frame holds those registers. */
enum { MSR_USER = 0xd032, MSR_FP = 0x2000, MSR_VEC = 0x02000000, MSR_VSX = 0x00800000 };
enum { G_SA_SIGINFO = 4, G_SA_ONSTACK = 0x08000000 };

/* ---- Registers --------------------------------------------------------------------- */

static void put32(uint8_t *p, unsigned index, uint64_t v)
{
    uint32_t w = usr_order32((uint32_t)v);
    memcpy(p + 4 * index, &w, 4);
}

static uint32_t get32(const uint8_t *p, unsigned index)
{
    uint32_t w;
    memcpy(&w, p + 4 * index, 4);
    return usr_order32(w);
}

static void put64(uint8_t *p, uint64_t v)
{
    v = usr_order64(v);
    memcpy(p, &v, 8);
}

static uint64_t get64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return usr_order64(v);
}

/* mc: MC_BYTES, zeroed. */
static void save_mcontext(UsrThread *t, uint8_t *mc)
{
    PpcCpu *cpu = t->cpu;
    uint8_t *g = mc + MC_GREGS;
    for (unsigned i = 0; i < 32; i++)
        put32(g, i, cpu->gpr[i]);
    put32(g, GR_NIP, cpu->pc);
    put32(g, GR_MSR, MSR_USER | MSR_FP | MSR_VEC);
    put32(g, GR_ORIG_R3, t->orig_r3);
    put32(g, GR_CTR, cpu->ctr);
    put32(g, GR_LINK, cpu->lr);
    put32(g, GR_XER, ppc_get_xer(cpu));
    put32(g, GR_CCR, ppc_get_cr(cpu));
    for (unsigned i = 0; i < 32; i++)
        put64(mc + MC_FREGS + 8 * i, ppc_fpr(cpu, i));
    put64(mc + MC_FREGS + 8 * 32, ppc_get_fpscr(cpu));
    for (unsigned i = 0; i < 32; i++) {
        put64(mc + MC_VREGS + 16 * i, cpu->vsr[32 + i].d[1]);
        put64(mc + MC_VREGS + 16 * i + 8, cpu->vsr[32 + i].d[0]);
    }
    put32(mc + MC_VREGS + 16 * 32, 0, cpu->vrsave);
    put32(mc + MC_VREGS + 16 * 32, 3, cpu->vscr);
}

/* mc is followed by VSX_BYTES. */
static void save_vsx(UsrThread *t, uint8_t *mc)
{
    for (unsigned i = 0; i < 32; i++)
        put64(mc + MC_BYTES + 8 * i, t->cpu->vsr[i].d[0]);
    put32(mc + MC_GREGS, GR_MSR, get32(mc + MC_GREGS, GR_MSR) | MSR_VSX);
}

/* The same back, of the frame whose registers are at guest address mc_g; false when it is not readable. */
static bool restore_vsx(UsrThread *t, const uint8_t *mc, uint64_t mc_g)
{
    uint8_t b[VSX_BYTES];
    if (!(get32(mc + MC_GREGS, GR_MSR) & MSR_VSX))
        return true;
    if (usr_get(b, mc_g + MC_BYTES, sizeof b))
        return false;
    for (unsigned i = 0; i < 32; i++)
        t->cpu->vsr[i].d[0] = get64(b + 8 * i);
    return true;
}

void usr_mcontext_bytes(UsrThread *t, uint8_t *mc)
{
    save_mcontext(t, mc);
}

/* sig: returning from a handler, which may have changed r2; setcontext keeps it (it is the thread pointer). */
static void restore_mcontext(UsrThread *t, const uint8_t *mc, bool sig)
{
    PpcCpu *cpu = t->cpu;
    const uint8_t *g = mc + MC_GREGS;
    for (unsigned i = 0; i < 32; i++)
        if (i != 2 || sig)
            cpu->gpr[i] = get32(g, i);
    cpu->pc = get32(g, GR_NIP) & ~3u;
    cpu->ctr = get32(g, GR_CTR);
    cpu->lr = get32(g, GR_LINK);
    ppc_set_xer(cpu, get32(g, GR_XER));
    ppc_set_cr(cpu, get32(g, GR_CCR), 0xff);
    for (unsigned i = 0; i < 32; i++)
        ppc_set_fpr(cpu, i, get64(mc + MC_FREGS + 8 * i));
    ppc_set_fpscr(cpu, get64(mc + MC_FREGS + 8 * 32));
    if (get32(g, GR_MSR) & MSR_VEC) {
        for (unsigned i = 0; i < 32; i++) {
            cpu->vsr[32 + i].d[1] = get64(mc + MC_VREGS + 16 * i);
            cpu->vsr[32 + i].d[0] = get64(mc + MC_VREGS + 16 * i + 8);
        }
        cpu->vrsave = get32(mc + MC_VREGS + 16 * 32, 0);
        ppc_set_vscr(cpu, get32(mc + MC_VREGS + 16 * 32, 3));
    }
    cpu->res_addr = ~0ull;
    ppc_update_tb_flags(cpu);
}

/* ---- siginfo ----------------------------------------------------------------------- */

static void pack_siginfo(UsrPack *p, const siginfo_t *i)
{
    pk32(p, (uint32_t)i->si_signo);
    pk32(p, (uint32_t)i->si_errno);
    pk32(p, (uint32_t)i->si_code);
    pk_align(p, usr_word());
    int sig = i->si_signo;
    bool named = sig == SIGILL || sig == SIGFPE || sig == SIGSEGV || sig == SIGBUS || sig == SIGTRAP ||
                 sig == SIGCHLD || sig == SIGSYS;
    if (i->si_code == SI_TIMER) {
        pk32(p, (uint32_t)i->si_timerid);
        pk32(p, (uint32_t)i->si_overrun);
        pk_long(p, (uint64_t)(uintptr_t)i->si_ptr);
    } else if (i->si_code == SI_SIGIO || (!named && i->si_code > 0 && i->si_code <= POLL_HUP)) {
        pk_long(p, (uint64_t)i->si_band);
        pk32(p, (uint32_t)i->si_fd);
    } else if (i->si_code > 0 && i->si_code != SI_KERNEL && sig == SIGCHLD) {
        pk32(p, (uint32_t)i->si_pid);
        pk32(p, i->si_uid);
        pk32(p, (uint32_t)i->si_status);
        pk_long(p, (uint64_t)i->si_utime);
        pk_long(p, (uint64_t)i->si_stime);
    } else if (i->si_code > 0 &&
               (sig == SIGSEGV || sig == SIGBUS || sig == SIGILL || sig == SIGFPE || sig == SIGTRAP)) {
        pk_long(p, (uint64_t)(uintptr_t)i->si_addr);
    } else if (i->si_code > 0 && sig == SIGSYS) {
        pk_long(p, (uint64_t)(uintptr_t)i->si_call_addr);
        pk32(p, (uint32_t)i->si_syscall);
        pk32(p, i->si_arch);
    } else {
        pk32(p, (uint32_t)i->si_pid);
        pk32(p, i->si_uid);
        pk_long(p, (uint64_t)(uintptr_t)i->si_ptr);
    }
    if (p->n < SIGINFO_BYTES)
        p->n = SIGINFO_BYTES;
}

int usr_put_siginfo(uint64_t g, const siginfo_t *info)
{
    UsrPack p = {0};
    pack_siginfo(&p, info);
    return pk_put(&p, g);
}

void usr_siginfo_bytes(uint8_t to[USR_SIGINFO_BYTES], const siginfo_t *info)
{
    UsrPack p = {0};
    pack_siginfo(&p, info);
    memcpy(to, p.b, USR_SIGINFO_BYTES);
}

/* From a program that sends it: only what kill-like calls carry. */
int usr_get_siginfo(siginfo_t *info, uint64_t g)
{
    UsrPack p;
    int r = up_get(&p, g, SIGINFO_BYTES);
    if (r)
        return r;
    memset(info, 0, sizeof *info);
    info->si_signo = (int)up32(&p);
    info->si_errno = (int)up32(&p);
    info->si_code = (int)up32(&p);
    pk_align(&p, usr_word());
    info->si_pid = (pid_t)up32(&p);
    info->si_uid = up32(&p);
    info->si_ptr = (void *)(uintptr_t)up_long(&p);
    return 0;
}

/* ---- Frames ------------------------------------------------------------------------ */

static bool on_altstack(const UsrThread *t, uint64_t sp)
{
    return t->altstack_size && sp > t->altstack_sp && sp - t->altstack_sp <= t->altstack_size;
}

int usr_altstack_flags(const UsrThread *t, uint64_t sp)
{
    enum { ONSTACK = 1, DISABLE = 2 };
    if (!t->altstack_size)
        return DISABLE;
    return on_altstack(t, sp) ? ONSTACK : 0;
}

/* Where a frame of nbytes goes; 0: it would not fit on the alternate stack. */
static uint64_t frame_place(const UsrThread *t, const UsrAction *act, uint64_t nbytes)
{
    uint64_t sp = t->cpu->gpr[1];
    bool alt = on_altstack(t, sp);
    if ((act->flags & G_SA_ONSTACK) && t->altstack_size && !alt)
        sp = t->altstack_sp + t->altstack_size;
    if (sp < nbytes + FRAME_MIN + RT_EXTRA)
        return 0;
    uint64_t frame = (sp - nbytes) & ~15ull;
    if (alt && !on_altstack(t, frame - FRAME_MIN - RT_EXTRA))
        return 0;
    return frame;
}

/* The ucontext at uc (guest address), into b. */
static void build_ucontext(UsrThread *t, uint8_t *b, uint64_t uc, UsrSigset mask)
{
    put32(b, 2, t->altstack_sp);
    put32(b, 3, (uint64_t)usr_altstack_flags(t, t->cpu->gpr[1]));
    put32(b, 4, t->altstack_size);
    put32(b + UC_REGS, 0, uc + UC_MCONTEXT);
    put32(b + UC_SIGMASK, 0, mask);
    put32(b + UC_SIGMASK, 1, mask >> 32);
    save_mcontext(t, b + UC_MCONTEXT);
}

/* Enters the handler with its frame in place. */
static void enter(UsrThread *t, const UsrAction *act, uint64_t sp, uint64_t trampoline)
{
    PpcCpu *cpu = t->cpu;
    cpu->gpr[1] = sp;
    cpu->lr = trampoline;
    cpu->pc = act->handler & ~3ull;
    cpu->res_addr = ~0ull;
    ppc_set_fpscr(cpu, 0);
    ppc_update_tb_flags(cpu);
}

static bool push_rt(UsrThread *t, int sig, const UsrAction *act, const siginfo_t *info, UsrSigset mask)
{
    uint8_t b[SIGINFO_BYTES + UC_BYTES + VSX_BYTES] = {0};
    uint64_t frame = frame_place(t, act, RT_BYTES), sp = frame - FRAME_MIN - RT_EXTRA;
    UsrPack si = {0};
    if (!frame)
        return false;
    pack_siginfo(&si, info);
    memcpy(b, si.b, SIGINFO_BYTES);
    build_ucontext(t, b + SIGINFO_BYTES, frame + SIGINFO_BYTES, mask);
    save_vsx(t, b + SIGINFO_BYTES + UC_MCONTEXT);
    if (usr_put(frame, b, sizeof b) || usr_put32(sp, (uint32_t)t->cpu->gpr[1]))
        return false;
    enter(t, act, sp, usr.sigreturn_rt);
    t->cpu->gpr[3] = (uint64_t)sig;
    t->cpu->gpr[4] = frame;
    t->cpu->gpr[5] = frame + SIGINFO_BYTES;
    t->cpu->gpr[6] = frame;
    return true;
}

static bool push_old(UsrThread *t, int sig, const UsrAction *act, UsrSigset mask)
{
    uint8_t b[SC_BYTES + MC_BYTES + VSX_BYTES] = {0};
    uint64_t frame = frame_place(t, act, OLD_BYTES), sp = frame - FRAME_MIN;
    if (!frame)
        return false;
    put32(b, 3, mask >> 32);
    put32(b, 4, (uint64_t)sig);
    put32(b, 5, act->handler);
    put32(b, 6, mask);
    put32(b, 7, frame + SC_BYTES);
    save_mcontext(t, b + SC_BYTES);
    save_vsx(t, b + SC_BYTES);
    if (usr_put(frame, b, sizeof b) || usr_put32(sp, (uint32_t)t->cpu->gpr[1]))
        return false;
    enter(t, act, sp, usr.sigreturn_old);
    t->cpu->gpr[3] = (uint64_t)sig;
    t->cpu->gpr[4] = frame;
    return true;
}

bool usr_frame_push(UsrThread *t, int sig, const UsrAction *act, const siginfo_t *info, UsrSigset old_mask)
{
    uint64_t low = t->cpu->gpr[1] - 2 * (RT_BYTES + FRAME_MIN + RT_EXTRA);
    if (t->cpu->gpr[1] > low && !mem_ok(low, 4, MEM_W))
        mem_grow_down(low);
    return act->flags & G_SA_SIGINFO ? push_rt(t, sig, act, info, old_mask) : push_old(t, sig, act, old_mask);
}

/* ---- Return ------------------------------------------------------------------------ */

static int64_t bad_frame(UsrThread *t)
{
    usr_signal_force(t, SIGSEGV, SEGV_MAPERR, t->cpu->gpr[1]);
    return USR_NO_RESULT;
}

int64_t usr_sigreturn(UsrThread *t)
{
    uint8_t sc[SC_BYTES], mc[MC_BYTES];
    if (usr_get(sc, t->cpu->gpr[1] + FRAME_MIN, sizeof sc) || usr_get(mc, get32(sc, 7), sizeof mc) ||
        !restore_vsx(t, mc, get32(sc, 7)))
        return bad_frame(t);
    restore_mcontext(t, mc, true);
    usr_set_mask(t, get32(sc, 6) | (uint64_t)get32(sc, 3) << 32);
    return USR_NO_RESULT;
}

/* Mask, stack and registers of a ucontext. */
static int set_ucontext(UsrThread *t, uint64_t uc, bool sig)
{
    uint8_t head[UC_MCONTEXT], mc[MC_BYTES];
    if (usr_get(head, uc, sizeof head) || usr_get(mc, get32(head + UC_REGS, 0), sizeof mc))
        return -EFAULT;
    if (sig && !restore_vsx(t, mc, get32(head + UC_REGS, 0)))
        return -EFAULT;
    restore_mcontext(t, mc, sig);
    usr_set_mask(t, get32(head + UC_SIGMASK, 0) | (uint64_t)get32(head + UC_SIGMASK, 1) << 32);
    if (sig && !on_altstack(t, t->cpu->gpr[1])) {
        t->altstack_sp = get32(head, 2);
        t->altstack_size = get32(head, 3) & 2 ? 0 : get32(head, 4);
    }
    return 0;
}

int64_t usr_rt_sigreturn(UsrThread *t)
{
    uint64_t uc = t->cpu->gpr[1] + FRAME_MIN + RT_EXTRA + SIGINFO_BYTES;
    return set_ucontext(t, uc, true) ? bad_frame(t) : USR_NO_RESULT;
}

/* swapcontext(2) of powerpc: stores the current context (result 0), takes over the new one. Of the structure the
 * registers, their address and the mask are written: its stack and link are the program's. */
int64_t usr_swapcontext(UsrThread *t, uint64_t old_ctx, uint64_t new_ctx, uint64_t size)
{
    if (size < UC_BYTES)
        return -EINVAL;
    if (old_ctx) {
        uint8_t b[UC_BYTES] = {0};
        /* A multiple of 16; downwards, into the unused words before it: behind it are none. */
        uint64_t regs = (old_ctx + UC_MCONTEXT) & ~15ull;
        build_ucontext(t, b, old_ctx, t->mask);
        put32(b + UC_REGS, 0, regs);
        put32(b + UC_MCONTEXT + MC_GREGS, 3, 0);
        put32(b + UC_MCONTEXT + MC_GREGS, GR_CCR, get32(b + UC_MCONTEXT + MC_GREGS, GR_CCR) & ~0x10000000u);
        if (usr_put(old_ctx + UC_REGS, b + UC_REGS, UC_SIGMASK + 8 - UC_REGS) ||
            usr_put(regs, b + UC_MCONTEXT, MC_BYTES))
            return -EFAULT;
    }
    if (!new_ctx)
        return 0;
    return set_ucontext(t, new_ctx, false) ? bad_frame(t) : USR_NO_RESULT;
}
