/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the debugger sees of the processor and of memory: target description,
 * registers, bytes, signal numbers. See gdb_int.h.
 *
 * Register numbers are those gdb's own description of a 32-bit PowerPC uses for
 * r0..r31 (0), f0..f31 (32), pc .. fpscr (64..70); the vector registers follow.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/user/gdb_int.h"
#include "engine/user/gmem.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"

enum { R_GPR = 0, R_FPR = 32, R_MSR = 65, R_CR, R_LR, R_CTR, R_XER, R_FPSCR, R_VR = 71, R_VSCR = 103, R_VRSAVE };

/* ---- Target description ------------------------------------------------------------- */

typedef struct Text {
    char b[16384];
    size_t n;
} Text;

static void add(Text *t, const char *name, unsigned bits, unsigned number, const char *rest)
{
    t->n += (size_t)snprintf(t->b + t->n, sizeof t->b - t->n, "<reg name=\"%s\" bitsize=\"%u\" regnum=\"%u\"%s/>\n",
                             name, bits, number, rest);
}

static void add_many(Text *t, const char *prefix, unsigned bits, unsigned number, const char *rest)
{
    char name[16];
    for (unsigned i = 0; i < 32; i++) {
        snprintf(name, sizeof name, "%s%u", prefix, i);
        add(t, name, bits, number + i, rest);
    }
}

static void add_text(Text *t, const char *s)
{
    t->n += (size_t)snprintf(t->b + t->n, sizeof t->b - t->n, "%s", s);
}

static void add_core(Text *t)
{
    unsigned word = usr_word() * 8;
    add_text(t, "<feature name=\"org.gnu.gdb.power.core\">\n");
    add_many(t, "r", word, R_GPR, "");
    add(t, "pc", word, GDB_PC, " type=\"code_ptr\"");
    add(t, "msr", word, R_MSR, "");
    add(t, "cr", 32, R_CR, "");
    add(t, "lr", word, R_LR, " type=\"code_ptr\"");
    add(t, "ctr", word, R_CTR, "");
    add(t, "xer", 32, R_XER, "");
    add_text(t, "</feature>\n<feature name=\"org.gnu.gdb.power.fpu\">\n");
    add_many(t, "f", 64, R_FPR, " type=\"ieee_double\"");
    add(t, "fpscr", 32, R_FPSCR, " group=\"float\"");
    add_text(t, "</feature>\n");
}

static void add_vectors(Text *t)
{
    add_text(t, "<feature name=\"org.gnu.gdb.power.altivec\">\n"
                "<vector id=\"vf\" type=\"ieee_single\" count=\"4\"/>\n"
                "<vector id=\"vw\" type=\"int32\" count=\"4\"/>\n"
                "<vector id=\"vh\" type=\"int16\" count=\"8\"/>\n"
                "<vector id=\"vb\" type=\"int8\" count=\"16\"/>\n"
                "<union id=\"vec128\">\n"
                "<field name=\"uint128\" type=\"uint128\"/>\n"
                "<field name=\"v4_float\" type=\"vf\"/>\n"
                "<field name=\"v4_int32\" type=\"vw\"/>\n"
                "<field name=\"v8_int16\" type=\"vh\"/>\n"
                "<field name=\"v16_int8\" type=\"vb\"/>\n"
                "</union>\n");
    add_many(t, "vr", 128, R_VR, " type=\"vec128\"");
    add(t, "vscr", 32, R_VSCR, " group=\"vector\"");
    add(t, "vrsave", 32, R_VRSAVE, " group=\"vector\"");
    add_text(t, "</feature>\n");
}

const char *gdb_target_xml(size_t *n)
{
    static Text t;
    if (!t.n) {
        add_text(&t, "<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target "
                     "version=\"1.0\">\n<architecture>");
        add_text(&t, usr_abi.guest64 ? "powerpc:common64" : "powerpc:common");
        add_text(&t, "</architecture>\n<osabi>GNU/Linux</osabi>\n");
        add_core(&t);
        add_vectors(&t);
        add_text(&t, "</target>\n");
    }
    *n = t.n;
    return t.b;
}

/* ---- Registers ---------------------------------------------------------------------- */

unsigned gdb_reg_bytes(unsigned r)
{
    if (r >= R_VR && r < R_VSCR)
        return 16;
    if (r >= R_FPR && r < GDB_PC)
        return 8;
    bool narrow = r == R_CR || r == R_XER || r == R_FPSCR || r == R_VSCR || r == R_VRSAVE;
    return narrow ? 4 : usr_word();
}

static uint64_t get_scalar(PpcCpu *cpu, unsigned r)
{
    if (r < R_FPR)
        return cpu->gpr[r];
    if (r < GDB_PC)
        return ppc_fpr(cpu, r - R_FPR);
    switch (r) {
    case GDB_PC: return cpu->pc;
    /* What a problem-state program has: EE, PR, FP, ME, VEC, IR, DR; SF and LE as the guest's (Book III). */
    case R_MSR: return (cpu->guest64 ? 1ull << 63 : 0) | 0x0200f030u | (cpu->little ? 1 : 0);
    case R_CR: return ppc_get_cr(cpu);
    case R_LR: return cpu->lr;
    case R_CTR: return cpu->ctr;
    case R_XER: return ppc_get_xer(cpu);
    case R_FPSCR: return (uint32_t)ppc_get_fpscr(cpu);
    case R_VSCR: return cpu->vscr;
    default: return cpu->vrsave;
    }
}

