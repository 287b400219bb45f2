SELECT j.x, j.b FROM (db.t JOIN db.u ON t.ds = u.ds) AS j
