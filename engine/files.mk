# Level 7: the program: main and one file per subcommand. engine/main.c is linked
# into engraft only, the others go into the archive, so that unit tests reach them.
ENGINE_MAIN_SRC = engine/main.c
ENGINE_CMD_SRC =
ENGINE_CMD_SRC += engine/options.c
ENGINE_CMD_SRC += engine/cmd_explain.c
ENGINE_CMD_SRC += engine/explain_json.c
ENGINE_CMD_SRC += engine/hot.c
ENGINE_CMD_SRC += engine/hot_show.c
ENGINE_CMD_SRC += engine/explain_text.c
ENGINE_CMD_SRC += engine/cmd_isa.c
ENGINE_CMD_SRC += engine/cmd_passes.c
ENGINE_CMD_SRC += engine/cmd_plugins.c
ENGINE_CMD_SRC += engine/cmd_run.c
ENGINE_CMD_SRC += engine/locate.c
ENGINE_CMD_SRC += engine/run.c
ENGINE_CMD_SRC += engine/source.c
ENGINE_CMD_SRC += engine/cmd_report.c
ENGINE_CMD_SRC += engine/cmd_diff.c
ENGINE_CMD_SRC += engine/cmd_merge.c
ENGINE_CMD_SRC += engine/cmd_sql.c
