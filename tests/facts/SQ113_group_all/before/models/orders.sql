MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  customer_id,
  SUM(amount) AS revenue
FROM raw.orders
GROUP BY ALL
