MODEL (name sales.report, kind FULL);
SELECT @STAR(sales.orders, o) FROM sales.orders AS o
