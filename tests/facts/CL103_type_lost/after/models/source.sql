MODEL (name sales.source);
SELECT t.x AS i FROM raw.t AS t
