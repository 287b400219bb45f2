MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  customer_id,
  @tax(amount) AS tax,
  status
FROM raw.orders
WHERE status = 'paid'
