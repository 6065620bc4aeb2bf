# One shared object per listed source; each includes engraft-plugin.h and libc only.
PLUGIN_SRC =
