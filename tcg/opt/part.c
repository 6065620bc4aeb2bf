/* SPDX-License-Identifier: Apache-2.0 */
/* Switches of single optimisations. See part.h. */
#include "tcg/opt/part.h"

#include <string.h>

uint32_t opt_parts_off;

static const struct {
    const char *name, *help;
} parts[] = {
#define PART(id, name, help) {name, help},
#include "tcg/opt/part.def"
#undef PART
};
_Static_assert(OPT_NPARTS <= 32, "bits of opt_parts_off");

const char *opt_part_name(unsigned n)
{
    return n < OPT_NPARTS ? parts[n].name : NULL;
}

void opt_print_parts(FILE *f)
{
    for (unsigned i = 0; i < OPT_NPARTS; i++)
        fprintf(f, "  %-14s %s\n", parts[i].name, parts[i].help);
}

/* Bits of the part of this name, 0 = there is none. */
static uint32_t bits_of(const char *name, size_t len)
{
    if (len == 3 && !memcmp(name, "all", 3))
        return (uint32_t)(((uint64_t)1 << OPT_NPARTS) - 1);
    for (unsigned i = 0; i < OPT_NPARTS; i++)
        if (strlen(parts[i].name) == len && !memcmp(parts[i].name, name, len))
            return 1u << i;
    return 0;
}

static bool no_part(const char *name, size_t len, Err *err)
{
    char known[512] = "";
    for (unsigned i = 0; i < OPT_NPARTS; i++) {
        strncat(known, parts[i].name, sizeof known - 1 - strlen(known));
        strncat(known, ", ", sizeof known - 1 - strlen(known));
    }
    return err_set(err, "--no-opt: there is no '%.*s' (there are %sall)", (int)len, name, known);
}

bool opt_parts_switch_off(const char *list, Err *err)
{
    uint32_t off = 0;
    while (list && *list) {
        size_t len = strcspn(list, ",");
        uint32_t bits = bits_of(list, len);
        if (len && !bits)
            return no_part(list, len, err);
        off |= bits;
        list += len + (list[len] == ',');
    }
    opt_parts_off = off;
    return true;
}
