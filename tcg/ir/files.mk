# Level 1: the micro-op representation.
TCG_IR_SRC =
TCG_IR_SRC += tcg/ir/build.c
TCG_IR_SRC += tcg/ir/cfg.c
TCG_IR_SRC += tcg/ir/check.c
TCG_IR_SRC += tcg/ir/eval.c
TCG_IR_SRC += tcg/ir/eval_unit.c
TCG_IR_SRC += tcg/ir/eval_vec.c
TCG_IR_SRC += tcg/ir/ir.c
TCG_IR_SRC += tcg/ir/join.c
TCG_IR_SRC += tcg/ir/parse.c
TCG_IR_SRC += tcg/ir/text.c
TCG_IR_SRC += tcg/ir/verify.c
