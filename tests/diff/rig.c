/* SPDX-License-Identifier: Apache-2.0 */
/* Engine against interpreter. See rig.h. */
#include "tests/diff/rig.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

#include "engine/exec/compile.h"
#include "engine/mem/mem.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/slot.h"
#include "ppc/isa/disas.h"
#include "tcg/ir/text.h"

enum {
    MAX_STEPS = 2000,
    SC = 0x44000002,
    NOP = 0x60000000,
    TICK_SECONDS = 2, /* a case that lasts from one tick to the next hangs */
};

static PpcCpu *ref, *dut;
static uint8_t pristine[RIG_DATA_BYTES], ref_data[RIG_DATA_BYTES], dut_data[RIG_DATA_BYTES];
static uint8_t *code_view; /* the harness's writable view of the code area */
static ExecStop ref_stop, dut_stop;
static unsigned ref_steps;
static const char *what; /* differs */

static uint64_t start_memory(uint32_t addr, unsigned nbytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < nbytes; i++)
        v = v << 8 | (addr + i - RIG_DATA < RIG_DATA_BYTES ? pristine[addr + i - RIG_DATA] : 0);
    return v;
}

const CaseSpec rig_spec = {
    .row_ok = case_row_ok,
    .code_lo = DIFF_CODE,
    .code_bytes = RIG_CODE_BYTES,
    .data_lo = RIG_DATA,
    .data_bytes = RIG_DATA_BYTES,
    .memory = start_memory,
};

/* -- set-up ---------------------------------------------------------------------------------------------------------
 */

