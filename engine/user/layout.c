/* SPDX-License-Identifier: Apache-2.0 */
/* Structures described by a short text: see layout.h. */
#include "engine/user/layout.h"

#include <errno.h>
#include <stdlib.h>

#include "engine/user/gmem.h"

/* The next run: count (UINT32_MAX for *) and letter; false at the end. */
static bool next_run(const char **s, uint32_t *count, char *letter)
{
    if (!**s)
        return false;
    *count = 1;
    if (**s == '*') {
        *count = UINT32_MAX;
        ++*s;
    } else if (**s >= '0' && **s <= '9') {
        *count = (uint32_t)strtoul(*s, (char **)s, 10);
    }
    *letter = *(*s)++;
    return true;
}

static unsigned guest_bytes(char letter)
{
    return letter == 'b' ? 1 : letter == 'h' ? 2 : letter == 'w' ? 4 : letter == 'q' ? 8 : usr_word();
}

static unsigned host_bytes(char letter)
{
    return letter == 'l' || letter == 'p' ? 8 : guest_bytes(letter);
}

static unsigned align_up(unsigned n, unsigned to)
{
    return (n + to - 1) / to * to;
}

/* One field's bytes in the other order. */
static void reverse(uint8_t *b, unsigned nbytes)
{
    for (unsigned i = 0; i < nbytes / 2 && !usr_abi.little; i++) {
        uint8_t x = b[i];
        b[i] = b[nbytes - 1 - i];
        b[nbytes - 1 - i] = x;
    }
}

int usr_layout_in(const char *layout, uint64_t g, void *host, unsigned room)
{
    uint32_t count;
    char k;
    unsigned at = 0, to = 0;
    while (next_run(&layout, &count, &k)) {
        unsigned n = guest_bytes(k), m = host_bytes(k);
        at = align_up(at, n);
        to = align_up(to, m);
        for (; count--; at += n, to += m) {
            uint8_t b[8];
            uint64_t v = 0;
            CHECK(to + m <= room);
            if (usr_get(b, g + at, n))
                return -EFAULT;
            reverse(b, n);
            memcpy(&v, b, n);
            if (k == 'p')
                v = (uint64_t)(uintptr_t)usr_ptr(v);
            memcpy((uint8_t *)host + to, &v, m);
        }
    }
    return (int)to;
}

int usr_layout_out(const char *layout, uint64_t g, const void *host)
{
    uint32_t count;
    char k;
    unsigned at = 0, from = 0;
    while (next_run(&layout, &count, &k)) {
        unsigned n = guest_bytes(k), m = host_bytes(k);
        at = align_up(at, n);
        from = align_up(from, m);
        for (; count--; at += n, from += m) {
            uint8_t b[8];
            memcpy(b, (const uint8_t *)host + from, n); /* the low bytes of a wider one */
            reverse(b, n);
            if (k != 'p' && usr_put(g + at, b, n))
                return -EFAULT;
        }
    }
    return 0;
}

void usr_layout_turn(const char *layout, uint8_t *b, uint64_t nbytes)
{
    uint32_t count;
    char k;
    uint64_t at = 0;
    while (next_run(&layout, &count, &k)) {
        unsigned n = guest_bytes(k);
        at = (at + n - 1) / n * n;
        for (; count-- && at + n <= nbytes; at += n)
            reverse(b + at, n);
    }
}
