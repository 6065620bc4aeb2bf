/* SPDX-License-Identifier: Apache-2.0 */
/* The packed form of bulk events: what goes in comes out, with right bounds; damaged bytes are noticed and harm
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tracer/chunk_fmt.h"

/* Fields: pc fixed, kind fixed, addr live 4, value live 8 and tag live 1, or all three live 4. */
static const ChunkShape mixed = {
    .nfields = 5,
    .nfixed = 2,
    .nlive = 3,
    .live = {false, false, true, true, true},
    .nbytes = {0, 0, 4, 8, 1},
    .means = {CHUNK_PC, CHUNK_PLAIN, CHUNK_ADDR, CHUNK_PLAIN, CHUNK_PLAIN},
};
static const ChunkShape narrow = {
    .nfields = 5,
    .nfixed = 2,
    .nlive = 3,
    .live = {false, false, true, true, true},
    .nbytes = {0, 0, 4, 4, 4},
    .means = {CHUNK_PC, CHUNK_PLAIN, CHUNK_ADDR, CHUNK_PLAIN, CHUNK_PLAIN},
};
static ChunkShape shape;

enum { MAX_RECS = 7, NPATHS = 40 };

/* A path as the test knows it: per record and field a fixed value, or where a live one comes from. */
typedef struct Model {
    unsigned nrecs;
    int64_t fixed[MAX_RECS][2];
    uint32_t from[MAX_RECS * 3];
    int64_t delta[MAX_RECS * 3];
} Model;

static uint64_t seed = 1;

