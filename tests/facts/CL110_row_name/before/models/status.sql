MODEL (
  name sales.status,
  kind FULL
);

SELECT
  status,
  amount
FROM raw.orders
