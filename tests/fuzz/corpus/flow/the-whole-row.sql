SELECT v AS whole, TO_JSON(v.*) AS j, HASH(*) AS h FROM db.v
