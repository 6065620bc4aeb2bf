/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The glue between C and generated code: enter, leave, link, miss; and the
 * patching of direct exits.
 *
 * Frame: enter pushes the six callee-saved registers (with the return address
 * seven words), then makes room for the spill and save areas plus one word, so that rsp
 * is 16-byte aligned in generated code.
 */
#include <stddef.h>
#include <string.h>

#include "tcg/host/x64/x64.h"

enum { FRAME = HOST_SPILL_BYTES + HOST_SAVE_BYTES + 8 };

static const int8_t saved[] = {RBP, RBX, R12, R13, R14, R15};

void x64_store_pins(X64Buf *b, const HostRt *rt, RaPins set, bool load)
{
    for (unsigned p = 0; p < rt->npins; p++)
        if (set >> p & 1)
            x64_rm(b, load ? X_MOV_LD : X_MOV_ST, rt->pins[p].type == IR_I64, x64_pin_reg[p], x64_env(rt->pins[p].off));
}

static void all_pins(X64Buf *b, const HostRt *rt, bool load)
{
    x64_store_pins(b, rt, (RaPins)~0, load);
}

static void emit_enter(X64Buf *b, const HostRt *rt)
{
    for (unsigned i = 0; i < sizeof(saved); i++)
        x64_push(b, saved[i]);
    x64_alu_ri(b, X_SUB, true, RSP, FRAME);
    x64_mov_rr(b, true, RBP, RDI);
    if (rt->off_host_sp)
        x64_rm(b, X_MOV_ST, true, RSP, x64_env(rt->off_host_sp));
    x64_mov_rr(b, true, RAX, RSI);
    all_pins(b, rt, true);
    x64_jmp_r(b, RAX);
}

static void emit_leave(X64Buf *b)
{
    x64_alu_ri(b, X_ADD, true, RSP, FRAME);
    for (unsigned i = sizeof(saved); i-- > 0;)
        x64_pop(b, saved[i]);
    x64_b(b, 0xc3);
}

/* rsi = the IrOnce, rdx = the site; both saved by the caller. Keeps every register and the flags. At entry rsp is 8
 * above a multiple of 16 plus two pushes: 24 bytes. */
static void emit_once(X64Buf *b, const HostRt *rt)
{
    static const int8_t gprs[] = {RAX, RCX, RDI, R8, R9, R10, R11};
    enum { NXMM = 16, XMM_BYTES = NXMM * 16 + 8 };
    x64_b(b, 0x9c); /* pushfq */
    for (unsigned i = 0; i < sizeof gprs; i++)
        x64_push(b, gprs[i]);
    x64_alu_ri(b, X_SUB, true, RSP, XMM_BYTES);
    for (int i = 0; i < NXMM; i++)
        x64_rm(b, X_MOVUPS_ST, false, RA_XMM0 + i, x64_at(RSP, i * 16));
    x64_rm(b, X_LEA, true, RDI, x64_at(RBP, -rt->env_bias));
    x64_mov_ri(b, RAX, rt->once_fn, false);
    x64_call_r(b, RAX);
    for (int i = 0; i < NXMM; i++)
        x64_rm(b, X_MOVUPS_LD, false, RA_XMM0 + i, x64_at(RSP, i * 16));
    x64_alu_ri(b, X_ADD, true, RSP, XMM_BYTES);
    for (unsigned i = sizeof gprs; i-- > 0;)
        x64_pop(b, gprs[i]);
    x64_b(b, 0x9d); /* popfq */
    x64_b(b, 0xc3);
}

