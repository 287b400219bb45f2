MODEL (
  name finance.revenue,
  kind FULL,
  owner finance_data,
  grain (order_date, country)
);

SELECT
  order_date,
  country,
  COUNT(*) AS orders,
  SUM(amount - discount) AS revenue,
  SUM(discount) AS discount
FROM finance.orders
GROUP BY order_date, country;
