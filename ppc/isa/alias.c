/* SPDX-License-Identifier: Apache-2.0 */
/* Simplified mnemonics as a list. See alias.h. */
#include "ppc/isa/alias.h"

#include <string.h>

const PpcAlias ppc_aliases[] = {
#define A(op, cond, mnemonic, operands) {PPC_##op, mnemonic, operands, #cond},
#include "ppc/isa/alias.def"
};
const unsigned ppc_naliases = sizeof ppc_aliases / sizeof *ppc_aliases;

/* What a % letter of alias.def may stand for; NULL at the end. */
static const char *const *choices(char letter)
{
    static const char *const cond[] = {"lt", "ge", "gt", "le", "eq", "ne", "so", "ns", NULL};
    static const char *const count[] = {"dnz", "dz", NULL};
    static const char *const truth[] = {"t", "f", NULL};
    static const char *const hint[] = {"+", "-", "", NULL};
    static const char *const trap[] = {"lgt", "llt", "eq", "lge", "lle", "gt", "ge", "lt", "le", "ne", "u", NULL};
    static const char *const none[] = {NULL};
    switch (letter) {
    case 'c': return cond;
    case 'd': return count;
    case 'f': return truth;
    case 'h':
    case 'y': return hint;
    case 't': return trap;
    default: return none;
    }
}

bool ppc_mnemonic_matches(const char *pattern, const char *text)
{
    if (!*pattern)
        return !*text;
    if (*pattern == '{') {
        size_t n = strcspn(pattern, "}");
        const char *rest = pattern + n + 1;
        bool has = strncmp(text, pattern + 1, n - 1) == 0;
        return (has && ppc_mnemonic_matches(rest, text + n - 1)) || ppc_mnemonic_matches(rest, text);
    }
    if (*pattern == '%') {
        for (const char *const *c = choices(pattern[1]); *c; c++)
            if (strncmp(text, *c, strlen(*c)) == 0 && ppc_mnemonic_matches(pattern + 2, text + strlen(*c)))
                return true;
        return false;
    }
    return *pattern == *text && ppc_mnemonic_matches(pattern + 1, text + 1);
}
