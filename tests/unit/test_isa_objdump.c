/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disassembly against powerpc-linux-gnu-objdump: all text of the cross
 * libraries, words of every row, and random words; skipped when the tools are
 * not there. Differences that are meant are listed in tests/disas/exceptions.def.
 *
 * Seed and number of random words: ENGRAFT_DISAS_SEED, ENGRAFT_DISAS_WORDS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "ppc/isa/disas.h"
#include "ppc/isa/gen.h"

#define OBJDUMP "powerpc-linux-gnu-objdump"
#define LIB     "/usr/powerpc-linux-gnu/lib/"

typedef struct Tally {
    long words, known, agree, excepted, unknown, differ, foreign;
    char names[4000]; /* mnemonics of objdump that we have not, each once */
} Tally;

static bool row_excepted(PpcOp op)
{
    static const uint16_t rows[] = {
        PPC_INVALID,
#define ROW(id, reason) PPC_##id,
#include "tests/disas/exceptions.def"
    };
    for (size_t i = 1; i < ARRAY_LEN(rows); i++)
        if (rows[i] == op)
            return true;
    return false;
}

static bool name_excepted(const char *name)
{
    static const char *const names[] = {
        "",
#define NAME(text, reason) text,
#include "tests/disas/exceptions.def"
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Length of the mnemonic at the start of a text. */
static size_t mnemonic_length(const char *s)
{
    return strcspn(s, " \t");
}

static bool same_mnemonic(const char *a, const char *b)
{
    return mnemonic_length(a) == mnemonic_length(b) && strncmp(a, b, mnemonic_length(a)) == 0;
}

/* objdump's text as we print it: no symbol behind a target, no 0x in front of it, no trailing space. */
static void normalise(char *text)
{
    char *p = strstr(text, " <");
    if (p)
        *p = 0;
    for (size_t n = strlen(text); n && isspace((unsigned char)text[n - 1]);)
        text[--n] = 0;
    p = strrchr(text, ',');
    p = p ? p + 1 : text + mnemonic_length(text) + strspn(text + mnemonic_length(text), " \t");
    if (strncmp(p, "0x", 2) == 0 && strncmp(text, ".long", 5) != 0)
        memmove(p, p + 2, strlen(p + 2) + 1);
}

static void note_unknown(Tally *t, const char *text)
{
    char name[40];
    snprintf(name, sizeof name, " %.*s ", (int)mnemonic_length(text), text);
    t->unknown++;
    if (!strstr(t->names, name) && strlen(t->names) + strlen(name) < sizeof t->names)
        strcat(t->names, name);
}

/* One line of objdump: address, word, text. `dialect`: a -M option was given, so objdump knows fewer instructions and
 * simplified mnemonics; only what it knows and we do not counts then. */
static void compare(Tally *t, uint32_t addr, uint32_t word, char *theirs, bool dialect)
{
    char ours[PPC_DISAS_MAX], loose[PPC_DISAS_MAX];
    PpcOp op = ppc_decode(word);

    normalise(theirs);
    ppc_disas(ours, sizeof ours, word, addr, 0);
    ppc_disas(loose, sizeof loose, word, addr, PPC_DISAS_LOOSE);
    t->words++;
    t->known += strncmp(ours, ".long", 5) != 0;
    if (strcmp(ours, theirs) == 0) {
        t->agree++;
    } else if (strncmp(ours, ".long", 5) == 0 && !same_mnemonic(loose, theirs)) {
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)mnemonic_length(theirs), theirs);
        if (!name_excepted(name))
            note_unknown(t, theirs);
    } else if (dialect && strncmp(ours, ".long", 5) != 0) {
        t->foreign++;
    } else if (row_excepted(op)) {
        t->excepted++;
    } else if (t->differ++ < 20) {
        print_error("%08x %s: ours \"%s\", objdump \"%s\"\n", word, ppc_row(op)->id, ours, theirs);
    }
}

/* Runs objdump and compares each instruction it prints; false when it cannot run. */
static bool run(Tally *t, const char *command, bool dialect)
{
    FILE *f = popen(command, "r");
    char line[400];

    if (!f)
        return false;
    while (fgets(line, sizeof line, f)) {
        unsigned addr, b0, b1, b2, b3;
        int at = 0;
        if (sscanf(line, " %x:\t%2x %2x %2x %2x %n", &addr, &b0, &b1, &b2, &b3, &at) != 5 || !at || !line[at])
            continue;
        compare(t, addr, b0 << 24 | b1 << 16 | b2 << 8 | b3, line + at, dialect);
    }
    return pclose(f) == 0;
}

