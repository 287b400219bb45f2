-- dialect: trino

-- name: arrays
SELECT id, FILTER(labels, x -> x <> 'y') AS kept, CARDINALITY(labels) AS many
FROM db.events
WHERE kind IN ('view', 'click')
;
-- name: unnest
SELECT e.id, t.label
FROM db.events AS e
CROSS JOIN UNNEST(e.labels) WITH ORDINALITY AS t(label, n)
WHERE t.n < 3
;
-- name: timestamps
SELECT id, happened_at + INTERVAL '2' HOUR AS later, DATE_TRUNC('day', happened_at) AS day, happened_at AT TIME ZONE 'UTC' AS utc
FROM db.events
;
-- name: counts
SELECT kind, COUNT_IF(customer_id > 3) AS some, APPROX_DISTINCT(customer_id) AS customers, MAX_BY(id, happened_at) AS latest
FROM db.events
GROUP BY kind
HAVING COUNT(*) > 1
ORDER BY kind
OFFSET 1
LIMIT 3
;
-- name: try
SELECT id, TRY_CAST(note AS INTEGER) AS number, TRY(amount / quantity) AS each
FROM db.orders
WHERE NOT (status = 'void' OR amount < 0)
;
