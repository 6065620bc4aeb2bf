/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Making, copying and freeing of guest processors; XER; time base.
 *
 * Each CPU lies in a reservation of its own, backed by the host only where it
 * is touched, so the plugins' area behind the struct costs nothing unused.
 */
#include "ppc/cpu/state.h"

#include <errno.h>
#include <sys/mman.h>
#include <time.h>

#include "ppc/cpu/bus.h"
#include "ppc/cpu/crf.h"
#include "ppc/cpu/fpscr.h"
#include "ppc/isa/cpu.h"

/* XER: SO, OV, CA and the byte count (Book I 3.2.2). */
enum { XER_SO = 31, XER_OV = 30, XER_CA = 29, XER_COUNT_MASK = 0x7f };

static PpcCpu *reserve_cpu(Err *err)
{
    void *p = mmap(NULL, PPC_CPU_RESERVE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) {
        err_set(err, "cannot reserve %d MiB for a guest thread: %s", PPC_CPU_RESERVE >> 20, strerror(errno));
        return NULL;
    }
    return p;
}

void (*bus_watch)(const PpcCpu *cpu, uint64_t ea, unsigned nbytes, bool store, uint64_t value);

PpcCpu *ppc_cpu_new(bool guest64, Err *err)
{
    PpcCpu *cpu = reserve_cpu(err);
    if (!cpu)
        return NULL;
    cpu->guest64 = guest64;
    cpu->pvr = ppc_cpu_model->pvr;
    cpu->res_addr = ~0ull;
    for (unsigned n = 0; n < 8; n++)
        ppc_set_crf(cpu, n, 0);
    ppc_update_tb_flags(cpu);
    return cpu;
}

PpcCpu *ppc_cpu_clone(const PpcCpu *from, Err *err)
{
    PpcCpu *cpu = reserve_cpu(err);
    if (!cpu)
        return NULL;
    memcpy(cpu, from, sizeof *cpu);
    cpu->pending = 0;
    cpu->jump_table = NULL;
    cpu->res_addr = ~0ull;
    cpu->fp_live = 0;
    cpu->leave_detail = 0;
    cpu->leave_tb = cpu->leave_exit = 0;
    cpu->fault_jmp = NULL;
    cpu->icount = 0;
    cpu->thread = cpu->exec = NULL;
    cpu->host_sp = 0;
    return cpu;
}

void ppc_cpu_free(PpcCpu *cpu)
{
    if (cpu)
        munmap(cpu, PPC_CPU_RESERVE);
}

uint32_t ppc_get_xer(const PpcCpu *cpu)
{
    return cpu->so << XER_SO | cpu->ov << XER_OV | cpu->ca << XER_CA | cpu->xerc;
}

void ppc_set_xer(PpcCpu *cpu, uint32_t xer)
{
    cpu->so = xer >> XER_SO & 1;
    cpu->ov = xer >> XER_OV & 1;
    cpu->ca = xer >> XER_CA & 1;
    cpu->xerc = xer & XER_COUNT_MASK;
    ppc_update_tb_flags(cpu);
}

void ppc_update_tb_flags(PpcCpu *cpu)
{
    bool fp_exact = (cpu->fpscr & PPC_FPSCR_ENABLES) != 0;
    cpu->tb_flags = (cpu->so ? PPC_TBF_SO : 0) | (fp_exact ? PPC_TBF_FPEXACT : 0);
}

uint64_t ppc_timebase(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    _Static_assert(1000000000 % PPC_TB_FREQ == 0, "a tick is a whole number of nanoseconds");
    return (uint64_t)t.tv_sec * PPC_TB_FREQ + (uint64_t)t.tv_nsec / (1000000000 / PPC_TB_FREQ);
}
