-- dialect: duckdb

-- name: unnest
SELECT e.id, t.label
FROM db.events AS e
CROSS JOIN UNNEST(e.labels) AS t(label)
WHERE t.label <> 'x'
;
-- name: struct
SELECT id, detail.page AS page, detail.seconds + 1 AS seconds
FROM db.events
WHERE detail.seconds > 3
;
-- name: made
SELECT id, {'k': kind, 'n': customer_id} AS pair, [id, customer_id] AS ids, labels[1] AS first_label
FROM db.events
;
-- name: pivot
SELECT *
FROM (SELECT customer_id, status, amount FROM db.orders)
PIVOT (SUM(amount) FOR status IN ('paid', 'open', 'sent') GROUP BY customer_id)
;
-- name: unpivot
SELECT id, measure, number
FROM (SELECT id, amount, quantity FROM db.orders)
UNPIVOT (number FOR measure IN (amount, quantity))
;
-- name: lists
SELECT id, LIST_FILTER(labels, lambda l: l <> 'x') AS kept, LEN(labels) AS many, LIST_TRANSFORM(labels, lambda l: UPPER(l)) AS upper_labels
FROM db.events
;
-- name: time buckets
SELECT DATE_TRUNC('hour', happened_at) AS hour, kind, COUNT(*) AS n
FROM db.events
WHERE happened_at >= TIMESTAMP '2024-01-02 00:00:00'
GROUP BY DATE_TRUNC('hour', happened_at), kind
;
-- name: stars
SELECT o.* EXCLUDE (note), c.country
FROM db.orders AS o
JOIN db.customers AS c ON c.id = o.customer_id
;
-- name: sessions
WITH gaps AS (
  SELECT
    id,
    customer_id,
    happened_at,
    CASE WHEN happened_at > LAG(happened_at) OVER (PARTITION BY customer_id ORDER BY happened_at, id) + INTERVAL '1' HOUR THEN 1 ELSE 0 END AS is_new
  FROM db.events
)
SELECT id, customer_id, SUM(is_new) OVER (PARTITION BY customer_id ORDER BY happened_at, id) AS session
FROM gaps
;
