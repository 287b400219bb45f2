MODEL (name sales.orders, kind FULL);
SELECT id, amount, amount * 2 AS twice FROM raw.orders
