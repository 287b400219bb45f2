MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders_v2
WHERE status = 'paid'
