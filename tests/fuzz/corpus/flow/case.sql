SELECT CASE WHEN status = 'x' THEN a ELSE b END AS k FROM db.t
