/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmplog: what the program compares with what: magic numbers, lengths, checksums
 * and words that a fuzzer would have to guess.
 *
 *     engraft run -p cmplog -o run.db PROGRAM
 *     engraft report run.db cmplog
 *
 * Table cmplog: a row for each pair of operands that an integer compare
 * instruction has seen, at most max=N pairs for an instruction, the first ones.
 * Table cmplog_bytes: the same for calls of memcmp, bcmp, strcmp, strncmp,
 * strcasecmp and strncasecmp, found by symbol, with the first 32 bytes of both
 * sides and the place of the call. Table cmplog_float: of fcmpu and fcmpo.
 *
 * Inline, operands are compared with the last pair of the instruction, so a
 * repeated compare does not call; nor does one whose table is full.
 *
 * Known inaccuracies: vector compares, record forms (add.) and traps are not
 * shown; a compare that the compiler made of several instructions
 * is several. Functions that are inlined, or that an IFUNC resolver hands out
 * under no symbol, are not seen as calls. With threads, a pair may be missed
 * when several compare at one place at once.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SITES = 4096, BYTES = 32, MAX_FUNCTIONS = 64 };

typedef struct Site {
    uint64_t last[2]; /* the pair seen last: read inline */
    uint64_t left;    /* how many may still be kept: read inline */
    struct Site *next;
    uint64_t pc;
    uint32_t module, number;
    bool immediate, is_float;
    uint64_t (*pairs)[2];
} Site;

typedef struct Function {
    uint64_t addr;
    const char *name;
    bool has_length, is_text;
} Function;

static EgPlugin *self;
static int64_t max;

static Site *sites[SITES];
static Function functions[MAX_FUNCTIONS];
static unsigned nfunctions;
static uint32_t op_cmp, op_cmpi, op_cmpl, op_cmpli, op_fcmpu, op_fcmpo;
static int fn_pair, fn_bytes, arg_regs[3], lr;
static uint64_t seen[4096]; /* hashes of rows of cmplog_bytes */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static const EgOption options[] = {{"max", EG_OPT_INT, "64", "pairs kept for an instruction"}, {0}};
static const EgCol cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"pc", EG_COL_I64, EG_KEY | EG_PC, "guest address of the compare"},
    {"nth", EG_COL_I64, EG_KEY, "number of the pair at this instruction, from 0"},
    {"left", EG_COL_I64, 0, "first operand; of signed compares with its sign"},
    {"right", EG_COL_I64, 0, "second operand"},
    {"immediate", EG_COL_I64, 0, "1 = the second operand is in the instruction"},
    {0},
};
static const EgCol bytes_cols[] = {
    {"function", EG_COL_TEXT, EG_KEY, "the function called"},
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module of pc, 0 = in no file"},
    {"pc", EG_COL_I64, EG_KEY | EG_PC, "guest address of the call"},
    {"nbytes", EG_COL_I64, EG_KEY, "length argument; -1 = there is none"},
    {"left", EG_COL_TEXT, EG_KEY, "first side: text, other bytes as \\xHH; at most 32 bytes"},
    {"right", EG_COL_TEXT, EG_KEY, "second side"},
    {0},
};
static const EgCol float_cols[] = {
    {"module", EG_COL_I64, EG_KEY | EG_MODULE, "number of the module, 0 = in no file"},
    {"pc", EG_COL_I64, EG_KEY | EG_PC, "guest address of the compare"},
    {"nth", EG_COL_I64, EG_KEY, "number of the pair at this instruction, from 0"},
    {"left", EG_COL_F64, 0, "first operand; a NaN is NULL"},
    {"right", EG_COL_F64, 0, "second operand"},
    {0},
};
static const EgTable tables[] = {{"cmplog", "operands of integer compares", cols},
                                 {"cmplog_bytes", "operands of memory and string compares", bytes_cols},
                                 {"cmplog_float", "operands of floating-point compares", float_cols},
                                 {0}};