static uint64_t rnd(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void make_model(Model *m, ChunkBytes *out)
{
    *m = (Model){.nrecs = (unsigned)(rnd() % (MAX_RECS + 1))};
    out->n = 0;
    chunk_put_varint(out, m->nrecs);
    for (unsigned r = 0; r < m->nrecs; r++) {
        for (unsigned f = 0; f < 2; f++) {
            m->fixed[r][f] = f == 0 && rnd() % 2 ? 0x1000 : (int64_t)rnd() >> (rnd() % 64); /* some share a family */
            chunk_put_svarint(out, m->fixed[r][f]);
        }
        for (unsigned f = 0; f < 3; f++) {
            unsigned k = r * 3 + f;
            if (r && f < 2 && rnd() % 2) { /* the same field of the record before */
                m->from[k] = k - 3 + 1;
                m->delta[k] = (int64_t)(rnd() % 2000) - 1000;
            } else if (f < 2 && rnd() % 8 == 0) { /* a constant */
                m->from[k] = k + 1;
                m->delta[k] = (int64_t)(rnd() >> 8 >> rnd() % 40);
            }
            chunk_put_varint(out, m->from[k]);
            if (m->from[k])
                chunk_put_svarint(out, m->delta[k]);
        }
    }
}

/* Appends an execution to the raw form; want: the live values, on entry those of the path's last execution. */
static void execute(const Model *m, uint32_t id, ChunkBytes *raw, uint64_t *want)
{
    raw->p = realloc(raw->p, raw->n + 1024);
    memcpy(raw->p + raw->n, &id, 4);
    raw->n += 4;
    for (unsigned k = 0; k < m->nrecs * 3; k++) {
        unsigned n = shape.nbytes[2 + k % 3];
        uint64_t mask = n == 8 ? ~0ull : (1ull << n * 8) - 1;
        uint64_t stored = rnd() % 4 ? want[k] + k * 4 : rnd() >> rnd() % 64;
        want[k] = (m->from[k] == k + 1 ? (uint64_t)m->delta[k]
                   : m->from[k]        ? want[m->from[k] - 1] + (uint64_t)m->delta[k]
                                       : stored) &
                  mask;
        if (!m->from[k]) {
            memcpy(raw->p + raw->n, &want[k], n);
            raw->n += n;
        }
    }
}

typedef struct Exec {
    uint32_t id;
    uint64_t want[MAX_RECS * 3];
} Exec;

static void check_rows(const ChunkPaths *paths, const Model *models, const Exec *execs, unsigned n,
                       const ChunkBytes *packed, const ChunkInfo *info)
{
    ChunkReader r;
    bool damaged;
    assert_true(chunk_read_begin(&r, &shape, paths, packed->p, packed->n));
    for (unsigned i = 0; i < n; i++) {
        const Model *m = &models[execs[i].id];
        for (unsigned k = 0; k < m->nrecs; k++) {
            assert_true(chunk_read_next(&r, &damaged));
            int64_t pc = chunk_read_field(&r, 0), addr = chunk_read_field(&r, 2);
            assert_int_equal(pc, m->fixed[k][0]);
            assert_int_equal(chunk_read_field(&r, 1), m->fixed[k][1]);
            for (unsigned f = 0; f < 3; f++)
                assert_int_equal((uint64_t)chunk_read_field(&r, 2 + f), execs[i].want[k * 3 + f]);
            assert_true(pc >= info->pc_min && pc <= info->pc_max);
            assert_true(addr >= info->addr_min && addr <= info->addr_max);
        }
    }
    assert_false(chunk_read_next(&r, &damaged));
    assert_false(damaged);
    chunk_read_end(&r);
}

/* Reads what may be nonsense; must end, within the memory it was given. */
static void read_damaged(const ChunkPaths *paths, const uint8_t *p, size_t n)
{
    uint8_t *copy = malloc(n ? n : 1); /* exactly as long, for the address checker */
    ChunkReader r;
    bool damaged;
    memcpy(copy, p, n);
    if (chunk_read_begin(&r, &shape, paths, copy, n))
        while (chunk_read_next(&r, &damaged))
            (void)chunk_read_field(&r, 4);
    chunk_read_end(&r);
    free(copy);
}

static void make_paths(ChunkPaths *paths, Model *models)
{
    ChunkBytes b = {0};
    for (uint32_t id = 1; id < NPATHS; id++) {
        make_model(&models[id], &b);
        ChunkPath *p = chunk_path_parse(&shape, b.p, b.n);
        assert_non_null(p);
        chunk_paths_set(paths, &shape, id, p);
    }
    free(b.p);
}

/* Another packer, which had other chunks before, and uses no vector instructions: the same bytes. */
static void check_same(ChunkPacker *plain, const ChunkPaths *paths, const ChunkBytes *raw, const ChunkBytes *packed)
{
    ChunkBytes other = {0};
    ChunkInfo info;
    assert_true(chunk_pack(plain, paths, raw->p, raw->n, &other, &info));
    assert_int_equal(other.n, packed->n);
    assert_memory_equal(other.p, packed->p, packed->n);
    free(other.p);
}

static void damage(const ChunkPaths *paths, ChunkBytes *packed)
{
    for (unsigned k = 0; k < 50 && packed->n; k++) {
        size_t cut = rnd() % packed->n;
        read_damaged(paths, packed->p, cut);
        packed->p[cut] ^= (uint8_t)(1u << rnd() % 8);
        read_damaged(paths, packed->p, packed->n);
    }
}

static void round_trip(const ChunkShape *s)
{
    static Model models[NPATHS];
    static Exec execs[2000];
    ChunkPaths paths = {0};
    ChunkBytes raw = {0}, packed = {0};
    ChunkInfo info;
    shape = *s;
    ChunkPacker *packer = chunk_packer_new(&shape, CHUNK_AVX512), *plain = chunk_packer_new(&shape, CHUNK_PLAIN_HOST);
    ChunkPacker *avx2 = chunk_packer_new(&shape, CHUNK_AVX2);
    make_paths(&paths, models);
    for (unsigned round = 0; round < 60; round++) {
        unsigned n = (unsigned)(rnd() % 2000), nrecs = 0;
        uint64_t last[NPATHS][MAX_RECS * 3] = {{0}};
        raw.n = 0;
        for (unsigned i = 0; i < n; i++) {
            uint32_t id = execs[i].id = rnd() % 4 ? 1 + i % 7 : 1 + (uint32_t)(rnd() % (NPATHS - 1));
            execute(&models[id], id, &raw, last[id]);
            memcpy(execs[i].want, last[id], sizeof last[id]);
            nrecs += models[id].nrecs;
        }
        raw.p = realloc(raw.p, raw.n + CHUNK_SLACK);
        assert_true(chunk_pack(packer, &paths, raw.p, raw.n, &packed, &info));
        assert_int_equal(info.nexecs, n);
        assert_int_equal(info.nrecs, nrecs);
        check_rows(&paths, models, execs, n, &packed, &info);
        check_same(plain, &paths, &raw, &packed);
        check_same(avx2, &paths, &raw, &packed);
        damage(&paths, &packed);
    }
    chunk_packer_free(packer);
    chunk_packer_free(plain);
    chunk_packer_free(avx2);
    chunk_paths_free(&paths);
    free(raw.p);
    free(packed.p);
}

static void test_round_trip(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        round_trip(&mixed);
        round_trip(&narrow);
    }
}

