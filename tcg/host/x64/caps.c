/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host features from CPUID, less those switched off by name. A VEX feature
 * counts only when the operating system saves the registers (GCC's builtin
 * checks XCR0).
 */
#include <stdlib.h>
#include <string.h>

#include "tcg/host/host.h"

HostCaps host_caps;

typedef struct Cap {
    const char *name;
    bool *flag;
} Cap;

static const Cap caps[] = {
    {"movbe", &host_caps.movbe},       {"bmi1", &host_caps.bmi1},         {"bmi2", &host_caps.bmi2},
    {"lzcnt", &host_caps.lzcnt},       {"popcnt", &host_caps.popcnt},     {"sse41", &host_caps.sse41},
    {"avx", &host_caps.avx},           {"avx2", &host_caps.avx2},         {"fma", &host_caps.fma},
    {"avx512vl", &host_caps.avx512vl}, {"avx512bw", &host_caps.avx512bw}, {"avx512vbmi", &host_caps.avx512vbmi},
};
enum { NCAPS = sizeof(caps) / sizeof(caps[0]) };

static bool switch_off(const char *name, size_t len, Err *err)
{
    bool all = len == 3 && !memcmp(name, "all", 3), found = all;
    for (unsigned i = 0; i < NCAPS; i++)
        if (all || (strlen(caps[i].name) == len && !memcmp(caps[i].name, name, len))) {
            *caps[i].flag = false;
            found = true;
        }
    return found || err_set(err, "unknown host feature '%.*s'", (int)len, name);
}

/* movbe and lzcnt have no name in older compilers' builtin: leaf 1 ecx bit 22, leaf 0x80000001 ecx bit 5. */
static uint32_t cpuid_ecx(uint32_t leaf)
{
    uint32_t a = leaf, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return c;
}

static uint32_t cpuid_max_extended(void)
{
    uint32_t a = 0x80000000u, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return a;
}

bool host_init(const char *off, Err *err)
{
    __builtin_cpu_init();
    host_caps.movbe = cpuid_ecx(1) >> 22 & 1;
    host_caps.lzcnt = cpuid_max_extended() >= 0x80000001u && (cpuid_ecx(0x80000001u) >> 5 & 1);
    host_caps.bmi1 = __builtin_cpu_supports("bmi");
    host_caps.bmi2 = __builtin_cpu_supports("bmi2");
    host_caps.popcnt = __builtin_cpu_supports("popcnt");
    host_caps.sse41 = __builtin_cpu_supports("sse4.1");
    host_caps.avx = __builtin_cpu_supports("avx");
    host_caps.avx2 = __builtin_cpu_supports("avx2");
    host_caps.fma = __builtin_cpu_supports("fma");
    host_caps.avx512vl = __builtin_cpu_supports("avx512vl");
    host_caps.avx512bw = __builtin_cpu_supports("avx512bw");
    host_caps.avx512vbmi = __builtin_cpu_supports("avx512vbmi");
    while (off && *off) {
        size_t len = strcspn(off, ",");
        if (len && !switch_off(off, len, err))
            return false;
        off += len + (off[len] == ',');
    }
    host_caps.avx = host_caps.avx && host_caps.sse41;
    host_caps.fma = host_caps.fma && host_caps.avx;
    host_caps.avx2 = host_caps.avx2 && host_caps.avx;
    host_caps.avx512vl = host_caps.avx512vl && host_caps.avx2;
    host_caps.avx512bw = host_caps.avx512bw && host_caps.avx512vl;
    host_caps.avx512vbmi = host_caps.avx512vbmi && host_caps.avx512bw;
    return true;
}
