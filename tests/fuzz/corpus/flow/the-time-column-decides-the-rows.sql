SELECT a, ds AS day FROM db.t
