/* SPDX-License-Identifier: Apache-2.0 */
/* Running one case on both sides, comparing and reporting. */
#include "tests/diff/diff.h"

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ppc/cpu/crf.h"
#include "ppc/cpu/fp.h"
#include "ppc/cpu/slot.h"
#include "ppc/interp/interp.h"
#include "ppc/isa/disas.h"
#include "ppc/trans/trans.h"
#include "tcg/ir/eval.h"
#include "tcg/ir/text.h"
#include "tcg/ir/verify.h"
#include "tcg/opt/pass.h"

enum { PAGE = 4096, DATA_LO = DIFF_DATA - DIFF_DATA_HALF, DATA_BYTES = 2 * DIFF_DATA_HALF };

static PpcCpu *ref, *dut;
static uint8_t *code_rw;
static uint8_t pristine[DATA_BYTES];
static Arena arena;
static volatile uint64_t fault_addr;

/* -- guests -------------------------------------------------------------------------------------------------- */

/* The code page is one of both guests, which they can only read; code is written through code_rw. */
static uint8_t *make_window(int code_fd)
{
    uint8_t *w = mmap(NULL, 1ull << 32, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (w == MAP_FAILED || mprotect(w + DATA_LO, DATA_BYTES, PROT_READ | PROT_WRITE) ||
        mmap(w + DIFF_CODE, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, code_fd, 0) == MAP_FAILED)
        die("no memory for a guest");
    return w;
}

/* A host fault in the interpreter or a helper is the guest's. */
static void on_fault(int sig, siginfo_t *info, void *context)
{
    (void)context;
    PpcCpu *cpu = ref->fault_jmp ? ref : dut;
    if (!cpu->fault_jmp) {
        signal(sig, SIG_DFL);
        return;
    }
    fault_addr = (uint64_t)((uint8_t *)info->si_addr - cpu->mem_base);
    siglongjmp(*cpu->fault_jmp, 1);
}

static void make_guests(void)
{
    Err e = {0};
    DiffRng r = {1};
    ref = ppc_cpu_new(false, &e);
    dut = ppc_cpu_new(false, &e);
    if (!ref || !dut)
        die("%s", e.text);
    int fd = memfd_create("code", 0);
    if (fd < 0 || ftruncate(fd, PAGE))
        die("no memory for guest code");
    code_rw = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    ref->mem_base = make_window(fd);
    dut->mem_base = make_window(fd);
    close(fd);
    for (unsigned i = 0; i < DATA_BYTES; i++)
        pristine[i] = (uint8_t)diff_rand(&r);
}

void diff_init(void)
{
    if (!ref)
        make_guests();
    struct sigaction sa = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &sa, NULL);
    sigaction(SIGBUS, &sa, NULL);
}

static bool writable(uint64_t addr, unsigned nbytes)
{
    return addr >= DATA_LO && addr + nbytes <= DATA_LO + DATA_BYTES;
}

static bool readable(uint64_t addr, unsigned nbytes)
{
    return writable(addr, nbytes) || (addr >= DIFF_CODE && addr + nbytes <= DIFF_CODE + PAGE);
}

uint64_t diff_data(uint64_t addr, unsigned nbytes, bool little)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < nbytes; i++) {
        uint64_t at = addr + (little ? nbytes - 1 - i : i);
        v = v << 8 | (writable(at, 1) ? pristine[at - DATA_LO] : 0);
    }
    return v;
}

/* Code is in the guest's byte order, too. */
static void st_word(const DiffCase *c, uint8_t *at, uint32_t word)
{
    if (c->start.little)
        memcpy(at, &word, 4);
    else
        st_be32(at, word);
}

static void load_guest(PpcCpu *cpu, const DiffCase *c)
{
    uint8_t *base = cpu->mem_base;
    memcpy(cpu, &c->start, sizeof *cpu);
    cpu->mem_base = base;
    cpu->pc = DIFF_CODE;
    for (unsigned i = 0; i < c->nwords; i++)
        st_word(c, code_rw + i * 4, c->words[i]);
    memcpy(base + DATA_LO, pristine, DATA_BYTES);
    ppc_update_tb_flags(cpu);
}

/* -- the evaluator as engine --------------------------------------------------------------------------------- */

static bool eval_load(void *ctx, uint64_t addr, unsigned nbytes, void *out)
{
    PpcCpu *cpu = ctx;
    if (!readable(addr, nbytes))
        return false;
    memcpy(out, cpu->mem_base + addr, nbytes);
    return true;
}

static bool eval_store(void *ctx, uint64_t addr, unsigned nbytes, const void *data)
{
    PpcCpu *cpu = ctx;
    if (!writable(addr, nbytes))
        return false;
    memcpy(cpu->mem_base + addr, data, nbytes);
    return true;
}

