/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose fault is a crash? Asked by the fault handler before it takes a fault
 * for the guest's. A plugin's: the instruction is in its object, or in a library
 * that was called from there (the first return address on the stack that is in
 * an object of ours decides). Async-signal-safe but for dladdr(), which is called
 * when the process is lost anyway.
 */
#include <dlfcn.h>
#include <link.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>

#include "engine/exec/fault.h"
#include "engine/exec/hooks.h"
#include "engine/plugin/plg.h"

enum { STACK_WORDS = 128 };

extern char __executable_start[], etext[];

static bool in_plugin(const EgPlugin *p, uint64_t pc)
{
    return pc >= p->code_start && pc < p->code_end;
}

static const EgPlugin *plugin_at(uint64_t pc)
{
    for (unsigned i = 0; i < plg_count(); i++)
        if (in_plugin(plg_list->pdata[i], pc))
            return plg_list->pdata[i];
    return NULL;
}

static bool in_engine(uint64_t pc)
{
    return pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext;
}

/* What generated code called before it gets back to ret: call rel32, or mov rax, imm64; call rax. */
static uint64_t called_before(uint64_t ret)
{
    const uint8_t *code = (const uint8_t *)(uintptr_t)ret; /* NOLINT: executable, so readable */
    int32_t rel;
    uint64_t to = 0;
    if (code[-5] == 0xe8) {
        memcpy(&rel, code - 4, 4);
        to = ret + (uint64_t)(int64_t)rel;
    } else if (code[-2] == 0xff && code[-1] == 0xd0 && code[-12] == 0x48 && code[-11] == 0xb8) {
        memcpy(&to, code - 10, 8);
    }
    return to;
}

/* The plugin that called the library at pc; *at: where. */
static const EgPlugin *caller(uint64_t pc, const uint64_t *sp, uint64_t *at)
{
    if (in_engine(pc) || exec_in_generated_code(pc))
        return NULL;
    for (unsigned i = 0; i < STACK_WORDS && !in_engine(sp[i]); i++) {
        bool generated = exec_in_generated_code(sp[i]); /* it called the plugin, which went on to the library */
        *at = generated ? called_before(sp[i]) : sp[i] - 1;
        const EgPlugin *p = plugin_at(*at);
        if (p || generated)
            return p;
    }
    return NULL;
}

bool plg_crashed(int sig, const siginfo_t *info, const void *ucontext)
{
    const ucontext_t *uc = ucontext;
    uint64_t pc = (uint64_t)uc->uc_mcontext.gregs[REG_RIP], at = pc;
    const EgPlugin *p = plugin_at(pc);
    if (!p)
        p = caller(pc, (const uint64_t *)uc->uc_mcontext.gregs[REG_RSP], &at);
    if (!p)
        return false;
    char line[512];
    Dl_info d = {0};
    dladdr((void *)(uintptr_t)at, &d); /* NOLINT: the process ends */
    int n = snprintf(line, sizeof line, "engraft: plugin %s crashed: signal %d (%s), address %p, at %s+0x%llx%s%s%s\n",
                     p->d->name, sig, strsignal(sig), info->si_addr, p->path,
                     (unsigned long long)(at - (uintptr_t)d.dli_fbase), d.dli_sname ? " in " : "",
                     d.dli_sname ? d.dli_sname : "", at != pc ? " (in a function it called)" : "");
    if (write(STDERR_FILENO, line, (size_t)n) < 0)
        return true;
    return true;
}

typedef struct Find {
    EgPlugin *p;
    uint64_t base;
} Find;

static int find_code(struct dl_phdr_info *i, size_t size, void *user)
{
    Find *f = user;
    (void)size;
    if (i->dlpi_addr != f->base)
        return 0;
    for (unsigned k = 0; k < i->dlpi_phnum; k++) {
        const ElfW(Phdr) *h = &i->dlpi_phdr[k];
        if (h->p_type == PT_LOAD && (h->p_flags & PF_X)) {
            f->p->code_start = i->dlpi_addr + h->p_vaddr;
            f->p->code_end = f->p->code_start + h->p_memsz;
        }
    }
    return 1;
}

void plg_crash_add(EgPlugin *p)
{
    const struct link_map *l = NULL;
    if (dlinfo(p->dl, RTLD_DI_LINKMAP, &l) == 0 && l) {
        Find f = {p, l->l_addr};
        dl_iterate_phdr(find_code, &f);
    }
    exec_crash_hook = plg_crashed;
}

static void handler(int sig, siginfo_t *info, void *ucontext)
{
    plg_crashed(sig, info, ucontext);
    signal(sig, SIG_DFL);
}

void plg_crash_watch(void)
{
    static const int sigs[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct sigaction sa = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    for (unsigned i = 0; plg_active() && i < G_N_ELEMENTS(sigs); i++)
        sigaction(sigs[i], &sa, NULL);
}
