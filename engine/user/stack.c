/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first stack of a program, as the kernel builds it (System V ABI PowerPC
 * supplement, "Process Initialization"): from the top the name of the file, the
 * strings, random bytes and the platform's name; below, 16-byte aligned, argc,
 * argv, envp and the auxiliary vector.
 */
#include "engine/user/stack.h"

#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "engine/user/gmem.h"
#include "ppc/isa/cpu.h"

enum { AT_PPC_DCACHEBSIZE = 19, AT_PPC_ICACHEBSIZE = 20, AT_PPC_UCACHEBSIZE = 21, AT_PPC_IGNOREPPC = 22 };

#define STACK_MIN       (1ull << 20)
#define STACK_MAX       (1ull << 30)
#define STACK_UNLIMITED (256ull << 20)
#define STACK_GAP       (1ull << 20) /* nothing is placed this close below it */
/* Left for it to grow into, as Linux does. */
#define STACK_ROOM (128ull << 20)
/* Of the stack Linux counts against limits what has been used; so much is for a start. */
#define STACK_COUNTED (132ull << 10)

static int prot;

static uint64_t bytes_for(uint64_t limit)
{
    uint64_t nbytes = limit == UINT64_MAX ? STACK_UNLIMITED : limit;
    nbytes = nbytes < STACK_MIN ? STACK_MIN : nbytes > STACK_MAX ? STACK_MAX : nbytes;
    return (nbytes + MEM_PAGE - 1) & ~(uint64_t)(MEM_PAGE - 1);
}

