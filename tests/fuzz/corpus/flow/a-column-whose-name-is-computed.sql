SELECT t.@{which} AS k, @{other} AS l FROM db.t AS t
