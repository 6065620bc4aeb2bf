/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions, lines and inlined frames of programs compiled here and now for
 * PowerPC, against powerpc-linux-gnu-addr2line; DWARF 2 to 5, C and C++,
 * separate debug files, and files that were damaged. Skipped (77) without the
 * cross compiler.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/sym.h"

static char dir[] = "/tmp/engraft-dwarf-XXXXXX";

static const char source_c[] = "static inline int sq(int x)\n"
                               "{\n"
                               "    return x * x + 1;\n"
                               "}\n"
                               "static inline int twice(int x)\n"
                               "{\n"
                               "    int a = sq(x);\n"
                               "    return a + sq(x + 3);\n"
                               "}\n"
                               "__attribute__((noinline)) int work(int n)\n"
                               "{\n"
                               "    int s = 0;\n"
                               "    for (int i = 0; i < n; i++)\n"
                               "        s += i & 1 ? twice(i) : s >> 1;\n"
                               "    return s;\n"
                               "}\n"
                               "int main(int argc, char **argv)\n"
                               "{\n"
                               "    (void)argv;\n"
                               "    return work(argc * 10) & 1;\n"
                               "}\n";

static const char source_cc[] = "namespace geo {\n"
                                "struct Point {\n"
                                "    int x, y;\n"
                                "    __attribute__((noinline)) int norm(int k) const;\n"
                                "};\n"
                                "int Point::norm(int k) const { return x * x + y * y + k; }\n"
                                "template <class T> __attribute__((noinline)) T add(T a, T b) { return a + b; }\n"
                                "}\n"
                                "namespace { __attribute__((noinline)) int hidden(int v) { return v * 3; } }\n"
                                "int main(int argc, char **)\n"
                                "{\n"
                                "    geo::Point p{argc, 2};\n"
                                "    return p.norm(1) + geo::add<int>(argc, 2) + hidden(argc);\n"
                                "}\n";

