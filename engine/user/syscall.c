/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dispatch of system calls by syscall.def. powerpc Linux: number in r0,
 * arguments from r3 on; result in r3, with CR0[SO] saying that it is an error
 * number.
 */
#include "engine/user/sys.h"

#include <string.h>

#include "engine/base/bits.h"
#include "engine/base/log.h"
#include "engine/base/stat.h"
#include "ppc/cpu/crf.h"

/* Numbers that are newer than the host's headers may be; the same on all machines. */
enum { SYS_host_fchmodat2 = 452, SYS_host_listxattrat = 465, SYS_host_removexattrat = 466 };

const SysRow sys_rows[SYS_ROWS] = {
#define S(nr, name, kinds, handler) [nr] = {#name, kinds, handler, -1, NULL},
#define D(nr, name, kinds, host)    [nr] = {#name, kinds, NULL, SYS_##host, NULL},
#define N(nr, name, reason)         [nr] = {#name, "", NULL, -1, reason},
#include "engine/user/syscall.def"
#undef S
#undef D
#undef N
};

const char *usr_syscall_name(unsigned nr)
{
    return nr < SYS_ROWS ? sys_rows[nr].name : NULL;
}

const char *user_syscall_name(unsigned nr)
{
    return usr_syscall_name(nr);
}

/* Arguments from registers, by kind. */
static void decode(const char *kinds, const PpcCpu *cpu, uint64_t a[6])
{
    unsigned reg = 3;
    for (unsigned i = 0; i < 6; i++) {
        char k = *kinds ? *kinds++ : 0;
        bool is_int = k == 'd' || k == 'D';
        if (reg > 8) {
            a[i] = 0;
            continue;
        }
        if (usr_abi.guest64) {
            a[i] = is_int ? (uint64_t)(int64_t)(int32_t)cpu->gpr[reg] : cpu->gpr[reg];
            reg++;
        } else if (k == 'L') {
            reg |= 1;
            a[i] = reg <= 7 ? cpu->gpr[reg] << 32 | (uint32_t)cpu->gpr[reg + 1] : 0;
            reg += 2;
        } else {
            uint32_t v = (uint32_t)cpu->gpr[reg++];
            a[i] = is_int ? (uint64_t)(int64_t)(int32_t)v : v;
        }
    }
}

void usr_syscall_result(UsrThread *t, int64_t r)
{
    PpcCpu *cpu = t->cpu;
    bool error = r < 0 && r >= -4095;
    unsigned cr0 = ppc_get_crf(cpu, 0) & ~(unsigned)CRF_SO;
    uint64_t v = (uint64_t)(error ? -r : r);
    cpu->gpr[3] = usr_abi.guest64 ? v : (uint32_t)v;
    ppc_set_crf(cpu, 0, error ? cr0 | CRF_SO : cr0);
}

/* ---- Calls passed on ---------------------------------------------------------------- */

bool sys_retry_efault(int64_t r, uint64_t g, uint64_t nbytes)
{
    if (r != -EFAULT || !mem_ok(g, nbytes, MEM_W))
        return false;
    mem_before_write(g, nbytes);
    return true;
}

const char *sys_get_path(uint64_t g, char *buf, int64_t *r)
{
    int64_t n = usr_get_str(buf, g, PATH_MAX);
    if (n >= 0 && usr_proc_hides(buf))
        n = -ENOENT;
    if (n < 0)
        *r = n;
    return n < 0 ? NULL : buf;
}

static int64_t direct(UsrThread *t, const SysRow *row, const uint64_t *a)
{
    static const unsigned nargs_max = 6;
    char path[2][PATH_MAX];
    uint64_t h[6] = {0}, out = 0, out_nbytes = 0;
    int64_t r = 0;
    for (unsigned i = 0; i < nargs_max && row->kinds[i]; i++) {
        switch (row->kinds[i]) {
        case 'B':
            out = a[i];
            out_nbytes = a[i + 1];
            h[i] = (uint64_t)usr_out(a[i], a[i + 1]);
            break;
        case 'S':
            if (!sys_get_path(a[i], path[0], &r))
                return r;
            h[i] = (uint64_t)usr_path(path[0], path[1]);
            break;
        case 's':
        case 'n':
        case 'p':
        case 'b': h[i] = (uint64_t)usr_ptr(a[i]); break;
        default: h[i] = a[i];
        }
    }
    /* More bytes than the address space has: the kernel would look behind the window. */
    if (out_nbytes && out && out_nbytes > mem_limit)
        return -EFAULT;
    unsigned tries = 0;
    do
        r = USR_CALL6(t, USR_RESTART_NOHAND, row->host, h[0], h[1], h[2], h[3], h[4], h[5]);
    while (out && sys_retry_efault(r, out, out_nbytes) && tries++ < 100);
    return r;
}

