MODEL (name sales.own);
SELECT own.i AS old, s.i FROM sales.source AS s LEFT JOIN sales.own AS own ON own.i = s.i
