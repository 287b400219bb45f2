AUDIT (
  name no_free_orders,
  standalone true,
  owner ann
);

SELECT
  *
FROM sales.orders
WHERE amount = 0
