WITH p AS (SELECT a FROM db.t WHERE b = 1) SELECT p.a, t.c FROM p, db.t AS t WHERE t.a = p.a
