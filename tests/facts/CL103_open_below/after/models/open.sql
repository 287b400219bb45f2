MODEL (name sales.open);
SELECT s.i, o.* FROM sales.source AS s CROSS JOIN raw.o AS o
