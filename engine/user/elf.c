/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ELF headers: read, put into one form for both classes and byte orders, and
 * checked so that nothing after elf_read() has to doubt them. Offsets and values
 * are the System V ABI's (gABI 4.1, chapters 4 and 5) and the PowerPC supplement's.
 */
#include "engine/user/elf.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/bits.h"

/* Fields in the file's class and order. */
typedef struct Field {
    uint8_t off32, size32, off64, size64;
} Field;

static uint64_t field(const ElfFile *f, const uint8_t *p, Field d)
{
    p += f->is64 ? d.off64 : d.off32;
    unsigned n = f->is64 ? d.size64 : d.size32;
    uint64_t v = 0;
    for (unsigned i = 0; i < n; i++)
        v |= (uint64_t)p[f->little ? i : n - 1 - i] << (8 * i);
    return v;
}

static const Field E_TYPE = {16, 2, 16, 2}, E_MACHINE = {18, 2, 18, 2}, E_VERSION = {20, 4, 20, 4},
                   E_ENTRY = {24, 4, 24, 8}, E_PHOFF = {28, 4, 32, 8}, E_FLAGS = {36, 4, 48, 4},
                   E_PHENTSIZE = {42, 2, 54, 2}, E_PHNUM = {44, 2, 56, 2};
static const Field P_TYPE = {0, 4, 0, 4}, P_OFFSET = {4, 4, 8, 8}, P_VADDR = {8, 4, 16, 8}, P_FILESZ = {16, 4, 32, 8},
                   P_MEMSZ = {20, 4, 40, 8}, P_FLAGS = {24, 4, 4, 4}, P_ALIGN = {28, 4, 48, 8};

static const char *machine_name(unsigned m)
{
    static const struct {
        uint16_t m;
        const char *name;
    } names[] = {{EM_SPARC, "SPARC"},      {EM_386, "Intel 80386"}, {EM_68K, "Motorola 68000"}, {EM_MIPS, "MIPS"},
                 {EM_PPC, "PowerPC"},      {EM_PPC64, "PowerPC64"}, {EM_S390, "IBM S/390"},     {EM_ARM, "ARM"},
                 {EM_SPARCV9, "SPARC V9"}, {EM_IA_64, "IA-64"},     {EM_X86_64, "x86-64"},      {EM_AARCH64, "AArch64"},
                 {EM_RISCV, "RISC-V"}};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].m == m)
            return names[i].name;
    return NULL;
}

static bool read_at(const ElfFile *f, void *buf, uint64_t nbytes, uint64_t off)
{
    return off <= f->file_nbytes && nbytes <= f->file_nbytes - off &&
           pread(f->fd, buf, nbytes, (off_t)off) == (ssize_t)nbytes;
}

static bool bad(const ElfFile *f, Err *err, const char *what)
{
    return err_set(err, "'%s': %s", f->path, what);
}

