# Level 1: the instruction table and everything derived from it.
PPC_ISA_SRC =
PPC_ISA_SRC += ppc/isa/alias.c
PPC_ISA_SRC += ppc/isa/cpu.c
PPC_ISA_SRC += ppc/isa/disas.c
PPC_ISA_SRC += ppc/isa/effects.c
PPC_ISA_SRC += ppc/isa/encode.c
PPC_ISA_SRC += ppc/isa/valid.c
PPC_ISA_SRC += ppc/isa/gen.c
PPC_ISA_SRC += ppc/isa/isa.c
PPC_ISA_SRC += ppc/isa/report.c
PPC_ISA_TABLES = $(wildcard $(srcdir)/ppc/isa/*.def) $(srcdir)/ppc/isa/table.h $(srcdir)/ppc/isa/isa.h $(srcdir)/ppc/isa/field.h $(srcdir)/ppc/isa/reg.h

# The tables are turned into constant data while building: no start-up work, and a mistake in them stops the build.
ppc/isa/mkisa: $(srcdir)/ppc/isa/mkisa.c $(PPC_ISA_TABLES)
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -O1 -I$(srcdir) -o $@ $(srcdir)/ppc/isa/mkisa.c
ppc/isa/isa_gen.h: ppc/isa/mkisa
	ppc/isa/mkisa $@
$(PPC_ISA_SRC:%.c=obj/%.o): ppc/isa/isa_gen.h
