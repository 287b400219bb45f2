MODEL (name reads.qualified, kind FULL);

SELECT o.order_id FROM sales.orders AS o JOIN raw.customers AS c ON c.customer_id = o.customer_id WHERE o.country = 'DE'
