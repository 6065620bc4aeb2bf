TCG_OPT_SRC = tcg/opt/pass.c tcg/opt/opt_promote.c tcg/opt/opt_state.c tcg/opt/opt_mem.c tcg/opt/opt_fold.c tcg/opt/fold_value.c \
	tcg/opt/fold_cond.c tcg/opt/opt_cse.c tcg/opt/opt_put.c tcg/opt/opt_count.c tcg/opt/opt_dce.c
TCG_OPT_SRC += tcg/opt/opt_group.c
	tcg/opt/fold_cond.c tcg/opt/opt_cse.c tcg/opt/opt_fpmode.c tcg/opt/opt_put.c tcg/opt/opt_count.c tcg/opt/opt_dce.c
