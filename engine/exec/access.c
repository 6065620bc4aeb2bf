/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting memory accesses of C code. See access.h. */
#include "engine/exec/access.h"

#include <stdio.h>

#include "engine/base/log.h"
#include "ppc/cpu/bus.h"

__thread ExecAccess exec_accesses[EXEC_MAX_ACCESSES];
__thread unsigned exec_naccesses;

static void watch(const PpcCpu *cpu, uint64_t ea, unsigned nbytes, bool store, uint64_t value)
{
    if (exec_naccesses == EXEC_MAX_ACCESSES)
        die("an instruction makes more than %d memory accesses", EXEC_MAX_ACCESSES);
    exec_accesses[exec_naccesses++] =
        (ExecAccess){.addr = cpu->guest64 ? ea : (uint32_t)ea, .value = value, .nbytes = nbytes, .store = store};
}

void exec_watch_accesses(void)
{
    bus_watch = watch;
}

void exec_log_accesses(uint64_t pc)
{
    FILE *f = log_lock();
    for (unsigned i = 0; i < exec_naccesses; i++) {
        const ExecAccess *a = &exec_accesses[i];
        fprintf(f, "access %llx %c %u %llx %llx\n", (unsigned long long)pc, a->store ? 'S' : 'L', a->nbytes,
                (unsigned long long)a->addr, (unsigned long long)a->value);
    }
    log_unlock();
    exec_naccesses = 0;
}
