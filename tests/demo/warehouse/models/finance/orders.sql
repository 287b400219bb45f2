MODEL (
  name finance.orders,
  kind INCREMENTAL_BY_TIME_RANGE (time_column order_date),
  owner finance_data,
  grain order_id,
  audits (not_null(columns := (order_id, amount)))
);

SELECT
  order_id,
  customer_id,
  order_date,
  country,
  amount,
  discount
FROM staging.orders
WHERE status IN ('paid', 'shipped')
  AND order_date BETWEEN @start_date AND @end_date;
