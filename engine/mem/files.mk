# Level 4: the guest address space.
ENGINE_MEM_SRC =
ENGINE_MEM_SRC += engine/mem/space.c
ENGINE_MEM_SRC += engine/mem/user_map.c
ENGINE_MEM_SRC += engine/mem/remap.c
ENGINE_MEM_SRC += engine/mem/watch.c
ENGINE_MEM_SRC += engine/mem/maps.c
