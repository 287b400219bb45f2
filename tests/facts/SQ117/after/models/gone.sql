MODEL (name reads.gone, kind FULL);

SELECT order_id FROM sales.orders
