MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  amount * 100 AS cents,
  status
FROM raw.orders
WHERE status = 'paid'
