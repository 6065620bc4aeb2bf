/* SPDX-License-Identifier: Apache-2.0 */
/* Mapping the segments of a checked ELF file into guest memory. */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "engine/user/elf.h"
#include "engine/user/usr.h"

static uint64_t page_down(uint64_t g)
{
    return g & ~(uint64_t)(MEM_PAGE - 1);
}
static uint64_t page_up(uint64_t g)
{
    return page_down(g + MEM_PAGE - 1);
}

static int prot_of(const ElfSegment *s)
{
    return (s->flags & PF_R ? PROT_READ : 0) | (s->flags & PF_W ? PROT_WRITE : 0) | (s->flags & PF_X ? PROT_EXEC : 0);
}

static bool failed(const ElfFile *f, int64_t r, uint64_t at, Err *err)
{
    return err_set(err, "'%s': cannot map a segment at %#llx: %s", f->path, (unsigned long long)at, strerror((int)-r));
}

/* Zeroes [from, end of its page), whatever the page's permission. */
static int64_t zero_tail(uint64_t from, int prot)
{
    uint64_t page = page_down(from), n = page_up(from) - from;
    if (n == 0)
        return 0;
    int64_t r = 0;
    if (!(prot & PROT_WRITE))
        r = mem_mprotect(page, MEM_PAGE, PROT_READ | PROT_WRITE);
    if (r == 0)
        memset(mem_g2h(from), 0, n);
    if (r == 0 && !(prot & PROT_WRITE))
        r = mem_mprotect(page, MEM_PAGE, prot);
    return r;
}

static bool map_segment(const ElfFile *f, const ElfSegment *s, uint64_t bias, Err *err)
{
    int prot = prot_of(s);
    uint64_t at = s->vaddr + bias, file_end = at + s->filesz, start = page_down(at), end = page_up(at + s->memsz);
    uint64_t file_pages = s->filesz ? page_up(file_end) : start;
    if (s->filesz) {
        int64_t r = mem_mmap(start, file_pages - start, prot, MAP_PRIVATE | MAP_FIXED, f->fd, page_down(s->offset));
        if (r >= 0 && s->memsz > s->filesz)
            r = zero_tail(file_end, prot);
        if (r < 0)
            return failed(f, r, start, err);
    }
    if (end > file_pages) {
        int64_t r = mem_mmap(file_pages, end - file_pages, prot, MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
        if (r < 0)
            return failed(f, r, file_pages, err);
    }
    return true;
}

/* Bias of the file: reserves the place. */
static bool place(const ElfFile *f, uint64_t where, ElfImage *img, Err *err)
{
    uint64_t nbytes = img->hi - img->lo;
    if (f->type == ET_EXEC) {
        if (img->lo < 0x10000 || img->hi > mem_limit)
            return err_set(err, "'%s': its segments lie at %#llx..%#llx, outside %#x..%#llx", f->path,
                           (unsigned long long)img->lo, (unsigned long long)img->hi, 0x10000,
                           (unsigned long long)mem_limit);
        where = img->lo;
    }
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    if (where)
        flags |= MAP_FIXED_NOREPLACE;
    int64_t r = mem_mmap(where, nbytes, PROT_NONE, flags, -1, 0);
    if (r < 0)
        return failed(f, r, where, err);
    img->bias = (uint64_t)r - img->lo;
    /* Gaps between segments belong to nobody, as on Linux: only the segments are mapped again below. */
    return mem_munmap((uint64_t)r, nbytes) == 0;
}

static void note_ranges(ElfImage *img, const ElfSegment *s)
{
    uint64_t at = s->vaddr + img->bias, end = at + s->filesz;
    if (s->flags & PF_X) {
        if (!img->code_end || at < img->code_start)
            img->code_start = at;
        if (end > img->code_end)
            img->code_end = end;
    }
    if (at >= img->data_start) {
        img->data_start = at;
        img->data_end = end;
    }
    if (at + s->memsz > img->brk)
        img->brk = at + s->memsz;
}

bool elf_map(const ElfFile *f, uint64_t where, bool main_program, ElfImage *img, Err *err)
{
    memset(img, 0, sizeof *img);
    img->lo = UINT64_MAX;
    for (unsigned i = 0; i < f->phnum; i++) {
        const ElfSegment *s = &f->seg[i];
        if (s->type != PT_LOAD)
            continue;
        if (page_down(s->vaddr) < img->lo)
            img->lo = page_down(s->vaddr);
        img->hi = page_up(s->vaddr + s->memsz);
    }
    if (!place(f, where, img, err))
        return false;
    for (unsigned i = 0; i < f->phnum; i++) {
        const ElfSegment *s = &f->seg[i];
        if (s->type == PT_PHDR)
            img->phdr = s->vaddr + img->bias;
        if (s->type != PT_LOAD || !s->memsz)
            continue;
        if (!map_segment(f, s, img->bias, err))
            return false;
        note_ranges(img, s);
        if (!img->phdr && s->offset <= f->phoff && f->phoff < s->offset + s->filesz)
            img->phdr = f->phoff - s->offset + s->vaddr + img->bias;
        if ((s->flags & PF_X) && s->filesz)
            usr_module_mapped(page_down(s->vaddr + img->bias),
                              page_up(s->vaddr + img->bias + s->filesz) - page_down(s->vaddr + img->bias), f->fd,
                              page_down(s->offset), img->bias, main_program);
    }
    img->lo += img->bias;
    img->hi += img->bias;
    img->entry = f->entry + img->bias;
    return true;
}
