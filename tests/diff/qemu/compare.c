/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random cases on several PowerPC emulators: sends the same stream to each of
 * them (a command that runs the guest program guest.c), compares every result
 * with the first one's, and reports differences by row of the instruction
 * table.
 *
 *   unit/diff_qemu [OPTIONS] COMMAND...       for instance
 *   unit/diff_qemu --known=known.txt --count=1000000 './engraft run --engine=tb guest' 'qemu-ppc -cpu 7447a guest'
 *
 * Differences that known.txt explains are counted; any other one is a failure.
 * Blocks of instructions are made of rows without an entry there.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/isa/disas.h"
#include "tests/diff/case.h"
#include "tests/diff/qemu/known.h"
#include "tests/diff/qemu/record.h"
#include "tests/ppc/rowcase.h"

enum { MAX_PEERS = 4 };
static int max_reports = 3; /* of a row */

typedef struct Peer {
    const char *command;
    FILE *to, *from;
    pid_t pid;
    QRecResult results[QREC_BATCH];
} Peer;

static Peer peers[MAX_PEERS];
static unsigned npeers;
static uint8_t start_mem[QREC_MEM];
static DiffCase made[QREC_BATCH];
static int kinds[QREC_BATCH];
static unsigned reported[PPC_OP_COUNT];
static uint64_t ran[PPC_OP_COUNT], known_count[PPC_OP_COUNT], failed_count[PPC_OP_COUNT], blocks, total_failed;

static char *seed_text, *count_text, *row_text, *known_path, *replay_text;
static gboolean list, no_blocks;
static char **row_files;
static GOptionEntry entries[] = {
    {"seed", 0, 0, G_OPTION_ARG_STRING, &seed_text, "Series of random cases (default 1)", "N"},
    {"count", 0, 0, G_OPTION_ARG_STRING, &count_text, "Number of cases (default 50000)", "N"},
    {"row", 0, 0, G_OPTION_ARG_STRING, &row_text, "Only cases of this row", "NAME"},
    {"replay", 0, 0, G_OPTION_ARG_STRING, &replay_text, "One case, printed", "SEED:CASE"},
    {"known", 0, 0, G_OPTION_ARG_FILENAME, &known_path, "Differences that are explained", "FILE"},
    {"no-blocks", 0, 0, G_OPTION_ARG_NONE, &no_blocks, "Single instructions only", NULL},
    {"cases", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &row_files, "The cases of tests/ppc/FILE instead of random ones",
     "FILE"},
    {"reports", 0, 0, G_OPTION_ARG_INT, &max_reports, "Cases of a row that are printed at most (default 3)", "N"},
    {"list", 0, 0, G_OPTION_ARG_NONE, &list, "Cases by row at the end", NULL},
    {NULL, 0, 0, 0, NULL, NULL, NULL}};

/* -- peers ----------------------------------------------------------------------------------------------------------
 */

