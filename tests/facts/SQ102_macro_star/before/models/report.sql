MODEL (name sales.report, kind FULL);
WITH o AS (SELECT @STAR(sales.orders) FROM sales.orders) SELECT DISTINCT id FROM o
