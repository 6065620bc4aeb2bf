# Level 3: the reference interpreter, a file per chapter of the book.
PPC_INTERP_SRC = ppc/interp/interp.c ppc/interp/i_branch.c ppc/interp/i_cr.c ppc/interp/i_arith.c ppc/interp/i_logic.c \
	ppc/interp/i_mem.c ppc/interp/i_sync.c ppc/interp/i_spr.c ppc/interp/i_fpmem.c ppc/interp/i_fp.c ppc/interp/i_vec.c
PPC_INTERP_SRC += ppc/interp/i_vsx.c
PPC_INTERP_SRC += ppc/interp/i_vsxfp.c