static void start_peer(Peer *p, const char *command)
{
    int to[2], from[2];
    p->command = command;
    if (pipe(to) || pipe(from) || (p->pid = fork()) < 0)
        die("no pipe or process for '%s'", command);
    if (p->pid == 0) {
        dup2(to[0], 0);
        dup2(from[1], 1);
        for (int fd = 3; fd < 64; fd++)
            close(fd);
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    p->to = fdopen(to[1], "w");
    p->from = fdopen(from[0], "r");
    fwrite(start_mem, 1, sizeof start_mem, p->to);
}

static void put_case(QRecCase *q, const DiffCase *c)
{
    PpcCpu cpu = c->start;
    memset(q, 0, sizeof *q);
    for (unsigned i = 0; i < 32; i++) {
        q->s.gpr[i] = __builtin_bswap32((uint32_t)cpu.gpr[i]);
        q->s.fpr[i] = __builtin_bswap64(ppc_fpr(&cpu, i));
    }
    q->s.cr = __builtin_bswap32(ppc_get_cr(&cpu));
    q->s.xer = __builtin_bswap32(ppc_get_xer(&cpu));
    q->s.ctr = __builtin_bswap32((uint32_t)cpu.ctr);
    q->s.lr = __builtin_bswap32((uint32_t)cpu.lr);
    q->s.fpscr = __builtin_bswap64((uint64_t)cpu.fpscr_drn << 32 | cpu.fpscr);
    for (unsigned i = 0; i < 32 * 4; i++)
        q->s.vr[i / 4][i % 4] = __builtin_bswap32(cpu.vsr[32 + i / 4].w[3 - i % 4]);
    q->s.vr[32][3] = __builtin_bswap32(cpu.vscr);
    for (unsigned i = 0; i < 32; i++) {
        q->s.vs[i][0] = __builtin_bswap64(cpu.vsr[i].d[1]);
        q->s.vs[i][1] = __builtin_bswap64(cpu.vsr[i].d[0]);
    }
    q->nwords = __builtin_bswap32(c->nwords);
    for (unsigned i = 0; i < c->nwords; i++)
        q->words[i] = __builtin_bswap32(c->words[i]);
}

static void send_batch(Peer *p, unsigned n)
{
    static QRecCase q[QREC_BATCH];
    uint32_t be = __builtin_bswap32(n);
    for (unsigned i = 0; i < n; i++)
        put_case(&q[i], &made[i]);
    fwrite(&be, 4, 1, p->to);
    fwrite(q, sizeof *q, n, p->to);
    fflush(p->to);
}

static void to_host(QRecResult *r)
{
    for (unsigned i = 0; i < 32; i++) {
        r->s.gpr[i] = __builtin_bswap32(r->s.gpr[i]);
        r->s.fpr[i] = __builtin_bswap64(r->s.fpr[i]);
        r->s.vs[i][1] = __builtin_bswap64(r->s.vs[i][1]);
    }
    for (unsigned i = 0; i < 33 * 4; i++)
        r->s.vr[i / 4][i % 4] = __builtin_bswap32(r->s.vr[i / 4][i % 4]);
    r->s.cr = __builtin_bswap32(r->s.cr);
    r->s.xer = __builtin_bswap32(r->s.xer);
    r->s.ctr = __builtin_bswap32(r->s.ctr);
    r->s.lr = __builtin_bswap32(r->s.lr);
    r->s.fpscr = (uint32_t)__builtin_bswap64(r->s.fpscr); /* the upper word is not defined on 32-bit processors */
    r->outcome = __builtin_bswap32(r->outcome);
    r->pc = __builtin_bswap32(r->pc);
}

static void receive_batch(Peer *p, unsigned n)
{
    if (fread(p->results, sizeof p->results[0], n, p->from) != n) {
        fprintf(stderr, "diff_qemu: '%s' has ended\n", p->command);
        exit(1);
    }
    for (unsigned i = 0; i < n; i++)
        to_host(&p->results[i]);
}

/* -- comparing ------------------------------------------------------------------------------------------------------
 */

static PpcOp row_of(const DiffCase *c)
{
    return ppc_decode(c->words[c->nwords - 1]);
}

static void print_result_line(const char *name, uint64_t x, unsigned i, uint64_t (*get)(const QRecResult *, unsigned),
                              unsigned n)
{
    bool differs = false, nonzero = x != 0;
    for (unsigned k = 0; k < npeers; k++) {
        differs |= get(&peers[k].results[i], n) != get(&peers[0].results[i], n);
        nonzero |= get(&peers[k].results[i], n) != 0;
    }
    if (!nonzero)
        return;
    printf("%c %-7s %18llx", differs ? '*' : ' ', name, (unsigned long long)x);
    for (unsigned k = 0; k < npeers; k++)
        printf(" %18llx", (unsigned long long)get(&peers[k].results[i], n));
    printf("\n");
}

static uint64_t get_gpr(const QRecResult *r, unsigned n)
{
    return r->s.gpr[n];
}
static uint64_t get_fpr(const QRecResult *r, unsigned n)
{
    return r->s.fpr[n];
}
static uint64_t get_vs(const QRecResult *r, unsigned n)
{
    return r->s.vs[n][1];
}
static uint64_t get_vr(const QRecResult *r, unsigned n)
{
    return (uint64_t)r->s.vr[n / 2][n % 2 * 2] << 32 | r->s.vr[n / 2][n % 2 * 2 + 1];
}
static uint64_t get_word(const QRecResult *r, unsigned n)
{
    return (&r->s.cr)[n];
}
static uint64_t get_fpscr(const QRecResult *r, unsigned n)
{
    return n ? 0 : r->s.fpscr;
}
static uint64_t get_outcome(const QRecResult *r, unsigned n)
{
    return n ? r->pc : r->outcome;
}
static uint64_t get_mem(const QRecResult *r, unsigned n)
{
    return ld_be32(r->mem + 4 * n);
}

static void print_case(unsigned i)
{
    const DiffCase *c = &made[i];
    char name[16];
    for (unsigned k = 0; k < c->nwords; k++) {
        char text[PPC_DISAS_MAX];
        ppc_disas(text, sizeof text, c->words[k], QREC_CODE + k * 4, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        printf("  %08x  %s\n", c->words[k], text);
    }
    printf("  %-7s %18s", "", "start");
    for (unsigned k = 0; k < npeers; k++)
        printf(" %18.18s", peers[k].command);
    printf("\n");
    print_result_line("outcome", 0, i, get_outcome, 0);
    print_result_line("pc", 0, i, get_outcome, 1);
    for (unsigned n = 0; n < 32; n++) {
        snprintf(name, sizeof name, "r%u", n);
        print_result_line(name, c->start.gpr[n], i, get_gpr, n);
    }
    PpcCpu cpu = c->start;
    print_result_line("cr", ppc_get_cr(&cpu), i, get_word, 0);
    print_result_line("xer", ppc_get_xer(&cpu), i, get_word, 1);
    print_result_line("ctr", cpu.ctr, i, get_word, 2);
    print_result_line("lr", cpu.lr, i, get_word, 3);
    print_result_line("fpscr", cpu.fpscr, i, get_fpscr, 0);
    for (unsigned n = 0; n < 32; n++) {
        snprintf(name, sizeof name, "f%u", n);
        print_result_line(name, ppc_fpr(&c->start, n), i, get_fpr, n);
    }
    for (unsigned n = 0; n < 32; n++) {
        snprintf(name, sizeof name, "vs%u.1", n);
        print_result_line(name, c->start.vsr[n].d[0], i, get_vs, n);
    }
    for (unsigned n = 0; n < 64; n++) {
        snprintf(name, sizeof name, "v%u.%u", n / 2, n % 2);
        print_result_line(name, c->start.vsr[32 + n / 2].d[1 - n % 2], i, get_vr, n);
    }
    print_result_line("vscr", c->start.vscr, i, get_vr, 65);
    for (unsigned n = 0; n < QREC_MEM / 4; n++) {
        uint32_t x = ld_be32(start_mem + 4 * n);
        bool same = true;
        for (unsigned k = 0; k < npeers; k++)
            same &= get_mem(&peers[k].results[i], n) == x;
        snprintf(name, sizeof name, "[%03x]", n * 4);
        if (!same)
            print_result_line(name, x, i, get_mem, n);
    }
}

/* Unexplained differences by row and kind, so that a first look at a new emulator is short. */
static GHashTable *signatures;

static void note_signature(PpcOp row, const KnownDiff *d)
{
    char *key = g_strdup_printf("%-10s fields %02x fpscr %08x outcomes %u %u", ppc_row(row)->id, d->fields, d->fpscr,
                                d->a->outcome, d->b->outcome);
    g_hash_table_insert(signatures, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(signatures, key)) + 1));
}

