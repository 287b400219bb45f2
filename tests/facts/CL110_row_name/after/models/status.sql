MODEL (
  name sales.status,
  kind FULL
);

SELECT
  status,
  amount,
  order_id
FROM raw.orders
