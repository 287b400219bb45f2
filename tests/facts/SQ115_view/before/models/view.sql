MODEL (name db.view, kind VIEW, columns (a INT, b INT));

SELECT * FROM db.p
