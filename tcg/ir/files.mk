TCG_IR_SRC = tcg/ir/ir.c tcg/ir/check.c tcg/ir/build.c tcg/ir/cfg.c tcg/ir/text.c tcg/ir/parse.c \
	tcg/ir/verify.c tcg/ir/eval.c tcg/ir/eval_vec.c tcg/ir/eval_unit.c
TCG_IR_SRC = tcg/ir/ir.c tcg/ir/check.c tcg/ir/build.c tcg/ir/cfg.c tcg/ir/join.c tcg/ir/text.c tcg/ir/parse.c \
	tcg/ir/verify.c tcg/ir/eval.c tcg/ir/eval_unit.c
