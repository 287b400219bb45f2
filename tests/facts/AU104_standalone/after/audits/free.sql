AUDIT (
  name no_free_orders,
  standalone true,
  owner bob
);

SELECT
  *
FROM sales.orders
WHERE amount < 0
