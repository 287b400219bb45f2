MODEL (
  name sales.orders,
  kind FULL,
  audits (not_null(columns := (order_id)))
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
