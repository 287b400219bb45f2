SELECT a, b FROM db.v
