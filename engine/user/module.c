/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells the module hook which files' code is in guest memory: at program start
 * (elf_map.c) and when the guest maps an ELF file executable (the dynamic
 * linker, dlopen).
 */
#include <elf.h>
#include <limits.h>
#include <stdlib.h>
#include <stdio.h>
#include <unistd.h>

#include "engine/user/elf.h"
#include "engine/user/usr.h"

/* Bias of a mapping of an ELF file: from the PT_LOAD that covers the file offset. */
static uint64_t find_bias(const ElfFile *f, uint64_t start, uint64_t off)
{
    for (unsigned i = 0; i < f->phnum; i++) {
        const ElfSegment *s = &f->seg[i];
        uint64_t lo = s->offset & ~(uint64_t)(MEM_PAGE - 1);
        if (s->type == PT_LOAD && (s->flags & PF_X) && off >= lo && off < s->offset + s->filesz)
            return start - off - (s->vaddr - s->offset);
    }
    return start - off;
}

void usr_module_mapped(uint64_t start, uint64_t nbytes, int fd, uint64_t off, uint64_t bias, bool main_program)
{
    const UserHooks *h = usr.cfg->hooks;
    if (!h || !h->module_load)
        return;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0)
        return;
    path[n] = 0;
    ElfFile *f = malloc(sizeof *f);
    uint8_t id[64];
    Err err = {0};
    if (f && elf_read(f, fd, path, &err)) {
        UserModule m = {.path = path,
                        .start = start,
                        .nbytes = nbytes,
                        .file_offset = off,
                        .bias = main_program || bias ? bias : find_bias(f, start, off),
                        .main_program = main_program};
        m.build_id_nbytes = elf_build_id(f, id);
        m.build_id = m.build_id_nbytes ? id : NULL;
        h->module_load(h->ctx, &m);
    }
    free(f);
}
