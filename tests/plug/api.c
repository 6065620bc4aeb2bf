/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test of the plugin API from the inside, with the guest program api_guest.c.
 * Inserts every kind of micro-op and compares what they computed with C.
 * Prints "pass: WHAT" or "fail: WHAT" lines at the end of the run.
 *
 * The first TBs that are translated each carry one case of the arithmetic
 * test (all of them run, being the program's start); markers in the guest's
 * code carry the others, see there.
 */
#include <engraft-plugin.h>
#include <stdio.h>
#include <string.h>

static EgPlugin *self;
static int nfail;

#define CHECK(what, ...)                                                                                               \
    do {                                                                                                               \
        if (!(__VA_ARGS__)) {                                                                                          \
            printf("fail: %s\n", what);                                                                                \
            nfail++;                                                                                                   \
        }                                                                                                              \
    } while (0)

/* ---- arithmetic: case = operands, width, constant or loaded -------------------------------------------------- */

enum { CONDS = 10, RESULTS = 40 };
static const uint64_t operands[][2] = {
    {0, 0},
    {1, 2},
    {0xffffffff, 1},
    {0x80000000, 0x7fffffff},
    {0x123456789abcdef0, 0xfedcba9876543210},
    {~0ull, 33},
    {0x8000000000000000, 0x7fffffffffffffff},
    {5, 5},
};
enum { PAIRS = sizeof operands / sizeof *operands, CASES = PAIRS * 4 };

typedef struct Case {
    uint64_t a, b; /* what is loaded */
    uint64_t out[RESULTS];
    unsigned n;
    uint32_t ran;
    bool made;
} Case;
static Case cases[CASES];

static void keep(EgPlace *at, Case *c, EgVal v)
{
    uint64_t *to = &c->out[c->n++];
    eg_host_store(at, to, eg_type(at, v) == EG_I32 ? eg_zext(at, v) : v);
}

static void insert_case(EgPlace *at, unsigned k)
{
    typedef EgVal Binary(EgPlace *, EgVal, EgVal);
    static Binary *const binary[] = {eg_add, eg_sub, eg_mul, eg_and, eg_or, eg_xor};
    static Binary *const shifts[] = {eg_shl, eg_shr, eg_sar};
    Case *c = &cases[k];
    bool wide = k & 1, loaded = k & 2;
    c->a = operands[k / 4][0];
    c->b = operands[k / 4][1];
    c->n = 0;
    EgType t = wide ? EG_I64 : EG_I32;
    EgVal a = loaded ? eg_host_load(at, t, &c->a) : wide ? eg_i64(at, c->a) : eg_i32(at, (uint32_t)c->a);
    EgVal b = loaded ? eg_host_load(at, t, &c->b) : wide ? eg_i64(at, c->b) : eg_i32(at, (uint32_t)c->b);
    EgVal count = wide ? eg_trunc(at, b) : b;
    for (unsigned i = 0; i < 6; i++)
        keep(at, c, binary[i](at, a, b));
    for (unsigned i = 0; i < 3; i++)
        keep(at, c, shifts[i](at, a, count));
    for (unsigned i = 0; i < CONDS; i++)
        keep(at, c, eg_compare(at, (EgCond)i, a, b));
    keep(at, c, eg_select(at, eg_compare(at, EG_LTU, a, b), a, b));
    if (wide) {
        keep(at, c, eg_trunc(at, a));
    } else {
        keep(at, c, eg_zext(at, a));
        keep(at, c, eg_sext(at, a));
    }
    eg_host_store(at, &c->ran, eg_i32(at, 1));
    c->made = true;
}

static unsigned expect_case(const Case *c, bool wide, uint64_t *out)
{
    uint64_t mask = wide ? ~0ull : 0xffffffff, a = c->a & mask, b = c->b & mask;
    int64_t sa = wide ? (int64_t)a : (int32_t)a, sb = wide ? (int64_t)b : (int32_t)b;
    unsigned sh = (unsigned)(b & (wide ? 63 : 31)), n = 0;
    const uint64_t values[] = {a + b, a - b, a * b, a & b, a | b, a ^ b, a << sh, a >> sh, (uint64_t)(sa >> sh)};
    const bool conds[CONDS] = {a == b, a != b, sa<sb, sa >= sb, sa> sb, sa <= sb, a<b, a >= b, a> b, a <= b};
    for (unsigned i = 0; i < 9; i++)
        out[n++] = values[i] & mask;
    for (unsigned i = 0; i < CONDS; i++)
        out[n++] = conds[i];
    out[n++] = a < b ? a : b;
    out[n++] = wide ? (uint32_t)a : a;
    if (!wide)
        out[n++] = (uint64_t)sa;
    return n;
}

static void check_cases(void)
{
    int before = nfail;
    for (unsigned k = 0; k < CASES; k++) {
        uint64_t want[RESULTS];
        unsigned n = expect_case(&cases[k], k & 1, want);
        CHECK("an arithmetic case did not run", cases[k].made && cases[k].ran && n == cases[k].n);
        for (unsigned i = 0; i < n; i++)
            if (want[i] != cases[k].out[i]) {
                printf("fail: case %u result %u: %llx, not %llx\n", k, i, (unsigned long long)cases[k].out[i],
                       (unsigned long long)want[i]);
                nfail++;
            }
    }
    if (nfail == before)
        printf("pass: %u cases of arithmetic\n", (unsigned)CASES);
}

/* ---- guest memory: below the stack pointer, where nothing lives ------------------------------------------------ */

static uint64_t memory_out[6];
static uint32_t changed_word;
static double float_in = 2.5, float_out;

static void insert_memory(EgPlace *at)
{
    EgVal p = eg_sub(at, eg_get_reg(at, eg_reg("r1")), eg_i32(at, 256));
    eg_guest_store(at, p, eg_i64(at, 0x1122334455667788), 8);
    eg_host_store(at, &memory_out[0], eg_guest_load(at, p, 8));
    eg_host_store(at, &memory_out[1], eg_zext(at, eg_guest_load(at, p, 1)));
    eg_host_store(at, &memory_out[2], eg_zext(at, eg_guest_load(at, eg_add(at, p, eg_i32(at, 2)), 2)));
    eg_guest_store(at, p, eg_i32(at, 0xaabbccdd), 4);
    eg_guest_store(at, eg_add(at, p, eg_i32(at, 4)), eg_i32(at, 0x99), 1);
    eg_guest_store(at, eg_add(at, p, eg_i32(at, 6)), eg_i32(at, 0x12345), 2);
    eg_host_store(at, &memory_out[3], eg_guest_load(at, p, 8));
    eg_host_store(at, &changed_word, eg_trunc(at, eg_host_load(at, EG_I64, &memory_out[3])));
    eg_host_store(at, &float_out, eg_host_load(at, EG_F64, &float_in));
}

static void check_memory(void)
{
    int before = nfail;
    CHECK("guest store and load, 8 bytes", memory_out[0] == 0x1122334455667788);
    CHECK("guest load, 1 byte, big-endian", memory_out[1] == 0x11);
    CHECK("guest load, 2 bytes", memory_out[2] == 0x3344);
    CHECK("guest stores of 4, 1 and 2 bytes", memory_out[3] == 0xaabbccdd99662345);
    CHECK("host load and store of an integer", changed_word == (uint32_t)memory_out[3]);
    CHECK("host load and store of a double", float_out == 2.5);
    if (nfail == before)
        printf("pass: guest and host memory\n");
}

/* ---- counters and cells ----------------------------------------------------------------------------------------- */

static EgCounter tbs, tbs_cell, executed;

static void insert_counts(EgTb *tb)
{
    EgPlace at = eg_at_entry(tb);
    eg_count(&at, tbs, 1);
    eg_cell_store(&at, tbs_cell, eg_add(&at, eg_cell_load(&at, tbs_cell), eg_i64(&at, 3)));
    eg_count_val(&at, executed, eg_i64(&at, eg_tb_ninsns(tb)));
}

static uint64_t nexec, exec_order, last_exec_number;
static uint64_t info_sum, insn_sum;

static void on_exec(EgThread *t, const EgTbInfo *i, void *user)
{
    (void)t, (void)user;
    nexec++;
    last_exec_number = eg_info_number(i);
    exec_order = exec_order * 2 + 1;
}

static void on_exec_second(EgThread *t, const EgTbInfo *i, void *user)
{
    (void)t, (void)user;
    CHECK("hooks of one TB run in order", (exec_order & 1) && last_exec_number == eg_info_number(i));
    exec_order = 0;
}

static void add_info(const EgTbInfo *i, void *user)
{
    (void)user;
    info_sum += eg_info_count(i);
    for (uint32_t n = 0; n < eg_info_ninsns(i); n++)
        insn_sum += eg_info_insn_count(i, n);
}

/* ---- notes ------------------------------------------------------------------------------------------------------ */

static uint64_t nnotes;

static void on_decode(const EgInsn *insn, uint64_t *note, void *user)
{
    (void)user;
    *note = insn->addr ^ insn->word;
}

static void check_notes(const EgTb *tb)
{
    EgInsn in = {.struct_size = sizeof in};
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++, nnotes++)
        CHECK("notes of the decode hook",
              eg_tb_note(tb, i) == (in.addr ^ in.word) && in.addr == eg_tb_addr(tb) + 4 * i);
}

