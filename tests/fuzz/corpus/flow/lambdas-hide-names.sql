SELECT LIST_TRANSFORM(c, a -> a + b) AS l FROM db.t
