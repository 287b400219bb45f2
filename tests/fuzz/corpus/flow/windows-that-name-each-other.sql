SELECT SUM(b) OVER w AS s FROM db.t WINDOW w AS (v), v AS (w)
