MODEL (name sales.customers, kind FULL, enabled false);

SELECT 1 AS customer_id
