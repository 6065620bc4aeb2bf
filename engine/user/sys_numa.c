/* SPDX-License-Identifier: Apache-2.0 */
/* System calls on memory policy: sets of nodes are arrays of longs, and addresses are the guest's. */
#include <linux/mempolicy.h>

#include "engine/user/sys.h"

enum { NODE_BYTES = 512 };

/* maxnode bits at g, of which the last does not count, as host longs; NULL stays NULL. Returns 0 or -errno. */
static int64_t get_nodes(uint64_t set[NODE_BYTES / 8], uint64_t g, uint64_t maxnode)
{
    unsigned word = usr_word();
    memset(set, 0, NODE_BYTES);
    if (!g || maxnode <= 1)
        return 0;
    if (maxnode - 1 > NODE_BYTES * 8)
        return -EINVAL;
    for (uint64_t i = 0; i * 8 * word < maxnode - 1; i++) {
        uint64_t v;
        if (usr_get_long(g + i * word, &v))
            return -EFAULT;
        memcpy((uint8_t *)set + i * word, &v, word);
    }
    return 0;
}

static int64_t put_nodes(const uint64_t *set, uint64_t g, uint64_t maxnode)
{
    unsigned word = usr_word();
    for (uint64_t i = 0; i * 8 * word < maxnode && i * word < NODE_BYTES; i++) {
        uint64_t v = 0;
        memcpy(&v, (const uint8_t *)set + i * word, word);
        if (usr_put_long(g + i * word, v))
            return -EFAULT;
    }
    return 0;
}

int64_t sys_set_mempolicy(UsrThread *t, const uint64_t *a)
{
    uint64_t set[NODE_BYTES / 8];
    int64_t r = get_nodes(set, a[1], a[2]);
    return r ? r : USR_CALL3(t, SYS_set_mempolicy, (int)a[0], a[1] ? set : NULL, a[2]);
}

int64_t sys_mbind(UsrThread *t, const uint64_t *a)
{
    uint64_t set[NODE_BYTES / 8];
    int64_t r = get_nodes(set, a[3], a[4]);
    if (r)
        return r;
    if (!mem_ok(a[0], a[1], 0))
        return a[0] % MEM_PAGE ? -EINVAL : -EFAULT;
    return USR_CALL6(t, USR_RESTART_NOHAND, SYS_mbind, mem_g2h(a[0]), a[1], a[2], a[3] ? set : NULL, a[4], a[5]);
}

int64_t sys_get_mempolicy(UsrThread *t, const uint64_t *a)
{
    uint64_t set[NODE_BYTES / 8] = {0};
    int mode = 0;
    if (a[2] > NODE_BYTES * 8)
        return -EINVAL;
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_get_mempolicy, a[0] ? &mode : NULL, a[1] ? set : NULL,
                          a[1] ? NODE_BYTES * 8 : a[2], a[4] & MPOL_F_ADDR ? mem_g2h(a[3]) : usr_ptr(a[3]), a[4], 0);
    if (r)
        return r;
    if (a[0] && usr_put32(a[0], (uint32_t)mode))
        return -EFAULT;
    return a[1] ? put_nodes(set, a[1], a[2]) : 0;
}

int64_t sys_migrate_pages(UsrThread *t, const uint64_t *a)
{
    uint64_t from[NODE_BYTES / 8], to[NODE_BYTES / 8];
    int64_t r = get_nodes(from, a[2], a[1]);
    if (!r)
        r = get_nodes(to, a[3], a[1]);
    return r ? r : USR_CALL4(t, SYS_migrate_pages, (int)a[0], a[1], from, to);
}

int64_t sys_set_mempolicy_home_node(UsrThread *t, const uint64_t *a)
{
    return USR_CALL4(t, SYS_set_mempolicy_home_node, mem_g2h(a[0]), a[1], a[2], a[3]);
}

/* Arrays: addresses (longs), nodes and status (ints). Only this process and its forks have the window at this place. */
int64_t sys_move_pages(UsrThread *t, const uint64_t *a)
{
    uint64_t n = a[1];
    if (n > 1 << 20)
        return -E2BIG;
    void **page = calloc(n + 1, sizeof *page);
    int *node = calloc(n + 1, sizeof *node), *status = calloc(n + 1, sizeof *status);
    int64_t r = page && node && status ? 0 : -ENOMEM;
    for (uint64_t i = 0; i < n && !r; i++) {
        uint64_t g;
        r = usr_get_long(a[2] + i * usr_word(), &g);
        page[i] = r ? NULL : mem_g2h(g);
        if (!r && a[3])
            r = usr_get32(a[3] + 4 * i, (uint32_t *)&node[i]);
    }
    if (!r)
        r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_move_pages, (int)a[0], n, page, a[3] ? node : NULL, status, a[5]);
    for (uint64_t i = 0; i < n && r >= 0; i++)
        if (usr_put32(a[4] + 4 * i, (uint32_t)status[i]))
            r = -EFAULT;
    free(page);
    free(node);
    free(status);
    return r;
}
