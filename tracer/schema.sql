-- SPDX-License-Identifier: Apache-2.0
--
-- The results file of `engraft run -o FILE.db`: one SQLite database, made to be
-- read with the plain sqlite3 shell.
--
--   PRAGMA application_id = 0x454e4752 ("ENGR"); PRAGMA user_version = 2: this
--   schema. A reader checks both. A later version may add tables, views and
--   columns under the same number only when every old query keeps its meaning.
--
-- Conventions
--   * Addresses are integers: printf('%#x', addr) shows them. Guest addresses
--     (tables with a `run` column) are absolute in that run; image addresses
--     (tables with an `image` column) are the link-time addresses of the file.
--     guest address = image address + module.bias.
--   * `run` is run.id: one row per process. A fork or exec under engraft makes
--     another run row in the same file, with `parent` set.
--   * `module` is the number of a mapping in its run (module.num): 1, 2, ... in
--     load order; 0 = code in no file.
--   * Times are Unix seconds (REAL) unless the name ends in _ns.
--   * A run whose process was killed has complete = 0 and ended = NULL, and
--     holds everything up to the last flush.
--
-- Who writes what
--   engine       run, module, tb, code, plugin, chunk, chunk_path
--   attribution  image, symbol, source_file, line, inlined (from the guest's ELF
--                and DWARF; at the end of a run or by `engraft report`), module.bias
--   plugins      their own typed tables, declared at run time and listed in
--                plugin_table and plugin_column. Such a table has a first column
--                `run`; with key columns it has one row per (run, keys); without,
--                rows have a number `seq` in order of arrival. `engraft plugins
--                NAME` shows them without a results file.
--   engraft passes   a table passes, as of a plugin of that name
--
-- Tables of the standard plugins (the contract with `engraft report`)
--   coverage_tb, profile_tb (module, addr, nbytes, ninsns, count)
--       Key: module, addr, nbytes. `count` is how often the ninsns instructions
--       at addr .. addr+nbytes-1 were executed in full. Execution that left a TB
--       by a fault in its middle is a row of its own for the shorter range, so
--       that expanding each row into its instructions gives exact counts.
--   profile_node (node, parent, thread, module, target, site, calls, self)
--       Key: node. The call tree of each thread: parents have smaller numbers, parent 0 is none, target 0 the thread's
--       beginning. What `engraft report stacks` and the formats folded, speedscope and callgrind read.
--   opmix (mnemonic, class, count)
--       Key: mnemonic, class. Executed instructions.
--   syscalls (..., thread, name, text, start_ns, ns), bbv (thread, interval, block, count)
--       What the formats chrome and bbv read.
--   coverage_edge, syscalls_sum, bbv_block, cachesim, cachesim_level, heap, heap_stack, heap_error, cmplog, cmplog_bytes,
--   watch
--       As plugin_column says.
--   Any plugin table with these five (three) columns can be given to
--   `engraft report coverage|profile` (`opmix`) with --table=NAME.
--
-- Streams of the standard plugins (see `chunk` below); branchtrace and execlog are tables that a reader makes of them
--   memtrace (pc, store, nbytes, addr), memtrace_values (the same and value)
--       One row per access, in the order of the thread.
--   branchtrace (run, thread, seq, pc, ninsns, how)
--       Executed runs of instructions; how: 'taken', 'not taken', 'indirect', 'jump' (left by no instruction of its own:
--       a signal, ...), 'end'. Made of branchtrace_words, branchtrace_code and the table
--       branchtrace_insn, which plugins/branchtrace.c describes. A hidden column, last, is the address of the
--       last instruction.
--   execlog (run, thread, seq, pc, word, insn, regs, reads, writes)
--       Completed instructions with what they changed, as text. Made of execlog_event and the table execlog_what, which
--       plugins/execlog.c describes.
--
-- Views made when a plugin table is declared
--   v_TABLE           for a table with a PC column: its rows with module path,
--                     function, file and line of that address
--   v_NAME_function, v_NAME_line
--                     for a TB count table NAME_tb: executed instructions by
--                     function and by source line (summed over the line's
--                     instructions; `engraft report` shows how often a line ran)

