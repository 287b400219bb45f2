MODEL (
  name sales.shares,
  kind FULL
);

SELECT
  order_id,
  (SELECT MAX(customer_id) FROM raw.customers WHERE country = 'DE') AS newest
FROM sales.orders
