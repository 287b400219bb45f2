MODEL (
  name sales.orders,
  kind FULL,
  columns (order_id int, amount int)
);

JINJA_QUERY_BEGIN;
SELECT
  order_id,
  {{ rounding_of('USD') }}(amount) AS amount
FROM raw.orders
JINJA_END;