/* How many instructions were executed when the unit was left at op `at`. */
static unsigned executed(const IrUnit *u, IrRef at, uint8_t op, uint8_t sub)
{
    bool complete = op == UOP_EXIT || op == UOP_EXITI ||
                    (op == UOP_LEAVE && (sub == IR_L_SYSCALL || sub == IR_L_RETRY || sub == IR_L_ICBI));
    return u->ops[at].insn + complete;
}

static void eval_run(IrUnit *u, PpcCpu *cpu, DiffEnd *end)
{
    IrEvalMem mem = {.load = eval_load, .store = eval_store, .ctx = cpu};
    IrEvalEnd e;
    ppc_fp_enter(cpu);
    bool ended = ir_eval_unit(u, (char *)cpu + ENV_BIAS, &mem, 100000, &e);
    ppc_fp_leave(cpu);
    if (!ended)
        die("a unit does not end");
    *end = (DiffEnd){.ninsns = executed(u, e.at, e.op, e.sub)};
    switch (e.op) {
    case UOP_EXIT:
    case UOP_EXITI: cpu->pc = e.pc; break;
    case UOP_LEAVE: end->why = e.sub; break;
    default:
        end->why = DIFF_FAULT;
        end->addr = e.pc;
        cpu->pc = u->insns[end->ninsns].pc;
    }
}

static void optimise(IrUnit *u)
{
    OptConfig cfg = {.off = "", .verify = true, .dump = "", .dump_file = stderr};
    opt_run(u, &cfg);
}

const DiffEngine diff_eval = {.name = "evaluator", .run = eval_run};
const DiffEngine diff_eval_opt = {.name = "optimiser and evaluator", .run = eval_run, .prepare = optimise};

/* -- the interpreter ----------------------------------------------------------------------------------------- */

/* One instruction: 0, an IrLeave, or DIFF_FAULT. */
static unsigned step(PpcCpu *cpu)
{
    sigjmp_buf jb;
    if (sigsetjmp(jb, 0)) {
        cpu->fault_jmp = NULL;
        return DIFF_FAULT;
    }
    cpu->fault_jmp = &jb;
    unsigned why = interp_step(cpu);
    cpu->fault_jmp = NULL;
    return why;
}

/* Brings the interpreter to where the engine stopped. Why it cannot be the same, or NULL. */
static const char *follow(const DiffEnd *end)
{
    unsigned why = 0;
    for (unsigned i = 0; i < end->ninsns; i++) {
        why = step(ref);
        if (why && !(why == end->why && i + 1 == end->ninsns))
            return "the interpreter stopped earlier";
    }
    switch (end->why) {
    case 0:
    case IR_L_RETRY:
    case IR_L_INTERP: return NULL;
    case IR_L_SYSCALL:
    case IR_L_ICBI: return why == end->why ? NULL : "the interpreter did not leave";
    default:
        why = step(ref);
        if (why != end->why)
            return "the interpreter ended the last instruction otherwise";
        if (why == DIFF_FAULT &&
            fault_addr - end->addr >= 16) /* of an access that begins on a good page, the bad one */
            return "fault addresses differ";
        return NULL;
    }
}

/* -- comparing ----------------------------------------------------------------------------------------------- */

static bool same_slot(unsigned s)
{
    uint64_t a = ppc_slot_read(ref, s), b = ppc_slot_read(dut, s);
    if (s >= PPC_REG_CR0 && s <= PPC_REG_CR7)
        return crf_decode((int64_t)a) == crf_decode((int64_t)b);
    if (s == PPC_REG_RES || s == SLOT_RES_VAL || s == SLOT_RES_SIZE)
        return ref->res_addr == dut->res_addr && (ref->res_addr == ~0ull || a == b);
    if (s >= SLOT_FPL_OP && s <= SLOT_FPL_CC)
        return true; /* compared as FPSCR */
    if (s >= PPC_REG_V0 && s <= PPC_REG_V31)
        return !memcmp(&ref->vsr[s - PPC_REG_V0 + 32], &dut->vsr[s - PPC_REG_V0 + 32], 16);
    return a == b;
}

static bool same(void)
{
    for (unsigned s = 0; s < SLOT_COUNT; s++)
        if (ppc_slot_desc(false)[s].name && !same_slot(s))
            return false;
    return !memcmp(ref->mem_base + DATA_LO, dut->mem_base + DATA_LO, DATA_BYTES);
}

static uint64_t start_slot(const DiffCase *c, unsigned s)
{
    return ppc_slot_read(&c->start, s);
}

