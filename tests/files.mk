# One cmocka program per source in UNIT_TEST_SRC; scripts (exit 0, 1, or 77 with
# the name of what is missing) in TEST_SCRIPT. One line each, so that additions
# do not collide. TEST_SCRIPT_SLOW: scripts that check-sanitize and
# check-short leave out; check starts them first.
# TEST_PLUGIN_SRC: plugins only tests load.
# Code that unit tests share.
TEST_LIB_SRC = tests/diff/diff.c tests/diff/gen.c tests/diff/host.c

UNIT_TEST_SRC =
UNIT_TEST_SRC += tests/unit/test_base.c
UNIT_TEST_SRC += tests/unit/test_host_code.c
UNIT_TEST_SRC += tests/unit/test_host_ops.c
UNIT_TEST_SRC += tests/unit/test_host_pins.c
UNIT_TEST_SRC += tests/unit/test_host_ppc.c
UNIT_TEST_SRC += tests/unit/test_host_units.c
UNIT_TEST_SRC += tests/unit/test_log.c
UNIT_TEST_SRC += tests/unit/test_options.c
UNIT_TEST_SRC += tests/unit/test_trans.c
UNIT_TEST_SRC += tests/unit/test_trans_unit.c
UNIT_TEST_SRC += tests/unit/test_dwarf.c
UNIT_TEST_SRC += tests/unit/test_trc.c
UNIT_TEST_SRC += tests/unit/test_chunk.c
UNIT_TEST_SRC += tests/unit/test_crf.c
UNIT_TEST_SRC += tests/unit/test_mem.c
UNIT_TEST_SRC += tests/unit/test_fp.c
UNIT_TEST_SRC += tests/unit/test_isa_table.c
UNIT_TEST_SRC += tests/unit/test_isa_effects.c
UNIT_TEST_SRC += tests/unit/test_isa_objdump.c
UNIT_TEST_SRC += tests/unit/test_report.c
UNIT_TEST_SRC += tests/unit/test_interp.c
UNIT_TEST_SRC += tests/unit/test_interp_fp.c
UNIT_TEST_SRC += tests/unit/test_interp_mem.c
UNIT_TEST_SRC += tests/unit/test_cpu.c
UNIT_TEST_SRC += tests/unit/test_ir_eval.c
UNIT_TEST_SRC += tests/unit/test_ir_fuzz.c
UNIT_TEST_SRC += tests/unit/test_ir_gold.c
UNIT_TEST_SRC += tests/unit/test_ir_text.c
UNIT_TEST_SRC += tests/unit/test_ir_verify.c

# What several unit tests share.
IRTEST_OBJ = obj/tests/unit/irtest.o obj/tests/unit/irgen.o
unit/test_ir_fuzz unit/test_ir_gold unit/test_ir_text unit/test_ir_verify: $(IRTEST_OBJ)
-include $(IRTEST_OBJ:=.d)

TEST_SCRIPT =
TEST_SCRIPT += tests/check-deps.sh
TEST_SCRIPT += tests/cli.sh
TEST_SCRIPT += tests/self/run
TEST_SCRIPT += tests/gdb/run
TEST_SCRIPT += tests/diff/engine.sh
TEST_SCRIPT += tests/fenv/run
TEST_SCRIPT += tests/diff/qemu/run
TEST_SCRIPT += tests/ppc/run
TEST_SCRIPT += tests/ppc/cpu.sh
TEST_SCRIPT += tests/ppc/compiled.sh
TEST_SCRIPT += tests/check-rows.sh
TEST_SCRIPT += tests/plug/run
TEST_SCRIPT += tests/plug/standard
TEST_SCRIPT += tests/ring/run
TEST_SCRIPT += tests/region/run
TEST_SCRIPT += tests/programs/run
TEST_SCRIPT += tests/user/run
TEST_SCRIPT += tests/tools/run
TEST_SCRIPT += tests/tools/hot
TEST_SCRIPT += tests/cache/run
TEST_SCRIPT += tests/soak/run

