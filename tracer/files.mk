TRACER_SRC = tracer/trc.c tracer/table.c tracer/queue.c tracer/writer.c tracer/store.c tracer/schema_sql.c

# The schema as a C string, comments included: a result file documents itself (.schema).
tracer/schema_sql.c: tracer/schema.sql
	@mkdir -p tracer
	(echo '/* Made from tracer/schema.sql. */'; echo 'extern const char trc_schema_sql[];'; \
	 echo 'const char trc_schema_sql[] ='; \
	 sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/.*/    "&\\n"/' $<; echo '    ;') > $@.tmp
	mv $@.tmp $@
