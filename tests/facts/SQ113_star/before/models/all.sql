MODEL (
  name sales.all_orders,
  kind FULL
);

SELECT DISTINCT
  *
FROM sales.orders
