MODEL (name sales.items, kind FULL);

SELECT 1 AS item_id, 2 AS price FROM raw.items WHERE price > 0
