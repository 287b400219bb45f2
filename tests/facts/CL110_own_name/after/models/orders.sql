MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  amount,
  customer_id
FROM raw.orders
