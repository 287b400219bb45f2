MODEL (
  name sales.orders,
  kind FULL
);

SELECT DISTINCT
  customer_id,
  status
FROM raw.orders
