MODEL (name reads.in_union, kind FULL);

SELECT order_id FROM sales.orders UNION ALL SELECT amount FROM sales.orders
