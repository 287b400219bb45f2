SELECT n FROM db.v AS p (k, n)
