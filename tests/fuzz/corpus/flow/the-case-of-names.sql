SELECT "A", B FROM db.t
