/* SPDX-License-Identifier: Apache-2.0 */
/* Host code as text for listings: capstone when it was found at configure time, else bytes in hex. */
#include "config.h"

#include <stdio.h>

#include "tcg/host/host.h"

static void hex_line(const uint8_t *code, size_t n, char *text, size_t size)
{
    size_t len = (size_t)snprintf(text, size, ".byte");
    for (size_t i = 0; i < n && len < size; i++)
        len += (size_t)snprintf(text + len, size - len, "%s0x%02x", i ? "," : " ", code[i]);
}

#if HAVE_CAPSTONE
#include <capstone/capstone.h>

void host_disas(const uint8_t *code, size_t nbytes, uint64_t rx,
                void (*line)(void *ctx, uint32_t off, const char *text), void *ctx)
{
    csh h;
    char text[256];
    if (cs_open(CS_ARCH_X86, CS_MODE_64, &h) != CS_ERR_OK)
        die("capstone does not open");
    cs_insn *insn = cs_malloc(h);
    const uint8_t *p = code;
    size_t left = nbytes;
    uint64_t at = rx;
    while (left) {
        uint32_t off = (uint32_t)(p - code);
        if (cs_disasm_iter(h, &p, &left, &at, insn)) {
            snprintf(text, sizeof(text), "%s%s%s", insn->mnemonic, *insn->op_str ? " " : "", insn->op_str);
        } else { /* data */
            hex_line(p, 1, text, sizeof(text));
            p++;
            left--;
            at++;
        }
        line(ctx, off, text);
    }
    cs_free(insn, 1);
    cs_close(&h);
}
#else
void host_disas(const uint8_t *code, size_t nbytes, uint64_t rx,
                void (*line)(void *ctx, uint32_t off, const char *text), void *ctx)
{
    char text[256];
    (void)rx;
    for (size_t i = 0; i < nbytes; i += 8) {
        hex_line(code + i, nbytes - i < 8 ? nbytes - i : 8, text, sizeof(text));
        line(ctx, (uint32_t)i, text);
    }
}
#endif
