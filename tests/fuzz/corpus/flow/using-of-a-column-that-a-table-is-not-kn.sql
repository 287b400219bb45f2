SELECT u.x FROM db.u JOIN db.v USING (x)
