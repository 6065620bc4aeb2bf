TCG_HOST_SRC = tcg/host/code.c tcg/host/live.c tcg/host/order.c tcg/host/raedge.c tcg/host/rapin.c tcg/host/recover.c tcg/host/regalloc.c
TCG_HOST_SRC += tcg/host/x64/caps.c tcg/host/x64/compile.c tcg/host/x64/disas.c tcg/host/x64/enc.c tcg/host/x64/isel.c tcg/host/x64/stub.c
TCG_HOST_SRC += tcg/host/x64/emit_call.c tcg/host/x64/emit_cmp.c tcg/host/x64/emit_ctl.c tcg/host/x64/emit_env.c tcg/host/x64/emit_fp.c
TCG_HOST_SRC += tcg/host/x64/emit_int.c tcg/host/x64/emit_mem.c tcg/host/x64/emit_vec.c tcg/host/x64/emit_perm.c tcg/host/x64/veccall.c