/* ---- markers ---------------------------------------------------------------------------------------------------- */

/* 1: changed registers. */
static void insert_change(EgPlace *at)
{
    int r3 = eg_reg("r3");
    EgVal v = eg_get_reg(at, r3);
    eg_put_reg(at, r3, eg_add(at, eg_mul(at, v, eg_i32(at, 2)), eg_i32(at, 1)));
    eg_put_reg(at, eg_reg("ctr"), eg_i32(at, 77));
    eg_put_reg(at, eg_reg("f1"), eg_host_load(at, EG_F64, &float_in));
}

/* 2: exact registers in a callback. */
static int fn_look;
static unsigned looks, good_looks;
static uint32_t inline_cr, inline_xer;

static void look(EgThread *t)
{
    unsigned n = looks++;
    uint32_t cr = (uint32_t)eg_thread_reg(t, eg_reg("cr")), xer = (uint32_t)eg_thread_reg(t, eg_reg("xer"));
    good_looks += eg_thread_reg(t, eg_reg("r3")) == 11 && eg_thread_reg(t, eg_reg("r4")) == 0xfffffff4 &&
                  eg_thread_reg(t, eg_reg("r5")) == 0x12345678 && eg_thread_reg(t, eg_reg("r6")) == 11 + n &&
                  eg_thread_reg(t, eg_reg("ctr")) == 0x12345678 && eg_thread_reg(t, eg_reg("lr")) == 99 &&
                  cr >> 28 == 4 && (cr & 15) == 8 && (xer >> 29 & 1) == 1 && eg_thread_number(t) == 1 &&
                  cr == inline_cr && xer == inline_xer;
}

