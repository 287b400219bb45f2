MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  amount
FROM raw.orders
