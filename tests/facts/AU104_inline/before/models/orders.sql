MODEL (
  name sales.orders,
  kind FULL,
  audits (small)
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
;

AUDIT (
  name small
);

SELECT
  *
FROM @this_model
WHERE amount > 10
