# Level 3: the results file.
TRACER_SRC =
TRACER_SRC += tracer/trc.c
TRACER_SRC += tracer/table.c
TRACER_SRC += tracer/queue.c
TRACER_SRC += tracer/chunk.c
TRACER_SRC += tracer/chunk_path.c
TRACER_SRC += tracer/chunk_pack.c
TRACER_SRC += tracer/chunk_read.c
TRACER_SRC += tracer/writer.c
TRACER_SRC += tracer/store.c

# The schema as a C string, comments included: a results file documents itself (.schema).
tracer/schema_gen.h: $(srcdir)/tracer/schema.sql
	@mkdir -p $(@D)
	(echo '/* Made from tracer/schema.sql. */'; echo 'static const char schema_sql[] ='; \
	 sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/    "&\\n"/' $<; echo '    ;') > $@.tmp
	mv $@.tmp $@
obj/tracer/store.o: tracer/schema_gen.h

# Streams as tables: in the program, and as an extension for the sqlite3 shell.
TRACER_SRC += tracer/vtab.c
TRACER_SRC += tracer/vtab_branch.c
TRACER_SRC += tracer/vtab_exec.c
TRACER_SRC += tracer/vtab_insn.c
SQLITE_EXT = libengraft_sqlite.so
all: $(SQLITE_EXT)
# The disassembler goes with it; what is not used of that is left out again.
SQLITE_EXT_SRC =
SQLITE_EXT_SRC += tracer/vtab.c
SQLITE_EXT_SRC += tracer/vtab_branch.c
SQLITE_EXT_SRC += tracer/vtab_exec.c
SQLITE_EXT_SRC += tracer/vtab_insn.c
SQLITE_EXT_SRC += tracer/chunk_path.c
SQLITE_EXT_SRC += tracer/chunk_read.c
SQLITE_EXT_SRC += ppc/isa/alias.c
SQLITE_EXT_SRC += ppc/isa/cpu.c
SQLITE_EXT_SRC += ppc/isa/disas.c
SQLITE_EXT_SRC += ppc/isa/isa.c
SQLITE_EXT_SRC += ppc/isa/valid.c
SQLITE_EXT_SRC += engine/base/err.c
SQLITE_EXT_SRC += engine/plugin/disas.c
$(SQLITE_EXT): $(SQLITE_EXT_SRC:%=$(srcdir)/%) ppc/isa/isa_gen.h $(srcdir)/tracer/vtab_priv.h $(srcdir)/tracer/disas.h $(srcdir)/tracer/place.h $(srcdir)/tracer/chunk_fmt.h $(srcdir)/tracer/chunk_bits.h config.mk
	$(say) SO $@
	$(Q)$(CC) -fPIC -shared -fvisibility=hidden -ffunction-sections -fdata-sections -Wl,--gc-sections -DENGRAFT_LOADABLE $(BASE_CFLAGS) -I. -I$(srcdir) $(LIBS_CFLAGS) $(CPPFLAGS) $(CFLAGS) -o $@ \
		$(filter %.c,$^) $(LDFLAGS) $(ZSTD_LIBS)
