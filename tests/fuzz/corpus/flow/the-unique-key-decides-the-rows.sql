SELECT a AS k, b FROM db.t
