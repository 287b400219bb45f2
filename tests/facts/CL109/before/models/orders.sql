MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  *
FROM raw.payments
