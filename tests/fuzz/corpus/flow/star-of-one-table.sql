SELECT v.*, u.x FROM db.u JOIN db.v ON u.a = v.a
