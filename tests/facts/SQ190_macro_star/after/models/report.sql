MODEL (name sales.report, kind FULL);
SELECT @STAR(sales.orders) FROM sales.orders
