MODEL (name reads.inside, kind FULL);

SELECT c.name FROM raw.customers AS c WHERE c.customer_id IN (SELECT customer_id FROM sales.orders WHERE amount > 0)
