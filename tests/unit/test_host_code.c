/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Code memory, the encoder's bytes, glue and exits: what runs around units.
 */
#include "config.h"

#include "tests/unit/host_rig.h"
#include "tcg/host/x64/enc.h"

#if HAVE_CAPSTONE
#include <capstone/capstone.h>
#endif

/* -- code memory ------------------------------------------------------------------------------- */

static void test_code_memory(void **state)
{
    (void)state;
    CodeMem m;
    Err err = {0};
    uint64_t rx, rx2;
    assert_true(code_init(&m, 100000, &err));
    int64_t away = (int64_t)(m.rx - (uint64_t)(uintptr_t)&code_init);
    assert_true(m.rx >= 1ull << 32 && away == (int32_t)away); /* above the guest, in reach of calls */
    uint8_t *rw = code_reserve(&m, 4096, &rx);
    assert_non_null(rw);
    rw[0] = 0xc3;
    assert_int_equal(*(volatile uint8_t *)(uintptr_t)rx, 0xc3); /* two views, one memory */
    assert_ptr_equal(code_to_rw(&m, rx), rw);
    assert_int_equal(code_to_rx(&m, rw), rx);
    ((void (*)(void))(uintptr_t)rx)();
    code_commit(&m, 5);
    code_keep(&m);
    assert_non_null(code_reserve(&m, 64, &rx2));
    assert_int_equal(rx2, rx + CODE_ALIGN);
    code_commit(&m, 64);
    size_t room = code_room(&m);
    assert_null(code_reserve(&m, room + 1, &rx2));
    code_reset(&m);
    assert_int_equal(code_room(&m), room + 64);
    assert_true(code_contains(&m, rx));
    assert_false(code_contains(&m, m.rx + m.nbytes));
    code_free(&m);
}

/* -- encoder ----------------------------------------------------------------------------------- */

#if HAVE_CAPSTONE
static uint8_t bytes[64];
static X64Buf buf;

static void start(void)
{
    buf = (X64Buf){.base = bytes, .p = bytes, .end = bytes + sizeof(bytes), .rx = 0x10000};
}

/* The bytes since start() are one instruction and read as text. */
static void expect(const char *text)
{
    static csh h;
    static cs_insn *insn;
    char got[200];
    if (!h) {
        assert_int_equal(cs_open(CS_ARCH_X86, CS_MODE_64, &h), CS_ERR_OK);
        insn = cs_malloc(h);
    }
    const uint8_t *p = bytes;
    size_t left = (size_t)(buf.p - bytes);
    uint64_t at = buf.rx;
    if (!cs_disasm_iter(h, &p, &left, &at, insn))
        fail_msg("'%s' is encoded as no instruction", text);
    snprintf(got, sizeof(got), "%s%s%s", insn->mnemonic, *insn->op_str ? " " : "", insn->op_str);
    assert_string_equal(got, text);
    if (left)
        fail_msg("'%s': %zu bytes too many", text, left);
    start();
}

static const char *reg(int r, bool w)
{
    return host_reg_name((unsigned)r, w ? IR_I64 : IR_I32);
}

static void test_registers(void **state)
{
    (void)state;
    static const char *const names[8] = {"add", "or", "adc", "sbb", "and", "sub", "xor", "cmp"};
    char text[100];
    start();
    for (int w = 0; w < 2; w++)
        for (int a = 0; a < 16; a++)
            for (int b = 0; b < 16; b++) {
                X64Alu op = (X64Alu)((a + b) & 7);
                x64_alu_rr(&buf, op, w, a, b);
                snprintf(text, sizeof(text), "%s %s, %s", names[op], reg(a, w), reg(b, w));
                expect(text);
                x64_mov_rr(&buf, w, a, b);
                snprintf(text, sizeof(text), "mov %s, %s", reg(a, w), reg(b, w));
                expect(text);
            }
    for (int a = 0; a < 16; a++) {
        x64_bswap(&buf, a & 1, a);
        snprintf(text, sizeof(text), "bswap %s", reg(a, a & 1));
        expect(text);
        x64_alu_ri(&buf, X_ADD, true, a, -128);
        snprintf(text, sizeof(text), "add %s, -0x80", reg(a, true));
        expect(text);
        x64_mov_ri(&buf, a, 0x1122334455667788, false);
        snprintf(text, sizeof(text), "movabs %s, 0x1122334455667788", reg(a, true));
        expect(text);
        x64_mov_ri(&buf, a, 0xffffffff, false);
        snprintf(text, sizeof(text), "mov %s, 0xffffffff", reg(a, false));
        expect(text);
        x64_mov_ri(&buf, a, (uint64_t)-2, false);
        snprintf(text, sizeof(text), "mov %s, -2", reg(a, true));
        expect(text);
        x64_push(&buf, a);
        snprintf(text, sizeof(text), "push %s", reg(a, true));
        expect(text);
    }
}

