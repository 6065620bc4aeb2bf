PPC_TRANS_SRC = ppc/trans/trans.c ppc/trans/crflags.c ppc/trans/helper.c \
	ppc/trans/t_arith.c ppc/trans/t_logic.c ppc/trans/t_rotate.c ppc/trans/t_branch.c ppc/trans/t_cr.c \
	ppc/trans/t_load.c ppc/trans/t_store.c ppc/trans/t_fp.c ppc/trans/t_fparith.c ppc/trans/t_fpscr.c ppc/trans/t_sys.c ppc/trans/t_vec.c ppc/trans/t_vecmem.c ppc/trans/t_vecop.c ppc/trans/t_vecfp.c
PPC_TRANS_SRC += ppc/trans/t_vsx.c
PPC_TRANS_SRC += ppc/trans/t_vsxfp.c
