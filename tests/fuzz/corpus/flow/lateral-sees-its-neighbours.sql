SELECT l.m FROM db.t AS t, LATERAL (SELECT MAX(x) AS m FROM db.u WHERE u.a = t.b) AS l
