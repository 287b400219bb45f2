MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  customer_id,
  status
FROM raw.orders
UNION ALL
SELECT
  customer_id,
  country
FROM raw.customers
