SELECT a FROM db.t, db.u
