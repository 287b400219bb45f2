SELECT a FROM db.t JOIN @tables() ON true
