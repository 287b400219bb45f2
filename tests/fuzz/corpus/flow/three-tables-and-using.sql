SELECT a FROM db.t JOIN db.u USING (a) JOIN db.v USING (a)
