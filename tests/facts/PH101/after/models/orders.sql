MODEL (
  name sales.orders,
  kind VIEW
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
