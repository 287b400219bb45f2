SELECT (SELECT MAX(x) FROM db.u WHERE u.a = t.a) AS m, t.b FROM db.t AS t
