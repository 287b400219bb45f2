MODEL (name sales.orders, kind FULL);

SELECT 1 AS order_id
