# One cmocka program per source in UNIT_TEST_SRC; scripts (exit 0, 1, or 77 with
# the name of what is missing) in TEST_SCRIPT. One line each, so that additions
# do not collide. TEST_SCRIPT_SLOW: scripts that check-sanitize leaves out.
# TEST_PLUGIN_SRC: plugins only tests load.
UNIT_TEST_SRC =
UNIT_TEST_SRC += tests/unit/test_base.c
UNIT_TEST_SRC += tests/unit/test_ir_fuzz.c

# What several unit tests share.
IRTEST_OBJ = obj/tests/unit/irtest.o obj/tests/unit/irgen.o
unit/test_ir_fuzz: $(IRTEST_OBJ)
-include $(IRTEST_OBJ:=.d)

TEST_SCRIPT =
TEST_SCRIPT += tests/check-deps.sh

TEST_SCRIPT_SLOW =

TEST_PLUGIN_SRC =
