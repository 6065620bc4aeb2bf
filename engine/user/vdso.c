/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The object that the kernel maps into every process: a shared library in one
 * page, made here. It holds the signal trampolines and the unwind tables that
 * describe the frames above them, which C++ exceptions and thread cancellation
 * need to get through a signal handler, and functions of the
 * kernel's object. Those that tell the time make the system call (0.145 us instead of 0.115 when the C library
 * makes it itself, Zen 4, November 2026). Three readings of the time
 * base, as a function without a system call needs, cost as much.
 *
 * Layout of the page: ELF header, program headers, dynamic section, symbols,
 * strings, hash, .eh_frame_hdr, .eh_frame, code. All addresses are offsets from
 * its start. 32-bit; the fields are written in the guest's order.
 */
#include <elf.h>
#include <sys/mman.h>

#include "engine/user/gmem.h"

enum { BLOCK = 32 }; /* of the caches; where they are larger each is done more than once */
enum { NR_sigreturn = 119, NR_rt_sigreturn = 172 };
/* From the stack pointer at the trampoline to the registers: frame, siginfo and ucontext's head; frame and sigcontext
 * (sigframe.c). */
enum { REGS_RT = 64 + 16 + 128 + 192, REGS_OLD = 64 + 32 };
enum { MC_FREGS = 192, MC_VREGS = 464, GR_NIP = 32, GR_CTR = 35, GR_LINK = 36, GR_XER = 37, GR_CCR = 38 };
/* Registers as unwind tables number them (System V ABI PowerPC supplement; the return address is in a column of its
 * own, as in the kernel's tables). */
enum { DW_LR = 65, DW_CTR = 66, DW_RA = 67, DW_CR2 = 70, DW_XER = 76, DW_V0 = 77 };
enum { CODE_AT = 0xe80 };

typedef struct Image {
    uint8_t b[MEM_PAGE];
    unsigned n;
} Image;

static void put8(Image *m, unsigned v)
{
    CHECK(m->n < CODE_AT);
    m->b[m->n++] = (uint8_t)v;
}

static void put16(Image *m, unsigned v)
{
    uint16_t w = usr_order16((uint16_t)v);
    CHECK(m->n + 2 <= MEM_PAGE);
    memcpy(m->b + m->n, &w, 2);
    m->n += 2;
}

static void put32_at(Image *m, unsigned at, uint32_t v)
{
    v = usr_order32(v);
    memcpy(m->b + at, &v, 4);
}

static void put32(Image *m, uint32_t v)
{
    CHECK(m->n + 4 <= MEM_PAGE);
    put32_at(m, m->n, v);
    m->n += 4;
}

static void align(Image *m, unsigned to)
{
    m->n = (m->n + to - 1) & ~(to - 1);
}

static void sleb(Image *m, int v)
{
    for (;;) {
        unsigned byte = (unsigned)v & 0x7f;
        v >>= 7;
        if ((v == 0 && !(byte & 0x40)) || (v == -1 && (byte & 0x40))) {
            put8(m, byte);
            return;
        }
        put8(m, byte | 0x80);
    }
}

/* ---- Unwind tables ------------------------------------------------------------------- */

/* DW_CFA_expression: the register is at stack pointer + off. */
static void rule(Image *m, unsigned reg, int off)
{
    enum { CFA_EXPRESSION = 0x10, OP_BREG1 = 0x71 };
    put8(m, CFA_EXPRESSION);
    put8(m, reg);
    unsigned len = m->n;
    put8(m, 0);
    put8(m, OP_BREG1);
    sleb(m, off);
    m->b[len] = (uint8_t)(m->n - len - 1);
}

/* DW_CFA_def_cfa_expression: the frame above ends where the saved r1 points. */
static void cfa_rule(Image *m, int off)
{
    enum { CFA_DEF_CFA_EXPRESSION = 0x0f, OP_BREG1 = 0x71, OP_DEREF = 0x06 };
    put8(m, CFA_DEF_CFA_EXPRESSION);
    unsigned len = m->n;
    put8(m, 0);
    put8(m, OP_BREG1);
    sleb(m, off);
    put8(m, OP_DEREF);
    m->b[len] = (uint8_t)(m->n - len - 1);
}

