/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dumps: see log.h.
 *
 * The stream is kept on a descriptor far above those a guest uses, so that a
 * guest which closes its standard error, or counts on getting descriptor 3
 * next, is not disturbed. It is line-buffered: nothing is lost or printed
 * twice when the process forks or is killed.
 */
#include "engine/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/bits.h"

typedef struct LetterHelp {
    char letter;
    const char *help;
} LetterHelp;

typedef struct LogRange {
    uint64_t lo, hi; /* both included */
} LogRange;

enum { MAX_ADDED = 26, MAX_RANGES = 32, LOG_FD = 900 };

static const LetterHelp stages[] = {
#define DUMP(letter, help) {letter, help},
#include "engine/base/dump.def"
#undef DUMP
};

uint64_t log_mask;

static LetterHelp added[MAX_ADDED];
static unsigned nadded;
static LogRange ranges[MAX_RANGES];
static unsigned nranges;
static _Atomic uint64_t blocks_left = UINT64_MAX;
static FILE *stream;

/* ---- Letters ---------------------------------------------------------------- */

static uint64_t known_letters(void)
{
    uint64_t all = 0;
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        all |= log_bit(stages[i].letter);
    for (unsigned i = 0; i < nadded; i++)
        all |= log_bit(added[i].letter);
    return all;
}

void log_add_letter(char letter, const char *help)
{
    CHECK(letter >= 'A' && letter <= 'Z');
    if (known_letters() & log_bit(letter))
        die("dump letter '%c' is registered twice", letter);
    added[nadded++] = (LetterHelp){letter, help};
}

bool log_enable(const char *letters, Err *e)
{
    uint64_t known = known_letters();
    if (strcmp(letters, "all") == 0) {
        log_mask = known;
        return true;
    }
    for (const char *p = letters; *p; p++) {
        if (!(known & log_bit(*p)))
            return err_set(e, "there is no dump letter '%c'", *p);
        log_mask |= log_bit(*p);
    }
    return true;
}

void log_print_letters(FILE *out)
{
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        fprintf(out, "  %c  %s\n", stages[i].letter, stages[i].help);
    for (unsigned i = 0; i < nadded; i++)
        fprintf(out, "  %c  %s\n", added[i].letter, added[i].help);
}

/* ---- Output ----------------------------------------------------------------- */

/* Takes fd over. */
static FILE *stream_on(int fd)
{
    int high = fcntl(fd, F_DUPFD_CLOEXEC, LOG_FD);
    if (high >= 0) {
        close(fd);
        fd = high;
    }
    FILE *f = fdopen(fd, "w");
    if (!f)
        die("fdopen: %s", strerror(errno));
    setvbuf(f, NULL, _IOLBF, 0);
    return f;
}

/* path with %p and %% replaced; false when it does not fit. */
static bool expand_path(const char *path, char *out, size_t nbytes)
{
    size_t n = 0;
    for (; *path && n < nbytes; path++) {
        if (path[0] == '%' && path[1] == 'p') {
            n += (size_t)snprintf(out + n, nbytes - n, "%ld", (long)getpid());
            path++;
        } else {
            path += path[0] == '%' && path[1] == '%';
            out[n++] = *path;
        }
    }
    if (n >= nbytes)
        return false;
    out[n] = 0;
    return true;
}

bool log_open(const char *path, bool append, Err *e)
{
    char name[4096];
    if (!expand_path(path, name, sizeof name))
        return err_set(e, "dump file name too long: %.60s...", path);
    /* Appending, so that processes which share the file do not overwrite each other. */
    int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (append ? 0 : O_TRUNC), 0666);
    if (fd < 0)
        return err_set(e, "cannot write dump file '%s': %s", name, strerror(errno));
    if (stream)
        fclose(stream);
    stream = stream_on(fd);
    return true;
}

static void open_stderr(void)
{
    int fd = dup(STDERR_FILENO);
    stream = fd >= 0 ? stream_on(fd) : stderr;
}

static FILE *log_stream(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!stream)
        pthread_once(&once, open_stderr);
    return stream;
}

FILE *log_lock(void)
{
    FILE *f = log_stream();
    flockfile(f);
    return f;
}

void log_unlock(void)
{
    funlockfile(log_stream());
}

void log_printf(char letter, const char *fmt, ...)
{
    if (!log_on(letter))
        return;
    va_list ap;
    va_start(ap, fmt);
    vfprintf(log_stream(), fmt, ap);
    va_end(ap);
}

/* ---- Filters ---------------------------------------------------------------- */

static bool parse_hex(const char **text, uint64_t *value)
{
    char *end;
    /* strtoull takes signs and spaces, which are no part of an address. */
    if (!strchr("0123456789abcdefABCDEF", **text) || !**text)
        return false;
    errno = 0;
    *value = strtoull(*text, &end, 16);
    bool ok = end != *text && !errno;
    *text = end;
    return ok;
}

static bool parse_range(const char *p, LogRange *r)
{
    if (!parse_hex(&p, &r->lo))
        return false;
    r->hi = r->lo;
    if (p[0] == '.' && p[1] == '.') {
        p += 2;
        return parse_hex(&p, &r->hi) && !*p && r->hi >= r->lo;
    }
    if (p[0] == '+') {
        uint64_t nbytes;
        p++;
        if (!parse_hex(&p, &nbytes) || *p || !nbytes || nbytes - 1 > UINT64_MAX - r->lo)
            return false;
        r->hi = r->lo + nbytes - 1;
        return true;
    }
    return !*p;
}

bool log_add_range(const char *text, Err *e)
{
    if (nranges == MAX_RANGES)
        return err_set(e, "more than %d address ranges", MAX_RANGES);
    if (!parse_range(text, &ranges[nranges]))
        return err_set(e, "bad address range '%s': expected LO..HI, LO+LENGTH or ADDRESS, in hexadecimal", text);
    nranges++;
    return true;
}

void log_set_limit(uint64_t n)
{
    blocks_left = n;
}

bool log_in_range(uint64_t pc)
{
    if (!nranges)
        return true;
    for (unsigned i = 0; i < nranges; i++)
        if (pc >= ranges[i].lo && pc <= ranges[i].hi)
            return true;
    return false;
}

bool log_take(uint64_t pc)
{
    if (!log_mask || !log_in_range(pc))
        return false;
    uint64_t left = atomic_load_explicit(&blocks_left, memory_order_relaxed);
    while (left && left != UINT64_MAX)
        if (atomic_compare_exchange_weak(&blocks_left, &left, left - 1))
            return true;
    return left != 0;
}
