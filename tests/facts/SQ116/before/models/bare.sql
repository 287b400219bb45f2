MODEL (name reads.bare, kind FULL);

SELECT order_id, amount * 2 AS twice FROM sales.orders
