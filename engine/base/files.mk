# Level 0: bits, arenas, errors, log, options, counters.
ENGINE_BASE_SRC = engine/base/arena.c engine/base/cli.c engine/base/err.c engine/base/log.c engine/base/stat.c
