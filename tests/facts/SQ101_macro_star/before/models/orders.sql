MODEL (name sales.orders, kind FULL);
SELECT id FROM raw.orders
