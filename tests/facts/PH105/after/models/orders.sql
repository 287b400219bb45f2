MODEL (
  name sales.orders,
  kind FULL,
  storage_format orc
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
