ANALYSIS_SRC = analysis/elf.c analysis/dwarf.c analysis/dwarf_line.c analysis/sym.c analysis/db.c analysis/attrib.c