static void print_signatures(void)
{
    GList *keys = g_list_sort(g_hash_table_get_keys(signatures), (GCompareFunc)strcmp);
    for (GList *l = keys; l; l = l->next)
        printf("  %s: %u\n", (char *)l->data, GPOINTER_TO_UINT(g_hash_table_lookup(signatures, l->data)));
    g_list_free(keys);
}

static void compare_one(unsigned i, uint64_t seed)
{
    const DiffCase *c = &made[i];
    bool block = kinds[i] == CASE_BLOCK, ok = true, known = false;
    PpcOp row = row_of(c);
    if (block)
        blocks++;
    else
        ran[row]++;
    for (unsigned k = 1; k < npeers; k++) {
        KnownDiff d = known_difference(&peers[0].results[i], &peers[k].results[i]);
        if (!d.any)
            continue;
        if (!block && known_explains(c, row, &d, strstr(peers[k].command, "qemu-ppc") != NULL))
            known = true;
        else
            ok = false;
        if (!ok && !block)
            note_signature(row, &d);
    }
    known_count[row] += known;
    if (!ok) {
        total_failed++;
        failed_count[row]++;
        if ((int)reported[row]++ < max_reports) {
            printf("---- %s, case %llu:%llu\n", block ? "block" : ppc_row(row)->id, (unsigned long long)seed,
                   (unsigned long long)c->seed);
            print_case(i);
        }
    } else if (replay_text) {
        print_case(i);
    }
}

