MODEL (
  name sales.orders,
  kind FULL,
  description 'Paid orders'
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
