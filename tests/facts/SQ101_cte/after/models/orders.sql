MODEL (
  name sales.orders,
  kind FULL
);

WITH paid AS (
  SELECT
    order_id
  FROM raw.orders
  WHERE status <> 'open'
)
SELECT
  order_id
FROM paid