static void report(const char *what, const Tally *t)
{
    print_message("%s: %ld words, %ld decoded, %ld agree, %ld excepted, %ld unknown to us, %ld outside the dialect\n",
                  what, t->words, t->known, t->agree, t->excepted, t->unknown, t->foreign);
}

static bool have_objdump(void)
{
    return system(OBJDUMP " --version > /dev/null 2>&1") == 0;
}

static void libraries(void **state)
{
    static const char *const names[] = {LIB "libc.so.6", LIB "libm.so.6", LIB "libstdc++.so.6"};
    (void)state;
    if (!have_objdump() || access(names[0], R_OK) != 0) {
        print_message(OBJDUMP " or the cross libraries are missing\n");
        skip();
    }
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char command[300];
        Tally t = {0};
        snprintf(command, sizeof command, OBJDUMP " -d -z %s", names[i]);
        assert_true(run(&t, command, false));
        report(names[i], &t);
        assert_int_equal(t.differ, 0);
        assert_int_equal(t.excepted, 0);
        if (t.unknown)
            print_error("unknown:%s\n", t.names);
        assert_int_equal(t.unknown, 0);
        assert_true(t.agree > 50000);
    }
}

static long from_environment(const char *name, long otherwise)
{
    const char *s = getenv(name);
    return s ? strtol(s, NULL, 0) : otherwise;
}

/* Writes words to a temporary file, in the guest's byte order, and compares them; options go to objdump. */
static void compare_words(const char *what, const uint32_t *words, long n, const char *options, Tally *t)
{
    char path[] = "/tmp/engraft-disas-XXXXXX", command[300];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    for (long i = 0; i < n; i++) {
        uint32_t be = __builtin_bswap32(words[i]);
        assert_int_equal(fwrite(&be, 4, 1, f), 1);
    }
    fclose(f);
    snprintf(command, sizeof command, OBJDUMP " -D -z -b binary -m powerpc -EB %s %s", options, path);
    bool ok = run(t, command, *options != 0);
    unlink(path);
    assert_true(ok);
    report(what, t);
    assert_int_equal(t->differ, 0);
}

/* Valid forms of every row: all of them must agree, exceptions apart. */
static void every_row(void **state)
{
    enum { EACH = 100 };
    uint32_t *words = calloc(PPC_OP_COUNT, EACH * sizeof *words);
    Tally t = {0};
    PpcGen g;
    long n = 0;

    (void)state;
    if (!have_objdump()) {
        print_message(OBJDUMP " is missing\n");
        free(words);
        skip();
    }
    ppc_gen_seed(&g, (uint64_t)from_environment("ENGRAFT_DISAS_SEED", 1));
    for (int op = 1; op < PPC_OP_COUNT; op++)
        for (int i = 0; i < EACH && !(ppc_row((PpcOp)op)->match >> 32); i++)
            words[n++] = (uint32_t)ppc_gen_word(&g, (PpcOp)op, 0);
    compare_words("every row", words, n, "", &t);
    assert_int_equal(t.unknown, 0);
    free(words);
}

/* Random words: uniform ones, and ones with a crowded primary opcode, some with few bits set. */
static uint32_t random_word(PpcGen *g, long i)
{
    static const uint8_t crowded[] = {4, 31, 19, 59, 63, 60};
    uint32_t w = ppc_gen_u32(g), k = (uint32_t)(i % 7);
    if (k)
        w = (w & 0x03ffffff) | (uint32_t)crowded[k - 1] << 26;
    if (k && i % 2)
        w &= ppc_gen_u32(g) | 0xfc0007ff;
    /* two-word instructions of 3.1 (primary opcode 1) would swallow the next word */
    return w >> 26 == 1 ? w | 0x80000000u : w;
}

static void random_words(void **state)
{
    long n = from_environment("ENGRAFT_DISAS_WORDS", 300000);
    uint32_t *words = calloc((size_t)n, sizeof *words);
    Tally any = {0}, power9 = {0};
    PpcGen g;

    (void)state;
    if (!have_objdump()) {
        print_message(OBJDUMP " is missing\n");
        free(words);
        skip();
    }
    ppc_gen_seed(&g, (uint64_t)from_environment("ENGRAFT_DISAS_SEED", 1));
    for (long i = 0; i < n; i++)
        words[i] = random_word(&g, i);
    compare_words("random words", words, n, "", &any);
    /* with a processor named, what objdump decodes is what the table must have */
    compare_words("random words, -M power9", words, n, "-M power9", &power9);
    if (power9.unknown)
        print_error("not in the table:%s\n", power9.names);
    assert_int_equal(power9.unknown, 0);
    free(words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libraries),
        cmocka_unit_test(every_row),
        cmocka_unit_test(random_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
