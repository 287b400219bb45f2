MODEL (name sales.report, kind FULL);
SELECT note FROM raw.refunds WHERE id IN (SELECT @STAR(sales.orders) FROM sales.orders)
