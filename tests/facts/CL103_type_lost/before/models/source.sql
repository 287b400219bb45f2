MODEL (name sales.source);
SELECT t.x::INT AS i FROM raw.t AS t