static void report_slots(const DiffCase *c, FILE *out)
{
    fprintf(out, "  %-9s %18s %18s %18s\n", "", "start", "interpreter", "engine");
    for (unsigned s = 0; s < SLOT_COUNT; s++) {
        const IrSlotDesc *d = &ppc_slot_desc(false)[s];
        if (!d->name)
            continue;
        uint64_t x = start_slot(c, s), a = ppc_slot_read(ref, s), b = ppc_slot_read(dut, s);
        bool differs = !same_slot(s), is_cr = s >= PPC_REG_CR0 && s <= PPC_REG_CR7;
        if (!differs && x == a && s >= PPC_REG_F0)
            continue;
        if (is_cr) {
            x = crf_decode((int64_t)x);
            a = crf_decode((int64_t)a);
            b = crf_decode((int64_t)b);
        }
        fprintf(out, "%c %-9s %18llx %18llx %18llx\n", differs ? '*' : ' ', d->name, (unsigned long long)x,
                (unsigned long long)a, (unsigned long long)b);
    }
}

static void report_memory(FILE *out)
{
    unsigned shown = 0;
    for (unsigned i = 0; i < DATA_BYTES && shown < 32; i++) {
        uint8_t a = ref->mem_base[DATA_LO + i], b = dut->mem_base[DATA_LO + i];
        if (a != b && ++shown)
            fprintf(out, "* [%08x] was %02x: %02x, %02x\n", DATA_LO + i, pristine[i], a, b);
    }
}

static void report(const DiffCase *c, const DiffEngine *engine, const IrUnit *u, const DiffEnd *end, const char *what,
                   FILE *out)
{
    fprintf(out, "seed 0x%llx, %s: %s; %u instructions, end %u%s\n", (unsigned long long)c->seed, engine->name, what,
            end->ninsns, end->why, c->start.little ? ", little-endian" : "");
    for (unsigned i = 0; i < c->nwords; i++) {
        char text[PPC_DISAS_MAX];
        ppc_disas(text, sizeof text, diff_get(c, i), DIFF_CODE + i * 4, PPC_DISAS_LOOSE | PPC_DISAS_SPACE);
        fprintf(out, "  %08x  %08x  %s\n", DIFF_CODE + i * 4, c->words[i], text);
    }
    report_slots(c, out);
    report_memory(out);
    ir_print(out, u, IR_T_INSNS | IR_T_REMOVED);
}

/* -- one case ------------------------------------------------------------------------------------------------ */

static bool fetch(void *ctx, uint64_t pc, uint32_t *word)
{
    const DiffCase *c = ctx;
    if (pc < DIFF_CODE || pc >= DIFF_CODE + c->nwords * 4ull)
        return false;
    *word = c->words[(pc - DIFF_CODE) / 4];
    return true;
}

/* One unit on both sides from where they are. What is wrong, or NULL. */
static const char *run_unit(const DiffCase *c, const DiffEngine *engine, IrUnit *u, DiffEnd *end)
{
    static Err e;
    TransConfig cfg = {.little = c->start.little, .fetch = fetch, .fetch_ctx = (void *)c};
    e = (Err){0};
    *end = (DiffEnd){0};
    trans_unit(u, &cfg);
    if (engine->prepare)
        engine->prepare(u);
    if (!ir_verify(u, &e))
        return e.text;
    engine->run(u, dut, end);
    const char *what = follow(end);
    ppc_fp_sync(ref);
    ppc_fp_sync(dut);
    return what ? what : same() ? NULL : "states differ";
}

/* After a unit: true when both can go on in the code, with what the unit left to the interpreter done. */
static bool go_on(const DiffCase *c, const DiffEnd *end)
{
    uint32_t word;
    if (end->why == IR_L_INTERP) {
        unsigned why = step(ref);
        step(dut);
        if (why)
            return false;
    } else if (end->why && end->why != IR_L_RETRY) {
        return false;
    }
    ppc_update_tb_flags(ref);
    ppc_update_tb_flags(dut);
    return fetch((void *)c, dut->pc, &word);
}

bool diff_run(const DiffCase *c, const DiffEngine *engine, FILE *out, DiffEnd *end)
{
    unsigned ninsns = 0;
    load_guest(ref, c);
    load_guest(dut, c);
    for (unsigned i = 0; i < DIFF_MAX_UNITS; i++) {
        arena_reset(&arena);
        IrUnit *u = ir_unit_new(&arena, ppc_ir_env(false), dut->pc, dut->tb_flags);
        const char *what = run_unit(c, engine, u, end);
        ninsns += end->ninsns;
        if (what) {
            report(c, engine, u, end, what, out);
            return false;
        }
        if (!go_on(c, end))
            break;
    }
    end->ninsns = ninsns;
    return true;
}
