MODEL (
  name sales.orders,
  kind INCREMENTAL_BY_UNIQUE_KEY (
    unique_key order_id
  )
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