/* Every base and index register with every size of displacement. */
static void test_addresses(void **state)
{
    (void)state;
    static const int32_t disps[] = {0, 8, -128, 128, 0x12345678};
    char text[100], d[32];
    start();
    for (int base = 0; base < 16; base++)
        for (unsigned k = 0; k < 5; k++) {
            int32_t v = disps[k];
            d[0] = 0;
            if (v)
                snprintf(d, sizeof(d), v < 0 ? " - 0x%x" : v < 10 ? " + %x" : " + 0x%x", v < 0 ? -v : v);
            x64_rm(&buf, X_MOV_LD, true, R9, x64_at(base, v));
            snprintf(text, sizeof(text), "mov r9, qword ptr [%s%s]", reg(base, true), d);
            expect(text);
            int index = (base + 7) & 15;
            if (index == RSP)
                continue;
            x64_rm(&buf, X_MOV_ST, false, RSI, (X64Mem){(int8_t)base, (int8_t)index, 2, X_GS | X_A32, v});
            snprintf(text, sizeof(text), "mov dword ptr gs:[%s + %s*4%s], esi", reg(base, false), reg(index, false), d);
            expect(text);
        }
    x64_rm(&buf, X_LEA, true, RAX, (X64Mem){X_NOREG, R12, 3, 0, 0x100});
    expect("lea rax, [r12*8 + 0x100]");
    x64_rm(&buf, X_MOV_LD, false, RAX, (X64Mem){X_NOREG, X_NOREG, 0, 0, 0x1000});
    expect("mov eax, dword ptr [0x1000]");
}

