MODEL (
  name sales.orders,
  kind INCREMENTAL_BY_TIME_RANGE (
    time_column day,
    lookback 1
  )
);

SELECT
  order_id,
  CAST(ordered_at AS DATE) AS day
FROM raw.orders
WHERE ordered_at BETWEEN @start_ts AND @end_ts
