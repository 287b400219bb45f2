MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  customer_id,
  order_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
