MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  amount,
  status,
  ordered_at
FROM raw.orders
WHERE status = 'paid'
