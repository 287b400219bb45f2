-- dialect: bigquery

-- name: except and replace
SELECT * EXCEPT (note) REPLACE (amount * 2 AS amount)
FROM `db.orders`
WHERE status = "paid"
;
-- name: array of structs
SELECT customer_id, ARRAY_AGG(STRUCT(id, amount) ORDER BY amount DESC LIMIT 3) AS best
FROM db.orders
GROUP BY customer_id
;
-- name: safe functions
SELECT id, SAFE_CAST(note AS INT64) AS number, SAFE_DIVIDE(amount, quantity) AS each, IF(amount > 5, 'a', 'b') AS letter
FROM db.orders
;
-- name: unnest with offset
SELECT e.id, label, place
FROM db.events AS e, UNNEST(e.labels) AS label WITH OFFSET AS place
WHERE place < 2
;
-- name: in unnest
SELECT id, kind
FROM db.events
WHERE 'x' IN UNNEST(labels) AND DATE(happened_at) >= DATE '2024-01-01'
;
-- name: union distinct
SELECT customer_id FROM db.orders
UNION DISTINCT
SELECT customer_id FROM db.old_orders WHERE amount >= 7
;
-- name: date arithmetic
SELECT id, DATE_ADD(ordered_on, INTERVAL 3 DAY) AS due, DATE_DIFF(ordered_on, DATE '2024-01-01', WEEK) AS weeks, EXTRACT(MONTH FROM ordered_on) AS month
FROM db.orders
;
-- name: qualify with having
SELECT status, SUM(amount) AS total
FROM db.orders
GROUP BY status
HAVING SUM(amount) > 5
QUALIFY RANK() OVER (ORDER BY SUM(amount) DESC) <= 3
;
