/* SPDX-License-Identifier: Apache-2.0 */
/* Assembly pieces of user mode: see stub.h. x86-64 System V calling convention; the kernel's own takes the fourth
 * argument in r10 and destroys rcx and r11. */
#include "engine/user/stub.h"

#include <sys/syscall.h>
#include <ucontext.h>

extern const char usr_safe_begin[], usr_safe_insn[], usr_safe_end[], usr_safe_undo[], usr_safe_again[], usr_copy_insn[],
    usr_copy_fault[], usr_copy_small[], usr_copy_small_end[];

__asm__(".text\n"
        ".globl usr_safe_syscall, usr_safe_begin, usr_safe_insn, usr_safe_end, usr_safe_undo, usr_safe_again\n"
        ".type usr_safe_syscall, @function\n"
        "usr_safe_syscall:\n"
        "    mov %rdi, %r11\n" /* pending */
        "    mov %rsi, %rax\n"
        "    mov %rdx, %rdi\n"
        "    mov %rcx, %rsi\n"
        "    xor %ecx, %ecx\n" /* the kernel leaves the return address in it: a mark of having been there */
        "    mov %r8, %rdx\n"
        "    mov %r9, %r10\n"
        "    mov 8(%rsp), %r8\n"
        "    mov 16(%rsp), %r9\n"
        "usr_safe_begin:\n"
        "    testl $3, (%r11)\n" /* PPC_PEND_SIGNAL | PPC_PEND_STOP */
        "    jnz usr_safe_undo\n"
        "usr_safe_insn:\n"
        "    syscall\n"
        "usr_safe_end:\n"
        "    ret\n"
        "usr_safe_undo:\n"
        "    mov $-513, %rax\n" /* USR_RESTART_ALWAYS */
        "    ret\n"
        "usr_safe_again:\n"
        "    mov $-512, %rax\n" /* USR_RESTART */
        "    ret\n"
        ".size usr_safe_syscall, . - usr_safe_syscall\n"

        ".globl usr_guarded_copy, usr_copy_insn, usr_copy_fault, usr_copy_small, usr_copy_small_end\n"
        ".type usr_guarded_copy, @function\n"
        "usr_guarded_copy:\n"
        "    mov %rdx, %rcx\n"
        "    cmp $8, %rdx\n"
        "    je 8f\n"
        "    cmp $4, %rdx\n"
        "    je 4f\n"
        "    cmp $16, %rdx\n"
        "    je 16f\n"
        "usr_copy_insn:\n"
        "    rep movsb\n"
        "usr_copy_fault:\n"
        "    mov %rcx, %rax\n" /* what is left */
        "    ret\n"
        "usr_copy_small:\n" /* the common sizes, all or nothing: rep movs takes long to start */
        "8:  mov (%rsi), %rax\n"
        "    mov %rax, (%rdi)\n"
        "    xor %eax, %eax\n"
        "    ret\n"
        "4:  mov (%rsi), %eax\n"
        "    mov %eax, (%rdi)\n"
        "    xor %eax, %eax\n"
        "    ret\n"
        "16: mov (%rsi), %rax\n"
        "    mov 8(%rsi), %rdx\n"
        "    mov %rax, (%rdi)\n"
        "    mov %rdx, 8(%rdi)\n"
        "    xor %eax, %eax\n"
        "    ret\n"
        "usr_copy_small_end:\n"
        ".size usr_guarded_copy, . - usr_guarded_copy\n"

        ".globl usr_stub_restorer\n"
        ".type usr_stub_restorer, @function\n"
        "usr_stub_restorer:\n"
        "    mov $15, %eax\n" /* rt_sigreturn */
        "    syscall\n"
        ".size usr_stub_restorer, . - usr_stub_restorer\n"

        ".globl usr_stub_clone\n"
        ".type usr_stub_clone, @function\n"
        "usr_stub_clone:\n" /* flags, stack_top, fn, arg, parent_tid */
        "    mov %rcx, %r9\n"
        "    mov %r8, %rcx\n"
        "    mov %rdx, %r8\n"
        "    mov %rcx, %rdx\n"
        "    and $-16, %rsi\n"
        "    sub $32, %rsi\n" /* fn may end in a jump to a function that looks for arguments above its return address */
        "    xor %r10d, %r10d\n"
        "    mov $56, %eax\n" /* clone */
        "    syscall\n"
        "    test %rax, %rax\n"
        "    jz 1f\n"
        "    ret\n"
        "1:  xor %ebp, %ebp\n"
        "    mov %r9, %rdi\n"
        "    call *%r8\n"
        "    hlt\n"
        ".size usr_stub_clone, . - usr_stub_clone\n");

_Static_assert(USR_RESTART == -512 && USR_RESTART_ALWAYS == -513 && (PPC_PEND_SIGNAL | PPC_PEND_STOP) == 3,
               "constants in the assembly");
_Static_assert(SYS_rt_sigreturn == 15 && SYS_clone == 56, "constants in the assembly");

void usr_stub_rewind(void *ucontext)
{
    greg_t *r = ((ucontext_t *)ucontext)->uc_mcontext.gregs, *pc = &r[REG_RIP];
    if (*pc < (greg_t)usr_safe_begin || *pc >= (greg_t)usr_safe_end)
        return;
    bool been_there = *pc == (greg_t)usr_safe_insn && r[REG_RCX] == (greg_t)usr_safe_end;
    *pc = (greg_t)(been_there ? usr_safe_again : usr_safe_undo);
}

bool usr_stub_fixup(void *ucontext)
{
    greg_t *pc = &((ucontext_t *)ucontext)->uc_mcontext.gregs[REG_RIP];
    bool small = *pc >= (greg_t)usr_copy_small && *pc < (greg_t)usr_copy_small_end;
    if (*pc != (greg_t)usr_copy_insn && !small)
        return false;
    *pc = (greg_t)usr_copy_fault;
    return true;
}
