MODEL (
  name sales.orders,
  kind FULL,
  grain (order_id, customer_id)
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
