-- dialect: 

-- name: an interval of days
SELECT id, customer_id, amount, ordered_on
FROM db.orders
WHERE ordered_on BETWEEN @start_ds AND @end_ds AND status <> 'void'
;
-- name: macros around columns
WITH base AS (
  SELECT id, customer_id, @SAFE_ADD(amount, 1) AS amount FROM db.orders WHERE ordered_on >= @start_date
)
SELECT customer_id, SUM(amount) AS total
FROM base
GROUP BY customer_id
HAVING SUM(amount) > 10
;
-- name: a table that nobody declared
SELECT *
FROM raw.things
ORDER BY 2 DESC, 1
LIMIT 5
;
-- name: groups of a table that nobody declared
SELECT *, COUNT(*) AS n
FROM raw.things
GROUP BY 1, 2
;
