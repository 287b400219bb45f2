SELECT * EXCLUDE (ds) REPLACE (x + a AS x) FROM db.u
