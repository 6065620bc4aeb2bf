/* SPDX-License-Identifier: Apache-2.0 */
/*
 * newinsn: gives the guest an instruction that no processor has.
 *
 *     __asm__(".long 0x00000001 | 3 << 21 | 4 << 16");    r3 = number of one bits of r4
 *     engraft run -p ./newinsn.so PROGRAM
 *
 * Shows: eg_on_replace(), which puts micro-ops in the place of an instruction's
 * translation (here of a word that is none), registers by number, and
 * eg_value(), which makes any micro-op that computes. The new instruction costs
 * one host instruction, and the optimiser treats it as it does the others.
 */
#include <engraft-plugin.h>

static int reg_r0;
static uint32_t popcnt;

static bool which(const EgInsn *in, void *user)
{
    (void)user;
    return (in->word & 0xfc00ffff) == 1; /* primary opcode 0, which is reserved; RT, RA */
}

static void emit(EgPlace *at, const EgInsn *in, void *user)
{
    EgVal ra = eg_get_reg(at, reg_r0 + (int)(in->word >> 16 & 31));
    (void)user;
    eg_put_reg(at, reg_r0 + (int)(in->word >> 21 & 31), eg_value(at, popcnt, EG_I32, 0, 1, &ra));
}

static int install(EgPlugin *p)
{
    reg_r0 = eg_reg("r0");
    popcnt = eg_uop_by_name("popcnt");
    eg_on_replace(p, which, emit, NULL);
    return 0;
}

EG_PLUGIN(.name = "newinsn", .version = "1", .summary = "an instruction of your own", .install = install)
