/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sysroot: where the guest's interpreter and libraries are, and which of
 * the guest's paths are looked up there.
 *
 * A sysroot given by -L or ENGRAFT_SYSROOT stands in front of the whole file
 * system: an absolute path that exists under it is taken from there when the
 * guest reads or executes it; what the guest creates, renames or removes never
 * is. One found by itself (a cross compiler's library folder) holds libraries
 * and the cross compiler's own host programs, so only library folders are taken
 * from it.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/user/gmem.h"

/* Debian's cross library folders. */
static const char *cross_root(bool guest64, bool little)
{
    if (!guest64)
        return "/usr/powerpc-linux-gnu";
    return little ? "/usr/powerpc64le-linux-gnu" : "/usr/powerpc64-linux-gnu";
}

bool usr_find_sysroot(const UserConfig *cfg, bool guest64, bool little)
{
    const char *dir = cfg->sysroot;
    if (!dir || !dir[0])
        dir = getenv("ENGRAFT_SYSROOT");
    usr.sysroot_given = dir && dir[0];
    if (!usr.sysroot_given)
        dir = cross_root(guest64, little);
    struct stat st;
    if (stat(dir, &st) || !S_ISDIR(st.st_mode))
        return !usr.sysroot_given; /* none is fine unless somebody asked for it */
    usr.sysroot = realpath(dir, NULL);
    return usr.sysroot != NULL;
}

static bool is_library_path(const char *p)
{
    static const char *const dirs[] = {"/lib/", "/usr/lib/", "/lib64/", "/usr/lib64/"};
    for (unsigned i = 0; i < 4; i++)
        if (!strncmp(p, dirs[i], strlen(dirs[i])))
            return true;
    return false;
}

const char *usr_path(const char *guest, char *buf)
{
    if (guest[0] != '/' || !usr.sysroot || !guest[1] || (!usr.sysroot_given && !is_library_path(guest)))
        return guest;
    struct stat st;
    /* Kernel file systems are the host's. */
    if (!strncmp(guest, "/proc/", 6) || !strncmp(guest, "/sys/", 5) || !strncmp(guest, "/dev/", 5))
        return guest;
    size_t n = strlen(usr.sysroot), m = strlen(guest);
    if (!strncmp(guest, usr.sysroot, n) && (guest[n] == '/' || !guest[n]))
        return guest; /* is under it already */
    if (n + m >= PATH_MAX)
        return guest;
    memcpy(buf, usr.sysroot, n);
    memcpy(buf + n, guest, m + 1);
    /* A link at the sysroot's end may point to nowhere (absolute, meant for a root of its own): then it does not exist.
     */
    return stat(buf, &st) == 0 ? buf : guest;
}
