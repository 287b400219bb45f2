SELECT @mine(a) AS k, b FROM db.t
