MODEL (
  name sales.revenue,
  kind FULL,
  columns (customer_id int, revenue decimal(38,2))
);

SELECT
  customer_id,
  SUM(amount) AS revenue
FROM sales.orders
GROUP BY customer_id
