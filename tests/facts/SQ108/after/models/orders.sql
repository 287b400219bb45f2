MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  customer_id
FROM raw.orders
UNION
SELECT
  customer_id
FROM raw.customers
