/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symbols of a module, for plugins: the tables .symtab and .dynsym of its ELF
 * file (either width, either byte order), at guest addresses.
 *
 * Separate debug files are not looked for: what a plugin intercepts at run time
 * must be in the file that runs. Names of lines and inlined functions are made
 * from the results file (analysis/), not here. Files that are damaged show
 * fewer symbols, never wrong memory accesses.
 */
#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/plugin/plg.h"

typedef struct File {
    const uint8_t *p;
    uint64_t n;
    bool wide, big;
} File;

/* An unsigned number of nbytes at off; 0 outside the file. */
static uint64_t get(const File *f, uint64_t off, unsigned nbytes)
{
    uint64_t v = 0;
    if (off > f->n || f->n - off < nbytes)
        return 0;
    for (unsigned i = 0; i < nbytes; i++)
        v = v << 8 | f->p[off + (f->big ? i : nbytes - 1 - i)];
    return v;
}

/* Field `member` of ELF structure `type` at off. */
#define GET(f, off, type, member)                                                                                      \
    ((f)->wide ? get(f, (off) + offsetof(Elf64_##type, member), sizeof(((Elf64_##type *)0)->member))                   \
               : get(f, (off) + offsetof(Elf32_##type, member), sizeof(((Elf32_##type *)0)->member)))
#define SIZE(f, type) ((f)->wide ? sizeof(Elf64_##type) : sizeof(Elf32_##type))

static bool map_file(const char *path, File *f)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > EI_NIDENT;
    void *p = ok ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    if (p == MAP_FAILED)
        return false;
    *f = (File){.p = p, .n = (uint64_t)st.st_size};
    f->wide = f->p[EI_CLASS] == ELFCLASS64;
    f->big = f->p[EI_DATA] == ELFDATA2MSB;
    if (memcmp(p, ELFMAG, SELFMAG) == 0)
        return true;
    munmap(p, (size_t)f->n);
    return false;
}

/* Guest address minus the file's own, from the segment that the mapping is of. */
static uint64_t bias_of(const File *f, const EgModule *m)
{
    uint64_t at = GET(f, 0, Ehdr, e_phoff), n = GET(f, 0, Ehdr, e_phnum);
    for (uint64_t i = 0; i < n; i++, at += SIZE(f, Phdr)) {
        uint64_t page = 0xffff, off = GET(f, at, Phdr, p_offset), size = GET(f, at, Phdr, p_filesz);
        if (GET(f, at, Phdr, p_type) != PT_LOAD || m->file_offset > off + size || m->file_offset < (off & ~page) ||
            !(GET(f, at, Phdr, p_flags) & PF_X))
            continue;
        return m->start - (GET(f, at, Phdr, p_vaddr) + m->file_offset - off);
    }
    return 0;
}

static void each_of(const File *f, const EgModule *m, uint64_t section, EgSymbolFn fn, void *user)
{
    uint64_t at = GET(f, section, Shdr, sh_offset), n = GET(f, section, Shdr, sh_size) / SIZE(f, Sym);
    uint64_t strings = GET(f, 0, Ehdr, e_shoff) + GET(f, section, Shdr, sh_link) * SIZE(f, Shdr);
    uint64_t names = GET(f, strings, Shdr, sh_offset), size = GET(f, strings, Shdr, sh_size), bias = bias_of(f, m);
    if (names > f->n || size > f->n - names || at > f->n)
        return;
    for (uint64_t i = 1; i < n && at + i * SIZE(f, Sym) < f->n; i++) {
        uint64_t s = at + i * SIZE(f, Sym), name = GET(f, s, Sym, st_name);
        unsigned type = GET(f, s, Sym, st_info) & 15;
        if (GET(f, s, Sym, st_shndx) == SHN_UNDEF || GET(f, s, Sym, st_shndx) >= SHN_LORESERVE || name == 0 ||
            name >= size || !memchr(f->p + names + name, 0, size - name) ||
            (type != STT_NOTYPE && type != STT_OBJECT && type != STT_FUNC && type != STT_GNU_IFUNC))
            continue;
        EgSymbol out = {.struct_size = sizeof out,
                        .name = (const char *)f->p + names + name,
                        .addr = GET(f, s, Sym, st_value) + bias,
                        .nbytes = GET(f, s, Sym, st_size),
                        .kind = type == STT_FUNC        ? EG_SYM_FUNCTION
                                : type == STT_OBJECT    ? EG_SYM_OBJECT
                                : type == STT_GNU_IFUNC ? EG_SYM_RESOLVER
                                                        : EG_SYM_OTHER,
                        .module = m->number};
        fn(&out, user);
    }
}

void eg_each_symbol(const EgModule *m, EgSymbolFn fn, void *user)
{
    File f;
    if (!m->path || !map_file(m->path, &f))
        return;
    uint64_t at = GET(&f, 0, Ehdr, e_shoff), n = GET(&f, 0, Ehdr, e_shnum);
    uint64_t table[2] = {0, 0}; /* .symtab has all that .dynsym has */
    for (uint64_t i = 0; i < n && at < f.n; i++, at += SIZE(&f, Shdr)) {
        uint64_t type = GET(&f, at, Shdr, sh_type);
        if (type == SHT_SYMTAB || type == SHT_DYNSYM)
            table[type == SHT_DYNSYM] = at;
    }
    if (table[0] || table[1])
        each_of(&f, m, table[0] ? table[0] : table[1], fn, user);
    munmap((void *)f.p, (size_t)f.n);
}
