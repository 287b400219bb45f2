MODEL (
  name sales.orders,
  kind FULL,
  virtual_properties (labels = 'b')
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM raw.orders
WHERE status = 'paid'
