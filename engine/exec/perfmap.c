/* SPDX-License-Identifier: Apache-2.0 */
/* Translated code for perf(1). See perfmap.h. */
#include "engine/exec/perfmap.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/clock.h"

static FILE *map, *jitdump;
static int owner; /* process id of who opened them */

/* A file for reading and writing, out of the way of the guest's descriptors; NULL and errno. */
static FILE *open_high(const char *path)
{
    enum { FROM_FD = 901 };
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, FROM_FD);
    if (high >= 0) {
        close(fd);
        fd = high;
    }
    return fd < 0 ? NULL : fdopen(fd, "w+");
}

bool perfmap_open(Err *err)
{
    char path[64];
    owner = (int)getpid();
    snprintf(path, sizeof path, "/tmp/perf-%d.map", owner);
    map = open_high(path);
    if (!map)
        return err_set(err, "cannot write the perf map %s: %s", path, strerror(errno));
    setvbuf(map, NULL, _IOLBF, 0); /* perf may read it after a crash */
    return true;
}

static void name_of(char *buf, size_t nbytes, const Tb *tb)
{
    snprintf(buf, nbytes, "%s_%llx", tb->nparts ? "region" : "guest", (unsigned long long)tb->pc);
}

/* ---- jitdump: perf's own format (tools/perf/Documentation/jitdump-specification.txt), in the host's byte order
 * -------
 */

typedef struct DumpHeader {
    uint32_t magic, version, nbytes, machine, pad, pid;
    uint64_t time, flags;
} DumpHeader;

typedef struct DumpLoad {
    uint32_t id, nbytes; /* the whole record: the name with its 0 and the code follow */
    uint64_t time;
    uint32_t pid, tid;
    uint64_t vma, address, code_nbytes, index;
} DumpLoad;

enum { DUMP_MAGIC = 0x4a695444, DUMP_VERSION = 1, DUMP_LOAD = 0 };

bool perfmap_open_jitdump(const char *folder, Err *err)
{
    char *path = NULL;
    owner = (int)getpid();
    if (asprintf(&path, "%s/jit-%d.dump", folder, owner) < 0)
        return err_set(err, "no memory for the jitdump's name");
    jitdump = open_high(path);
    /* This mapping is how perf learns of the file: it notes executable ones. */
    bool ok =
        jitdump && ftruncate(fileno(jitdump), (off_t)sizeof(DumpHeader)) == 0 &&
        mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_EXEC, MAP_PRIVATE, fileno(jitdump), 0) != MAP_FAILED;
    const DumpHeader h = {.magic = DUMP_MAGIC,
                          .version = DUMP_VERSION,
                          .nbytes = sizeof h,
                          .machine = EM_X86_64,
                          .pid = (uint32_t)owner,
                          .time = clock_now_ns()};
    if (!ok || fwrite(&h, sizeof h, 1, jitdump) != 1)
        err_set(err, "cannot write the jitdump %s: %s", path, strerror(errno));
    free(path);
    return !err->text[0];
}

static void dump(const Tb *tb)
{
    char name[64];
    name_of(name, sizeof name, tb);
    const size_t name_nbytes = strlen(name) + 1;
    const DumpLoad l = {.id = DUMP_LOAD,
                        .nbytes = (uint32_t)(sizeof l + name_nbytes + tb->code.nbytes),
                        .time = clock_now_ns(),
                        .pid = (uint32_t)owner,
                        .tid = (uint32_t)gettid(),
                        .vma = tb->rx,
                        .address = tb->rx,
                        .code_nbytes = tb->code.nbytes,
                        .index = tb->number};
    fwrite(&l, sizeof l, 1, jitdump);
    fwrite(name, name_nbytes, 1, jitdump);
    fwrite(tb->rw, tb->code.nbytes, 1, jitdump);
    fflush(jitdump);
}

void perfmap_add(const Tb *tb)
{
    if ((!map && !jitdump) || owner != (int)getpid())
        return;
    char name[64];
    name_of(name, sizeof name, tb);
    if (map)
        fprintf(map, "%llx %x %s\n", (unsigned long long)tb->rx, tb->code.nbytes, name);
    if (jitdump)
        dump(tb);
}
