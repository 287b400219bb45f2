MODEL (name sales.customers, kind FULL);

SELECT 1 AS customer_id