static void on_pair(EgThread *t, uint64_t site, uint64_t a, uint64_t b)
{
    Site *s = (Site *)(uintptr_t)site;
    uint32_t n;
    (void)t;
    pthread_mutex_lock(&lock);
    s->last[0] = a;
    s->last[1] = b;
    for (n = 0; n < s->number && (s->pairs[n][0] != a || s->pairs[n][1] != b); n++)
        ;
    if (n == s->number && s->left) {
        s->pairs[s->number][0] = a;
        s->pairs[s->number++][1] = b;
        s->left--;
        double x, y;
        memcpy(&x, &a, 8);
        memcpy(&y, &b, 8);
        if (s->is_float)
            eg_row(self, 2, (int64_t)s->module, (int64_t)s->pc, (int64_t)n, x, y);
        else
            eg_row(self, 0, (int64_t)s->module, (int64_t)s->pc, (int64_t)n, (int64_t)a, (int64_t)b,
                   (int64_t)s->immediate);
    }
    pthread_mutex_unlock(&lock);
}

static Site *site_of(uint64_t pc, uint32_t module)
{
    Site *s = sites[pc / 4 % SITES];
    while (s && (s->pc != pc || s->module != module))
        s = s->next;
    if (!s) {
        s = calloc(1, sizeof *s);
        *s = (Site){
            .next = sites[pc / 4 % SITES], .pc = pc, .module = module, .left = (uint64_t)max, .last = {1ull << 63, 0}};
        s->pairs = calloc((size_t)max, sizeof *s->pairs);
        sites[pc / 4 % SITES] = s;
    }
    return s;
}

static EgVal operand(EgPlace *at, char kind, unsigned reg, bool is_signed)
{
    char name[16];
    snprintf(name, sizeof name, "%c%u", kind, reg);
    if (kind == 'f')
        return eg_bits(at, eg_get_reg(at, eg_reg(name)));
    EgVal v = eg_get_reg(at, eg_reg(name));
    return eg_type(at, v) == EG_I64 ? v : is_signed ? eg_sext(at, v) : eg_zext(at, v);
}

static void insert_compare(EgTb *tb, uint32_t i, const EgInsn *in)
{
    bool is_signed = in->op == op_cmp || in->op == op_cmpi, imm = in->op == op_cmpi || in->op == op_cmpli;
    EgPlace at = eg_before_insn(tb, i);
    Site *s = site_of(in->addr, eg_info_module(eg_tb_info(tb)));
    s->immediate = imm;
    s->is_float = in->op == op_fcmpu || in->op == op_fcmpo;
    char kind = s->is_float ? 'f' : 'r';
    EgVal a = operand(&at, kind, in->word >> 16 & 31, is_signed), b;
    if (imm)
        b = eg_i64(&at, is_signed ? (uint64_t)(int64_t)(int16_t)in->word : in->word & 0xffff);
    else
        b = operand(&at, kind, in->word >> 11 & 31, is_signed);
    EgVal other = eg_compare(&at, EG_NE, a, eg_host_load(&at, EG_I64, &s->last[0]));
    if (!imm)
        other = eg_or(&at, other, eg_compare(&at, EG_NE, b, eg_host_load(&at, EG_I64, &s->last[1])));
    EgVal more = eg_compare(&at, EG_NE, eg_host_load(&at, EG_I64, &s->left), eg_i64(&at, 0));
    const EgVal args[3] = {eg_i64(&at, (uintptr_t)s), a, b};
    eg_call_if(&at, eg_and(&at, other, more), fn_pair, 3, args);
}

/* ---- functions ---- */

/* At most n bytes, up to the first 0 of a text, as readable text. */
static void quote(uint64_t addr, int64_t n, bool is_text, char *out)
{
    unsigned char c;
    for (int64_t i = 0; i < n && i < BYTES && eg_read_guest(addr + (uint64_t)i, &c, 1) && !(is_text && !c); i++)
        out += c >= 32 && c < 127 && c != '\\' ? sprintf(out, "%c", c) : sprintf(out, "\\x%02x", c);
    *out = 0;
}

static void on_bytes(EgThread *t, uint64_t function)
{
    const Function *f = &functions[function];
    char left[BYTES * 4 + 1], right[BYTES * 4 + 1];
    uint64_t pc = eg_thread_reg(t, lr) - 4, hash = pc;
    int64_t n = f->has_length ? (int64_t)eg_thread_reg(t, arg_regs[2]) : -1;
    quote(eg_thread_reg(t, arg_regs[0]), n < 0 ? BYTES : n, f->is_text, left);
    quote(eg_thread_reg(t, arg_regs[1]), n < 0 ? BYTES : n, f->is_text, right);
    for (const char *p = left; *p; p++)
        hash = (hash ^ (unsigned char)*p) * 0x100000001b3u;
    for (const char *p = right; *p; p++)
        hash = (hash ^ (unsigned char)*p ^ 0x100) * 0x100000001b3u;
    hash ^= (uint64_t)n << 20;
    pthread_mutex_lock(&lock);
    uint64_t *h = &seen[hash >> 7 & 4095]; /* a pair that comes again is the same row: not written when that is known */
    if (*h != hash)
        eg_row(self, 1, f->name, (int64_t)eg_module_at(pc), (int64_t)pc, n, left, right);
    *h = hash;
    pthread_mutex_unlock(&lock);
}

