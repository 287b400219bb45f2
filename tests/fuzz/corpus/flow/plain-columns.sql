SELECT a, t.b AS bb, UPPER(c) AS c, a + b AS s, 1 AS one, COUNT(*) AS n FROM db.t
