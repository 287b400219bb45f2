MODEL (
  name sales.child,
  kind FULL
);

SELECT DISTINCT
  order_id
FROM sales.parent
