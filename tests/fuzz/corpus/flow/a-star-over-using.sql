SELECT * FROM db.u JOIN db.v USING (a)
