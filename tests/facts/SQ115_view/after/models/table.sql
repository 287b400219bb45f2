MODEL (name db.table, kind FULL, columns (a INT, b INT));

SELECT * FROM db.p
