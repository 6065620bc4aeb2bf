# Level 2: guest state, condition register, floating point, special-purpose registers.
PPC_CPU_SRC = ppc/cpu/state.c ppc/cpu/slot.c ppc/cpu/crf.c ppc/cpu/fp_exact.c ppc/cpu/fp.c ppc/cpu/fp_fast.c \
	ppc/cpu/spr.c ppc/cpu/form.c ppc/cpu/intop.c ppc/cpu/vec.c ppc/cpu/vecfp.c
PPC_CPU_SRC += ppc/cpu/vecnew.c
PPC_CPU_SRC += ppc/cpu/vecbits.c
PPC_CPU_SRC += ppc/cpu/veccrypt.c
PPC_CPU_SRC += ppc/cpu/vecbcd.c
