MODEL (name same.not_read, kind FULL);

SELECT order_id FROM sales.orders