static int64_t unsupported(unsigned nr)
{
    static bool said[SYS_ROWS], said_other;
    bool *once = nr < SYS_ROWS ? &said[nr] : &said_other;
    if (!__atomic_exchange_n(once, true, __ATOMIC_RELAXED)) {
        const SysRow *row = nr < SYS_ROWS ? &sys_rows[nr] : NULL;
        if (row && row->name)
            usr_warn("system call %u (%s) is not supported: %s", nr, row->name, row->reason);
        else
            usr_warn("system call %u is unknown", nr);
    }
    return -ENOSYS;
}

/* ---- Dispatch ----------------------------------------------------------------------- */

static bool names_our_fd(const char *kinds, const uint64_t *a)
{
    for (unsigned i = 0; i < 6 && kinds[i]; i++)
        if (kinds[i] == 'D' && usr_fd_is_ours((int)a[i]))
            return true;
    return false;
}

static int64_t call(UsrThread *t, unsigned nr, const uint64_t *a)
{
    const SysRow *row = nr < SYS_ROWS ? &sys_rows[nr] : NULL;
    if (row && row->kinds && names_our_fd(row->kinds, a))
        return -EBADF;
    if (row && row->fn)
        return row->fn(t, a);
    if (row && row->host >= 0 && row->name)
        return direct(t, row, a);
    return unsupported(nr);
}

int64_t usr_syscall_returns(UsrThread *t, int64_t r)
{
    const UserHooks *h = usr.cfg->hooks;
    return h && h->syscall_return ? h->syscall_return(h->ctx, t->cpu, t->sys_nr, t->sys_args, r) : r;
}

/* The call, unless a hook answers in its place. */
static int64_t hooked_call(UsrThread *t, unsigned nr, uint64_t *a)
{
    const UserHooks *h = usr.cfg->hooks;
    int64_t r = 0;
    bool skip = h && h->syscall_enter && h->syscall_enter(h->ctx, t->cpu, nr, a, &r);
    t->sys_nr = nr;
    memcpy(t->sys_args, a, sizeof t->sys_args);
    bool show = log_on('s');
    if (show)
        usr_strace_enter(t, nr, a);
    if (!skip)
        r = call(t, nr, a);
    if (show && r != USR_NO_RESULT)
        usr_strace_result(t, nr, a, r);
    return r;
}

void usr_syscall(UsrThread *t)
{
    PpcCpu *cpu = t->cpu;
    unsigned nr = (unsigned)cpu->gpr[0];
    uint64_t a[6];
    decode(nr < SYS_ROWS && sys_rows[nr].kinds ? sys_rows[nr].kinds : "", cpu, a);
    t->orig_r3 = cpu->gpr[3];
    stat_add(STAT_SYSCALLS, 1);
    int64_t r = hooked_call(t, nr, a);
    if (r == USR_NO_RESULT)
        return;
    if (r <= USR_RESTART && r >= USR_RESTART_NOHAND) {
        t->interrupted = r; /* decided when the signal is delivered */
        return;
    }
    usr_syscall_result(t, usr_syscall_returns(t, r));
}

void user_list_syscalls(FILE *out)
{
    unsigned translated = 0, passed = 0, refused = 0;
    for (unsigned nr = 0; nr < SYS_ROWS; nr++) {
        const SysRow *row = &sys_rows[nr];
        if (!row->name)
            continue;
        if (row->reason)
            fprintf(out, "%3u  %-28s not supported: %s\n", nr, row->name, row->reason);
        else
            fprintf(out, "%3u  %-28s %s\n", nr, row->name, row->fn ? "translated" : "passed on");
        ++*(row->reason ? &refused : row->fn ? &translated : &passed);
    }
    fprintf(out, "%u translated, %u passed on, %u not supported\n", translated, passed, refused);
}
