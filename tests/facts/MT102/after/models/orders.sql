MODEL (
  name sales.orders,
  kind FULL,
  description 'All paid orders'
);

SELECT
  order_id,
  customer_id,
  amount, -- in euro
  status
FROM raw.orders
WHERE status = 'paid'
