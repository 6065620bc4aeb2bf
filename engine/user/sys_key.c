/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keyctl: each operation has its own arguments. The table says what they are;
 * keys are 32-bit numbers, payloads are bytes, and a keyring's payload is an
 * array of key numbers.
 */
#include <linux/keyctl.h>
#include <sys/uio.h>

#include "engine/user/sys.h"

/* Arguments after the operation: d number, n string, b bytes in, B bytes out (length next), v iovecs (count next).
 * NULL: not supported. */
static const char *const forms[] = {
    [KEYCTL_GET_KEYRING_ID] = "dd",
    [KEYCTL_JOIN_SESSION_KEYRING] = "n",
    [KEYCTL_UPDATE] = "dbd",
    [KEYCTL_REVOKE] = "d",
    [KEYCTL_CHOWN] = "ddd",
    [KEYCTL_SETPERM] = "dd",
    [KEYCTL_DESCRIBE] = "dBd",
    [KEYCTL_CLEAR] = "d",
    [KEYCTL_LINK] = "dd",
    [KEYCTL_UNLINK] = "dd",
    [KEYCTL_SEARCH] = "dnnd",
    [KEYCTL_READ] = "dBd",
    [KEYCTL_INSTANTIATE] = "dbdd",
    [KEYCTL_NEGATE] = "ddd",
    [KEYCTL_SET_REQKEY_KEYRING] = "d",
    [KEYCTL_SET_TIMEOUT] = "dd",
    [KEYCTL_ASSUME_AUTHORITY] = "d",
    [KEYCTL_GET_SECURITY] = "dBd",
    [KEYCTL_SESSION_TO_PARENT] = "",
    [KEYCTL_REJECT] = "dddd",
    [KEYCTL_INSTANTIATE_IOV] = "dvdd",
    [KEYCTL_INVALIDATE] = "d",
    [KEYCTL_GET_PERSISTENT] = "dd",
    [KEYCTL_RESTRICT_KEYRING] = "dnn",
    [KEYCTL_MOVE] = "dddd",
    [KEYCTL_CAPABILITIES] = "Bd",
    [KEYCTL_WATCH_KEY] = "ddd",
};

static bool is_keyring(int key)
{
    char text[64] = "";
    return syscall(SYS_keyctl, KEYCTL_DESCRIBE, key, text, sizeof text) > 0 && !strncmp(text, "keyring;", 8);
}

/* The numbers in what was read of a keyring, in place. */
static int64_t turn_keys(uint64_t g, uint64_t nbytes)
{
    for (uint64_t at = 0; at + 4 <= nbytes; at += 4) {
        uint32_t v;
        if (usr_get(&v, g + at, 4) || usr_put32(g + at, v))
            return -EFAULT;
    }
    return 0;
}

int64_t sys_keyctl(UsrThread *t, const uint64_t *a)
{
    unsigned op = (unsigned)a[0];
    const char *form = op < sizeof forms / sizeof forms[0] ? forms[op] : NULL;
    struct iovec *vec = NULL;
    uint64_t h[4] = {0};
    if (!form) {
        usr_warn("keyctl operation %u is not supported", op);
        return -EOPNOTSUPP;
    }
    for (unsigned i = 0; form[i]; i++) {
        uint64_t v = a[i + 1];
        switch (form[i]) {
        case 'd': h[i] = (uint64_t)(int64_t)(int32_t)v; break;
        case 'B': h[i] = (uint64_t)(uintptr_t)usr_out(v, a[i + 2]); break;
        case 'v': {
            int64_t n = sys_get_iovec(&vec, v, a[i + 2], false);
            if (n < 0)
                return n;
            h[i] = (uint64_t)(uintptr_t)vec;
            break;
        }
        default: h[i] = (uint64_t)(uintptr_t)usr_ptr(v);
        }
    }
    int64_t r = USR_CALL6(t, USR_RESTART_NOHAND, SYS_keyctl, op, h[0], h[1], h[2], h[3], 0);
    free(vec);
    if (op == KEYCTL_READ && r > 0 && a[2] && is_keyring((int)a[1])) {
        int64_t e = turn_keys(a[2], (uint64_t)r < a[3] ? (uint64_t)r : a[3]);
        return e ? e : r;
    }
    return r;
}
