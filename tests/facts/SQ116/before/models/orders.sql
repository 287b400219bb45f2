MODEL (name sales.orders, kind FULL);

SELECT order_id, customer_id, amount, country FROM raw.orders
