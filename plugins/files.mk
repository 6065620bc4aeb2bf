# One shared object per listed source; each includes engraft-plugin.h and libc only.
PLUGIN_SRC =
PLUGIN_SRC += plugins/cmplog.c
PLUGIN_SRC += plugins/coverage.c
PLUGIN_SRC += plugins/bbv.c
PLUGIN_SRC += plugins/cachesim.c
PLUGIN_SRC += plugins/opmix.c
PLUGIN_SRC += plugins/profile.c
PLUGIN_SRC += plugins/syscalls.c
PLUGIN_SRC += plugins/watch.c
PLUGIN_SRC += plugins/memtrace.c
PLUGIN_SRC += plugins/heap.c
PLUGIN_SRC += plugins/branchtrace.c
PLUGIN_SRC += plugins/execlog.c
