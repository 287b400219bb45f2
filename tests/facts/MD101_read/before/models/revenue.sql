MODEL (
  name sales.revenue,
  kind FULL
);

SELECT
  customer_id,
  SUM(amount) AS revenue
FROM sales.orders
GROUP BY customer_id
