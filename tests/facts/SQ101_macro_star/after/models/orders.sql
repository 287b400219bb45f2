MODEL (name sales.orders, kind FULL);
SELECT CAST(id AS TEXT) AS id FROM raw.orders
