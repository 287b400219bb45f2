SELECT t.c.x.y AS y, c.x AS x FROM db.t AS t