TEST_SCRIPT_SLOW =
# The longest first: what starts last should be short. A vfork child runs on its parent's memory, and the address
# sanitizer keeps what it noted of the child's stack, hence tests/user and tests/soak are here.
TEST_SCRIPT_SLOW += tests/programs/run
TEST_SCRIPT_SLOW += tests/user/run
TEST_SCRIPT_SLOW += tests/plug/standard
TEST_SCRIPT_SLOW += tests/plug/run
TEST_SCRIPT_SLOW += tests/diff/engine.sh
TEST_SCRIPT_SLOW += tests/ring/run
TEST_SCRIPT_SLOW += tests/region/run
TEST_SCRIPT_SLOW += tests/soak/run
TEST_SCRIPT_SLOW += tests/diff/qemu/run
TEST_SCRIPT_SLOW += tests/gdb/run
TEST_SCRIPT_SLOW += tests/fenv/run
TEST_SCRIPT_SLOW += tests/tools/run
TEST_SCRIPT_SLOW += tests/ppc/run

TEST_PLUGIN_SRC =
TEST_PLUGIN_SRC += plugins/samples/empty.c
TEST_PLUGIN_SRC += plugins/samples/icount.c
TEST_PLUGIN_SRC += plugins/samples/loads.c
TEST_PLUGIN_SRC += plugins/samples/watchreg.c
TEST_PLUGIN_SRC += plugins/samples/syscount.c
TEST_PLUGIN_SRC += plugins/samples/bbtrace.c
TEST_PLUGIN_SRC += plugins/samples/bigstore.c
TEST_PLUGIN_SRC += plugins/samples/deny.c
TEST_PLUGIN_SRC += plugins/samples/edges.c
TEST_PLUGIN_SRC += plugins/samples/firsthit.c
TEST_PLUGIN_SRC += plugins/samples/sameload.c
TEST_PLUGIN_SRC += plugins/samples/bitflip.c
TEST_PLUGIN_SRC += plugins/samples/divisors.c
TEST_PLUGIN_SRC += plugins/samples/flip.c
TEST_PLUGIN_SRC += plugins/samples/newinsn.c
TEST_PLUGIN_SRC += plugins/template/template.c
TEST_PLUGIN_SRC += tests/plug/api.c
TEST_PLUGIN_SRC += tests/plug/events.c
TEST_PLUGIN_SRC += tests/plug/flow.c
TEST_PLUGIN_SRC += tests/plug/helper.c
TEST_PLUGIN_SRC += tests/plug/callif.c
TEST_PLUGIN_SRC += tests/plug/cachecheck.c
TEST_PLUGIN_SRC += tests/plug/change.c
TEST_PLUGIN_SRC += tests/plug/import.c
TEST_PLUGIN_SRC += tests/plug/late.c
TEST_PLUGIN_SRC += tests/plug/live.c
TEST_PLUGIN_SRC += tests/plug/pass.c
TEST_PLUGIN_SRC += tests/plug/reach.c
TEST_PLUGIN_SRC += tests/plug/bad_default.c
TEST_PLUGIN_SRC += tests/plug/bad_install.c
TEST_PLUGIN_SRC += tests/plug/bad_none.c
TEST_PLUGIN_SRC += tests/plug/bad_use.c
TEST_PLUGIN_SRC += tests/plug/bad_version.c

# Differential test of the engine. Not one of the cmocka programs: it has options and runs its variants in children.
DIFF_ENGINE_OBJ = $(patsubst %,obj/tests/diff/%.o,engine rig case casetext diff gen)
unit/diff_engine: $(DIFF_ENGINE_OBJ) libengraft.a
	$(say) LINK $@
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $(DIFF_ENGINE_OBJ) libengraft.a $(LIBS) -ldl -lm
-include $(DIFF_ENGINE_OBJ:=.d)

# The same on several emulators; its guest program is made by the test (tests/diff/qemu/run).
DIFF_QEMU_OBJ = $(patsubst %,obj/tests/diff/%.o,qemu/compare qemu/known case casetext diff gen) obj/tests/ppc/rowcase.o
unit/diff_qemu: $(DIFF_QEMU_OBJ) libengraft.a
	$(say) LINK $@
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $(DIFF_QEMU_OBJ) libengraft.a $(LIBS) -ldl -lm
-include $(DIFF_QEMU_OBJ:=.d)
# Annotated cases of single instructions.
ROWS_OBJ = $(patsubst %,obj/tests/%.o,ppc/rows ppc/rowcase diff/rig diff/case diff/casetext diff/diff diff/gen)
unit/rows: $(ROWS_OBJ) libengraft.a
	$(say) LINK $@
	@mkdir -p $(@D)
	$(Q)$(LINK) -o $@ $(ROWS_OBJ) libengraft.a $(LIBS) -ldl -lm
-include $(ROWS_OBJ:=.d)
check: unit/diff_engine unit/diff_qemu unit/rows
