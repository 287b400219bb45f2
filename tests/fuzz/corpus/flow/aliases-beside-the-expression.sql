SELECT a + 1 AS k, k * 2 AS m FROM db.t
