-- SPDX-License-Identifier: Apache-2.0
-- What databases do: insert, index, join, group, update.
CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, size INTEGER, kind INTEGER);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
INSERT INTO item SELECT i, hex(i * 7919 % 30011) || '-' || i, i * 104729 % 5003, i % 97 FROM n;
CREATE INDEX item_size ON item (size, kind);
CREATE INDEX item_name ON item (name);
CREATE TABLE kind AS SELECT kind AS id, count(*) AS n, sum(size) AS total FROM item GROUP BY kind;
SELECT sum(a.size * k.n) FROM item a JOIN kind k ON k.id = a.kind WHERE a.size BETWEEN 1000 AND 4000;
UPDATE item SET size = size + (SELECT n FROM kind WHERE id = item.kind) WHERE id % 3 = 0;
SELECT count(*) FROM item a JOIN item b ON a.size = b.size AND a.id < b.id WHERE a.kind = 5;
SELECT max(length(name)), sum(instr(name, '33') > 0), count(DISTINCT substr(name, 1, 4)) FROM item WHERE name LIKE '%3%';
DELETE FROM item WHERE kind IN (SELECT id FROM kind WHERE id % 2);
SELECT count(*), sum(size), min(name) FROM item;