CREATE TABLE run (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    parent     INTEGER,                 -- run that forked or executed this one, NULL from the command line
    how        TEXT NOT NULL,           -- 'start', 'fork', 'exec'
    program    TEXT NOT NULL,           -- path of the guest program
    argv       TEXT NOT NULL,           -- JSON array; a byte that is not UTF-8 is written as U+0080..U+00FF
    cwd        TEXT NOT NULL,
    pid        INTEGER NOT NULL,
    ppid       INTEGER NOT NULL,
    guest      TEXT NOT NULL,           -- e.g. 'ppc32be'
    engine     TEXT NOT NULL,           -- 'interp', 'tb', 'region'
    host       TEXT NOT NULL,           -- node name, system, machine
    version    TEXT NOT NULL,           -- of engraft
    started    REAL NOT NULL,
    ended      REAL,
    end_kind   TEXT,                    -- 'exit', 'signal', 'exec'
    end_value  INTEGER,                 -- exit status or guest signal number
    complete   INTEGER NOT NULL DEFAULT 0 -- 1: the run ended in order and every row was written
);

-- One file that was mapped, whatever the run.
CREATE TABLE image (
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL,
    build_id  TEXT NOT NULL,            -- lower-case hexadecimal, '' none
    nbytes    INTEGER NOT NULL,         -- size of the file, -1 when it could not be read
    mtime     INTEGER NOT NULL,         -- its modification time, Unix seconds
    debug     TEXT,                     -- file the debug information came from, NULL none found
    note      TEXT,                     -- why something could not be read, NULL all well
    UNIQUE (path, build_id, nbytes, mtime)
);

-- One executable mapping of a file in a run.
CREATE TABLE module (
    run         INTEGER NOT NULL REFERENCES run(id),
    num         INTEGER NOT NULL,       -- 1, 2, ... in load order
    path        TEXT NOT NULL,
    start       INTEGER NOT NULL,       -- guest address of the first byte
    nbytes      INTEGER NOT NULL,
    file_offset INTEGER NOT NULL,       -- of that byte
    build_id    TEXT NOT NULL,          -- as in image
    file_nbytes INTEGER NOT NULL,       -- size and modification time of the file when it was loaded, -1 unknown
    file_mtime  INTEGER NOT NULL,
    unloaded    INTEGER NOT NULL DEFAULT 0, -- 1: the mapping was removed before the end
    image       INTEGER REFERENCES image(id), -- NULL: attribution has not been here yet
    bias        INTEGER,                -- NULL: no segment of the file has that offset
    PRIMARY KEY (run, num)
) WITHOUT ROWID;
CREATE INDEX module_start ON module (run, start);

-- Translated blocks.
CREATE TABLE tb (
    run          INTEGER NOT NULL,
    module       INTEGER NOT NULL,
    addr         INTEGER NOT NULL,      -- guest pc of the first instruction
    nbytes       INTEGER NOT NULL,
    flags        INTEGER NOT NULL,      -- of the translation: part of what a TB is looked up by
    ninsns       INTEGER NOT NULL,
    host_nbytes  INTEGER NOT NULL,      -- host code of the latest translation, 0 unknown
    translations INTEGER NOT NULL,
    PRIMARY KEY (run, module, addr, nbytes, flags)
) WITHOUT ROWID;

-- Guest code that was translated, or interpreted in its place, as it was then: of bytes at one address the row with the
-- highest id is the latest. `engraft sql`, and the sqlite3 shell after `.load libengraft_sqlite`, show it as the table
-- insn (run, module, addr, word, mnemonic, class, text), a row per instruction, and the view v_insn with function and line.
CREATE TABLE code (
    id     INTEGER PRIMARY KEY,
    run    INTEGER NOT NULL,
    module INTEGER NOT NULL,
    addr   INTEGER NOT NULL,            -- of the first byte
    ninsns INTEGER NOT NULL,            -- less than length(bytes) / 4: some have two words
    bytes  BLOB NOT NULL                -- words of four bytes, most significant byte first
);

CREATE TABLE source_file (
    id    INTEGER PRIMARY KEY,
    path  TEXT NOT NULL,                -- as the debug information names it, made absolute with the compilation folder
    UNIQUE (path)
);

