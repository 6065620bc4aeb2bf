/* SPDX-License-Identifier: Apache-2.0 */
/* perf(1)'s map of generated code. See perfmap.h. */
#include "engine/exec/perfmap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *map;

bool perfmap_open(Err *err)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/perf-%d.map", (int)getpid());
    map = fopen(path, "we");
    if (!map)
        return err_set(err, "cannot write the perf map %s: %s", path, strerror(errno));
    setvbuf(map, NULL, _IOLBF, 0); /* perf may read it after a crash */
    return true;
}

void perfmap_add(const Tb *tb)
{
    if (map)
        fprintf(map, "%llx %x guest_%llx\n", (unsigned long long)tb->rx, tb->code.nbytes, (unsigned long long)tb->pc);
}
