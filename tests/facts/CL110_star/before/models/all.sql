MODEL (
  name sales.all_orders,
  kind FULL
);

SELECT
  *
FROM sales.orders
