MODEL (
  name sales.parent,
  kind FULL
);

SELECT
  customer_id,
  order_id,
  amount
FROM raw.orders
