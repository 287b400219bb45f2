MODEL (name sales.source);
SELECT t.x::TEXT AS i FROM raw.t AS t
