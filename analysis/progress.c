/* SPDX-License-Identifier: Apache-2.0 */
/* Says on a terminal that a long query goes on. One at a time in a process. See db.h. */
#include "analysis/db.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { OPS = 200000, QUIET_S = 2 }; /* between two looks at the clock: some milliseconds; before anything is said */

static const char *who;
static time_t began, shown;

static time_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static int tick(void *unused)
{
    time_t t = now();
    (void)unused;
    if (t - began > QUIET_S && t != shown) {
        fprintf(stderr, "\r%s: reading, %lld s ", who, (long long)(t - began));
        shown = t;
    }
    return 0;
}

void ana_db_progress(const AnaDb *db, const char *name)
{
    if (!isatty(STDERR_FILENO))
        return;
    who = name;
    began = now();
    shown = 0;
    sqlite3_progress_handler(db->sql, OPS, tick, NULL);
}

void ana_db_progress_end(const AnaDb *db)
{
    sqlite3_progress_handler(db->sql, 0, NULL, NULL);
    if (shown)
        fputs("\r\033[K", stderr);
    shown = 0;
}
