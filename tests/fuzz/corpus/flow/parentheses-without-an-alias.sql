SELECT x, b FROM (db.t JOIN db.u ON t.ds = u.ds)
