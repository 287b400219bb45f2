MODEL (
  name finance.orders,
  kind FULL,
  owner growth
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'done'