static bool read_ident(ElfFile *f, uint8_t h[64], Err *err)
{
    struct stat st;
    if (fstat(f->fd, &st))
        return err_set(err, "'%s': %s", f->path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return bad(f, err, "is a directory");
    if (!S_ISREG(st.st_mode))
        return bad(f, err, "is not a regular file");
    f->file_nbytes = (uint64_t)st.st_size;
    memset(h, 0, 64);
    ssize_t n = pread(f->fd, h, 64, 0);
    if (n < 0)
        return err_set(err, "'%s': %s", f->path, strerror(errno));
    if (n < EI_NIDENT || memcmp(h, ELFMAG, SELFMAG))
        return bad(f, err, n == 0 ? "is empty, not an ELF program" : "is not an ELF program");
    if (h[EI_CLASS] != ELFCLASS32 && h[EI_CLASS] != ELFCLASS64)
        return err_set(err, "'%s': unknown ELF class %u", f->path, h[EI_CLASS]);
    if (h[EI_DATA] != ELFDATA2LSB && h[EI_DATA] != ELFDATA2MSB)
        return err_set(err, "'%s': unknown ELF byte order %u", f->path, h[EI_DATA]);
    f->is64 = h[EI_CLASS] == ELFCLASS64;
    f->little = h[EI_DATA] == ELFDATA2LSB;
    if (n < (f->is64 ? 64 : 52))
        return bad(f, err, "truncated: ends inside the ELF header");
    if (h[EI_VERSION] != EV_CURRENT || field(f, h, E_VERSION) != EV_CURRENT)
        return bad(f, err, "unknown ELF version");
    return true;
}

static bool read_header(ElfFile *f, Err *err)
{
    uint8_t h[64];
    if (!read_ident(f, h, err))
        return false;
    f->type = (uint16_t)field(f, h, E_TYPE);
    f->machine = (uint16_t)field(f, h, E_MACHINE);
    f->e_flags = (uint32_t)field(f, h, E_FLAGS);
    f->entry = field(f, h, E_ENTRY);
    f->phoff = field(f, h, E_PHOFF);
    f->phentsize = (unsigned)field(f, h, E_PHENTSIZE);
    f->phnum = (unsigned)field(f, h, E_PHNUM);
    return true;
}

/* One program header on its own. */
static bool check_segment(const ElfFile *f, unsigned i, Err *err)
{
    const ElfSegment *s = &f->seg[i];
    uint64_t space = f->is64 ? UINT64_MAX : UINT32_MAX;
    if (s->type != PT_LOAD && s->type != PT_INTERP && s->type != PT_NOTE)
        return true;
    if (s->filesz && (s->offset > f->file_nbytes || s->filesz > f->file_nbytes - s->offset))
        return err_set(err, "'%s': truncated: segment %u needs %llu bytes at offset %llu, the file has %llu", f->path,
                       i, (unsigned long long)s->filesz, (unsigned long long)s->offset,
                       (unsigned long long)f->file_nbytes);
    if (s->type != PT_LOAD)
        return true;
    if (s->filesz > s->memsz)
        return err_set(err, "'%s': segment %u is larger in the file than in memory", f->path, i);
    if (s->memsz > space - s->vaddr)
        return err_set(err, "'%s': segment %u ends beyond the address space", f->path, i);
    if (s->filesz && (s->offset ^ s->vaddr) & 4095)
        return err_set(err, "'%s': segment %u: address and file offset differ within a page", f->path, i);
    return true;
}

/* PT_LOADs come in ascending order and do not overlap (gABI chapter 5). */
static bool check_order(const ElfFile *f, Err *err)
{
    const ElfSegment *last = NULL;
    for (unsigned i = 0; i < f->phnum; i++) {
        const ElfSegment *s = &f->seg[i];
        if (s->type != PT_LOAD)
            continue;
        if (last && s->vaddr < last->vaddr + last->memsz)
            return err_set(err, "'%s': %s: %#llx after %#llx..%#llx", f->path,
                           s->vaddr + s->memsz > last->vaddr ? "segments overlap"
                                                             : "segments are not in ascending order",
                           (unsigned long long)s->vaddr, (unsigned long long)last->vaddr,
                           (unsigned long long)(last->vaddr + last->memsz));
        last = s;
    }
    return last ? true : bad(f, err, "has no segment to load");
}

static bool read_interp(ElfFile *f, const ElfSegment *s, Err *err)
{
    if (f->interp[0])
        return bad(f, err, "names more than one interpreter");
    if (s->filesz < 2 || s->filesz > sizeof f->interp)
        return bad(f, err, "the name of its interpreter has a bad length");
    if (!read_at(f, f->interp, s->filesz, s->offset))
        return bad(f, err, "cannot read the name of its interpreter");
    if (f->interp[s->filesz - 1] || !f->interp[0])
        return bad(f, err, "the name of its interpreter is not a string");
    return true;
}

static bool read_segments(ElfFile *f, Err *err)
{
    unsigned size = f->is64 ? 56 : 32;
    if (f->phnum == 0)
        return bad(f, err, "has no program headers");
    if (f->phentsize != size)
        return err_set(err, "'%s': program headers of %u bytes, %u expected", f->path, f->phentsize, size);
    if (f->phnum > ELF_MAX_PHDRS)
        return err_set(err, "'%s': %u program headers, %d at most", f->path, f->phnum, ELF_MAX_PHDRS);
    uint8_t table[ELF_MAX_PHDRS * 56];
    if (!read_at(f, table, (uint64_t)size * f->phnum, f->phoff))
        return bad(f, err, "truncated: the program headers lie beyond the end of the file");
    for (unsigned i = 0; i < f->phnum; i++) {
        const uint8_t *p = table + (size_t)i * size;
        f->seg[i] = (ElfSegment){.type = (uint32_t)field(f, p, P_TYPE),
                                 .flags = (uint32_t)field(f, p, P_FLAGS),
                                 .offset = field(f, p, P_OFFSET),
                                 .vaddr = field(f, p, P_VADDR),
                                 .filesz = field(f, p, P_FILESZ),
                                 .memsz = field(f, p, P_MEMSZ),
                                 .align = field(f, p, P_ALIGN)};
        if (!check_segment(f, i, err))
            return false;
        if (f->seg[i].type == PT_INTERP && !read_interp(f, &f->seg[i], err))
            return false;
        if (f->seg[i].type == PT_GNU_STACK) {
            f->has_gnu_stack = true;
            f->exec_stack = f->seg[i].flags & PF_X;
        }
    }
    return check_order(f, err);
}

bool elf_read(ElfFile *f, int fd, const char *path, Err *err)
{
    memset(f, 0, sizeof *f);
    f->fd = fd;
    f->path = path;
    if (!read_header(f, err))
        return false;
    /* What it is made for is the better message than what is wrong with it. */
    if (!elf_is_ppc(f)) {
        const char *name = machine_name(f->machine);
        return name ? err_set(err, "'%s' is a program for %s, not for PowerPC", path, name)
                    : err_set(err, "'%s' is a program for machine %u, not for PowerPC", path, f->machine);
    }
    if (f->type != ET_EXEC && f->type != ET_DYN)
        return bad(f, err,
                   f->type == ET_REL    ? "is an object file, not a program"
                   : f->type == ET_CORE ? "is a core file, not a program"
                                        : "is neither a program nor a shared object");
    return read_segments(f, err);
}

bool elf_is_ppc(const ElfFile *f)
{
    return f->machine == EM_PPC || f->machine == EM_PPC64;
}

bool elf_check_guest(const ElfFile *f, Err *err)
{
    if (f->is64 != (f->machine == EM_PPC64))
        return bad(f, err, "ELF class and machine disagree");
    if (f->is64)
        return err_set(err, "'%s' is a 64-bit %s-endian PowerPC program; those are not supported yet", f->path,
                       f->little ? "little" : "big");
    if (f->little)
        return bad(f, err, "is a 32-bit little-endian PowerPC program; Linux has no such ABI");
    return true;
}

/* ---- Build id --------------------------------------------------------------------- */

static uint32_t note_word(const ElfFile *f, const uint8_t *p)
{
    return f->little ? __builtin_bswap32(ld_be32(p)) : ld_be32(p);
}

unsigned elf_build_id(const ElfFile *f, uint8_t *out)
{
    for (unsigned i = 0; i < f->phnum; i++) {
        const ElfSegment *s = &f->seg[i];
        uint8_t notes[4096];
        if (s->type != PT_NOTE || s->filesz > sizeof notes || !read_at(f, notes, s->filesz, s->offset))
            continue;
        for (uint64_t at = 0; at + 12 <= s->filesz;) {
            uint64_t name = note_word(f, notes + at), desc = note_word(f, notes + at + 4);
            uint64_t desc_at = at + 12 + ((name + 3) & ~3ull);
            if (name > s->filesz || desc > s->filesz || desc_at + desc > s->filesz)
                break;
            if (note_word(f, notes + at + 8) == NT_GNU_BUILD_ID && name == 4 && !memcmp(notes + at + 12, "GNU", 4) &&
                desc <= 64) {
                memcpy(out, notes + desc_at, desc);
                return (unsigned)desc;
            }
            at = desc_at + ((desc + 3) & ~3ull);
        }
    }
    return 0;
}
