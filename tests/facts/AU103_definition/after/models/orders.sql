MODEL (
  name sales.orders,
  kind FULL,
  audits (amounts_are_small)
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
