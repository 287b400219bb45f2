WITH p (k, n) AS (SELECT * FROM db.v) SELECT n FROM p
