MODEL (
  name sales.child,
  kind FULL
);

SELECT
  1 AS order_id,
  2 AS customer_id,
  3 AS amount
UNION ALL
SELECT
  *
FROM sales.parent
