MODEL (name reads.disabled, kind FULL);

SELECT customer_id FROM sales.customers
