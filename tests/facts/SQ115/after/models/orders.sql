MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  order_id,
  RANK() OVER w AS place
FROM raw.orders
WINDOW w AS (ORDER BY ordered_at)
