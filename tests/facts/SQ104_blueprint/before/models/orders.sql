MODEL (
  name sales.@{region}_orders,
  kind FULL,
  blueprints ((region := eu, least := 1), (region := us, least := 2))
);

SELECT
  order_id
FROM raw.orders
WHERE amount > @least