-- Functions, as ranges of an image that do not overlap. A function in several
-- pieces has several rows with one `function`.
CREATE TABLE symbol (
    image    INTEGER NOT NULL,
    addr     INTEGER NOT NULL,
    nbytes   INTEGER NOT NULL,
    function INTEGER NOT NULL,          -- addr of the function's entry piece
    name     TEXT NOT NULL,             -- for people: C++ with scopes, from DWARF where there is any
    linkage  TEXT,                      -- the name in the ELF symbol table, NULL none
    source   TEXT NOT NULL,             -- 'dwarf', 'symtab', 'dynsym'
    file     INTEGER,                   -- source_file.id of the declaration, NULL unknown
    line     INTEGER,
    PRIMARY KEY (image, addr)
) WITHOUT ROWID;

-- Inlined calls. A call whose code is in several pieces has several rows with one (image, call).
CREATE TABLE inlined (
    image     INTEGER NOT NULL,
    call      INTEGER NOT NULL,         -- number of the inlined call in its image: 1, 2, ...
    addr      INTEGER NOT NULL,
    nbytes    INTEGER NOT NULL,
    depth     INTEGER NOT NULL,         -- 1: inlined into the function itself, 2: into that, ...
    parent    INTEGER NOT NULL,         -- call that this one is inside, 0: the function itself
    name      TEXT NOT NULL,            -- the inlined function
    call_file INTEGER,                  -- where it was called
    call_line INTEGER,
    PRIMARY KEY (image, addr, depth, call)
) WITHOUT ROWID;

-- The line table. Rows with nbytes > 0 do not overlap: they give the line of an
-- address. Rows with nbytes = 0 are statements that begin at addr without code
-- of their own.
CREATE TABLE line (
    image   INTEGER NOT NULL,
    addr    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,           -- order among rows of one address; the row with nbytes > 0 is the last
    nbytes  INTEGER NOT NULL,
    file    INTEGER NOT NULL,
    line    INTEGER NOT NULL,
    col     INTEGER NOT NULL,           -- 0 unknown
    is_stmt INTEGER NOT NULL,           -- 1: a statement begins here
    call    INTEGER NOT NULL,           -- inlined.call whose function this row's line belongs to, 0: the function itself
    PRIMARY KEY (image, addr, seq)
) WITHOUT ROWID;
CREATE INDEX line_by_line ON line (file, line);

-- Plugins of a run, in load order, and what they cost.
CREATE TABLE plugin (
    run          INTEGER NOT NULL,
    num          INTEGER NOT NULL,
    name         TEXT NOT NULL,
    version      TEXT,
    path         TEXT,
    options      TEXT,
    translate_ns INTEGER NOT NULL DEFAULT 0, -- time in decode and micro-op hooks
    callback_ns  INTEGER NOT NULL DEFAULT 0, -- time in callbacks at run time
    tbs          INTEGER NOT NULL DEFAULT 0, -- TBs offered
    uops         INTEGER NOT NULL DEFAULT 0, -- micro-ops added
    host_nbytes  INTEGER NOT NULL DEFAULT 0, -- host code bytes added, 0 unknown
    events       INTEGER NOT NULL DEFAULT 0, -- callbacks and ring events delivered
    PRIMARY KEY (run, num)
) WITHOUT ROWID;

-- Catalogue of the tables that plugins declared.
CREATE TABLE plugin_table (
    name    TEXT PRIMARY KEY,
    plugin  TEXT NOT NULL,
    storage TEXT NOT NULL,              -- 'rows': a table of that name; 'chunks': a stream, see below
    help    TEXT
) WITHOUT ROWID;

CREATE TABLE plugin_column (
    tbl    TEXT NOT NULL REFERENCES plugin_table(name),
    num    INTEGER NOT NULL,            -- 1, 2, ...
    name   TEXT NOT NULL,
    type   TEXT NOT NULL,               -- 'INTEGER', 'REAL', 'TEXT', 'BLOB'
    role   TEXT NOT NULL,               -- 'key', 'value' (replaced on update), 'sum' (added up); 'value' where there are no keys;
                                        -- streams: 'live1' .. 'live8' known at run time, bytes in a raw buffer; 'value' fixed;
                                        -- 'words': the stream is 64-bit words, little-endian, and has no paths
    means  TEXT,                        -- 'pc': guest code address, 'module': number of its module, 'addr': guest data address,
                                        -- NULL anything else
    help   TEXT,
    PRIMARY KEY (tbl, num)
) WITHOUT ROWID;

