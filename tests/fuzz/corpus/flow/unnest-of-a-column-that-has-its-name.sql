SELECT a, c FROM db.t, UNNEST(c) AS c
