WITH p AS (SELECT * EXCLUDE (q) REPLACE (n + r AS n) FROM raw.z), o AS (SELECT *, 1 AS one FROM p) SELECT k, n, q, one FROM o
