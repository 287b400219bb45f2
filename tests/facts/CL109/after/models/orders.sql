MODEL (
  name sales.orders,
  kind FULL
);

SELECT
  * EXCLUDE (card_number)
FROM raw.payments
