WITH RECURSIVE r AS (SELECT a, 1 AS d, b FROM db.t WHERE c = 1 UNION ALL SELECT t.a, d + 1, r.b FROM db.t AS t JOIN r ON t.b = r.a) SELECT a, d, b FROM r
