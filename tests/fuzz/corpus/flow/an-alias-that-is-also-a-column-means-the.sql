SELECT a AS b, b + 1 AS m FROM db.t
