/* SPDX-License-Identifier: Apache-2.0 */
/* Mappings: made, written, moved, grown, cut, protected, dropped and unmapped; every page keeps what it must. */
#include "soak.h"

#include <fcntl.h>
#include <sys/mman.h>

enum { PAGE = 4096, MAX_PAGES = 64 };

static uint32_t stamp(uint32_t seed, size_t page)
{
    return seed * 31 + (uint32_t)page * 0x01000193u;
}

static void fill(char *p, uint32_t seed, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint32_t v = stamp(seed, i);
        memcpy(p + i * PAGE, &v, 4);
        memcpy(p + i * PAGE + PAGE - 4, &v, 4);
    }
}

/* Pages from..to of P hold the stamps of pages from+shift...; SEED 0: zeros. */
static void check(const char *p, uint32_t seed, size_t from, size_t to, size_t shift)
{
    for (size_t i = from; i < to; i++) {
        uint32_t v = seed ? stamp(seed, i + shift) : 0, first, last;
        memcpy(&first, p + i * PAGE, 4);
        memcpy(&last, p + i * PAGE + PAGE - 4, 4);
        CHECK_EQ(first, v);
        CHECK_EQ(last, v);
    }
}

static char *map(size_t pages)
{
    char *p = mmap(NULL, pages * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(p != MAP_FAILED);
    return p;
}

static void moved(uint32_t seed)
{
    size_t n = 2 + seed % MAX_PAGES, more = n + 1 + seed / 64 % MAX_PAGES;
    char *p = map(n);
    check(p, 0, 0, n, 0);
    fill(p, seed, 0, n);
    p = mremap(p, n * PAGE, more * PAGE, MREMAP_MAYMOVE);
    CHECK(p != MAP_FAILED);
    check(p, seed, 0, n, 0);
    check(p, 0, n, more, 0);
    p = mremap(p, more * PAGE, (n - 1) * PAGE, 0);
    CHECK(p != MAP_FAILED);
    check(p, seed, 0, n - 1, 0);
    CHECK_EQ(munmap(p, (n - 1) * PAGE), 0);
}

/* A hole is cut, and filled by a mapping at that place. */
static void holes(uint32_t seed)
{
    size_t n = 8 + seed % MAX_PAGES, at = 1 + seed / 64 % (n - 3);
    char *p = map(n);
    fill(p, seed, 0, n);
    CHECK_EQ(mprotect(p + at * PAGE, 2 * PAGE, PROT_READ), 0);
    check(p, seed, 0, n, 0);
    CHECK_EQ(mprotect(p + at * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE), 0);
    CHECK_EQ(madvise(p + at * PAGE, PAGE, MADV_DONTNEED), 0);
    check(p, 0, at, at + 1, 0);
    check(p, seed, at + 1, n, 0);
    char *q = mmap(p + at * PAGE, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    CHECK(q == p + at * PAGE);
    check(p, 0, at, at + 2, 0);
    check(p, seed, 0, at, 0);
    check(p, seed, at + 2, n, 0);
    CHECK_EQ(munmap(p, n * PAGE), 0);
}

/* One file, mapped shared and private: who sees which write. */
static void file_backed(uint32_t seed)
{
    size_t n = 4 + seed % 16;
    char name[] = "soak-XXXXXX";
    int fd = mkstemp(name);
    CHECK(fd >= 0);
    CHECK_EQ(unlink(name), 0);
    CHECK_EQ(ftruncate(fd, (off_t)(n * PAGE)), 0);
    char *shared = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *own = mmap(NULL, (n - 1) * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE);
    CHECK(shared != MAP_FAILED && own != MAP_FAILED);
    fill(shared, seed, 0, n);
    check(own, seed, 0, n - 1, 1);
    fill(own, seed ^ 0x55, 0, n - 1);
    check(shared, seed, 0, n, 0);
    uint32_t v;
    CHECK_EQ(RETRY(pread(fd, &v, 4, (off_t)((n - 1) * PAGE))), 4);
    CHECK_EQ(v, stamp(seed, n - 1));
    v = ~v;
    CHECK_EQ(RETRY(pwrite(fd, &v, 4, 0)), 4);
    CHECK(!memcmp(shared, &v, 4));
    CHECK_EQ(munmap(own, (n - 1) * PAGE), 0);
    CHECK_EQ(munmap(shared, n * PAGE), 0);
    CHECK_EQ(close(fd), 0);
}

/* The allocator under changing sizes: every block keeps its pattern. */
static void heap(uint32_t seed)
{
    enum { BLOCKS = 64 };
    unsigned char *b[BLOCKS] = {NULL};
    size_t size[BLOCKS];
    for (int i = 0; i < 400; i++) {
        uint32_t x = next_random(&seed), k = x % BLOCKS;
        if (b[k]) {
            for (size_t j = 0; j < size[k]; j += 61)
                CHECK_EQ(b[k][j], k + 1);
            if (x & 0x100) {
                free(b[k]);
                b[k] = NULL;
                continue;
            }
        }
        size[k] = x & 0x200 ? (x >> 12) % 200000 + 1 : (x >> 12) % 300 + 1;
        b[k] = realloc(b[k], size[k]);
        CHECK(b[k] != NULL);
        memset(b[k], (int)k + 1, size[k]);
    }
    for (int k = 0; k < BLOCKS; k++)
        free(b[k]);
}

void round_memory(uint32_t seed)
{
    moved(seed);
    holes(seed);
    file_backed(seed);
    heap(seed | 1);
}
