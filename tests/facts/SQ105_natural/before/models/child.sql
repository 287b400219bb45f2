MODEL (
  name sales.child,
  kind FULL
);

SELECT
  p.order_id
FROM sales.parent AS p
NATURAL JOIN raw.customers
