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
SQLITE_EXT = libengraft_sqlite.so
all: $(SQLITE_EXT)
$(SQLITE_EXT): $(srcdir)/tracer/vtab.c $(srcdir)/tracer/vtab_branch.c $(srcdir)/tracer/vtab_exec.c $(srcdir)/tracer/chunk_path.c $(srcdir)/tracer/chunk_read.c $(srcdir)/tracer/vtab_priv.h $(srcdir)/tracer/place.h $(srcdir)/tracer/chunk_fmt.h $(srcdir)/tracer/chunk_bits.h config.mk
	$(say) SO $@
	$(Q)$(CC) -fPIC -shared -DENGRAFT_LOADABLE $(BASE_CFLAGS) -I. -I$(srcdir) $(LIBS_CFLAGS) $(CPPFLAGS) $(CFLAGS) -o $@ \
		$(filter %.c,$^) $(LDFLAGS) $(ZSTD_LIBS)
