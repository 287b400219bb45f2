MODEL (
  name sales.child,
  kind FULL
);

SELECT
  order_id,
  TO_JSON(p) AS everything
FROM sales.parent AS p