/* Called; makes a HostFrame, whose last word is the return address. */
static void emit_guard(X64Buf *b, const HostRt *rt)
{
    enum { BYTES = offsetof(HostFrame, ret) };
    x64_alu_ri(b, X_SUB, true, RSP, BYTES);
    for (int i = 0; i < 16; i++) {
        x64_rm(b, X_MOV_ST, true, i, x64_at(RSP, (int)offsetof(HostFrame, gpr) + i * 8));
        x64_rm(b, X_MOVUPS_ST, false, RA_XMM0 + i, x64_at(RSP, (int)offsetof(HostFrame, xmm) + i * 16));
    }
    x64_rm(b, X_LEA, true, RDI, x64_at(RBP, -rt->env_bias));
    x64_mov_rr(b, true, RSI, RSP);
    x64_mov_ri(b, RAX, (uint64_t)(uintptr_t)rt->guard_fn, false);
    x64_call_r(b, RAX);
    x64_alu_ri(b, X_ADD, true, RSP, sizeof(HostFrame));
    x64_jmp(b, rt->glue_leave);
}

static void align16(X64Buf *b)
{
    x64_nop(b, (unsigned)(-x64_here(b) & 15));
}

size_t host_make_glue(HostRt *rt, uint8_t *buf, size_t room, uint64_t rx)
{
    X64Buf b = {.base = buf, .p = buf, .end = buf + room, .rx = rx};
    if (room < 2048)
        die("no room for the glue");
    rt->code_base = rt->glue_miss = rx; /* distance 0 in the jump table */
    all_pins(&b, rt, false);
    x64_rm(&b, X_MOV_ST, true, RAX, x64_env(rt->off_pc));
    x64_mov_ri(&b, RAX, HOST_R_MISS, false);
    emit_leave(&b);
    align16(&b);
    rt->glue_enter = x64_here(&b);
    emit_enter(&b, rt);
    align16(&b);
    rt->glue_leave = x64_here(&b);
    emit_leave(&b);
    align16(&b);
    rt->glue_leave_pins = x64_here(&b);
    all_pins(&b, rt, false);
    x64_jmp(&b, rt->glue_leave);
    align16(&b);
    rt->glue_link = x64_here(&b);
    all_pins(&b, rt, false);
    x64_rm(&b, X_MOV_ST, false, RAX, x64_env(rt->off_leave_tb));
    x64_rm(&b, X_MOV_ST, false, RDX, x64_env(rt->off_leave_exit));
    x64_mov_ri(&b, RAX, HOST_R_LINK, false);
    x64_jmp(&b, rt->glue_leave);
    align16(&b);
    rt->glue_once = x64_here(&b);
    emit_once(&b, rt);
    align16(&b);
    rt->glue_guard = x64_here(&b);
    emit_guard(&b, rt);
    align16(&b);
    return x64_off(&b);
}

void host_patch_exit(const HostExit *e, uint8_t *code_rw, uint64_t code_rx, uint64_t to)
{
    int64_t rel = (int64_t)(to - (code_rx + e->rel_off + 4));
    if (rel != (int32_t)rel)
        die("exit target 0x%llx is out of reach", (unsigned long long)to);
    __atomic_store_n((int32_t *)(void *)(code_rw + e->rel_off), (int32_t)rel, __ATOMIC_RELEASE);
}

void host_patch_once(uint8_t *site_rw)
{
    static const uint8_t nop[5] = {0x0f, 0x1f, 0x44, 0x00, 0x00};
    unsigned at = (uintptr_t)site_rw & 7;
    uint64_t *word = (uint64_t *)(void *)(site_rw - at), v = __atomic_load_n(word, __ATOMIC_RELAXED);
    if (at > 3)
        die("a once site crosses an 8-byte boundary");
    memcpy((uint8_t *)&v + at, nop, sizeof nop);
    __atomic_store_n(word, v, __ATOMIC_RELEASE);
}

const char *host_reg_name(unsigned reg, IrType type)
{
    static const char *const r64[16] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                        "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
    static const char *const r32[16] = {"eax", "ecx", "edx",  "ebx",  "esp",  "ebp",  "esi",  "edi",
                                        "r8d", "r9d", "r10d", "r11d", "r12d", "r13d", "r14d", "r15d"};
    static const char *const xmm[16] = {"xmm0", "xmm1", "xmm2",  "xmm3",  "xmm4",  "xmm5",  "xmm6",  "xmm7",
                                        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15"};
    reg &= 15;
    return type >= IR_F32 ? xmm[reg] : type == IR_I32 ? r32[reg] : r64[reg];
}
