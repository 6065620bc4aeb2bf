# Level 6: Linux user mode.
ENGINE_USER_SRC =
ENGINE_USER_SRC += engine/user/elf.c
ENGINE_USER_SRC += engine/user/elf_map.c
ENGINE_USER_SRC += engine/user/fd.c
ENGINE_USER_SRC += engine/user/gmem.c
ENGINE_USER_SRC += engine/user/insn_name.c
ENGINE_USER_SRC += engine/user/module.c
ENGINE_USER_SRC += engine/user/path.c
ENGINE_USER_SRC += engine/user/signal.c
ENGINE_USER_SRC += engine/user/sigframe.c
ENGINE_USER_SRC += engine/user/stack.c
ENGINE_USER_SRC += engine/user/strace.c
ENGINE_USER_SRC += engine/user/stub.c
ENGINE_USER_SRC += engine/user/syscall.c
ENGINE_USER_SRC += engine/user/sys_mem.c
ENGINE_USER_SRC += engine/user/thread.c
ENGINE_USER_SRC += engine/user/user.c
