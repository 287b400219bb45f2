SELECT a, x FROM (SELECT a, b, c FROM db.t WHERE ds = 1) PIVOT (SUM(b) FOR c IN ('x', 'y'))
