MODEL (name sales.orders, kind FULL);

SELECT order_id, customer_id, amount AS amount_eur FROM raw.orders
