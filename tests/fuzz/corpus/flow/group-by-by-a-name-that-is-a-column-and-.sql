SELECT UPPER(c) AS status, SUM(b) AS s FROM db.t GROUP BY status
