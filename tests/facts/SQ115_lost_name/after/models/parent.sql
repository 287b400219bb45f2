MODEL (
  name sales.parent,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  amount
FROM raw.orders
