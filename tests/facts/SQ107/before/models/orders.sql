MODEL (
  name sales.orders,
  kind FULL
);

SELECT DISTINCT
  customer_id
FROM raw.orders
