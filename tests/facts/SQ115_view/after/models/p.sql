MODEL (name db.p, kind FULL);

SELECT b, a FROM db.src
