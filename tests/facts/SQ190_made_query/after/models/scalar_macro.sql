MODEL (name same.scalar_macro, kind FULL);

SELECT @twice(order_id) AS k FROM sales.orders
