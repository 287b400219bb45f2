MODEL (
  name sales.orders,
  kind FULL,
  cron '0 6 * * *'
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
