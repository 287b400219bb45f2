MODEL (name db.p, kind FULL);

SELECT a, b FROM db.src