static void set_scalar(PpcCpu *cpu, unsigned r, uint64_t v)
{
    if (r < R_FPR)
        cpu->gpr[r] = v;
    else if (r < GDB_PC)
        ppc_set_fpr(cpu, r - R_FPR, v);
    switch (r) {
    case GDB_PC: cpu->pc = v & ~3ull; break;
    case R_CR: ppc_set_cr(cpu, (uint32_t)v, 0xff); break;
    case R_LR: cpu->lr = v; break;
    case R_CTR: cpu->ctr = v; break;
    case R_XER: ppc_set_xer(cpu, (uint32_t)v); break;
    case R_FPSCR: ppc_set_fpscr(cpu, (ppc_get_fpscr(cpu) & ~0xffffffffull) | (uint32_t)v); break;
    case R_VSCR: cpu->vscr = (uint32_t)v; break;
    case R_VRSAVE: cpu->vrsave = (uint32_t)v; break;
    default: break; /* the MSR is not the program's to change */
    }
    ppc_update_tb_flags(cpu);
}

/* n low bytes of a host number, first byte the most significant unless the guest is little-endian. */
static void put_bytes(uint8_t *to, const uint8_t *host, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        to[i] = usr_abi.little ? host[i] : host[n - 1 - i];
}

void gdb_read_reg(PpcCpu *cpu, unsigned r, uint8_t *to)
{
    if (r >= R_VR && r < R_VSCR) {
        put_bytes(to, cpu->vsr[32 + r - R_VR].b, 16);
        return;
    }
    uint64_t v = get_scalar(cpu, r);
    put_bytes(to, (const uint8_t *)&v, gdb_reg_bytes(r));
}

void gdb_write_reg(PpcCpu *cpu, unsigned r, const uint8_t *from)
{
    if (r >= R_VR && r < R_VSCR) {
        put_bytes(cpu->vsr[32 + r - R_VR].b, from, 16);
        return;
    }
    uint64_t v = 0;
    put_bytes((uint8_t *)&v, from, gdb_reg_bytes(r));
    set_scalar(cpu, r, v);
}

/* ---- Memory: through /proc/self/mem, so that neither protection nor a page that vanishes is a fault ---------------
 */

static int mem_fd = -1;

bool gdb_open_mem(Err *err)
{
    mem_fd = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
    return mem_fd >= 0 || err_set(err, "gdb: cannot open /proc/self/mem: %s", strerror(errno));
}

/* Bytes of [addr, addr + n) before the first page that is not mapped. */
static size_t mapped(uint64_t addr, size_t n)
{
    size_t ok = 0;
    while (ok < n && addr + ok < mem_limit && (mem_flags(addr + ok) & MEM_MAPPED))
        ok += MEM_PAGE - (addr + ok) % MEM_PAGE;
    return ok < n ? ok : n;
}

size_t gdb_read_mem(uint64_t addr, void *to, size_t n)
{
    n = mapped(addr, n);
    ssize_t r = n ? pread(mem_fd, to, n, (off_t)(uintptr_t)mem_g2h(addr)) : 0;
    return r > 0 ? (size_t)r : 0;
}

bool gdb_write_mem(uint64_t addr, const void *from, size_t n)
{
    if (mapped(addr, n) != n)
        return false;
    mem_before_write(addr, n);
    bool ok = !n || pwrite(mem_fd, from, n, (off_t)(uintptr_t)mem_g2h(addr)) == (ssize_t)n;
    exec_invalidate(addr, n);
    return ok;
}

/* ---- Signals: gdb has numbers of its own (gdb/signals.def) ----------------------------------------------------------
 */

static const uint8_t gdb_number[33] = {
    [SIGHUP] = 1,   [SIGINT] = 2,   [SIGQUIT] = 3,  [SIGILL] = 4,     [SIGTRAP] = 5,  [SIGABRT] = 6,   [SIGFPE] = 8,
    [SIGKILL] = 9,  [SIGBUS] = 10,  [SIGSEGV] = 11, [SIGSYS] = 12,    [SIGPIPE] = 13, [SIGALRM] = 14,  [SIGTERM] = 15,
    [SIGURG] = 16,  [SIGSTOP] = 17, [SIGTSTP] = 18, [SIGCONT] = 19,   [SIGCHLD] = 20, [SIGTTIN] = 21,  [SIGTTOU] = 22,
    [SIGIO] = 23,   [SIGXCPU] = 24, [SIGXFSZ] = 25, [SIGVTALRM] = 26, [SIGPROF] = 27, [SIGWINCH] = 28, [SIGUSR1] = 30,
    [SIGUSR2] = 31, [SIGPWR] = 32,  [32] = 77,
};
enum { GDB_SIG_UNKNOWN = 143, GDB_SIG_33 = 45, GDB_SIG_64 = 78 };

int gdb_signal_from_guest(int sig)
{
    if (sig >= 33)
        return sig == 64 ? GDB_SIG_64 : GDB_SIG_33 + sig - 33;
    return sig > 0 && gdb_number[sig] ? gdb_number[sig] : GDB_SIG_UNKNOWN;
}

int gdb_signal_to_guest(int gdb_sig)
{
    for (int sig = 1; sig <= 64; sig++)
        if (gdb_signal_from_guest(sig) == gdb_sig)
            return sig;
    return 0;
}