static void on_symbol(const EgSymbol *s, void *user)
{
    static const Function known[] = {{0, "memcmp", true, false},     {0, "bcmp", true, false},
                                     {0, "strcmp", false, true},     {0, "strncmp", true, true},
                                     {0, "strcasecmp", false, true}, {0, "strncasecmp", true, true}};
    (void)user;
    if (s->kind != EG_SYM_FUNCTION || nfunctions == MAX_FUNCTIONS)
        return;
    for (unsigned i = 0; i < nfunctions; i++)
        if (functions[i].addr == s->addr)
            return;
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) {
        size_t n = strlen(known[i].name);
        const char *name = s->name + (strncmp(s->name, "__", 2) == 0 ? 2 : 0); /* __memcmp_power7 and the like */
        if (strncmp(name, known[i].name, n) == 0 && (!name[n] || (name != s->name && name[n] == '_'))) {
            functions[nfunctions] = known[i];
            functions[nfunctions++].addr = s->addr;
            return;
        }
    }
}

static void on_module(EgPlugin *p, const EgModule *m, void *user)
{
    (void)p, (void)user;
    eg_each_symbol(m, on_symbol, NULL);
}

static void on_tb(EgTb *tb, void *user)
{
    EgInsn in = {.struct_size = sizeof in};
    (void)user;
    for (uint32_t i = 0; eg_tb_insn(tb, i, &in); i++) {
        if (in.op == op_cmp || in.op == op_cmpi || in.op == op_cmpl || in.op == op_cmpli || in.op == op_fcmpu ||
            in.op == op_fcmpo)
            insert_compare(tb, i, &in);
        for (unsigned f = 0; f < nfunctions; f++)
            if (functions[f].addr == in.addr) {
                EgPlace at = eg_before_insn(tb, i);
                EgVal arg = eg_i64(&at, f);
                eg_call(&at, fn_bytes, 1, &arg);
            }
    }
}

static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (!child)
        return;
    pthread_mutex_init(&lock, NULL);
    memset(seen, 0, sizeof seen);
    for (unsigned i = 0; i < SITES; i++)
        for (Site *s = sites[i]; s; s = s->next) {
            s->number = 0;
            s->left = (uint64_t)max;
            s->last[0] = 1ull << 63;
        }
}

static int install(EgPlugin *p)
{
    static const EgType args[] = {EG_I64, EG_I64, EG_I64};
    self = p;
    max = eg_option_int(p, "max");
    if (max < 1 || max > 1 << 20 || !eg_has_results(p)) {
        eg_error(p, max < 1 || max > 1 << 20 ? "max: 1 to 1048576 pairs" : "needs a results file (-o FILE)");
        return 1;
    }
    op_cmp = eg_op_by_name("cmp");
    op_cmpi = eg_op_by_name("cmpi");
    op_cmpl = eg_op_by_name("cmpl");
    op_cmpli = eg_op_by_name("cmpli");
    op_fcmpu = eg_op_by_name("fcmpu");
    op_fcmpo = eg_op_by_name("fcmpo");
    arg_regs[0] = eg_reg("r3");
    arg_regs[1] = eg_reg("r4");
    arg_regs[2] = eg_reg("r5");
    lr = eg_reg("lr");
    fn_pair = eg_function(p, "pair", (void *)on_pair, EG_CALL_QUIET, EG_VOID, 3, args);
    fn_bytes = eg_function(p, "bytes", (void *)on_bytes, EG_CALL_PLAIN, EG_VOID, 1, args);
    eg_on_tb(p, on_tb, NULL);
    eg_on_module(p, on_module, NULL);
    eg_on_fork(p, on_fork, NULL);
    return 0;
}

EG_PLUGIN(.name = "cmplog", .version = "1", .summary = "operands of compares, of memcmp() and of strcmp()",
          .details = "Known inaccuracies: no vector compares, record forms and traps; the first max=N\n"
                     "pairs of an instruction are kept; inlined memory and string functions are not seen as calls.",
          .options = options, .tables = tables, .install = install)
