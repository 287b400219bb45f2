MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  status
FROM raw.orders
WHERE status = 'paid'
