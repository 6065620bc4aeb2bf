/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bbv: basic-block vectors for SimPoint: how often each block was executed in
 * each interval of a thread, times the block's length.
 *
 *     engraft run -p bbv,file=vectors -o run.db PROGRAM
 *     simpoint -loadFVFile vectors.1.bb -maxK 10 -saveSimpoints s -saveSimpointWeights w
 *
 * File vectors.N.bb has the vectors of thread N, a line "T:id:count :id:count ..."
 * for each interval. Table bbv has the same, a row per interval and block; table
 * bbv_block says which code a block is.
 *
 * Known inaccuracies: blocks are translation blocks, so one basic block may be in
 * several, with numbers of their own. An interval ends with the block that fills
 * it. A block that a fault leaves in its middle counts as executed whole. Of
 * threads that run when the process ends, the last interval is as far as seen.
 */
#include <engraft-plugin.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { CHUNK = 1024, MAX_CHUNKS = 4096 };

/* Cells of a thread. */
enum { DONE = 0, INTERVAL = 1, NCELLS = 2 }; /* instructions of this interval; intervals written */

static EgPlugin *self;
static int64_t interval;
static const char *file;
static int fn_full;
static EgCounter state, chunks[MAX_CHUNKS]; /* counts by block number */
static uint32_t nblocks;
static char suffix[16];                                  /* of a forked child's files: its process id */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* files and rows */

static const EgOption options[] = {
    {"interval", EG_OPT_INT, "100000000", "instructions in an interval"},
    {"file", EG_OPT_STRING, "", "write vectors to NAME.THREAD.bb; of forked processes NAME.PID.THREAD.bb"},
    {0},
};
static const EgCol cols[] = {
    {"thread", EG_COL_I64, EG_KEY, "number of the thread"},
    {"interval", EG_COL_I64, EG_KEY, "number of the interval in the thread, from 0"},
    {"block", EG_COL_I64, EG_KEY, "number of the block, from 1"},
    {"count", EG_COL_I64, 0, "executions in the interval times instructions of the block"},
    {0},
};
static const EgCol block_cols[] = {
    {"block", EG_COL_I64, EG_KEY, "number of the block, from 1"},
    {"module", EG_COL_I64, EG_MODULE, "number of the module, 0 = in no file"},
    {"addr", EG_COL_I64, EG_PC, "guest address of the first instruction"},
    {"ninsns", EG_COL_I64, 0, "guest instructions"},
    {0},
};
static const EgTable tables[] = {
    {"bbv", "executions by interval and block", cols}, {"bbv_block", "the blocks", block_cols}, {0}};

/* The vector of the thread whose state cells are at s; then it is zero. */
static void write_vector(uint32_t thread, uint64_t *s)
{
    char name[4096];
    FILE *f = NULL;
    pthread_mutex_lock(&lock);
    if (*file) {
        snprintf(name, sizeof name, "%s%s.%u.bb", file, suffix, thread);
        f = fopen(name, s[INTERVAL] ? "a" : "w");
        if (f)
            fputc('T', f);
        else
            eg_message(self, "cannot write %s", name);
    }
    uint32_t n = __atomic_load_n(&nblocks, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < n; i++) {
        uint64_t *c = s + ((int64_t)chunks[i / CHUNK].cell + i % CHUNK - (int64_t)state.cell);
        if (!*c)
            continue;
        if (f)
            fprintf(f, ":%u:%llu ", i + 1, (unsigned long long)*c);
        eg_row(self, 0, (int64_t)thread, (int64_t)s[INTERVAL], (int64_t)i + 1, (int64_t)*c);
        *c = 0;
    }
    if (f) {
        fputc('\n', f);
        fclose(f);
    }
    s[DONE] = 0;
    s[INTERVAL]++;
    pthread_mutex_unlock(&lock);
}

static void on_full(EgThread *t)
{
    write_vector(eg_thread_number(t), eg_thread_cell(t, state));
}

static void write_block(const EgTbInfo *i, void *user)
{
    (void)user;
    eg_row(self, 1, (int64_t)eg_info_number(i) + 1, (int64_t)eg_info_module(i), (int64_t)eg_info_addr(i),
           (int64_t)eg_info_ninsns(i));
}

static void on_tb(EgTb *tb, void *user)
{
    const EgTbInfo *info = eg_tb_info(tb);
    uint32_t n = eg_tb_ninsns(tb), number = eg_info_number(info);
    EgPlace at = eg_at_entry(tb);
    (void)user;
    if (number >= CHUNK * MAX_CHUNKS) /* four million blocks: the rest counts as the last */
        number = CHUNK * MAX_CHUNKS - 1;
    for (uint32_t k = number / CHUNK + 1; k-- > 0 && !chunks[k].cell;)
        chunks[k] = eg_scoreboard_new(self, CHUNK);
    if (number >= nblocks)
        __atomic_store_n(&nblocks, number + 1, __ATOMIC_RELEASE);
    write_block(info, NULL);
    EgVal done = eg_add(&at, eg_cell_load(&at, state), eg_i64(&at, n));
    eg_cell_store(&at, state, done);
    eg_count(&at, (EgCounter){chunks[number / CHUNK].cell + number % CHUNK}, n);
    eg_call_if(&at, eg_compare(&at, EG_GES, done, eg_i64(&at, (uint64_t)interval)), fn_full, 0, NULL);
}

static void last_of(uint32_t thread, uint64_t *s, void *only)
{
    if ((!only || *(uint32_t *)only == thread) && s[DONE])
        write_vector(thread, s);
}

static void on_thread_exit(EgPlugin *p, uint32_t thread, void *user)
{
    (void)p, (void)user;
    eg_each_thread_cell(state, last_of, &thread);
}

static void on_exit_hook(EgPlugin *p, void *user)
{
    (void)p, (void)user;
    eg_each_thread_cell(state, last_of, NULL);
}

/* The counts of a child are zero; what is told of blocks belongs to a run. */
static void on_fork(EgPlugin *p, bool child, int32_t pid, void *user)
{
    (void)p, (void)pid, (void)user;
    if (!child)
        return;
    pthread_mutex_init(&lock, NULL);
    snprintf(suffix, sizeof suffix, ".%d", (int)getpid());
    eg_each_info(self, write_block, NULL);
}

static int install(EgPlugin *p)
{
    self = p;
    interval = eg_option_int(p, "interval");
    file = eg_option(p, "file");
    if (interval < 1 || (!*file && !eg_has_results(p))) {
        eg_error(p,
                 interval < 1 ? "interval=%lld: an interval has at least one instruction"
                              : "needs file=NAME or a results file (-o FILE)",
                 (long long)interval);
        return 1;
    }
    state = eg_scoreboard_new(p, NCELLS);
    fn_full = eg_function(p, "full", (void *)on_full, EG_CALL_QUIET, EG_VOID, 0, NULL);
    eg_on_tb(p, on_tb, NULL);
    eg_on_thread_exit(p, on_thread_exit, NULL);
    eg_on_fork(p, on_fork, NULL);
    eg_on_exit(p, on_exit_hook, NULL);
    return 0;
}

EG_PLUGIN(.name = "bbv", .version = "1", .summary = "basic-block vectors for SimPoint, as files and as a table",
          .details =
              "Known inaccuracies: blocks are translation blocks; an interval ends with the block that fills it;\n"
              "a block that a fault leaves in its middle counts as executed whole.",
          .options = options, .tables = tables, .install = install)
