MODEL (name sales.orders, kind FULL);
SELECT id, CAST(amount AS TEXT) AS amount FROM raw.orders
