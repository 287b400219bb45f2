WITH p AS (SELECT * FROM raw.z WHERE d = 1) SELECT k, n AS m FROM p
