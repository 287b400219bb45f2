SELECT a FROM db.t SEMI JOIN db.u ON t.b = u.x