static int64_t map_stack(uint64_t lo, uint64_t hi)
{
    return mem_mmap(lo, hi - lo, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
}

bool stack_map(bool exec, Err *err)
{
    uint64_t nbytes = bytes_for(usr_limits_stack());
    usr.stack_hi = mem_limit;
    usr.stack_lo = usr.stack_hi - nbytes;
    prot = PROT_READ | PROT_WRITE | (exec ? PROT_EXEC : 0);
    int64_t r = map_stack(usr.stack_lo, usr.stack_hi);
    if (r < 0)
        return err_set(err, "cannot map the guest's stack: %s", strerror((int)-r));
    mem_limits_leave_out(nbytes - STACK_COUNTED);
    mem_set_top(usr.stack_hi - (nbytes > STACK_ROOM ? nbytes : STACK_ROOM) - STACK_GAP);
    return true;
}

void stack_grow(uint64_t nbytes)
{
    uint64_t want = usr.stack_hi - bytes_for(nbytes), lo = usr.stack_lo;
    while (lo > want && !mem_flags(lo - MEM_PAGE))
        lo -= MEM_PAGE;
    if (lo > want) /* something is there */
        lo += STACK_GAP;
    if (lo >= usr.stack_lo)
        return;
    mem_limits_leave_out(usr.stack_lo - lo);
    if (map_stack(lo, usr.stack_lo) < 0)
        return;
    usr.stack_lo = lo;
}

/* Everything goes on from the top down. */
typedef struct Builder {
    uint64_t sp;
    bool full;
} Builder;

static uint64_t push_bytes(Builder *b, const void *src, uint64_t nbytes)
{
    if (b->full || b->sp - usr.stack_lo < nbytes + 65536) {
        b->full = true;
        return 0;
    }
    b->sp -= nbytes;
    memcpy(mem_g2h(b->sp), src, nbytes);
    return b->sp;
}

static uint64_t push_string(Builder *b, const char *s)
{
    return push_bytes(b, s, strlen(s) + 1);
}

static unsigned count(char **v)
{
    unsigned n = 0;
    while (v[n])
        n++;
    return n;
}

/* Strings of argv or envp so that the first is lowest; returns the address of the first. */
static uint64_t push_strings(Builder *b, char **v)
{
    for (unsigned n = count(v); n-- > 0;)
        push_string(b, v[n]);
    return b->sp;
}

static void put_word(uint64_t *at, uint64_t v)
{
    usr_put_long(*at, v);
    *at += usr_word();
}

static void put_strings(uint64_t *at, char **v, uint64_t g)
{
    for (; *v; v++) {
        put_word(at, g);
        g += strlen(*v) + 1;
    }
    put_word(at, 0);
}

typedef struct Aux {
    uint64_t key, value;
} Aux;

static unsigned make_auxv(Aux *v, const ElfFile *f, const ElfImage *prog, const ElfImage *interp, uint64_t execfn,
                          uint64_t platform, uint64_t random)
{
    const Aux all[] = {
        /* Alignment aid for old C libraries: they skip these two. */
        {AT_PPC_IGNOREPPC, AT_PPC_IGNOREPPC},
        {AT_PPC_IGNOREPPC, AT_PPC_IGNOREPPC},
        {AT_PPC_DCACHEBSIZE, ppc_cpu_model->cache_block},
        {AT_PPC_ICACHEBSIZE, ppc_cpu_model->cache_block},
        {AT_PPC_UCACHEBSIZE, 0},
        {AT_SYSINFO_EHDR, usr.vdso},
        {AT_HWCAP, ppc_cpu_model->hwcap},
        {AT_HWCAP2, ppc_cpu_model->hwcap2},
        {AT_PAGESZ, MEM_PAGE},
        {AT_CLKTCK, (uint64_t)sysconf(_SC_CLK_TCK)},
        {AT_PHDR, prog->phdr},
        {AT_PHENT, f->phentsize},
        {AT_PHNUM, f->phnum},
        {AT_BASE, interp ? interp->bias : 0},
        {AT_FLAGS, 0},
        {AT_ENTRY, prog->entry},
        {AT_UID, getuid()},
        {AT_EUID, geteuid()},
        {AT_GID, getgid()},
        {AT_EGID, getegid()},
        {AT_SECURE, getauxval(AT_SECURE)},
        {AT_RANDOM, random},
        {AT_EXECFN, execfn},
        {AT_PLATFORM, platform},
        {AT_NULL, 0},
    };
    memcpy(v, all, sizeof all);
    return sizeof all / sizeof all[0];
}

uint64_t stack_build(const ElfFile *f, const ElfImage *prog, const ElfImage *interp, char **argv, char **envp, Err *err)
{
    Builder b = {.sp = usr.stack_hi - 2 * usr_word()};
    uint8_t random[16];
    if (getrandom(random, sizeof random, 0) != sizeof random)
        memset(random, 0x5a, sizeof random);
    uint64_t execfn = push_string(&b, usr.cfg->program);
    usr.env_end = b.sp;
    uint64_t env_strings = push_strings(&b, envp);
    usr.env_start = usr.arg_end = env_strings;
    uint64_t arg_strings = push_strings(&b, argv);
    usr.arg_start = arg_strings;
    uint64_t platform = push_string(&b, ppc_cpu_model->platform);
    b.sp &= ~15ull;
    uint64_t rnd = push_bytes(&b, random, sizeof random);
    Aux aux[32];
    unsigned naux = make_auxv(aux, f, prog, interp, execfn, platform, rnd);
    uint64_t words = 1 + count(argv) + 1 + count(envp) + 1 + 2ull * naux;
    uint64_t sp = (b.sp - words * usr_word()) & ~15ull;
    if (b.full || sp < usr.stack_lo + 65536) {
        err_set(err, "'%s': arguments and environment do not fit on the stack", usr.cfg->program);
        return 0;
    }
    uint64_t at = sp;
    put_word(&at, count(argv));
    put_strings(&at, argv, arg_strings);
    put_strings(&at, envp, env_strings);
    usr.auxv = at;
    for (unsigned i = 0; i < naux; i++) {
        put_word(&at, aux[i].key);
        put_word(&at, aux[i].value);
    }
    usr.auxv_nbytes = at - usr.auxv;
    return sp;
}
