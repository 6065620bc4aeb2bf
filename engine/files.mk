# Level 7: the program: main and one file per subcommand.
ENGINE_MAIN_SRC =