static unsigned put_cie(Image *m)
{
    unsigned start = m->n;
    put32(m, 0);
    put32(m, 0);
    put8(m, 1);                               /* version */
    static const char augmentation[] = "zRS"; /* pointer encoding; a signal frame */
    for (unsigned i = 0; i < sizeof augmentation; i++)
        put8(m, (uint8_t)augmentation[i]);
    put8(m, 4);    /* code alignment */
    put8(m, 0x7c); /* data alignment -4 */
    put8(m, DW_RA);
    put8(m, 1);
    put8(m, 0x1b); /* pc-relative, four bytes */
    align(m, 4);
    put32_at(m, start, m->n - start - 4);
    return start;
}

/* For the trampoline at code; starts one instruction before it, since unwinders look for the address before a return
 * address. */
static unsigned put_fde(Image *m, unsigned cie, unsigned code, int regs)
{
    unsigned start = m->n;
    put32(m, 0);
    put32(m, m->n - cie);
    put32(m, code - 4 - m->n);
    put32(m, 12);
    put8(m, 0); /* augmentation */
    cfa_rule(m, regs + 4);
    for (unsigned i = 0; i < 32; i++)
        if (i != 1)
            rule(m, i, regs + 4 * (int)i);
    for (unsigned i = 0; i < 32; i++)
        rule(m, 32 + i, regs + MC_FREGS + 8 * (int)i);
    rule(m, DW_LR, regs + 4 * GR_LINK);
    rule(m, DW_CTR, regs + 4 * GR_CTR);
    rule(m, DW_RA, regs + 4 * GR_NIP);
    rule(m, DW_CR2, regs + 4 * GR_CCR);
    rule(m, DW_XER, regs + 4 * GR_XER);
    for (unsigned i = 20; i < 32; i++) /* the ones that calls preserve */
        rule(m, DW_V0 + i, regs + MC_VREGS + 16 * (int)i);
    align(m, 4);
    put32_at(m, start, m->n - start - 4);
    return start;
}

/* ---- ELF ----------------------------------------------------------------------------- */

static void put_header(Image *m)
{
    static const uint8_t ident[EI_NIDENT] = {0x7f, 'E', 'L', 'F', ELFCLASS32, 0, EV_CURRENT};
    memcpy(m->b, ident, sizeof ident);
    m->b[EI_DATA] = usr_abi.little ? ELFDATA2LSB : ELFDATA2MSB;
    m->n = EI_NIDENT;
    put16(m, ET_DYN);
    put16(m, EM_PPC);
    put32(m, EV_CURRENT);
    put32(m, 0);  /* entry */
    put32(m, 52); /* program headers */
    put32(m, 0);
    put32(m, 0);
    put16(m, 52);
    put16(m, 32);
    put16(m, 3);
    put16(m, 40);
    put16(m, 0);
    put16(m, 0);
}

static void put_phdr(Image *m, uint32_t type, unsigned at, unsigned nbytes, unsigned flags)
{
    put32(m, type);
    put32(m, at);
    put32(m, at);
    put32(m, at);
    put32(m, nbytes);
    put32(m, nbytes);
    put32(m, flags);
    put32(m, 4);
}

static void put_symbol(Image *m, unsigned name, unsigned value, unsigned nbytes)
{
    put32(m, name);
    put32(m, value);
    put32(m, nbytes);
    put8(m, value ? ELF32_ST_INFO(STB_GLOBAL, STT_FUNC) : 0);
    put8(m, 0);
    put16(m, value ? 1 : 0);
}

static void put_dynamic(Image *m, unsigned tag, unsigned value)
{
    put32(m, tag);
    put32(m, value);
}

/* ---- Functions ---------------------------------------------------------------------------- */