static bool map_guest(Err *err)
{
    int fd = memfd_create("diff-code", MFD_CLOEXEC);
    if (fd < 0 || ftruncate(fd, RIG_CODE_BYTES))
        return err_set(err, "no memory for guest code: %s", strerror(errno));
    code_view = mmap(NULL, RIG_CODE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    int64_t a = mem_mmap(DIFF_CODE, RIG_CODE_BYTES, PROT_READ | PROT_EXEC, MAP_SHARED | MAP_FIXED, fd, 0);
    int64_t b =
        mem_mmap(RIG_DATA, RIG_DATA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    int64_t c =
        mem_mmap(RIG_DATA + RIG_DATA_BYTES, MEM_PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    close(fd);
    if (code_view == MAP_FAILED || a != DIFF_CODE || b != RIG_DATA || c < 0)
        return err_set(err, "cannot map the guest's memory");
    for (unsigned i = 0; i < RIG_CODE_BYTES; i += 4)
        st_be32(code_view + i, SC);
    return true;
}

static volatile sig_atomic_t busy, ticks; /* in exec_run(); ticks since it began */

/* Ends a run of the engine that goes on for ever. */
static void on_tick(int sig)
{
    (void)sig;
    if (busy && ++ticks == 2)
        exec_kick(dut, PPC_PEND_STOP);
    if (busy && ticks > 4)
        abort();
}

static void start_ticks(void)
{
    struct sigaction sa = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    struct itimerval it = {{TICK_SECONDS, 0}, {TICK_SECONDS, 0}};
    sigaction(SIGALRM, &sa, NULL);
    setitimer(ITIMER_REAL, &it, NULL);
}

static PpcCpu *new_guest(Err *err)
{
    PpcCpu *cpu = ppc_cpu_new(false, err);
    if (!cpu)
        return NULL;
    cpu->mem_base = mem_base;
    return exec_thread_init(cpu, err) ? cpu : NULL;
}

void rig_prepare(void)
{
    DiffRng r = {1};
    for (unsigned i = 0; i < sizeof pristine; i++)
        pristine[i] = (uint8_t)diff_rand(&r);
}

bool rig_init(Err *err)
{
    if (!mem_init(false, err) || !exec_init(err) || !map_guest(err))
        return false;
    ref = new_guest(err);
    dut = new_guest(err);
    start_ticks();
    return ref && dut;
}

/* -- running --------------------------------------------------------------------------------------------------------
 */

static void load_code(const DiffCase *c)
{
    uint8_t *at = code_view + (c->start.pc - DIFF_CODE);
    for (unsigned i = 0; i < c->nwords; i++)
        st_be32(at + i * 4, c->words[i]);
    exec_invalidate(DIFF_CODE, RIG_CODE_BYTES);
}

static void unload_code(const DiffCase *c)
{
    uint8_t *at = code_view + (c->start.pc - DIFF_CODE);
    for (unsigned i = 0; i < c->nwords; i++)
        st_be32(at + i * 4, SC);
}

/* The start state; what belongs to the engine stays. */
static void load_guest(PpcCpu *cpu, const DiffCase *c)
{
    PpcCpu engine = *cpu;
    *cpu = c->start;
    cpu->mem_base = engine.mem_base;
    cpu->jump_table = engine.jump_table;
    cpu->thread = engine.thread;
    cpu->exec = engine.exec;
    cpu->pending = engine.pending;
    memcpy(mem_g2h(RIG_DATA), pristine, sizeof pristine);
}

static bool run_ref(const DiffCase *c)
{
    load_guest(ref, c);
    for (ref_steps = 0; ref_steps < MAX_STEPS; ref_steps++) {
        ref_stop = exec_step(ref);
        if (ref_stop.why) {
            memcpy(ref_data, mem_g2h(RIG_DATA), sizeof ref_data);
            ppc_fp_sync(ref);
            return true;
        }
    }
    return false;
}

static void run_dut(const DiffCase *c)
{
    load_guest(dut, c);
    ticks = 0;
    busy = 1;
    dut_stop = exec_run(dut);
    busy = 0;
    dut->pending = 0;
    memcpy(dut_data, mem_g2h(RIG_DATA), sizeof dut_data);
    ppc_fp_sync(dut);
}

/* -- comparing ------------------------------------------------------------------------------------------------------
 */

static uint64_t slot_value(const PpcCpu *cpu, unsigned s)
{
    if (s >= PPC_REG_CR0 && s <= PPC_REG_CR7)
        return crf_decode((int64_t)ppc_slot_read(cpu, s));
    return ppc_slot_read(cpu, s);
}

static bool compared(unsigned s)
{
    if (!ppc_slot_desc(false)[s].name || (s >= SLOT_FPL_OP && s <= SLOT_FPL_CC))
        return false;
    return (s != SLOT_RES_VAL && s != SLOT_RES_SIZE) || ref->res_addr != ~0ull;
}

static bool same_slot(unsigned s)
{
    return !compared(s) || slot_value(ref, s) == slot_value(dut, s);
}

static const char *difference(void)
{
    if (ref_stop.why != dut_stop.why)
        return "they stop for different reasons";
    if (ref_stop.addr != dut_stop.addr || ref_stop.si_code != dut_stop.si_code || ref_stop.write != dut_stop.write ||
        ref_stop.word != dut_stop.word)
        return "details of the stop differ";
    if (ref->fpscr_drn != dut->fpscr_drn)
        return "FPSCR[DRN] differs";
    for (unsigned s = 0; s < SLOT_COUNT; s++)
        if (!same_slot(s))
            return "registers differ";
    for (unsigned i = 0; i < 64; i++)
        if (ref->vsr[i].d[0] != dut->vsr[i].d[0] || ref->vsr[i].d[1] != dut->vsr[i].d[1])
            return "vector-scalar registers differ";
    return memcmp(ref_data, dut_data, sizeof ref_data) ? "memory differs" : NULL;
}

RigResult rig_run(const DiffCase *c)
{
    load_code(c);
    what = NULL;
    bool ended = run_ref(c);
    for (int pass = 0; ended && pass < 2 && !what; pass++) {
        run_dut(c);
        what = difference();
    }
    unload_code(c);
    return !ended ? RIG_ENDLESS : what ? RIG_DIFFERS : RIG_SAME;
}

/* -- reporting ------------------------------------------------------------------------------------------------------
 */

uint8_t *rig_start_data(void)
{
    return pristine;
}

const PpcCpu *rig_ref(void)
{
    return ref;
}

const uint8_t *rig_ref_data(void)
{
    return ref_data;
}

ExecWhy rig_stop(void)
{
    return ref_stop.why;
}

const char *rig_stop_name(ExecWhy why)
{
    static const char *const names[] = {"nothing", "sc",    "trap",  "illegal", "privileged", "segv",
                                        "bus",     "fetch", "align", "fpe",     "signal",     "stopped (endless?)"};
    return why < ARRAY_LEN(names) ? names[why] : "?";
}

static void print_stop(FILE *out, const char *who, const ExecStop *s, const PpcCpu *cpu)
{
    fprintf(out, "  %-12s stops: %s, pc %llx, address %llx, word %08llx, code %d%s\n", who, rig_stop_name(s->why),
            (unsigned long long)cpu->pc, (unsigned long long)s->addr, (unsigned long long)s->word, s->si_code,
            s->write ? ", write" : "");
}

static void print_states(const DiffCase *c, FILE *out)
{
    fprintf(out, "  %-9s %18s %18s %18s\n", "", "start", "interpreter", "engine");
    for (unsigned s = 0; s < SLOT_COUNT; s++) {
        if (!compared(s))
            continue;
        uint64_t x = slot_value(&c->start, s), a = slot_value(ref, s), b = slot_value(dut, s);
        if (x || a || b)
            fprintf(out, "%c %-9s %18llx %18llx %18llx\n", same_slot(s) ? ' ' : '*', ppc_slot_desc(false)[s].name,
                    (unsigned long long)x, (unsigned long long)a, (unsigned long long)b);
    }
    for (unsigned i = 0, shown = 0; i < sizeof ref_data && shown < 40; i++)
        if (ref_data[i] != dut_data[i] || ref_data[i] != pristine[i]) {
            fprintf(out, "%c [%08x] %24x %18x %18x\n", ref_data[i] == dut_data[i] ? ' ' : '*', RIG_DATA + i,
                    pristine[i], ref_data[i], dut_data[i]);
            shown++;
        }
}

static void print_host_line(void *ctx, uint32_t off, const char *text)
{
    fprintf(ctx, "    %5x  %s\n", off, text);
}

static void print_tb(const Tb *tb, FILE *out)
{
    Arena a = {0};
    IrUnit *u = compile_translate(&a, tb->pc, tb->flags, tb->ninsns);
    if (u) {
        fprintf(out, "-- TB at %llx, flags %u: translated\n", (unsigned long long)tb->pc, tb->flags);
        ir_print(out, u, IR_T_INSNS);
        compile_optimise(u);
        fprintf(out, "-- optimised\n");
        ir_print(out, u, IR_T_INSNS);
    }
    fprintf(out, "-- host code, %u bytes\n", tb->code.nbytes);
    host_disas(tb->rw, tb->code.nbytes, tb->rx, print_host_line, out);
    arena_free(&a);
}

void rig_report(const DiffCase *c, FILE *out)
{
    rig_run(c);
    load_code(c);
    run_dut(c); /* so that its TBs are in the cache */
    fprintf(out, "%s\n", what ? what : "no difference this time");
    case_print(c, out);
    print_stop(out, "interpreter", &ref_stop, ref);
    print_stop(out, "engine", &dut_stop, dut);
    print_states(c, out);
    for (unsigned i = 0; i < c->nwords && exec_config.engine == EXEC_TB; i++)
        for (unsigned flags = 0; flags < 4; flags++) {
            pthread_mutex_lock(&tb_lock);
            const Tb *tb = tb_find(c->start.pc + i * 4, flags);
            pthread_mutex_unlock(&tb_lock);
            if (tb)
                print_tb(tb, out);
        }
    unload_code(c);
    fflush(out);
}

/* -- reducing -------------------------------------------------------------------------------------------------------
 */

static bool still_fails(const DiffCase *c)
{
    return rig_run(c) == RIG_DIFFERS;
}

void rig_reduce(DiffCase *c)
{
    DiffCase t = *c;
    for (unsigned i = 0; i < c->nwords; i++) {
        uint32_t old = t.words[i];
        t.words[i] = NOP;
        if (old != NOP && !still_fails(&t))
            t.words[i] = old;
    }
    while (t.nwords > 1 && t.start.pc + t.nwords * 4 < DIFF_CODE + RIG_CODE_BYTES) {
        t.nwords--;
        if (!still_fails(&t)) {
            t.nwords++;
            break;
        }
    }
    for (unsigned i = 0; i < 32 + 128; i++) {
        uint64_t *p = i < 32 ? &t.start.gpr[i] : &t.start.vsr[(i - 32) / 2].d[i % 2], old = *p;
        *p = 0;
        if (old && !still_fails(&t))
            *p = old;
    }
    *c = t;
}
