MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
