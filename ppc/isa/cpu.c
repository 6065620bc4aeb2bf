/* SPDX-License-Identifier: Apache-2.0 */
/* Processor models. See cpu.h. */
#include "ppc/isa/cpu.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#include "engine/base/bits.h"

enum {
#define FEATURE(id, rows) NUMBER_##id,
#include "ppc/isa/cpu.def"
    NFEATURES
};
_Static_assert((int)NFEATURES <= 32, "a feature is a bit");

enum {
#define FEATURE(id, rows) F_##id = 1 << NUMBER_##id,
#include "ppc/isa/cpu.def"
};

/* The rows of each feature. */
static const char *const feature_rows[NFEATURES] = {
#define FEATURE(id, rows) rows,
#include "ppc/isa/cpu.def"
};

static const PpcCpuModel models[] = {
#define CPU(name_, pvr_, features_, hwcap_, hwcap2_, platform_, block_, description_)                                  \
    {.name = name_,                                                                                                    \
     .description = description_,                                                                                      \
     .platform = platform_,                                                                                            \
     .pvr = pvr_,                                                                                                      \
     .features = (uint32_t)(features_),                                                                                \
     .hwcap = (uint32_t)(HWCAP_32 | HWCAP_FPU | HWCAP_MMU | (hwcap_)),                                                 \
     .hwcap2 = (uint32_t)(hwcap2_),                                                                                    \
     .cache_block = block_},
#include "ppc/isa/cpu.def"
};

const PpcCpuModel *ppc_cpu_model = &models[0];
static bool lacks[PPC_OP_COUNT];

bool ppc_cpu_has(PpcOp op)
{
    return !lacks[op];
}

/* The features that name a row. */
static uint32_t features_of(const char *id)
{
    uint32_t set = 0;
    for (unsigned i = 0; i < NFEATURES; i++) {
        char pattern[32];
        int n;
        for (const char *p = feature_rows[i]; sscanf(p, "%31s%n", pattern, &n) == 1; p += n)
            if (fnmatch(pattern, id, 0) == 0)
                set |= 1u << i;
    }
    return set;
}

bool ppc_cpu_select(const char *name, Err *err)
{
    const PpcCpuModel *m = NULL;
    for (unsigned i = 0; i < ARRAY_LEN(models); i++)
        if (strcasecmp(models[i].name, name) == 0)
            m = &models[i];
    if (!m)
        return err_set(err, "no processor model '%s' (--list-cpus shows them)", name);
    ppc_cpu_model = m;
    for (int op = 1; op < PPC_OP_COUNT; op++) {
        const PpcRow *r = ppc_row((PpcOp)op);
        uint32_t by = features_of(r->id);
        lacks[op] = (by && !(by & m->features)) || (r->level == PPC_LEVEL_VMX && !(m->features & F_ALTIVEC)) ||
                    (r->level == PPC_LEVEL_VSX && !(m->features & F_VSX)) ||
                    (r->level == PPC_LEVEL_DFP && !(m->features & F_DFP));
    }
    return true;
}

void ppc_cpu_list(FILE *out)
{
    for (unsigned i = 0; i < ARRAY_LEN(models); i++)
        fprintf(out, "%-10s pvr %08x, cache block %3u  %s%s\n", models[i].name, models[i].pvr, models[i].cache_block,
                models[i].description, i == 0 ? " (default)" : "");
}

bool ppc_cpu_features_named(FILE *out)
{
    bool ok = true;
    for (unsigned i = 0; i < NFEATURES; i++) {
        char pattern[32];
        int n;
        for (const char *p = feature_rows[i]; sscanf(p, "%31s%n", pattern, &n) == 1; p += n) {
            bool any = false;
            for (int op = 1; op < PPC_OP_COUNT; op++)
                any |= fnmatch(pattern, ppc_row((PpcOp)op)->id, 0) == 0;
            if (!any)
                fprintf(out, "cpu.def: no row is named %s\n", pattern);
            ok &= any;
        }
    }
    return ok;
}
