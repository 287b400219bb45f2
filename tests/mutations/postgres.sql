-- dialect: postgres

-- name: paid orders
SELECT o.id, o.amount::numeric(10, 2) AS amount, COALESCE(o.note, '') AS note
FROM db.orders AS o
WHERE o.status ILIKE 'paid%' AND o.ordered_on >= DATE '2024-01-01'
;
-- name: newest per customer
SELECT DISTINCT ON (customer_id) customer_id, id, amount
FROM db.orders
ORDER BY customer_id, ordered_on DESC NULLS LAST
;
-- name: lateral with a condition
SELECT c.id, l.amount
FROM db.customers AS c
LEFT JOIN LATERAL (SELECT o.amount FROM db.orders AS o WHERE o.customer_id = c.id ORDER BY o.amount DESC LIMIT 1) AS l ON TRUE
;
-- name: filtered counts
SELECT country, COUNT(*) FILTER (WHERE tier = 'gold') AS gold, STRING_AGG(name, ', ' ORDER BY name DESC) AS names
FROM db.customers
GROUP BY country
HAVING COUNT(*) > 3
;
-- name: within group
SELECT status, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount) AS middle
FROM db.orders
GROUP BY status
;
-- name: rows and ordinality
SELECT e.id, u.label, u.position
FROM db.events AS e
CROSS JOIN LATERAL UNNEST(e.labels) WITH ORDINALITY AS u(label, position)
WHERE u.position <= 2
;
-- name: materialized
WITH sums AS MATERIALIZED (
  SELECT customer_id, SUM(amount) AS total FROM db.orders GROUP BY customer_id
), big AS (
  SELECT customer_id FROM sums WHERE total > 100
)
SELECT c.id, c.name
FROM db.customers AS c
WHERE c.id IN (SELECT customer_id FROM big) AND c.country IS DISTINCT FROM 'us'
FETCH FIRST 10 ROWS ONLY
;
-- name: window with exclusion
SELECT id, SUM(amount) OVER (PARTITION BY customer_id ORDER BY ordered_on RANGE BETWEEN INTERVAL '7 days' PRECEDING AND CURRENT ROW) AS week
FROM db.orders
;
-- name: some of them
SELECT id, amount
FROM db.orders
WHERE RANDOM() < 0.5 AND RANDOM() < 0.5
;
-- name: two draws
WITH a AS (
  SELECT id, RANDOM() AS draw FROM db.orders
), b AS (
  SELECT id, RANDOM() AS draw FROM db.orders
)
SELECT a.id, a.draw - b.draw AS apart
FROM a
JOIN b ON b.id = a.id
;