static void test_instructions(void **state)
{
    (void)state;
    X64Mem m = x64_at(RBP, 0x20);
    start();
    x64_rr(&buf, X_MOVZX8, false, RAX, RSI);
    expect("movzx eax, sil");
    x64_rr(&buf, X_MOVZX8, false, RAX, RCX);
    expect("movzx eax, cl");
    x64_rr(&buf, X_SETCC | CC_LE, false, 0, RDI);
    expect("setle dil");
    x64_rm(&buf, X_MOV8_ST, false, RDI, m);
    expect("mov byte ptr [rbp + 0x20], dil");
    x64_rm(&buf, X_MOV16_ST, false, R9, m);
    expect("mov word ptr [rbp + 0x20], r9w");
    x64_rm(&buf, X_MOVBE_LD, true, R9, m);
    expect("movbe r9, qword ptr [rbp + 0x20]");
    x64_rm(&buf, X_MOVBE16_ST, false, RAX, m);
    expect("movbe word ptr [rbp + 0x20], ax");
    x64_rm(&buf, X_MOVSXD, true, RAX, m);
    expect("movsxd rax, dword ptr [rbp + 0x20]");
    x64_mov_mi(&buf, 2, m, 0x1234);
    expect("mov word ptr [rbp + 0x20], 0x1234");
    x64_mov_mi(&buf, 8, m, -1);
    expect("mov qword ptr [rbp + 0x20], -1");
    x64_alu_mi(&buf, X_ADD, true, m, 0x1000);
    expect("add qword ptr [rbp + 0x20], 0x1000");
    x64_imul_rri(&buf, false, RAX, R8, 100);
    expect("imul eax, r8d, 0x64");
    x64_shift_ri(&buf, X_SAR, true, R8, 63);
    expect("sar r8, 0x3f");
    x64_shift_cl(&buf, X_ROL, false, RDX);
    expect("rol edx, cl");
    x64_rol16_ri(&buf, RDX, 8);
    expect("rol dx, 8");
    x64_grp3(&buf, X_IDIV, true, R9);
    expect("idiv r9");
    x64_vrr(&buf, X_ANDN, false, RAX, R9, RDX);
    expect("andn eax, r9d, edx");
    x64_vrr(&buf, X_SHLX, true, R8, RDX, RCX);
    expect("shlx r8, rcx, rdx");
    x64_vrm(&buf, X_SARX, false, RAX, RDX, m);
    expect("sarx eax, dword ptr [rbp + 0x20], edx");
    x64_vrr(&buf, X_MULX, true, RAX, RAX, R11);
    expect("mulx rax, rax, r11");
    x64_vrr(&buf, X_VFMADD213SD, false, XMM0 + 9, XMM0 + 3, XMM0 + 12);
    expect("vfmadd213sd xmm9, xmm3, xmm12");
    x64_vrr(&buf, X_ADDSD, false, XMM0 + 1, XMM0 + 2, XMM0 + 3);
    expect("vaddsd xmm1, xmm2, xmm3");
    x64_vrm(&buf, X_PSHUFB, false, XMM0 + 10, XMM0 + 10, m);
    expect("vpshufb xmm10, xmm10, xmmword ptr [rbp + 0x20]");
    x64_rr(&buf, X_MOVD_FROM_X, true, XMM0 + 9, RDX);
    expect("movq rdx, xmm9");
    x64_rr(&buf, X_MOVD_TO_X, false, XMM0 + 9, R12);
    expect("movd xmm9, r12d");
    x64_rr(&buf, X_CVTTSD2SI, true, R12, XMM0 + 1);
    expect("cvttsd2si r12, xmm1");
    x64_rr(&buf, X_UCOMISD, false, XMM0 + 8, XMM0 + 1);
    expect("ucomisd xmm8, xmm1");
    x64_rm(&buf, X_MOVSS_ST, false, XMM0 + 8, x64_at(RSP, 8));
    expect("movss dword ptr [rsp + 8], xmm8");
    x64_test_ri(&buf, true, R9, -2);
    expect("test r9, -2");
    x64_test_ri(&buf, true, RCX, 4);
    expect("test cl, 4");
    x64_jcc(&buf, CC_NE, 0x10000);
    expect("jne 0x10000");
    x64_jmp(&buf, 0x20000);
    expect("jmp 0x20000");
    x64_call(&buf, 0x123456);
    expect("call 0x123456");
    x64_rr(&buf, X_CMOV | CC_B, true, RAX, R15);
    expect("cmovb rax, r15");
}
#else
static void test_registers(void **state)
{
    (void)state;
    skip();
}
static void test_addresses(void **state)
{
    (void)state;
    skip();
}
static void test_instructions(void **state)
{
    (void)state;
    skip();
}
#endif

/* -- exits ------------------------------------------------------------------------------------- */

static uint64_t read_env(int32_t off, unsigned n)
{
    uint64_t v = 0;
    memcpy(&v, rig_env(rig_env_host) + off, n);
    return v;
}

/* if (w0 < 10) { w0 += 1; exit to itself, linked } else exit elsewhere: runs as a loop of linked TBs. */
static void test_linking(void **state)
{
    (void)state;
    IrUnit *u = rig_unit();
    IrBuild b = ir_build_at_end(u, ir_block_new(u));
    uint32_t again = ir_block_new(u), done = ir_block_new(u);
    unsigned w0 = rig_slot(IR_I32, 0);
    IrRef x = ir_add(&b, ir_get(&b, w0), ir_i32(&b, 1));
    ir_put(&b, w0, x);
    ir_brif(&b, IR_LTU, x, ir_i32(&b, 10), again, done);
    b.block = again;
    ir_exit(&b, 0x1000, 0);
    b.block = done;
    ir_exit(&b, 0x90000000, 0);
    memset(rig_env_host, 0, RIG_ENV);
    assert_int_equal(rig_compile(u, 0), HOST_OK);
    assert_int_equal(rig_out.nexits, 2);
    unsigned back = rig_out.exits[0].pc == 0x1000 ? 0 : 1;
    for (unsigned i = 0; i < 2; i++)
        assert_true(((rig_rx + rig_out.exits[i].rel_off) & 7) <= 4);
    assert_int_equal(rig_run_code(), HOST_R_LINK);
    assert_int_equal(read_env(rig_rt.off_pc, 8), 0x1000);
    assert_int_equal(read_env(OFF_TB, 4), 77);
    assert_int_equal(read_env(OFF_EXIT, 4), back);
    assert_int_equal(read_env(rig_slots[w0].offset, 4), 1);
    host_patch_exit(&rig_out.exits[back], rig_rw, rig_rx, rig_rx);
    assert_int_equal(rig_run_code(), HOST_R_LINK);
    assert_int_equal(read_env(rig_slots[w0].offset, 4), 10);
    assert_int_equal(read_env(rig_rt.off_pc, 8), 0x90000000);
    assert_int_equal(read_env(OFF_EXIT, 4), !back);
    host_patch_exit(&rig_out.exits[back], rig_rw, rig_rx, rig_rx + rig_out.exits[back].stub_off); /* unlink */
    memset(rig_env_host, 0, RIG_ENV);
    assert_int_equal(rig_run_code(), HOST_R_LINK);
    assert_int_equal(read_env(rig_slots[w0].offset, 4), 1);
}

