# Level 2: guest state, condition register, floating point, special-purpose registers.
PPC_CPU_SRC =
PPC_CPU_SRC += ppc/cpu/state.c
PPC_CPU_SRC += ppc/cpu/slot.c
PPC_CPU_SRC += ppc/cpu/crf.c
PPC_CPU_SRC += ppc/cpu/fp_exact.c
PPC_CPU_SRC += ppc/cpu/fp.c
PPC_CPU_SRC += ppc/cpu/fp_fast.c
PPC_CPU_SRC += ppc/cpu/fp_quick.c
PPC_CPU_SRC += ppc/cpu/spr.c
PPC_CPU_SRC += ppc/cpu/form.c
PPC_CPU_SRC += ppc/cpu/intop.c
PPC_CPU_SRC += ppc/cpu/vec.c
PPC_CPU_SRC += ppc/cpu/vecfp.c
PPC_CPU_SRC += ppc/cpu/vecnew.c
PPC_CPU_SRC += ppc/cpu/vecbits.c
PPC_CPU_SRC += ppc/cpu/veccrypt.c
PPC_CPU_SRC += ppc/cpu/vecbcd.c
