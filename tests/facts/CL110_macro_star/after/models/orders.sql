MODEL (name sales.orders, kind FULL);
SELECT id, amount, note FROM raw.orders
