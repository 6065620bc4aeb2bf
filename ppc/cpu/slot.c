/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables of state slots. The 32-bit and the 64-bit one come from one list, WORD
 * being the type of a register as wide as an address. Register cells are plugins'
 * variables that the optimiser treats as it does registers.
 */
#include "ppc/cpu/slot.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "i32 slots lie at the low half of 64-bit fields");

#define OFF(field) CPU_ENV_OFFSET(field)
#define S(n, t, f)                                                                                                     \
    {                                                                                                                  \
        .name = (n), .type = (t), .offset = OFF(f)                                                                     \
    }
#define R(n, WORD) [PPC_REG_R0 + (n)] = S("r" #n, WORD, gpr[n])
#define F(n)       [PPC_REG_F0 + (n)] = S("f" #n, IR_F64, vsr[n].d[1])
#define V(n)       [PPC_REG_V0 + (n)] = S("v" #n, IR_V128, vsr[32 + (n)])
#define C(n)       [PPC_REG_CR0 + (n)] = S("cr" #n, IR_I64, cr[n])
#define CELL(n)                                                                                                        \
    [SLOT_CELL0 + (n)] = {.name = "cell" #n, .type = IR_I64, .offset = PPC_CPU_SCOREBOARD - ENV_BIAS + 8 * ((n) + 1)}
#define X32(M)                                                                                                         \
    M(0), M(1), M(2), M(3), M(4), M(5), M(6), M(7), M(8), M(9), M(10), M(11), M(12), M(13), M(14), M(15), M(16),       \
        M(17), M(18), M(19), M(20), M(21), M(22), M(23), M(24), M(25), M(26), M(27), M(28), M(29), M(30), M(31)
#define R32(n) R(n, IR_I32)
#define R64(n) R(n, IR_I64)

/* clang-format off */
#define SLOTS(RN, WORD)                                                                                                \
    X32(RN), X32(F), X32(V), C(0), C(1), C(2), C(3), C(4), C(5), C(6), C(7),                                           \
    [PPC_REG_LR] = S("lr", WORD, lr), [PPC_REG_CTR] = S("ctr", WORD, ctr),                                             \
    [PPC_REG_SO] = S("so", IR_I32, so), [PPC_REG_OV] = S("ov", IR_I32, ov), [PPC_REG_CA] = S("ca", IR_I32, ca),        \
    [PPC_REG_XERC] = S("xerc", IR_I32, xerc), [PPC_REG_FPSCR] = S("fpscr", IR_I32, fpscr),                             \
    [PPC_REG_VSCR] = S("vscr", IR_I32, vscr), [PPC_REG_VRSAVE] = S("vrsave", IR_I32, vrsave),                          \
    [PPC_REG_RES] = S("res_addr", IR_I64, res_addr), [SLOT_PC] = S("pc", WORD, pc),                                    \
    [SLOT_RES_VAL] = S("res_val", IR_I64, res_val), [SLOT_RES_SIZE] = S("res_size", IR_I32, res_size),                 \
    [SLOT_FPL_OP] = S("fpl_op", IR_I32, fpl_op), [SLOT_FPL_A] = S("fpl_a", IR_F64, fpl_a),                             \
    [SLOT_FPL_B] = S("fpl_b", IR_F64, fpl_b), [SLOT_FPL_C] = S("fpl_c", IR_F64, fpl_c),                                \
    [SLOT_FPL_CVT] = S("fpl_cvt", IR_F64, fpl_cvt), [SLOT_FPL_CC] = S("fpl_cc", IR_I64, fpl_cc),              \
    CELL(0), CELL(1), CELL(2), CELL(3)
/* clang-format on */

const IrSlotDesc ppc_slot_desc32[SLOT_COUNT] = {SLOTS(R32, IR_I32)};
const IrSlotDesc ppc_slot_desc64[SLOT_COUNT] = {SLOTS(R64, IR_I64)};

uint64_t ppc_slot_read(const PpcCpu *cpu, unsigned slot)
{
    CHECK(slot < SLOT_COUNT);
    const IrSlotDesc *d = &ppc_slot_desc(cpu->guest64)[slot];
    const char *at = (const char *)cpu + ENV_BIAS + d->offset;
    uint64_t v = 0;
    switch ((IrType)d->type) {
    case IR_I32:
    case IR_F32: memcpy(&v, at, 4); break;
    case IR_I64:
    case IR_F64: memcpy(&v, at, 8); break;
    case IR_V128: v = ((const PpcVsr *)(const void *)at)->d[1]; break;
    case IR_VOID:
    case IR_NTYPES: break;
    }
    return v;
}
