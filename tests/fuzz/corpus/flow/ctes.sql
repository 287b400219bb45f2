WITH p AS (SELECT a, b FROM db.t WHERE c = 1), q AS (SELECT a, SUM(b) AS s FROM p GROUP BY a) SELECT q.s FROM q
