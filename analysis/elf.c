/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ELF reader. Layouts: System V ABI chapters 4 and 5, by way of <elf.h>; the
 * function descriptors: 64-bit PowerPC ELF ABI supplement 1.9, 3.2.5.
 */
#include "analysis/elf.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Section {
    const char *name;
    uint32_t type, link;
    uint64_t flags, addr, offset, nbytes, entsize;
} Section;

struct AnaElf {
    const uint8_t *data;
    size_t nbytes;
    bool is64, big;
    uint16_t machine;
    uint32_t flags;
    uint64_t phoff, shoff;
    unsigned phnum, phentsize, shentsize;
    Section *sections;
    unsigned nsections;
};

/* ------------------------------------------------------------ checked access */

static bool in_file(const AnaElf *e, uint64_t off, uint64_t n)
{
    return off <= e->nbytes && n <= e->nbytes - off;
}

/* Unsigned number of n bytes at off, 0 outside the file. */
static uint64_t num(const AnaElf *e, uint64_t off, unsigned n)
{
    uint64_t v = 0;
    if (!in_file(e, off, n))
        return 0;
    for (unsigned i = 0; i < n; i++)
        v |= (uint64_t)e->data[off + i] << 8 * (e->big ? n - 1 - i : i);
    return v;
}

/* Zero-terminated text at off before end, NULL when it does not end there. */
static const char *text_at(const AnaElf *e, uint64_t off, uint64_t end)
{
    if (end > e->nbytes || off >= end || !memchr(e->data + off, 0, end - off))
        return NULL;
    return (const char *)e->data + off;
}

/* ------------------------------------------------------------ headers */

