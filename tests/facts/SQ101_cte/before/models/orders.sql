MODEL (
  name sales.orders,
  kind FULL
);

WITH paid AS (
  SELECT
    order_id
  FROM raw.orders
  WHERE status = 'paid'
)
SELECT
  order_id
FROM paid
