/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The place of a code address in SQL: the joins that give module m, symbol s,
 * line l and source file f of column pc of a row t, which has a column run. In
 * one place for the views of tables and of streams and for reports; in a header,
 * since the loadable extension is linked with nothing of ours. Includes no
 * sqlite3.h: the extension has its own way to it.
 */
#ifndef ENGRAFT_TRACER_PLACE_H
#define ENGRAFT_TRACER_PLACE_H

/* What views with function and line have behind the columns of t. */
#define PLACE_COLUMNS "m.path AS module_path, s.name AS function, f.path AS source_file, l.line AS source_line"

/* Appends the joins. db: "" or "main." before the tables' names. module: the column of t with the module's number, NULL
 * = found by address. Where several lines begin at an address, those without code of their own do not count. */
static inline void place_joins(sqlite3_str *s, const char *db, const char *module, const char *pc)
{
    sqlite3_str_appendf(s, "LEFT JOIN %smodule m ON m.run = t.run AND m.num = ", db);
    if (module)
        sqlite3_str_appendf(s, "t.\"%w\"\n", module);
    else
        sqlite3_str_appendf(
            s,
            "(SELECT x.num FROM %smodule x WHERE x.run = t.run\n"
            "    AND x.start <= t.\"%w\" AND t.\"%w\" < x.start + x.nbytes ORDER BY x.num DESC LIMIT 1)\n",
            db, pc, pc);
    sqlite3_str_appendf(
        s,
        "LEFT JOIN %ssymbol s ON s.image = m.image AND t.\"%w\" - m.bias < s.addr + s.nbytes AND s.addr "
        "=\n    (SELECT max(y.addr) FROM %ssymbol y WHERE y.image = m.image AND y.addr <= t.\"%w\" - "
        "m.bias)\n",
        db, pc, db, pc);
    sqlite3_str_appendf(
        s,
        "LEFT JOIN %sline l ON l.image = m.image AND l.nbytes > 0 AND t.\"%w\" - m.bias < l.addr + "
        "l.nbytes\n    AND l.addr = (SELECT y.addr FROM %sline y WHERE y.image = m.image AND y.nbytes > "
        "0\n    AND y.addr <= t.\"%w\" - m.bias ORDER BY y.addr DESC LIMIT 1)\n",
        db, pc, db, pc);
    sqlite3_str_appendf(s, "LEFT JOIN %ssource_file f ON f.id = l.file", db);
}

#endif
