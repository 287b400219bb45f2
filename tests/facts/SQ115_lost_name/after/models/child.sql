MODEL (
  name sales.child,
  kind FULL
);

SELECT
  c.customer_id
FROM raw.customers AS c
WHERE EXISTS (SELECT 1 FROM sales.parent AS p WHERE p.customer_id = c.customer_id AND country = 'DE')
