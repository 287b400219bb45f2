MODEL (
  name sales.orders,
  kind FULL
);

SELECT *
FROM lake.orders
WHERE status = 'done'
