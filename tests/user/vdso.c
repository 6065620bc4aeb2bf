/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's shared object: found by its ELF tables, its functions called. Elsewhere only the result is printed. */
#include "t.h"

#include <elf.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

#ifdef __powerpc__
static void *find(const char *name)
{
    char *b = (char *)getauxval(AT_SYSINFO_EHDR), *strings = NULL;
    const Elf32_Phdr *p = (const Elf32_Phdr *)(b + ((Elf32_Ehdr *)b)->e_phoff);
    const Elf32_Dyn *d = NULL;
    const Elf32_Sym *symbol = NULL;
    const uint32_t *hash = NULL;
    for (int i = 0; i < ((Elf32_Ehdr *)b)->e_phnum; i++)
        if (p[i].p_type == PT_DYNAMIC)
            d = (const Elf32_Dyn *)(b + p[i].p_vaddr);
    for (; d->d_tag; d++) {
        strings = d->d_tag == DT_STRTAB ? b + d->d_un.d_ptr : strings;
        symbol = d->d_tag == DT_SYMTAB ? (const Elf32_Sym *)(b + d->d_un.d_ptr) : symbol;
        hash = d->d_tag == DT_HASH ? (const uint32_t *)(b + d->d_un.d_ptr) : hash;
    }
    for (uint32_t i = hash[2]; i; i = hash[2 + hash[0] + i])
        if (!strcmp(strings + symbol[i].st_name, name))
            return b + symbol[i].st_value;
    return NULL;
}

/* "li r3,n; blr", made where other code was. */
static int made(uint32_t *p, int n)
{
    void (*sync)(void *, void *) = (void (*)(void *, void *))find("__kernel_sync_dicache");
    p[0] = 0x38600000 | (uint32_t)n;
    p[1] = 0x4e800020;
    sync(p, p + 2);
    return ((int (*)(void))p)();
}
#endif

int main(void)
{
    unsigned cpu = 0, node = 99;
    long frequency = 1;
    int bad = 0;
#ifdef __powerpc__
    int (*getcpu_)(unsigned *, unsigned *, void *) = (int (*)(unsigned *, unsigned *, void *))find("__kernel_getcpu");
    uint64_t (*tbfreq)(void) = (uint64_t(*)(void))find("__kernel_get_tbfreq");
    static uint32_t code[1024] __attribute__((aligned(4096)));
    bad += !find("__kernel_sigtramp32") || !find("__kernel_sigtramp_rt32") || find("__kernel_none");
    bad += getcpu_(&cpu, &node, NULL);
    FILE *f = fopen("/proc/cpuinfo", "r");
    char line[200];
    while (fgets(line, sizeof line, f))
        sscanf(line, "timebase : %ld", &frequency);
    fclose(f);
    bad += (long)tbfreq() != frequency || frequency < 1000000;
    /* The time: from both ways, which differ by less than a second. */
    int (*gettime)(int, struct timespec *) = (int (*)(int, struct timespec *))find("__kernel_clock_gettime");
    int (*gettime64)(int, int64_t *) = (int (*)(int, int64_t *))find("__kernel_clock_gettime64");
    int (*getres)(int, struct timespec *) = (int (*)(int, struct timespec *))find("__kernel_clock_getres");
    int (*gettimeofday_)(struct timeval *, void *) = (int (*)(struct timeval *, void *))find("__kernel_gettimeofday");
    long (*time_)(long *) = (long (*)(long *))find("__kernel_time");
    struct timespec ts, res;
    struct timeval tv;
    int64_t wide[2];
    bad += gettime(CLOCK_REALTIME, &ts) || gettime64(CLOCK_REALTIME, wide) || wide[0] - ts.tv_sec > 1;
    bad += getres(CLOCK_REALTIME, &res) || res.tv_sec || !res.tv_nsec;
    bad += gettimeofday_(&tv, NULL) || tv.tv_sec - ts.tv_sec > 1 || time_(NULL) - ts.tv_sec > 1;
    mprotect(code, sizeof code, PROT_READ | PROT_WRITE | PROT_EXEC);
    for (int i = 0; i < 50; i++)
        bad += made(code + i % 7 * 8, i) != i;
#else
    node = 0;
#endif
    printf("%u %d\n", node, bad);
    return 0;
}
