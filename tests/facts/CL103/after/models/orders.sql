MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  CAST(amount AS TEXT) AS amount,
  status
FROM raw.orders
WHERE status = 'paid'
