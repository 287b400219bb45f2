WITH p AS (SELECT * FROM raw.z, raw.y) SELECT k FROM p
