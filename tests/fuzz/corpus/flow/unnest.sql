SELECT t.a, e FROM db.t AS t, UNNEST(t.c) AS x (e)
