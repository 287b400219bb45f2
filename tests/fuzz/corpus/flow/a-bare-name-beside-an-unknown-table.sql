SELECT c FROM db.t JOIN raw.z ON t.a = z.k
