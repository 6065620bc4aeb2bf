# Readers of the results file and of guest programs' debug information.
ANALYSIS_SRC =
ANALYSIS_SRC += analysis/elf.c
ANALYSIS_SRC += analysis/dwarf.c
ANALYSIS_SRC += analysis/dwarf_line.c
ANALYSIS_SRC += analysis/sym.c
ANALYSIS_SRC += analysis/db.c
ANALYSIS_SRC += analysis/attrib.c
