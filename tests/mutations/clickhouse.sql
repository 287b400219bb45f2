-- dialect: clickhouse

-- name: final and prewhere
SELECT id, customer_id, amount
FROM db.orders FINAL
PREWHERE status = 'paid'
WHERE amount > 3
;
-- name: limit by
SELECT id, customer_id, amount
FROM db.orders
ORDER BY customer_id, amount DESC
LIMIT 2 BY customer_id
;
-- name: if functions
SELECT customer_id, sumIf(amount, status = 'paid') AS paid, uniqExact(status) AS states, quantile(0.9)(amount) AS high
FROM db.orders
GROUP BY customer_id
;
-- name: array join
SELECT id, label
FROM db.events
ARRAY JOIN labels AS label
WHERE label != 'x'
;
-- name: any join
SELECT o.id, c.name
FROM db.orders AS o
ANY LEFT JOIN db.customers AS c ON c.id = o.customer_id
;
-- name: with scalar
WITH 10 AS least
SELECT id, toDate(happened_at) AS day
FROM db.events
WHERE id > least
SETTINGS max_threads = 2
;
