# Level 6: Linux user mode.
ENGINE_USER_SRC =
ENGINE_USER_SRC += engine/user/core.c
ENGINE_USER_SRC += engine/user/crash.c
ENGINE_USER_SRC += engine/user/elf.c
ENGINE_USER_SRC += engine/user/elf_map.c
ENGINE_USER_SRC += engine/user/environ.c
ENGINE_USER_SRC += engine/user/exec.c
ENGINE_USER_SRC += engine/user/fd.c
ENGINE_USER_SRC += engine/user/fdtype.c
ENGINE_USER_SRC += engine/user/gdb_break.c
ENGINE_USER_SRC += engine/user/gdb_file.c
ENGINE_USER_SRC += engine/user/gdb_packet.c
ENGINE_USER_SRC += engine/user/gdb_target.c
ENGINE_USER_SRC += engine/user/gdb_thread.c
ENGINE_USER_SRC += engine/user/gdbstub.c
ENGINE_USER_SRC += engine/user/gmem.c
ENGINE_USER_SRC += engine/user/insn_name.c
ENGINE_USER_SRC += engine/user/layout.c
ENGINE_USER_SRC += engine/user/module.c
ENGINE_USER_SRC += engine/user/netlink.c
ENGINE_USER_SRC += engine/user/netmsg.c
ENGINE_USER_SRC += engine/user/path.c
ENGINE_USER_SRC += engine/user/procfs.c
ENGINE_USER_SRC += engine/user/sigframe.c
ENGINE_USER_SRC += engine/user/signal.c
ENGINE_USER_SRC += engine/user/stack.c
ENGINE_USER_SRC += engine/user/strace.c
ENGINE_USER_SRC += engine/user/stub.c
ENGINE_USER_SRC += engine/user/sys_admin.c
ENGINE_USER_SRC += engine/user/sys_event.c
ENGINE_USER_SRC += engine/user/sys_file.c
ENGINE_USER_SRC += engine/user/sys_fs.c
ENGINE_USER_SRC += engine/user/sys_futex.c
ENGINE_USER_SRC += engine/user/sys_handle.c
ENGINE_USER_SRC += engine/user/sys_ioctl.c
ENGINE_USER_SRC += engine/user/sys_ipc.c
ENGINE_USER_SRC += engine/user/sys_key.c
ENGINE_USER_SRC += engine/user/sys_limit.c
ENGINE_USER_SRC += engine/user/sys_mem.c
ENGINE_USER_SRC += engine/user/sys_net.c
ENGINE_USER_SRC += engine/user/sys_numa.c
ENGINE_USER_SRC += engine/user/sys_proc.c
ENGINE_USER_SRC += engine/user/sys_signal.c
ENGINE_USER_SRC += engine/user/sys_sockopt.c
ENGINE_USER_SRC += engine/user/sys_sys.c
ENGINE_USER_SRC += engine/user/sys_time.c
ENGINE_USER_SRC += engine/user/syscall.c
ENGINE_USER_SRC += engine/user/thread.c
ENGINE_USER_SRC += engine/user/tty.c
ENGINE_USER_SRC += engine/user/user.c
ENGINE_USER_SRC += engine/user/vdso.c

# For host programs that a guest executes: they have no sanitizer's runtime.
HOST_EXEC = libengraft_exec.so
SAN_FLAGS = -fsanitize=% -fno-sanitize-recover=%
all: $(HOST_EXEC)
$(HOST_EXEC): $(srcdir)/engine/user/host_exec.c $(srcdir)/engine/user/environ.h config.mk
	$(say) SO $@
	$(Q)$(CC) -fPIC -shared $(filter-out $(SAN_FLAGS),$(BASE_CFLAGS) -I. -I$(srcdir) $(CPPFLAGS) $(CFLAGS)) -o $@ $< $(filter-out $(SAN_FLAGS),$(LDFLAGS)) -ldl
