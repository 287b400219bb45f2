@DEF(x, a + b);
SELECT @x AS k FROM db.t
