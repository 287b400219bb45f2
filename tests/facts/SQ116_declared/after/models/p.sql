MODEL (name db.p, kind FULL);

SELECT b, c FROM db.src
