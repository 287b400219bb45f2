SELECT a FROM db.t WHERE b IN (SELECT x FROM db.u WHERE u.ds = t.ds) AND EXISTS (SELECT v.b FROM db.v WHERE v.a = t.c)