/* Field offsets in both classes: F(struct, field) is the pair's right half and its size. */
#define F(e, type, field)                                                                                              \
    num_field(e, off, offsetof(Elf32_##type, field), sizeof(((Elf32_##type *)0)->field),                               \
              offsetof(Elf64_##type, field), sizeof(((Elf64_##type *)0)->field))

static uint64_t num_field(const AnaElf *e, uint64_t off, size_t o32, size_t n32, size_t o64, size_t n64)
{
    return e->is64 ? num(e, off + o64, (unsigned)n64) : num(e, off + o32, (unsigned)n32);
}

typedef struct Segment {
    uint32_t type, flags;
    uint64_t offset, vaddr, filesz, memsz, align;
} Segment;

static bool segment(const AnaElf *e, unsigned i, Segment *s)
{
    uint64_t off = e->phoff + (uint64_t)i * e->phentsize;
    if (i >= e->phnum || !in_file(e, off, e->is64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr)))
        return false;
    s->type = (uint32_t)F(e, Phdr, p_type);
    s->flags = (uint32_t)F(e, Phdr, p_flags);
    s->offset = F(e, Phdr, p_offset);
    s->vaddr = F(e, Phdr, p_vaddr);
    s->filesz = F(e, Phdr, p_filesz);
    s->memsz = F(e, Phdr, p_memsz);
    s->align = F(e, Phdr, p_align);
    return true;
}

static void read_section(const AnaElf *e, unsigned i, Section *s)
{
    uint64_t off = e->shoff + (uint64_t)i * e->shentsize;
    s->type = (uint32_t)F(e, Shdr, sh_type);
    s->link = (uint32_t)F(e, Shdr, sh_link);
    s->flags = F(e, Shdr, sh_flags);
    s->addr = F(e, Shdr, sh_addr);
    s->offset = F(e, Shdr, sh_offset);
    s->nbytes = F(e, Shdr, sh_size);
    s->entsize = F(e, Shdr, sh_entsize);
    if (s->type != SHT_NOBITS && !in_file(e, s->offset, s->nbytes))
        s->type = SHT_NULL;
}

static void read_sections(AnaElf *e, unsigned count, unsigned strndx)
{
    uint64_t off = e->shoff;
    if (count == 0 && e->shoff) /* extended numbering: the count is in section 0 */
        count = (unsigned)MIN(F(e, Shdr, sh_size), e->nbytes / e->shentsize);
    if (strndx == SHN_XINDEX)
        strndx = (unsigned)F(e, Shdr, sh_link);
    if (!e->shoff || !in_file(e, e->shoff, (uint64_t)count * e->shentsize))
        return;
    e->sections = g_new0(Section, count);
    e->nsections = count;
    for (unsigned i = 0; i < count; i++)
        read_section(e, i, &e->sections[i]);
    const Section *str = strndx < count && e->sections[strndx].type == SHT_STRTAB ? &e->sections[strndx] : NULL;
    for (unsigned i = 0; str && i < count; i++) {
        off = e->shoff + (uint64_t)i * e->shentsize;
        e->sections[i].name = text_at(e, str->offset + F(e, Shdr, sh_name), str->offset + str->nbytes);
    }
}

static bool read_header(AnaElf *e)
{
    uint64_t off = 0;
    if (e->nbytes < sizeof(Elf32_Ehdr) || memcmp(e->data, ELFMAG, SELFMAG) != 0)
        return false;
    e->is64 = e->data[EI_CLASS] == ELFCLASS64;
    e->big = e->data[EI_DATA] == ELFDATA2MSB;
    if (e->is64 && e->nbytes < sizeof(Elf64_Ehdr))
        return false;
    e->machine = (uint16_t)F(e, Ehdr, e_machine);
    e->flags = (uint32_t)F(e, Ehdr, e_flags);
    e->phoff = F(e, Ehdr, e_phoff);
    e->shoff = F(e, Ehdr, e_shoff);
    e->phnum = (unsigned)F(e, Ehdr, e_phnum);
    e->phentsize = (unsigned)F(e, Ehdr, e_phentsize);
    e->shentsize = (unsigned)F(e, Ehdr, e_shentsize);
    if (e->shentsize >= (e->is64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr)))
        read_sections(e, (unsigned)F(e, Ehdr, e_shnum), (unsigned)F(e, Ehdr, e_shstrndx));
    return true;
}

AnaElf *ana_elf_open(const char *path, Err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        err_set(err, "%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    void *map = S_ISREG(st.st_mode) && st.st_size > 0 ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0)
                                                      : MAP_FAILED;
    close(fd);
    AnaElf *e = g_new0(AnaElf, 1);
    e->nbytes = map == MAP_FAILED ? 0 : (size_t)st.st_size;
    e->data = map == MAP_FAILED ? NULL : map;
    if (e->data && read_header(e))
        return e;
    err_set(err, "%s: not an ELF file", path);
    ana_elf_close(e);
    return NULL;
}

void ana_elf_close(AnaElf *e)
{
    if (!e)
        return;
    if (e->data)
        munmap((void *)e->data, e->nbytes);
    g_free(e->sections);
    g_free(e);
}

/* ------------------------------------------------------------ segments */

bool ana_elf_bias(const AnaElf *e, uint64_t start, uint64_t file_offset, uint64_t *bias)
{
    Segment s;
    for (int exec = 1; exec >= 0; exec--) {
        for (unsigned i = 0; segment(e, i, &s); i++) {
            uint64_t slack = s.align > 1 ? s.vaddr & (s.align - 1) : 0; /* mappings begin at the page */
            if (s.type != PT_LOAD || !!(s.flags & PF_X) != exec || file_offset + slack < s.offset ||
                file_offset >= s.offset + s.filesz)
                continue;
            *bias = start - (s.vaddr + (file_offset - s.offset));
            if (!e->is64)
                *bias = (uint64_t)(int64_t)(int32_t)*bias;
            return true;
        }
    }
    return false;
}

bool ana_elf_is_code(const AnaElf *e, uint64_t addr)
{
    Segment s;
    for (unsigned i = 0; segment(e, i, &s); i++) {
        uint64_t header = s.offset == 0 ? (e->is64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr)) : 0;
        if (s.type == PT_LOAD && (s.flags & PF_X) && addr >= s.vaddr + header && addr - s.vaddr < s.memsz)
            return true;
    }
    return false;
}

uint64_t ana_elf_entry(const AnaElf *e)
{
    return e->is64 ? num(e, offsetof(Elf64_Ehdr, e_entry), 8) : num(e, offsetof(Elf32_Ehdr, e_entry), 4);
}

const uint8_t *ana_elf_bytes(const AnaElf *e, uint64_t addr, size_t *nbytes)
{
    Segment s;
    for (unsigned i = 0; segment(e, i, &s); i++)
        if (s.type == PT_LOAD && (s.flags & PF_X) && addr >= s.vaddr && addr - s.vaddr < s.filesz &&
            in_file(e, s.offset, s.filesz)) {
            *nbytes = (size_t)(s.filesz - (addr - s.vaddr));
            return e->data + s.offset + (addr - s.vaddr);
        }
    return NULL;
}

/* ------------------------------------------------------------ sections by name */

static const Section *find_section(const AnaElf *e, const char *name)
{
    for (unsigned i = 0; i < e->nsections; i++)
        if (e->sections[i].name && strcmp(e->sections[i].name, name) == 0 && e->sections[i].type != SHT_NULL &&
            e->sections[i].type != SHT_NOBITS && e->sections[i].nbytes)
            return &e->sections[i];
    return NULL;
}

bool ana_elf_has_section(const AnaElf *e, const char *name)
{
    return find_section(e, name) != NULL;
}

static void hex_text(char *hex, size_t cap, const uint8_t *p, uint64_t n)
{
    hex[0] = 0;
    for (uint64_t i = 0; i < n && 2 * i + 3 <= cap; i++)
        g_snprintf(hex + 2 * i, 3, "%02x", p[i]);
}

/* The note with the build id in a range of the file. Note: three words, name and descriptor padded to 4. */
static bool build_id_in(const AnaElf *e, uint64_t off, uint64_t end, char *hex, size_t cap)
{
    while (off + 12 <= end && end <= e->nbytes) {
        uint64_t namesz = num(e, off, 4), descsz = num(e, off + 4, 4), type = num(e, off + 8, 4);
        uint64_t name = off + 12, desc = name + ((namesz + 3) & ~3ull);
        if (desc > end || descsz > end - desc)
            return false;
        if (type == NT_GNU_BUILD_ID && namesz == 4 && memcmp(e->data + name, "GNU", 4) == 0 && descsz) {
            hex_text(hex, cap, e->data + desc, descsz);
            return true;
        }
        off = desc + ((descsz + 3) & ~3ull);
    }
    return false;
}

bool ana_elf_build_id(const AnaElf *e, char *hex, size_t cap)
{
    Segment s;
    for (unsigned i = 0; segment(e, i, &s); i++)
        if (s.type == PT_NOTE && in_file(e, s.offset, s.filesz) &&
            build_id_in(e, s.offset, s.offset + s.filesz, hex, cap))
            return true;
    for (unsigned i = 0; i < e->nsections; i++) {
        const Section *n = &e->sections[i];
        if (n->type == SHT_NOTE && build_id_in(e, n->offset, n->offset + n->nbytes, hex, cap))
            return true;
    }
    return false;
}

const char *ana_elf_debuglink(const AnaElf *e, uint32_t *crc)
{
    const Section *s = find_section(e, ".gnu_debuglink");
    const char *name = s ? text_at(e, s->offset, s->offset + s->nbytes) : NULL;
    uint64_t at = name ? (strlen(name) + 4) & ~3ull : 0; /* the CRC follows, padded to 4 */
    if (!name || !*name || strchr(name, '/') || at + 4 > s->nbytes)
        return NULL;
    *crc = (uint32_t)num(e, s->offset + at, 4);
    return name;
}

const char *ana_elf_altlink(const AnaElf *e, char *hex, size_t cap)
{
    const Section *s = find_section(e, ".gnu_debugaltlink");
    const char *name = s ? text_at(e, s->offset, s->offset + s->nbytes) : NULL;
    if (!name || !*name)
        return NULL;
    uint64_t at = strlen(name) + 1;
    hex_text(hex, cap, e->data + s->offset + at, s->nbytes - at);
    return name;
}

uint32_t ana_elf_crc(const AnaElf *e)
{
    uint32_t table[256], crc = ~0u;
    for (uint32_t i = 0; i < 256; i++) {
        table[i] = i;
        for (int k = 0; k < 8; k++)
            table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
    }
    for (size_t i = 0; i < e->nbytes; i++)
        crc = table[(crc ^ e->data[i]) & 0xff] ^ crc >> 8;
    return ~crc;
}

/* ------------------------------------------------------------ symbols */

/* Of several names for an address people want the public one, then the one with fewer decorations. */
static int sym_rank(unsigned bind, unsigned type, const char *name)
{
    int rank = bind == STB_GLOBAL ? 0 : bind == STB_WEAK ? 2 : 4;
    if (type != STT_FUNC && type != STT_GNU_IFUNC)
        rank += 8;
    return rank * 16 + (int)MIN(strspn(name, "_"), 15u);
}

/* Section of a code symbol, with *addr moved from the descriptor to the code for 64-bit ELFv1; NULL: not code. */
static const Section *code_section(const AnaElf *e, unsigned shndx, uint64_t *addr)
{
    if (shndx == SHN_UNDEF || shndx >= e->nsections)
        return NULL;
    const Section *s = &e->sections[shndx];
    if (e->is64 && e->machine == EM_PPC64 && (e->flags & 3) != 2 && s->name && strcmp(s->name, ".opd") == 0) {
        if (s->type != SHT_PROGBITS || *addr < s->addr || *addr - s->addr > s->nbytes - MIN(s->nbytes, 8u))
            return NULL;
        *addr = num(e, s->offset + (*addr - s->addr), 8);
        for (unsigned i = 0; i < e->nsections; i++) {
            const Section *c = &e->sections[i];
            if ((c->flags & SHF_EXECINSTR) && *addr >= c->addr && *addr - c->addr < c->nbytes)
                return c;
        }
        return NULL;
    }
    return (s->flags & SHF_EXECINSTR) && *addr >= s->addr && *addr - s->addr < s->nbytes ? s : NULL;
}

static void read_symbol(const AnaElf *e, uint64_t off, const Section *str, bool dynamic, GArray *out)
{
    unsigned info = (unsigned)F(e, Sym, st_info), type = info & 15;
    AnaElfSym sym = {.addr = F(e, Sym, st_value), .nbytes = F(e, Sym, st_size), .dynamic = dynamic};
    if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE)
        return;
    const Section *s = code_section(e, (unsigned)F(e, Sym, st_shndx), &sym.addr);
    sym.name = text_at(e, str->offset + F(e, Sym, st_name), str->offset + str->nbytes);
    if (!s || !sym.name || !*sym.name || (type == STT_NOTYPE && (sym.name[0] == '.' || sym.name[0] == '$')))
        return;
    sym.section_end = s->addr + s->nbytes;
    sym.nbytes = MIN(sym.nbytes, sym.section_end - sym.addr);
    sym.rank = sym_rank(info >> 4, type, sym.name);
    g_array_append_val(out, sym);
}

static int compare_symbols(const void *pa, const void *pb)
{
    const AnaElfSym *a = pa, *b = pb;
    if (a->addr != b->addr)
        return a->addr < b->addr ? -1 : 1;
    return a->rank != b->rank ? (a->rank < b->rank ? -1 : 1) : strcmp(a->name, b->name);
}

AnaElfSym *ana_elf_symbols(const AnaElf *e, size_t *n)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(AnaElfSym));
    uint64_t size = e->is64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
    for (unsigned i = 0; i < e->nsections; i++) {
        const Section *s = &e->sections[i];
        if ((s->type != SHT_SYMTAB && s->type != SHT_DYNSYM) || s->link >= e->nsections ||
            e->sections[s->link].type != SHT_STRTAB)
            continue;
        for (uint64_t off = 0; off + size <= s->nbytes; off += size)
            read_symbol(e, s->offset + off, &e->sections[s->link], s->type == SHT_DYNSYM, out);
    }
    g_array_sort(out, compare_symbols);
    *n = out->len;
    return (AnaElfSym *)g_array_free(out, FALSE);
}
