TCG_IR_SRC = tcg/ir/ir.c tcg/ir/check.c tcg/ir/build.c