enum { MAX_WORDS = 16, MAX_FUNCTIONS = 16 };
enum {
    INSN_NOP = 0x60000000,
    INSN_SC = 0x44000002,
    INSN_BLR = 0x4e800020,
    INSN_LI_R0 = 0x38000000,
    INSN_CRCLR_SO = 0x4c631982
};

typedef struct Function {
    const char *name;
    unsigned nr;              /* a system call; 0: code */
    uint32_t code[MAX_WORDS]; /* up to the first 0 */
} Function;

/* Trampolines first: nothing calls them, and an unwinder looks for the address before them. */
static const Function functions[] = {
    {"__kernel_sigtramp32", 0, {INSN_LI_R0 | NR_sigreturn, INSN_SC, INSN_NOP}},
    {"__kernel_sigtramp_rt32", 0, {INSN_LI_R0 | NR_rt_sigreturn, INSN_SC, INSN_NOP}},
    {"__kernel_getcpu", 302, {0}},
    {"__kernel_gettimeofday", 78, {0}},
    {"__kernel_clock_gettime", 246, {0}},
    {"__kernel_clock_gettime64", 403, {0}},
    {"__kernel_clock_getres", 247, {0}},
    {"__kernel_time", 13, {0}},
    /* r3, r4: ticks of the time base in a second */
    {"__kernel_get_tbfreq",
     0,
     {0x38600000, 0x3c800000 | PPC_TB_FREQ >> 16, 0x60840000 | (PPC_TB_FREQ & 0xffff), INSN_CRCLR_SO, INSN_BLR}},
    /* From r3 to r4, by blocks: rlwinm r5,r3; cmplw r5,r4; bge; dcbst; sync; icbi; addi; b; isync; li r3,0 */
    {"__kernel_sync_dicache",
     0,
     {0x54650034, 0x7c052040, 0x40800018, 0x7c00286c, 0x7c0004ac, 0x7c002fac, 0x38a50000 | BLOCK, 0x4bffffe8,
      0x4c00012c, 0x38600000, INSN_CRCLR_SO, INSN_BLR}},
};
enum { NFUNCTIONS = sizeof functions / sizeof functions[0] };
_Static_assert(BLOCK == 32, "the mask of rlwinm in sync_dicache");

/* Puts the code in place; at: each one's address, at[NFUNCTIONS] the end. */
static void put_code(Image *m, unsigned at[NFUNCTIONS + 1])
{
    m->n = CODE_AT;
    put32(m, INSN_NOP);
    for (unsigned i = 0; i < NFUNCTIONS; i++) {
        const Function *f = &functions[i];
        at[i] = m->n;
        if (f->nr) {
            put32(m, INSN_LI_R0 | f->nr);
            put32(m, INSN_SC);
            put32(m, INSN_BLR);
        }
        for (unsigned k = 0; !f->nr && k < MAX_WORDS && f->code[k]; k++)
            put32(m, f->code[k]);
    }
    at[NFUNCTIONS] = m->n;
}

/* For the functions that are called: they have no frame and leave LR alone. */
static unsigned put_plain_frame(Image *m, unsigned code, unsigned nbytes)
{
    enum { CFA_DEF_CFA = 0x0c };
    unsigned cie = m->n;
    put32(m, 0);
    put32(m, 0);
    put8(m, 1);
    static const char augmentation[] = "zR";
    for (unsigned i = 0; i < sizeof augmentation; i++)
        put8(m, (uint8_t)augmentation[i]);
    put8(m, 4);
    put8(m, 0x7c);
    put8(m, DW_LR);
    put8(m, 1);
    put8(m, 0x1b);
    put8(m, CFA_DEF_CFA);
    put8(m, 1);
    put8(m, 0);
    align(m, 4);
    put32_at(m, cie, m->n - cie - 4);
    unsigned start = m->n;
    put32(m, 0);
    put32(m, m->n - cie);
    put32(m, code - m->n);
    put32(m, nbytes);
    put8(m, 0);
    align(m, 4);
    put32_at(m, start, m->n - start - 4);
    return start;
}

