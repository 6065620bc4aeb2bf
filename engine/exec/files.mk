# Level 4: compile pipeline, TBs, code cache, chaining, run loop, faults, lockstep.
ENGINE_EXEC_SRC =
ENGINE_EXEC_SRC += engine/exec/access.c
ENGINE_EXEC_SRC += engine/exec/cache.c
ENGINE_EXEC_SRC += engine/exec/compile.c
ENGINE_EXEC_SRC += engine/exec/evalrun.c
ENGINE_EXEC_SRC += engine/exec/explain.c
ENGINE_EXEC_SRC += engine/exec/fault.c
ENGINE_EXEC_SRC += engine/exec/icount.c
ENGINE_EXEC_SRC += engine/exec/lockstep.c
ENGINE_EXEC_SRC += engine/exec/loop.c
ENGINE_EXEC_SRC += engine/exec/passcheck.c
ENGINE_EXEC_SRC += engine/exec/perfmap.c
ENGINE_EXEC_SRC += engine/exec/region.c
ENGINE_EXEC_SRC += engine/exec/sample.c
ENGINE_EXEC_SRC += engine/exec/tb.c
ENGINE_EXEC_SRC += engine/exec/thread.c
