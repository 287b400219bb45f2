MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  o.order_id,
  c.country
FROM raw.orders AS o
LEFT JOIN raw.customers AS c
  ON o.customer_id = c.customer_id
