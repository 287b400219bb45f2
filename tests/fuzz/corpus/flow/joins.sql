SELECT t.a, u.x FROM db.t AS t LEFT JOIN db.u AS u ON t.b = u.a AND u.ds > 1