static void insert_look(EgPlace *at)
{
    eg_host_store(at, &inline_cr, eg_get_reg(at, eg_reg("cr")));
    eg_host_store(at, &inline_xer, eg_get_reg(at, eg_reg("xer")));
    eg_call(at, fn_look, 0, NULL);
}

/* 3: a known number of accesses. */
static EgCounter accesses[2], access_bytes[2], dcbz_bytes;
static uint32_t store_addr, load_addr;

static void on_access(EgPlace *at, const EgAccess *a, void *user)
{
    const EgInsn *in = user;
    if (strcmp(in->mnemonic, "dcbz") == 0) {
        eg_count(at, dcbz_bytes, a->store ? a->nbytes : 1);
        return;
    }
    eg_count(at, accesses[a->store], 1);
    eg_count(at, access_bytes[a->store], a->nbytes);
    if (strcmp(in->mnemonic, "stb") == 0)
        eg_host_store(at, &store_addr, a->addr);
    if (strcmp(in->mnemonic, "lhz") == 0)
        eg_host_store(at, &load_addr, a->addr);
}

static void insert_accesses(EgTb *tb, uint32_t i)
{
    EgInsn in = {.struct_size = sizeof in};
    for (; eg_tb_insn(tb, i, &in); i++)
        eg_each_access(tb, i, on_access, &in);
}

/* 4: calls of every kind. */
static int fn_plain, fn_quiet, fn_reads, fn_const, fn_many, fn_void_reads;
static unsigned nplain, nquiet, nreads, nconst, nunused, many_ok;
static uint64_t const_out, reads_out;

static void c_plain(EgThread *t, uint32_t x)
{
    (void)t;
    nplain += x == 7;
}

static uint64_t c_quiet(EgThread *t, uint64_t p)
{
    (void)t;
    return ++*(unsigned *)(uintptr_t)p;
}