/* -- cases ----------------------------------------------------------------------------------------------------------
 */

static bool row_ok(PpcOp op)
{
    return case_row_ok(op) && op != PPC_SC && !known_skipped(op);
}

static bool block_row_ok(PpcOp op)
{
    return row_ok(op) && !known_any(op) && !ppc_is(op, PPC_CLASS_TRAP | PPC_FLAG_ATOMIC) && op != PPC_BCLR &&
           op != PPC_BCCTR;
}

static const CaseSpec spec_base = {
    .row_ok = row_ok,
    .block_row_ok = block_row_ok,
    .code_lo = QREC_CODE,
    .code_bytes = 4096,
    .data_lo = QREC_DATA,
    .data_bytes = QREC_MEM,
    .max_block = 12,
    .tame = true,
};

static void run_made(uint64_t seed, unsigned n)
{
    for (unsigned k = 0; k < npeers; k++)
        send_batch(&peers[k], n);
    for (unsigned k = 0; k < npeers; k++)
        receive_batch(&peers[k], n);
    for (unsigned i = 0; i < n; i++)
        compare_one(i, seed);
}

static void run_batch(const CaseSpec *s, uint64_t seed, uint64_t first, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        kinds[i] = case_make(&made[i], s, seed, first + i);
        made[i].start.fpscr = ppc_fpscr_summary(made[i].start.fpscr & ~(PPC_FPSCR_NI | PPC_FPSCR_ENABLES));
        CHECK(made[i].nwords < QREC_WORDS);
    }
    run_made(seed, n);
}

/* What the record of a case cannot say: a reservation, VRSAVE, DRN; and sc. */
static bool sendable(const RowCase *rc, const DiffCase *c)
{
    bool vrsave = c->start.vrsave || ((rc->op == PPC_MTSPR || rc->op == PPC_MFSPR) && f_spr(rc->word) == 256);
    return !known_skipped(rc->op) && !rc->res_size && !vrsave && rc->op != PPC_SC && strcmp(rc->end, "icbi");
}

