MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
;

DELETE FROM audit.log WHERE day < '2024-01-01'
