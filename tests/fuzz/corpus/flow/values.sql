SELECT v.k FROM (VALUES (1, 2), (3, 4)) AS v (k, l)
