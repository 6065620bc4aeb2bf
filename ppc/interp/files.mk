# Level 3: the reference interpreter, a file per chapter of the book.
PPC_INTERP_SRC =
PPC_INTERP_SRC += ppc/interp/interp.c
PPC_INTERP_SRC += ppc/interp/i_branch.c
PPC_INTERP_SRC += ppc/interp/i_cr.c
PPC_INTERP_SRC += ppc/interp/i_arith.c
PPC_INTERP_SRC += ppc/interp/i_logic.c
PPC_INTERP_SRC += ppc/interp/i_mem.c
PPC_INTERP_SRC += ppc/interp/i_sync.c
PPC_INTERP_SRC += ppc/interp/i_spr.c
PPC_INTERP_SRC += ppc/interp/i_fpmem.c
PPC_INTERP_SRC += ppc/interp/i_fp.c
PPC_INTERP_SRC += ppc/interp/i_vec.c
PPC_INTERP_SRC += ppc/interp/i_vsx.c
PPC_INTERP_SRC += ppc/interp/i_vsxfp.c
PPC_INTERP_SRC += ppc/interp/i_pvec.c
PPC_INTERP_SRC += ppc/interp/i_dfp.c
PPC_INTERP_SRC += ppc/interp/i_quad.c