/* An indirect exit that finds its target in the table. */
static void test_jump_table(void **state)
{
    (void)state;
    static uint32_t table[0x400], empty[0x400];
    const uint32_t *t = table, *none = empty;
    IrUnit *u = rig_unit();
    IrBuild b = ir_build_at_end(u, ir_block_new(u));
    uint32_t again = ir_block_new(u), done = ir_block_new(u);
    unsigned w0 = rig_slot(IR_I32, 0), w1 = rig_slot(IR_I32, 1);
    IrRef x = ir_sub(&b, ir_get(&b, w0), ir_i32(&b, 1));
    ir_put(&b, w0, x);
    ir_brif(&b, IR_NE, x, ir_i32(&b, 0), again, done);
    b.block = again;
    ir_exit_ind(&b, ir_get(&b, w1), IR_X_POLL);
    b.block = done;
    ir_leave(&b, IR_L_ILLEGAL, 0x123456789a);
    memset(rig_env_host, 0, RIG_ENV);
    assert_int_equal(rig_compile(u, 0), HOST_OK);
    uint32_t n = 5, pc = 0x104;
    memcpy(rig_env(rig_env_host) + OFF_TABLE, &t, 8);
    memcpy(rig_env(rig_env_host) + rig_slots[w0].offset, &n, 4);
    memcpy(rig_env(rig_env_host) + rig_slots[w1].offset, &pc, 4);
    assert_int_equal(rig_run_code(), HOST_R_MISS);
    assert_int_equal(read_env(rig_rt.off_pc, 8), 0x104);
    table[0x104 / 4] = (uint32_t)(rig_rx - rig_rt.code_base);
    memcpy(rig_env(rig_env_host) + OFF_TABLE, &none, 8); /* work is pending */
    assert_int_equal(rig_run_code(), HOST_R_MISS);
    assert_int_equal(read_env(rig_rt.off_pc, 8), 0x104);
    assert_int_equal(read_env(rig_slots[w0].offset, 4), 3);
    memcpy(rig_env(rig_env_host) + OFF_TABLE, &t, 8);
    assert_int_equal(rig_run_code(), IR_L_ILLEGAL);
    assert_int_equal(read_env(rig_slots[w0].offset, 4), 0);
    assert_int_equal(read_env(OFF_DETAIL, 8), 0x123456789a);
}

static void test_small_buffer(void **state)
{
    (void)state;
    HostConfig cfg = {.tb_number = 1};
    HostCode out;
    uint64_t rx;
    code_reset(&rig_code);
    uint8_t *rw = code_reserve(&rig_code, 65536, &rx);
    memset(rw, 0xee, 65536);
    for (size_t room = 0; room < 6000; room += 97) {
        IrUnit *u = rig_unit();
        IrBuild b = ir_build_at_end(u, ir_block_new(u));
        for (unsigned i = 0; i < 200; i++)
            ir_put(&b, rig_slot(IR_I64, i % 20), ir_i64(&b, 0x123456789abcull + i));
        ir_exit(&b, 0x1000, 0);
        HostResult r = host_compile(u, &rig_rt, &cfg, rw, room, rx, &out);
        assert_true(r == HOST_NO_ROOM || (r == HOST_OK && out.nbytes <= room));
        for (size_t i = room; i < room + 64; i++)
            assert_int_equal(rw[i], 0xee);
        memset(rw, 0xee, 8192);
    }
}

static int setup(void **state)
{
    (void)state;
    rig_init(NULL, 0);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code_memory),  cmocka_unit_test(test_registers), cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_instructions), cmocka_unit_test(test_linking),   cmocka_unit_test(test_jump_table),
        cmocka_unit_test(test_small_buffer),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
