MODEL (
  name staging.orders,
  kind VIEW
);

SELECT
  order_id,
  customer_id,
  ordered_at::DATE AS order_date,
  country,
  status,
  amount,
  discount
FROM shop.orders;
