/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The object that the kernel maps into every process: a shared library in one
 * page, made here. It holds the signal trampolines and the unwind tables that
 * describe the frames above them, which C++ exceptions and thread cancellation
 * need to get through a signal handler. It has no time functions: the C library
 * makes system calls where it finds none.
 *
 * Layout of the page: ELF header, program headers, dynamic section, symbols,
 * strings, hash, .eh_frame_hdr, .eh_frame, code. All addresses are offsets from
 * its start. 32-bit; the fields are written in the guest's order.
 */
#include <elf.h>
#include <sys/mman.h>

#include "engine/user/gmem.h"

enum { NR_sigreturn = 119, NR_rt_sigreturn = 172 };
/* From the stack pointer at the trampoline to the registers: frame, siginfo and ucontext's head; frame and sigcontext
 * (sigframe.c). */
enum { REGS_RT = 64 + 16 + 128 + 192, REGS_OLD = 64 + 32 };
enum { MC_FREGS = 192, MC_VREGS = 464, GR_NIP = 32, GR_CTR = 35, GR_LINK = 36, GR_XER = 37, GR_CCR = 38 };
/* Registers as unwind tables number them (System V ABI PowerPC supplement; the return address is in a column of its
 * own, as in the kernel's tables). */
enum { DW_LR = 65, DW_CTR = 66, DW_RA = 67, DW_CR2 = 70, DW_XER = 76, DW_V0 = 77 };
enum { CODE_AT = 0xf00, CODE_BYTES = 32 };

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

static void put_symbol(Image *m, unsigned name, unsigned value)
{
    put32(m, name);
    put32(m, value);
    put32(m, value ? 8 : 0);
    put8(m, value ? ELF32_ST_INFO(STB_GLOBAL, STT_FUNC) : 0);
    put8(m, 0);
    put16(m, value ? 1 : 0);
}

static void put_dynamic(Image *m, unsigned tag, unsigned value)
{
    put32(m, tag);
    put32(m, value);
}

/* Strings: "", the object's name, two functions. */
static const char strings[] = "\0linux-vdso32.so.1\0__kernel_sigtramp32\0__kernel_sigtramp_rt32";
enum { NAME_SELF = 1, NAME_OLD = 19, NAME_RT = 39 };
_Static_assert(sizeof strings == 62, "offsets of the names");
enum { OLD_AT = CODE_AT + 4, RT_AT = CODE_AT + 16 };

static void put_code(Image *m)
{
    static const uint32_t nop = 0x60000000, sc = 0x44000002;
    m->n = CODE_AT;
    put32(m, nop);
    put32(m, 0x38000000 | NR_sigreturn);
    put32(m, sc);
    put32(m, nop);
    put32(m, 0x38000000 | NR_rt_sigreturn);
    put32(m, sc);
}

static void put_tables(Image *m)
{
    unsigned dynamic = 52 + 3 * 32, symtab = dynamic + 7 * 8, strtab = symtab + 3 * 16;
    unsigned hash = (strtab + (unsigned)sizeof strings + 3) & ~3u, hdr = hash + 4 * 6, frame = hdr + 12 + 2 * 8;
    put_phdr(m, PT_LOAD, 0, MEM_PAGE, PF_R | PF_X);
    put_phdr(m, PT_DYNAMIC, dynamic, 7 * 8, PF_R);
    put_phdr(m, PT_GNU_EH_FRAME, hdr, frame - hdr, PF_R);
    put_dynamic(m, DT_SONAME, NAME_SELF);
    put_dynamic(m, DT_HASH, hash);
    put_dynamic(m, DT_STRTAB, strtab);
    put_dynamic(m, DT_SYMTAB, symtab);
    put_dynamic(m, DT_STRSZ, sizeof strings);
    put_dynamic(m, DT_SYMENT, 16);
    put_dynamic(m, DT_NULL, 0);
    put_symbol(m, 0, 0);
    put_symbol(m, NAME_OLD, OLD_AT);
    put_symbol(m, NAME_RT, RT_AT);
    memcpy(m->b + m->n, strings, sizeof strings);
    m->n = hash;
    const uint32_t chains[6] = {1, 3, 2, 0, 0, 1}; /* one bucket: symbol 2, then 1 */
    for (unsigned i = 0; i < 6; i++)
        put32(m, chains[i]);
    m->n = frame;
    unsigned cie = put_cie(m), old = put_fde(m, cie, OLD_AT, REGS_OLD), rt = put_fde(m, cie, RT_AT, REGS_RT);
    put32(m, 0);
    m->n = hdr;
    put8(m, 1);
    put8(m, 0x1b); /* pointer to .eh_frame: pc-relative */
    put8(m, 0x03); /* count: four bytes */
    put8(m, 0x3b); /* table: relative to this section */
    put32(m, frame - m->n);
    put32(m, 2);
    const unsigned table[4] = {OLD_AT - 4 - hdr, old - hdr, RT_AT - 4 - hdr, rt - hdr};
    for (unsigned i = 0; i < 4; i++)
        put32(m, table[i]);
}

void usr_make_vdso(void)
{
    Image m = {.n = 0};
    int64_t g = mem_mmap(0, MEM_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g < 0)
        die("no room for the vDSO");
    put_header(&m);
    put_tables(&m);
    put_code(&m);
    usr_put((uint64_t)g, m.b, sizeof m.b);
    mem_mprotect((uint64_t)g, MEM_PAGE, PROT_READ | PROT_EXEC);
    usr.vdso = (uint64_t)g;
    usr.sigreturn_old = usr.vdso + OLD_AT;
    usr.sigreturn_rt = usr.vdso + RT_AT;
}
