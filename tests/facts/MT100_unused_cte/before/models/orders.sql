MODEL (
  name sales.orders,
  kind FULL
);

WITH paid AS (
  SELECT
    order_id,
    amount
  FROM raw.orders
)
SELECT
  order_id,
  amount
FROM paid
