/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host code as text for listings: capstone when it was found at configure time, else bytes in hex. The library is
 * loaded when the first listing is made: it is large, and would cost each run 2 ms.
 */
#include "config.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#include "tcg/host/host.h"

static void hex_line(const uint8_t *code, size_t n, char *text, size_t size)
{
    size_t len = (size_t)snprintf(text, size, ".byte");
    for (size_t i = 0; i < n && len < size; i++)
        len += (size_t)snprintf(text + len, size - len, "%s0x%02x", i ? "," : " ", code[i]);
}

static void hex_lines(const uint8_t *code, size_t nbytes, void (*line)(void *ctx, uint32_t off, const char *text),
                      void *ctx)
{
    char text[256];
    for (size_t i = 0; i < nbytes; i += 8) {
        hex_line(code + i, nbytes - i < 8 ? nbytes - i : 8, text, sizeof(text));
        line(ctx, (uint32_t)i, text);
    }
}

#if HAVE_CAPSTONE
#include <capstone/capstone.h>

#define STRING(x)    #x
#define SONAME(n)    "libcapstone.so." STRING(n)
#define FUNCTIONS(X) X(cs_open) X(cs_close) X(cs_malloc) X(cs_free) X(cs_disasm_iter)

/* The library's functions; NULL when it is not there. */
static struct {
#define X(name) __typeof__(name) *name;
    FUNCTIONS(X)
#undef X
    bool loaded;
} lib;

static void load(void)
{
    void *dl = dlopen(SONAME(CS_API_MAJOR), RTLD_NOW | RTLD_LOCAL);
    lib.loaded = dl != NULL;
#define X(fn) lib.loaded = lib.loaded && (lib.fn = (__typeof__(fn) *)dlsym(dl, #fn)) != NULL;
    FUNCTIONS(X)
#undef X
}

void host_disas(const uint8_t *code, size_t nbytes, uint64_t rx,
                void (*line)(void *ctx, uint32_t off, const char *text), void *ctx)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    csh h;
    char text[256];
    pthread_once(&once, load);
    if (!lib.loaded) {
        hex_lines(code, nbytes, line, ctx);
        return;
    }
    if (lib.cs_open(CS_ARCH_X86, CS_MODE_64, &h) != CS_ERR_OK)
        die("capstone does not open");
    cs_insn *insn = lib.cs_malloc(h);
    const uint8_t *p = code;
    size_t left = nbytes;
    uint64_t at = rx;
    while (left) {
        uint32_t off = (uint32_t)(p - code);
        if (lib.cs_disasm_iter(h, &p, &left, &at, insn)) {
            snprintf(text, sizeof(text), "%s%s%s", insn->mnemonic, *insn->op_str ? " " : "", insn->op_str);
        } else { /* data */
            hex_line(p, 1, text, sizeof(text));
            p++;
            left--;
            at++;
        }
        line(ctx, off, text);
    }
    lib.cs_free(insn, 1);
    lib.cs_close(&h);
}
#else
void host_disas(const uint8_t *code, size_t nbytes, uint64_t rx,
                void (*line)(void *ctx, uint32_t off, const char *text), void *ctx)
{
    (void)rx;
    hex_lines(code, nbytes, line, ctx);
}
#endif
