MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  amount
FROM raw.orders
ORDER BY amount DESC
LIMIT 50