static uint32_t c_reads(EgThread *t)
{
    nreads++;
    return (uint32_t)eg_thread_reg(t, eg_reg("ctr"));
}

static uint32_t c_unused(EgThread *t)
{
    (void)t;
    return ++nunused;
}

static double c_const(uint32_t a, uint64_t b, double c)
{
    nconst++;
    return a + (double)b + c;
}

static uint64_t c_many(EgThread *t, uint32_t a, uint64_t b, double c, uint32_t d, uint64_t e)
{
    (void)t;
    many_ok += a == 1 && b == 0x200000002 && c == 2.5 && d == 0xffffffff && e == 5;
    return 0;
}

static void insert_calls(EgPlace *at)
{
    const EgVal seven = eg_i32(at, 7), counter = eg_i64(at, (uintptr_t)&nquiet);
    eg_call(at, fn_plain, 1, &seven);
    eg_call(at, fn_quiet, 1, &counter);
    eg_host_store(at, &reads_out, eg_zext(at, eg_call(at, fn_reads, 0, NULL)));
    eg_call(at, fn_void_reads, 0, NULL);
    const EgVal three[] = {eg_i32(at, 3), eg_i64(at, 1ull << 33), eg_host_load(at, EG_F64, &float_in)};
    eg_host_store(at, &const_out, eg_call(at, fn_const, 3, three));
    eg_host_store(at, &const_out, eg_call(at, fn_const, 3, three));
    const EgVal five[] = {eg_i32(at, 1), eg_i64(at, 0x200000002), three[2], eg_i32(at, 0xffffffff), eg_i64(at, 5)};
    eg_call(at, fn_many, 5, five);
}

/* The marker's number when instruction i begins one. */
static unsigned marker(const EgTb *tb, uint32_t i)
{
    EgInsn a = {.struct_size = sizeof a}, b = a;
    bool both = eg_tb_insn(tb, i, &a) && eg_tb_insn(tb, i + 1, &b);
    return both && a.word == b.word && a.word >> 16 == 0x6800 && (a.word & 0xfff0) == 0x5a00 ? a.word & 15 : 0;
}

static bool hidden_seen;
static unsigned next_case;

static void on_tb(EgTb *tb, void *user)
{
    EgPlace at = eg_at_entry(tb);
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    check_notes(tb);
    insert_counts(tb);
    if (eg_info_number(eg_tb_info(tb)) < CASES && eg_info_number(eg_tb_info(tb)) == next_case)
        insert_case(&at, next_case++);
    if (eg_info_number(eg_tb_info(tb)) == CASES)
        insert_memory(&at);
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++) {
        if (strcmp(in.mnemonic, "lswx") == 0)
            hidden_seen |= eg_insn_hidden_access(tb, i);
        else if (strcmp(in.mnemonic, "lwz") == 0 || strcmp(in.mnemonic, "stwcx.") == 0)
            CHECK("lwz and stwcx. hide nothing", !eg_insn_hidden_access(tb, i));
        EgPlace here = eg_before_insn(tb, i);
        switch (marker(tb, i)) {
        case 1: insert_change(&here); break;
        case 2: insert_look(&here); break;
        case 3: insert_accesses(tb, i); break;
        case 4: insert_calls(&here); break;
        default: break;
        }
    }
}

/* ---- events and the end ------------------------------------------------------------------------------------------ */

static unsigned nmodules, nthreads;
static uint64_t text_start;

static void on_module(EgPlugin *p, const EgModule *m, void *user)
{
    (void)p, (void)user;
    nmodules++;
    if (!text_start)
        text_start = m->start;
}

static void on_thread(EgPlugin *p, uint32_t thread, void *user)
{
    (void)p, (void)user;
    nthreads += thread == nthreads + 1;
}

static void report(const char *what, bool ok)
{
    printf("%s: %s\n", ok ? "pass" : "fail", what);
    nfail += !ok;
}

