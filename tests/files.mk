# One cmocka program per listed source.
UNIT_TEST_SRC =