/* The cases of a file; the line is the number of the case. */
static uint64_t run_row_file(const char *path)
{
    static RowCase rc;
    char line[2048];
    Err e = {0};
    uint64_t count = 0;
    unsigned n = 0;
    uint32_t at;
    FILE *f = fopen(path, "r");
    if (!f)
        die("%s cannot be read", path);
    for (unsigned number = 1; fgets(line, sizeof line, f); number++) {
        rc.line = number;
        if (!row_parse(&rc, line, &e))
            die("%s: %s", path, e.text);
        if (!rc.op || !row_make(&rc, &made[n], QREC_CODE, QREC_DATA, false, &at) || !sendable(&rc, &made[n]))
            continue;
        made[n].seed = number;
        kinds[n] = CASE_SINGLE;
        count++;
        if (++n == QREC_BATCH) {
            run_made(0, n);
            n = 0;
        }
    }
    if (n)
        run_made(0, n);
    fclose(f);
    return count;
}

static void print_rows(void)
{
    for (unsigned op = 1; op < PPC_OP_COUNT; op++)
        if ((list && ran[op]) || failed_count[op])
            printf("%-12s %8llu cases, %7llu known differences, %7llu others\n", ppc_row((PpcOp)op)->id,
                   (unsigned long long)ran[op], (unsigned long long)known_count[op],
                   (unsigned long long)failed_count[op]);
}

static void print_sum(uint64_t count)
{
    uint64_t known = 0, rows = 0;
    for (unsigned op = 1; op < PPC_OP_COUNT; op++) {
        known += known_count[op];
        rows += ran[op] != 0;
    }
    printf("%s: %llu cases, %llu rows, %llu blocks, %llu explained differences, %llu others\n",
           total_failed ? "fail" : "pass", (unsigned long long)count, (unsigned long long)rows,
           (unsigned long long)blocks, (unsigned long long)known, (unsigned long long)total_failed);
}

static uint64_t number(const char *text, uint64_t otherwise)
{
    return text ? g_ascii_strtoull(text, NULL, 0) : otherwise;
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    Err e = {0};
    GOptionContext *ctx = g_option_context_new("COMMAND... - random guest code on several emulators");
    g_option_context_add_main_entries(ctx, entries, NULL);
    if (!g_option_context_parse(ctx, &argc, &argv, &error) || argc < 2 || argc > MAX_PEERS + 1) {
        fprintf(stderr, "diff_qemu: %s\n", error ? error->message : "one to four commands wanted");
        return 2;
    }
    if (known_path && !known_load(known_path, &e)) {
        fprintf(stderr, "diff_qemu: %s\n", e.text);
        return 2;
    }
    CaseSpec spec = spec_base;
    spec.no_blocks = no_blocks;
    spec.only = row_text ? ppc_op_by_name(row_text) : PPC_INVALID;
    if (row_text && !spec.only) {
        fprintf(stderr, "diff_qemu: no row '%s'\n", row_text);
        return 2;
    }
    signatures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    DiffRng r = {1};
    for (unsigned i = 0; i < QREC_MEM; i++)
        start_mem[i] = (uint8_t)diff_rand(&r);
    _Static_assert((int)QREC_MEM == (int)ROW_DATA, "cases of both kinds see the same memory");
    if (row_files)
        row_start_memory(start_mem);
    for (npeers = 0; npeers < (unsigned)argc - 1; npeers++)
        start_peer(&peers[npeers], argv[npeers + 1]);
    uint64_t count = number(count_text, 50000), seed = number(seed_text, 1), first = 0;
    if (replay_text) {
        seed = number(replay_text, 0);
        first = strchr(replay_text, ':') ? number(strchr(replay_text, ':') + 1, 0) : 0;
        count = 1;
    }
    if (row_files) {
        count = 0;
        for (char **file = row_files; *file; file++)
            count += run_row_file(*file);
    }
    for (uint64_t n = 0; n < count && !row_files; n += QREC_BATCH)
        run_batch(&spec, seed, first + n, count - n < QREC_BATCH ? (unsigned)(count - n) : QREC_BATCH);
    print_rows();
    print_signatures();
    print_sum(count);
    return total_failed != 0;
}