static void at_end(EgPlugin *p, void *user)
{
    uint32_t magic = 0;
    double d;
    (void)user;
    check_cases();
    check_memory();
    eg_each_info(p, add_info, NULL);
    printf("%llu TBs by the hook, %llu by a counter, %llu by a cell, %llu by the framework\n",
           (unsigned long long)nexec, (unsigned long long)eg_counter_sum(tbs),
           (unsigned long long)eg_counter_sum(tbs_cell) / 3, (unsigned long long)info_sum);
    report("a counter, a cell and the TB-execute hook agree with the framework's counts",
           eg_counter_sum(tbs) == nexec && eg_counter_sum(tbs_cell) == 3 * nexec && info_sum >= nexec &&
               info_sum - nexec <= 4); /* lswx and the like are counted apart when the interpreter completes them */
    report("instructions by TBs and by the framework", eg_counter_sum(executed) == insn_sum);
    report("notes of the decode hook", nnotes > 100);
    report("a callback sees exact registers", looks == 5 && good_looks == 5);
    report("accesses by micro-ops", eg_counter_sum(accesses[0]) == 80 && eg_counter_sum(access_bytes[0]) == 280 &&
                                        eg_counter_sum(accesses[1]) == 60 && eg_counter_sum(access_bytes[1]) == 210);
    report("accesses of dcbz", eg_counter_sum(dcbz_bytes) % 320 == 0 && eg_counter_sum(dcbz_bytes) > 0);
    report("addresses of accesses", store_addr == load_addr + 3 && load_addr % 128 == 32);
    report("a hidden access is told", hidden_seen);
    memcpy(&d, &const_out, sizeof d);
    report("calls, plain and quiet", nplain == 10 && nquiet == 10 && many_ok == 10);
    report("calls with results", nreads == 10 && reads_out >= 1 && reads_out <= 10 && d == 3 + 8589934592.0 + 2.5);
    report("calls that may be dropped or merged",
           eg_option_bool(p, "optimised") ? nunused == 0 && nconst == 10 : nunused <= 10 && nconst == 20);
    report("modules and threads", nmodules >= 1 && nthreads == 1);
    report("guest memory read from outside", eg_read_guest(text_start, &magic, 4) && !eg_read_guest(0, &magic, 4));
    report("registers that do not exist",
           eg_reg("r32") == -1 && eg_reg("") == -1 && eg_reg("pc") == -1 && eg_op_by_name("nonsense") == 0);
    printf("%s\n", nfail ? "FAILED" : "all passed");
    fflush(stdout);
}

static void make_functions(EgPlugin *p)
{
    static const EgType i32[] = {EG_I32}, i64[] = {EG_I64}, mixed[] = {EG_I32, EG_I64, EG_F64};
    static const EgType many[] = {EG_I32, EG_I64, EG_F64, EG_I32, EG_I64};
    fn_look = eg_function(p, "look", (void *)look, EG_CALL_PLAIN, EG_VOID, 0, NULL);
    fn_plain = eg_function(p, "plain", (void *)c_plain, EG_CALL_PLAIN, EG_VOID, 1, i32);
    fn_quiet = eg_function(p, "quiet", (void *)c_quiet, EG_CALL_QUIET, EG_I64, 1, i64);
    fn_reads = eg_function(p, "reads", (void *)c_reads, EG_CALL_READS, EG_I32, 0, NULL);
    fn_void_reads = eg_function(p, "unused", (void *)c_unused, EG_CALL_READS, EG_I32, 0, NULL);
    fn_const = eg_function(p, "const", (void *)c_const, EG_CALL_CONST, EG_F64, 3, mixed);
    fn_many = eg_function(p, "many", (void *)c_many, EG_CALL_QUIET, EG_I64, 5, many);
}

static const EgOption options[] = {{"optimised", EG_OPT_BOOL, "on", "are unused calls expected to go?"}, {0}};

static int install(EgPlugin *p)
{
    self = p;
    tbs = eg_counter_new(p);
    tbs_cell = eg_counter_new(p);
    executed = eg_counter_new(p);
    for (int i = 0; i < 2; i++) {
        accesses[i] = eg_counter_new(p);
        access_bytes[i] = eg_counter_new(p);
    }
    dcbz_bytes = eg_counter_new(p);
    make_functions(p);
    eg_want_tb_counts(p);
    eg_on_decode(p, on_decode, NULL);
    eg_on_tb(p, on_tb, NULL);
    eg_on_tb_exec(p, on_exec, NULL);
    eg_on_tb_exec(p, on_exec_second, NULL);
    eg_on_module(p, on_module, NULL);
    eg_on_thread_start(p, on_thread, NULL);
    eg_on_exit(p, at_end, NULL);
    return 0;
}

EG_PLUGIN(.name = "api", .version = "1", .summary = "test of the plugin API", .options = options, .install = install)
