MODEL (
  name sales.orders,
  kind FULL,
  partitioned_by status
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