/* An array walked in steps: its addresses cost about nothing. */
static void test_strides_are_predicted(void **state)
{
    (void)state;
    static const uint8_t one[] = {1, 0, 0, 0, 0, 0};
    ChunkPaths paths = {0};
    ChunkBytes raw = {0}, packed = {0};
    ChunkInfo info;
    shape = mixed;
    ChunkPacker *packer = chunk_packer_new(&shape, CHUNK_AVX512);
    chunk_paths_set(&paths, &shape, 1, chunk_path_parse(&shape, one, sizeof one));
    raw.p = calloc(1001, 17);
    for (uint32_t i = 0, id = 1; i < 1000; i++, raw.n += 17) {
        uint32_t addr = 0x10000000 + i * 12;
        memcpy(raw.p + raw.n, &id, 4);
        memcpy(raw.p + raw.n + 4, &addr, 4);
    }
    assert_true(chunk_pack(packer, &paths, raw.p, raw.n, &packed, &info));
    assert_int_equal(info.addr_min, 0x10000000);
    assert_int_equal(info.addr_max, 0x10000000 + 999 * 12);
    unsigned nonzero = 0;
    for (size_t i = 0; i < packed.n; i++)
        nonzero += packed.p[i] != 0;
    assert_true(packed.n < 600 && nonzero < 50); /* four bits each, which are 0 */
    chunk_packer_free(packer);
    chunk_paths_free(&paths);
    free(raw.p);
    free(packed.p);
}

static void test_damaged_raw_and_paths(void **state)
{
    (void)state;
    static const uint8_t late[] = {1, 0, 0, 4, 0, 0, 0}; /* a live value from one that comes after it */
    ChunkPaths paths = {0};
    ChunkBytes packed = {0};
    ChunkInfo info;
    static Model models[NPATHS];
    uint8_t raw[64 + CHUNK_SLACK];
    shape = mixed;
    ChunkPacker *packer = chunk_packer_new(&shape, CHUNK_AVX512);
    assert_null(chunk_path_parse(&shape, late, sizeof late));
    assert_null(chunk_path_parse(&shape, late, 0));
    assert_null(chunk_path_parse(&shape, (const uint8_t[]){3, 0}, 2));
    make_paths(&paths, models);
    memset(raw, 0xff, sizeof raw); /* no such path */
    assert_false(chunk_pack(packer, &paths, raw, 64, &packed, &info));
    assert_true(chunk_pack(packer, &paths, raw, 0, &packed, &info));
    assert_int_equal(info.nrecs, 0);
    chunk_packer_free(packer);
    chunk_paths_free(&paths);
    free(packed.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_strides_are_predicted),
        cmocka_unit_test(test_damaged_raw_and_paths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