/* Names behind each other; the object's own is the first. at: each function's. Returns the bytes. */
static unsigned put_strings(Image *m, unsigned at[NFUNCTIONS])
{
    static const char self[] = "\0linux-vdso32.so.1";
    unsigned start = m->n;
    memcpy(m->b + m->n, self, sizeof self);
    m->n += sizeof self;
    for (unsigned i = 0; i < NFUNCTIONS; i++) {
        unsigned n = (unsigned)strlen(functions[i].name) + 1;
        CHECK(m->n + n < CODE_AT);
        at[i] = m->n - start;
        memcpy(m->b + m->n, functions[i].name, n);
        m->n += n;
    }
    return m->n - start;
}

static void put_tables(Image *m, const unsigned at[NFUNCTIONS + 1])
{
    enum {
        NSYMBOLS = NFUNCTIONS + 1,
        DYNAMIC = 52 + 3 * 32,
        SYMTAB = DYNAMIC + 7 * 8,
        STRTAB = SYMTAB + 16 * NSYMBOLS
    };
    unsigned name[NFUNCTIONS];
    m->n = STRTAB;
    unsigned nstrings = put_strings(m, name), hash = (m->n + 3) & ~3u;
    unsigned hdr = hash + 4 * (3 + NSYMBOLS), frame = hdr + 12 + 3 * 8;
    m->n = 52;
    put_phdr(m, PT_LOAD, 0, MEM_PAGE, PF_R | PF_X);
    put_phdr(m, PT_DYNAMIC, DYNAMIC, 7 * 8, PF_R);
    put_phdr(m, PT_GNU_EH_FRAME, hdr, frame - hdr, PF_R);
    put_dynamic(m, DT_SONAME, 1);
    put_dynamic(m, DT_HASH, hash);
    put_dynamic(m, DT_STRTAB, STRTAB);
    put_dynamic(m, DT_SYMTAB, SYMTAB);
    put_dynamic(m, DT_STRSZ, nstrings);
    put_dynamic(m, DT_SYMENT, 16);
    put_dynamic(m, DT_NULL, 0);
    put_symbol(m, 0, 0, 0);
    for (unsigned i = 0; i < NFUNCTIONS; i++)
        put_symbol(m, name[i], at[i], at[i + 1] - at[i]);
    m->n = hash; /* one bucket, a chain of all symbols */
    put32(m, 1);
    put32(m, NSYMBOLS);
    put32(m, 1);
    for (unsigned i = 0; i < NSYMBOLS; i++)
        put32(m, i && i < NSYMBOLS - 1 ? i + 1 : 0);
    m->n = frame;
    unsigned cie = put_cie(m), old = put_fde(m, cie, at[0], REGS_OLD), rt = put_fde(m, cie, at[1], REGS_RT);
    unsigned plain = put_plain_frame(m, at[2], at[NFUNCTIONS] - at[2]);
    put32(m, 0);
    m->n = hdr;
    put8(m, 1);
    put8(m, 0x1b); /* pointer to .eh_frame: pc-relative */
    put8(m, 0x03); /* count: four bytes */
    put8(m, 0x3b); /* table: relative to this section */
    put32(m, frame - m->n);
    put32(m, 3);
    const unsigned table[6] = {at[0] - 4 - hdr, old - hdr, at[1] - 4 - hdr, rt - hdr, at[2] - hdr, plain - hdr};
    for (unsigned i = 0; i < 6; i++)
        put32(m, table[i]);
}

void usr_make_vdso(void)
{
    Image m = {.n = 0};
    int64_t g = mem_mmap(0, MEM_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g < 0)
        die("no room for the vDSO");
    unsigned at[NFUNCTIONS + 1];
    put_code(&m, at);
    put_header(&m);
    put_tables(&m, at);
    usr_put((uint64_t)g, m.b, sizeof m.b);
    mem_mprotect((uint64_t)g, MEM_PAGE, PROT_READ | PROT_EXEC);
    usr.vdso = (uint64_t)g;
    usr.sigreturn_old = usr.vdso + at[0];
    usr.sigreturn_rt = usr.vdso + at[1];
}
