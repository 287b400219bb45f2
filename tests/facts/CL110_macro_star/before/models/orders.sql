MODEL (name sales.orders, kind FULL);
SELECT id, amount FROM raw.orders
