SELECT a, c, SUM(b) AS s FROM db.t GROUP BY GROUPING SETS ((a, 2), ())