static int sh(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static int sh(const char *fmt, ...)
{
    char cmd[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = snprintf(cmd, sizeof cmd, "cd %s && ", dir);
    vsnprintf(cmd + n, sizeof cmd - (size_t)n, fmt, ap);
    va_end(ap);
    return system(cmd);
}

static const char *in_dir(const char *name)
{
    static char buf[256];
    snprintf(buf, sizeof buf, "%s/%s", dir, name);
    return buf;
}

static void put_text(const char *name, const char *text)
{
    FILE *f = fopen(in_dir(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static AnaImage *read_ok(const char *name, const char *const *dirs)
{
    Err err = {0};
    AnaImage *im = ana_image_read(in_dir(name), dirs, &err);
    if (!im)
        fail_msg("%s", err.text);
    return im;
}

static const AnaSymbol *symbol_at(const AnaImage *im, uint64_t addr)
{
    for (unsigned i = 0; i < im->symbols->len; i++) {
        const AnaSymbol *s = &g_array_index(im->symbols, AnaSymbol, i);
        if (addr >= s->addr && addr < s->addr + s->nbytes)
            return s;
    }
    return NULL;
}

static const AnaSymbol *symbol_named(const AnaImage *im, const char *name)
{
    for (unsigned i = 0; i < im->symbols->len; i++)
        if (strcmp(g_array_index(im->symbols, AnaSymbol, i).name, name) == 0)
            return &g_array_index(im->symbols, AnaSymbol, i);
    return NULL;
}

static const AnaLine *line_at(const AnaImage *im, uint64_t addr)
{
    for (unsigned i = 0; i < im->dwarf->lines->len; i++) {
        const AnaLine *l = &g_array_index(im->dwarf->lines, AnaLine, i);
        if (addr >= l->addr && addr < l->addr + l->nbytes)
            return l;
    }
    return NULL;
}

/* As `addr2line -f -i` prints it: function and place, innermost first. */
static void describe(const AnaImage *im, uint64_t addr, GString *out)
{
    const AnaLine *l = line_at(im, addr);
    const AnaSymbol *s = symbol_at(im, addr);
    const char *file = l ? g_ptr_array_index(im->dwarf->files, l->file) : "??";
    int line = l ? l->line : 0;
    for (int depth = 64; depth > 0; depth--) {
        for (unsigned i = 0; i < im->dwarf->inlines->len; i++) {
            const AnaInline *in = &g_array_index(im->dwarf->inlines, AnaInline, i);
            if (in->depth != depth || addr < in->lo || addr >= in->hi)
                continue;
            g_string_append_printf(out, "%s\n%s:%d\n", in->name, file, line);
            file = in->call_file >= 0 ? g_ptr_array_index(im->dwarf->files, in->call_file) : "??";
            line = in->call_line;
        }
    }
    g_string_append_printf(out, "%s\n%s:%d\n", s ? s->name : "??", file, line);
}

static char *run_text(const char *cmd)
{
    GString *out = g_string_new("");
    FILE *f = popen(cmd, "r");
    char buf[4096];
    size_t n;
    while ((n = fread(buf, 1, sizeof buf, f)) > 0)
        g_string_append_len(out, buf, (gssize)n);
    pclose(f);
    /* addr2line names a discriminator; the line table's ranges do not keep it. */
    GRegex *re = g_regex_new(" \\(discriminator \\d+\\)", 0, 0, NULL);
    char *clean = g_regex_replace_literal(re, out->str, -1, 0, "", 0, NULL);
    g_regex_unref(re);
    g_string_free(out, TRUE);
    return clean;
}

/* Every instruction of a function, frames included. */
static void compare_function(const AnaImage *im, const char *file, const char *name)
{
    const AnaSymbol *s = symbol_named(im, name);
    assert_non_null(s);
    GString *ours = g_string_new(""), *cmd = g_string_new("");
    g_string_printf(cmd, "powerpc-linux-gnu-addr2line -f -i -e %s", in_dir(file));
    for (uint64_t a = s->addr; a < s->addr + s->nbytes; a += 4) {
        describe(im, a, ours);
        g_string_append_printf(cmd, " %#llx", (unsigned long long)a);
    }
    char *theirs = run_text(cmd->str);
    if (strcmp(ours->str, theirs) != 0) {
        char **a = g_strsplit(ours->str, "\n", -1), **b = g_strsplit(theirs, "\n", -1);
        for (int i = 0; a[i] && b[i]; i++)
            if (strcmp(a[i], b[i]) != 0)
                fail_msg("%s: line %d: '%s', addr2line says '%s' (after '%s')", name, i, a[i], b[i],
                         i > 0 ? a[i - 1] : "");
        fail_msg("%s: %u lines, addr2line has %u", name, g_strv_length(a), g_strv_length(b));
    }
    g_free(theirs);
    g_string_free(ours, TRUE);
    g_string_free(cmd, TRUE);
}

static void test_against_addr2line(void **state)
{
    (void)state;
    static const char *const flags[] = {"-O0 -gdwarf-5",
                                        "-O2 -gdwarf-5",
                                        "-O2 -gdwarf-5 -Wa,-gdwarf-5",
                                        "-O2 -gdwarf-4",
                                        "-O2 -gdwarf-3 -gstrict-dwarf",
                                        "-O2 -gdwarf-2",
                                        "-O2 -g -static",
                                        "-O3 -funroll-loops -g -ffunction-sections -Wl,--gc-sections"};
    for (size_t i = 0; i < G_N_ELEMENTS(flags); i++) {
        assert_int_equal(sh("powerpc-linux-gnu-gcc %s -o t t.c", flags[i]), 0);
        print_message("    %s\n", flags[i]);
        AnaImage *im = read_ok("t", NULL);
        assert_null(im->note);
        assert_string_equal(im->debug_path, in_dir("t"));
        compare_function(im, "t", "work");
        compare_function(im, "t", "main");
        const AnaSymbol *s = symbol_named(im, "work");
        assert_int_equal(s->line, 10);
        assert_string_equal(s->source, "dwarf");
        assert_string_equal(g_ptr_array_index(im->dwarf->files, s->file), in_dir("t.c"));
        assert_non_null(symbol_named(im, "_start"));
        ana_image_free(im);
    }
}

static void test_64_bit(void **state)
{
    (void)state;
    if (system("command -v powerpc64le-linux-gnu-gcc >/dev/null 2>&1") != 0)
        skip();
    assert_int_equal(sh("powerpc64le-linux-gnu-gcc -O2 -g -o t64 t.c"), 0);
    AnaImage *im = read_ok("t64", NULL);
    compare_function(im, "t64", "work");
    ana_image_free(im);
}

static void test_cplusplus(void **state)
{
    (void)state;
    if (system("command -v powerpc-linux-gnu-g++ >/dev/null 2>&1") != 0)
        skip();
    assert_int_equal(sh("powerpc-linux-gnu-g++ -O1 -g -o tcc t.cc"), 0);
    AnaImage *im = read_ok("tcc", NULL);
    const AnaSymbol *s = symbol_named(im, "geo::Point::norm");
    assert_non_null(s);
    assert_string_equal(s->linkage, "_ZNK3geo5Point4normEi");
    assert_int_equal(s->line, 6);
    assert_non_null(symbol_named(im, "geo::add<int>"));
    assert_non_null(symbol_named(im, "(anonymous namespace)::hidden"));
    ana_image_free(im);
    /* Without debug information the symbol table's names, readable where the host can do it. */
    assert_int_equal(sh("powerpc-linux-gnu-strip -g -o tccs tcc"), 0);
    im = read_ok("tccs", NULL);
    s = symbol_named(im, "geo::Point::norm(int) const");
    assert_true(s != NULL || symbol_named(im, "_ZNK3geo5Point4normEi") != NULL);
    assert_null(im->debug_path);
    ana_image_free(im);
}

static void test_separate_files(void **state)
{
    (void)state;
    const char *dirs[] = {NULL, NULL};
    char *dbg = g_strdup(in_dir("dbg"));
    dirs[0] = dbg;
    assert_int_equal(sh("powerpc-linux-gnu-gcc -O2 -g -Wl,--build-id=0xabcdef0123 -o s t.c &&"
                        "powerpc-linux-gnu-objcopy --only-keep-debug s s.full && powerpc-linux-gnu-strip s &&"
                        "mkdir -p dbg/.build-id/ab .debug"),
                     0);
    AnaImage *im = read_ok("s", dirs);
    assert_null(im->debug_path);
    assert_null(symbol_named(im, "work"));
    ana_image_free(im);
    /* By build id. */
    assert_int_equal(sh("cp s.full dbg/.build-id/ab/cdef0123.debug"), 0);
    im = read_ok("s", dirs);
    assert_string_equal(im->debug_path, in_dir("dbg/.build-id/ab/cdef0123.debug"));
    compare_function(im, "s.full", "work");
    ana_image_free(im);
    /* By link, whose CRC must agree. */
    assert_int_equal(sh("rm -r dbg; powerpc-linux-gnu-objcopy --add-gnu-debuglink=s.full s && mv s.full .debug/"), 0);
    im = read_ok("s", dirs);
    assert_string_equal(im->debug_path, in_dir(".debug/s.full"));
    assert_non_null(symbol_named(im, "work"));
    ana_image_free(im);
    assert_int_equal(sh("echo >> .debug/s.full"), 0);
    im = read_ok("s", dirs);
    assert_null(im->debug_path);
    ana_image_free(im);
    g_free(dbg);
}

static void test_bias(void **state)
{
    (void)state;
    uint64_t bias = 1;
    assert_int_equal(
        sh("powerpc-linux-gnu-gcc -O2 -g -no-pie -o np t.c && powerpc-linux-gnu-gcc -O2 -pie -fPIE -o p t.c"), 0);
    AnaElf *e = ana_elf_open(in_dir("np"), NULL);
    assert_true(ana_elf_bias(e, 0x10000000, 0, &bias));
    assert_int_equal(bias, 0);
    assert_false(ana_elf_bias(e, 0x10000000, 1u << 30, &bias));
    ana_elf_close(e);
    e = ana_elf_open(in_dir("p"), NULL);
    assert_true(ana_elf_bias(e, 0x40000000, 0, &bias));
    assert_int_equal(bias, 0x40000000);
    ana_elf_close(e);
}

/* A child reads one damaged file; it may end any way but by hanging, and our own code may not crash (ELF only). */
static void read_damaged(const uint8_t *data, size_t n, bool dwarf)
{
    FILE *f = fopen(in_dir("bad"), "w");
    fwrite(data, 1, n, f);
    fclose(f);
    pid_t pid = fork();
    if (pid == 0) {
        Err err = {0};
        alarm(20);
        if (dwarf) {
            ana_image_free(ana_image_read(in_dir("bad"), NULL, &err));
        } else {
            AnaElf *e = ana_elf_open(in_dir("bad"), &err);
            size_t k;
            char hex[130];
            uint64_t bias;
            uint32_t crc;
            if (e) {
                g_free(ana_elf_symbols(e, &k));
                ana_elf_build_id(e, hex, sizeof hex);
                ana_elf_debuglink(e, &crc);
                ana_elf_altlink(e, hex, sizeof hex);
                ana_elf_bias(e, 0x10000000, 0, &bias);
                ana_elf_is_code(e, 0x10000400);
            }
            ana_elf_close(e);
        }
        _exit(0);
    }
    int status;
    waitpid(pid, &status, 0);
    if (dwarf) /* libdwarf's own faults are what ana_attribute_file() isolates */
        assert_false(WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM);
    else
        assert_true(WIFEXITED(status));
}

static void test_damaged(void **state)
{
    (void)state;
    char *data;
    size_t n;
    assert_int_equal(sh("powerpc-linux-gnu-gcc -O2 -g -o t t.c"), 0);
    assert_true(g_file_get_contents(in_dir("t"), &data, &n, NULL));
    uint8_t *copy = g_memdup2(data, n);
    srand(1);
    for (int i = 0; i < 400; i++) {
        memcpy(copy, data, n);
        bool dwarf = i % 4 == 0;
        /* Header, tables at the end, or anywhere. */
        size_t from = i % 3 == 0 ? 0 : i % 3 == 1 ? n - 4000 : 0, len = i % 3 == 0 ? 300 : i % 3 == 1 ? 4000 : n;
        for (int k = 0; k < 1 + i % 16; k++)
            copy[from + (size_t)rand() % len] = (uint8_t)(i & 1 ? rand() : rand() & 1 ? 0xff : 0);
        read_damaged(copy, i % 5 == 0 ? (size_t)rand() % n : n, dwarf);
    }
    g_free(copy);
    g_free(data);
}

static void test_not_elf(void **state)
{
    (void)state;
    Err err = {0};
    put_text("text", "hello");
    assert_null(ana_image_read(in_dir("text"), NULL, &err));
    assert_non_null(strstr(err.text, "not an ELF file"));
    Err err2 = {0};
    assert_null(ana_image_read(in_dir("missing"), NULL, &err2));
    assert_non_null(strstr(err2.text, "No such file"));
    Err err3 = {0};
    assert_null(ana_image_read(dir, NULL, &err3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_addr2line), cmocka_unit_test(test_64_bit), cmocka_unit_test(test_cplusplus),
        cmocka_unit_test(test_separate_files),    cmocka_unit_test(test_bias),   cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_not_elf),
    };
    if (system("command -v powerpc-linux-gnu-gcc >/dev/null 2>&1") != 0) {
        puts("skipped: powerpc-linux-gnu-gcc is not installed");
        return 77;
    }
    if (!mkdtemp(dir))
        return 1;
    put_text("t.c", source_c);
    put_text("t.cc", source_cc);
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    if (rc == 0)
        sh("rm -r %s", dir);
    return rc;
}
