SELECT a, x, t.ds AS tds FROM db.t FULL JOIN db.u USING (a)