-- Bulk events. A stream (plugin_table.storage = 'chunks') is no table here: `engraft sql`, and the sqlite3 shell after
-- `.load libengraft_sqlite`, show it as a table of its name with the columns run, thread, seq (number of the record in its
-- thread, from 0) and those of plugin_column. A chunk holds n records of one thread that follow one another.
CREATE TABLE chunk (
    id        INTEGER PRIMARY KEY,
    run       INTEGER NOT NULL,
    stream    TEXT NOT NULL,
    thread    INTEGER NOT NULL,
    seq_first INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    pc_min    INTEGER,                  -- bounds of the columns that mean 'pc' and 'addr', NULL where there are none;
    pc_max    INTEGER,                  -- those of addresses may be wider than what is there
    addr_min  INTEGER,
    addr_max  INTEGER,
    codec     INTEGER NOT NULL,         -- of data: 0 none, 1 zstd
    nbytes    INTEGER NOT NULL,         -- of data before that
    data      BLOB NOT NULL             -- the packed form that tracer/chunk_fmt.h describes, or words
);

-- Sequences of records that occur together, which the packed form refers to by number.
CREATE TABLE chunk_path (
    run    INTEGER NOT NULL,
    stream TEXT NOT NULL,
    id     INTEGER NOT NULL,
    data   BLOB NOT NULL,               -- varint number of records; for each its fields in order: fixed: zig-zag varint; live:
                                        -- varint 0 = stored, or k + 1 and a zig-zag varint to add to live value k of the path
                                        -- (its own k: to 0)
    PRIMARY KEY (run, stream, id)
) WITHOUT ROWID;

-- ---------------------------------------------------------------- views for people

CREATE VIEW v_run AS
SELECT id, parent, how, pid, program, argv, guest, engine,
       strftime('%Y-%m-%d %H:%M:%f', started, 'unixepoch') AS started,
       round(ended - started, 3) AS seconds,
       CASE WHEN end_kind IS NULL THEN 'not ended' ELSE end_kind || ' ' || end_value END AS "end",
       complete
FROM run;

CREATE VIEW v_module AS
SELECT m.run, m.num AS module, m.path, printf('%#x', m.start) AS start, printf('%#x', m.start + m.nbytes) AS "end",
       printf('%#x', m.file_offset) AS file_offset, CASE WHEN m.bias IS NOT NULL THEN printf('%#x', m.bias) END AS bias,
       m.build_id, i.debug, i.note
FROM module m LEFT JOIN image i ON i.id = m.image;

-- All functions of all images, executed or not.
CREATE VIEW v_function AS
SELECT i.path AS image, s.name, min(s.linkage) AS linkage, printf('%#x', s.function) AS addr, sum(s.nbytes) AS nbytes,
       f.path AS file, s.line
FROM symbol s JOIN image i ON i.id = s.image LEFT JOIN source_file f ON f.id = s.file
GROUP BY s.image, s.function;

-- The line table with names.
CREATE VIEW v_line AS
SELECT i.path AS image, f.path AS file, l.line, l.col, printf('%#x', l.addr) AS addr, l.nbytes, l.is_stmt,
       (SELECT CASE WHEN l.addr < s.addr + s.nbytes THEN s.name END FROM symbol s
        WHERE s.image = l.image AND s.addr <= l.addr ORDER BY s.addr DESC LIMIT 1) AS function,
       (SELECT n.name FROM inlined n WHERE n.image = l.image AND n.call = l.call LIMIT 1) AS inlined
FROM line l JOIN image i ON i.id = l.image JOIN source_file f ON f.id = l.file;

CREATE VIEW v_plugin AS
SELECT run, num, name, version, options, tbs, uops, host_nbytes, events,
       translate_ns / 1e6 AS translate_ms, callback_ns / 1e6 AS callback_ms
FROM plugin;

PRAGMA application_id = 1162757970;
PRAGMA user_version = 2;
