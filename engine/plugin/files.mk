# Level 5: the plugin host.
ENGINE_PLUGIN_SRC =
ENGINE_PLUGIN_SRC += engine/plugin/api_flow.c
ENGINE_PLUGIN_SRC += engine/plugin/api_ring.c
ENGINE_PLUGIN_SRC += engine/plugin/api_tb.c
ENGINE_PLUGIN_SRC += engine/plugin/counter.c
ENGINE_PLUGIN_SRC += engine/plugin/edge.c
ENGINE_PLUGIN_SRC += engine/plugin/event.c
ENGINE_PLUGIN_SRC += engine/plugin/inject.c
ENGINE_PLUGIN_SRC += engine/plugin/load.c
ENGINE_PLUGIN_SRC += engine/plugin/once.c
ENGINE_PLUGIN_SRC += engine/plugin/range.c
ENGINE_PLUGIN_SRC += engine/plugin/record.c
ENGINE_PLUGIN_SRC += engine/plugin/result.c
ENGINE_PLUGIN_SRC += engine/plugin/symbol.c
ENGINE_PLUGIN_SRC += engine/plugin/ring.c
ENGINE_PLUGIN_SRC += engine/plugin/ring_tb.c
