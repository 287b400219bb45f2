SELECT t.a, COALESCE(m.total, 0) + t.b AS total FROM db.t AS t LEFT JOIN s.m AS m ON m.a = t.a
