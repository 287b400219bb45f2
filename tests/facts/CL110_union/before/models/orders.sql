MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  customer_id
FROM raw.orders
UNION ALL
SELECT
  customer_id
FROM raw.customers
