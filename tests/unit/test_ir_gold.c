/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Golden tests of the passes: tests/ir/NAME.ir, each a list of cases
 *
 *   === title : LETTERS [64] [removed]
 *   unit text as parsed by ir_parse(), for the guest of irtest.h
 *   ---
 *   what the passes named by LETTERS make of it
 *
 * 64: guest addresses of 64 bits. removed: removed ops are shown, with the
 * letter of the pass. Lines in front of the first case are comment.
 * With BLESS=1 in the environment the expectations are written anew.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/err.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tcg/opt/pass.h"
#include "tests/unit/irtest.h"

static unsigned nfailed;

/* All of a file, or NULL. */
static char *slurp(const char *path)
{
    FILE *f = fopen(path, "r");
    char *text = NULL;
    size_t n = 0, room = 0;
    for (int c; f && (c = fgetc(f)) != EOF;) {
        if (n + 2 > room)
            text = realloc(text, room = 2 * room + 4096);
        text[n++] = (char)c;
    }
    if (f)
        fclose(f);
    if (text)
        text[n] = 0;
    return text;
}

/* Runs the case's passes; text for the golden file, or the error. Caller frees. */
static char *result_of(const char *title, const char *input)
{
    Arena arena = {0};
    Err err = {""};
    char off[32], *text;
    const char *how = strrchr(title, ':');
    unsigned k = 0;
    if (!how)
        die("no passes in '%s'", title);
    for (unsigned i = 0; i < opt_npasses; i++) {
        const char *sp = how + 1 + strspn(how + 1, " ");
        if (!memchr(sp, opt_passes[i].letter, strcspn(sp, " ")))
            off[k++] = opt_passes[i].letter;
    }
    off[k] = 0;
    irtest_env.guest64 = strstr(how, " 64");
    IrUnit *u = ir_parse(&arena, &irtest_env, input, &err);
    if (u && ir_verify(u, &err)) {
        OptConfig cfg = {.off = off, .verify = true};
        opt_run(u, &cfg);
        text = irtest_text(u, strstr(how, " removed") ? IR_T_REMOVED : 0);
        if (!strstr(input, "unit "))
            memmove(text, strchr(text, '\n') + 1, strlen(strchr(text, '\n') + 1) + 1);
    } else if (asprintf(&text, "error: %s\n", err.text) < 0) {
        die("out of memory");
    }
    arena_free(&arena);
    return text;
}

static void one_case(const char *file, const char *title, const char *input, const char *want, FILE *out)
{
    char *got = result_of(title, input);
    bool ok = !strcmp(got, want);
    if (out) {
        fprintf(out, "=== %s\n%s---\n%s\n", title, input, got);
    } else if (ok) {
        printf("pass: %s: %s\n", file, title);
    } else {
        printf("fail: %s: %s\nwant:\n%sgot:\n%s", file, title, want, got);
        nfailed++;
    }
    free(got);
}

/* Cuts text at the next line that begins with mark; returns what follows the mark, NULL when there is none. */
static char *split(char *text, const char *mark)
{
    char line[16];
    snprintf(line, sizeof line, "\n%s", mark);
    char *at = strstr(text, line);
    if (!at)
        return NULL;
    at[1] = 0;
    return at + strlen(line);
}

static void one_file(const char *dir, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    char *text = slurp(path);
    if (!text)
        die("%s: cannot be read", path);
    char *rest = split(text, "=== ");
    FILE *out = getenv("BLESS") ? fopen(path, "w") : NULL;
    if (out)
        fputs(text, out);
    while (rest) {
        char *title = rest, *input = strchr(rest, '\n');
        rest = split(title, "=== ");
        *input++ = 0;
        char *want = split(input, "---\n");
        if (want) /* an empty line ends the case */
            want[strlen(want) - (strlen(want) > 1 && want[strlen(want) - 2] == '\n')] = 0;
        one_case(name, title, input, want ? want : "", out);
    }
    if (out)
        fclose(out);
    free(text);
}

int main(void)
{
    char dir[4000];
    struct dirent **e;
    snprintf(dir, sizeof dir, "%s/tests/ir", getenv("SRCDIR") ? getenv("SRCDIR") : ".");
    int n = scandir(dir, &e, NULL, alphasort);
    if (n < 0)
        die("%s: cannot be read", dir);
    for (int i = 0; i < n; i++) {
        size_t k = strlen(e[i]->d_name);
        if (k > 3 && !strcmp(e[i]->d_name + k - 3, ".ir"))
            one_file(dir, e[i]->d_name);
        free(e[i]);
    }
    free(e);
    return nfailed != 0;
}
