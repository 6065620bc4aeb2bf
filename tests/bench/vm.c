/* SPDX-License-Identifier: Apache-2.0 */
/* Indirect calls: a stack machine whose instructions are functions. Its program
 * adds up the lengths of the Collatz sequences that start below a bound.
 * bench: class=indirect size=24000 */
#include "bench.h"

typedef struct Vm Vm;
typedef union Cell {
    void (*op)(Vm *vm);
    uint32_t number;
} Cell;

struct Vm {
    const Cell *pc; /* of the next cell */
    uint32_t *sp;   /* top of the stack */
    int running;
    uint32_t var[4], stack[16];
};

static void op_push(Vm *vm)
{
    *++vm->sp = vm->pc++->number;
}
static void op_load(Vm *vm)
{
    *++vm->sp = vm->var[vm->pc++->number];
}
static void op_store(Vm *vm)
{
    vm->var[vm->pc++->number] = *vm->sp--;
}
static void op_add(Vm *vm)
{
    vm->sp--;
    vm->sp[0] += vm->sp[1];
}
static void op_mul(Vm *vm)
{
    vm->sp--;
    vm->sp[0] *= vm->sp[1];
}
static void op_less(Vm *vm)
{
    vm->sp--;
    vm->sp[0] = vm->sp[0] < vm->sp[1];
}
static void op_halve(Vm *vm)
{
    *vm->sp >>= 1;
}
static void op_odd(Vm *vm)
{
    *vm->sp &= 1;
}
/* Jumps are relative to the cell after the distance. */
static void op_jump(Vm *vm)
{
    int32_t distance = (int32_t)vm->pc++->number;
    vm->pc += distance;
}
static void op_jump_zero(Vm *vm)
{
    int32_t distance = (int32_t)vm->pc++->number;
    if (*vm->sp-- == 0)
        vm->pc += distance;
}
static void op_stop(Vm *vm)
{
    vm->running = 0;
}

static Cell code[64];
static unsigned ncells;

static void emit(void (*op)(Vm *vm))
{
    code[ncells++].op = op;
}
static void emit_with(void (*op)(Vm *vm), uint32_t number)
{
    emit(op);
    code[ncells++].number = number;
}
/* A jump whose distance comes later; its place. */
static unsigned emit_forward(void (*op)(Vm *vm))
{
    emit_with(op, 0);
    return ncells - 1;
}
static void land(unsigned place)
{
    code[place].number = ncells - place - 1;
}
static void emit_back(unsigned to)
{
    emit_with(op_jump, to - ncells - 2);
}

/* n = var 0, total = var 1, start = var 2, bound = var 3 */
static void assemble(void)
{
    unsigned outer = ncells;
    emit_with(op_load, 2), emit_with(op_load, 3), emit(op_less);
    unsigned done = emit_forward(op_jump_zero);
    emit_with(op_load, 2), emit_with(op_store, 0);
    unsigned inner = ncells;
    emit_with(op_push, 1), emit_with(op_load, 0), emit(op_less);
    unsigned next = emit_forward(op_jump_zero);
    emit_with(op_load, 1), emit_with(op_push, 1), emit(op_add), emit_with(op_store, 1);
    emit_with(op_load, 0), emit(op_odd);
    unsigned even = emit_forward(op_jump_zero);
    emit_with(op_load, 0), emit_with(op_push, 3), emit(op_mul), emit_with(op_push, 1), emit(op_add);
    emit_with(op_store, 0);
    emit_back(inner);
    land(even);
    emit_with(op_load, 0), emit(op_halve), emit_with(op_store, 0);
    emit_back(inner);
    land(next);
    emit_with(op_load, 2), emit_with(op_push, 1), emit(op_add), emit_with(op_store, 2);
    emit_back(outer);
    land(done);
    emit(op_stop);
}

int main(int argc, char **argv)
{
    Vm vm = {.pc = code, .running = 1};
    vm.sp = vm.stack;
    vm.var[2] = 1;
    vm.var[3] = bench_size(argc, argv, 24000);
    assemble();
    while (vm.running)
        vm.pc++->op(&vm);
    return bench_done(vm.var[1]);
}
