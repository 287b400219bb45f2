-- dialect: duckdb

-- name: per status
SELECT status, SUM(amount) AS total, COUNT(*) AS orders
FROM db.orders
GROUP BY status
;
-- name: per month and status
SELECT DATE_TRUNC('month', ordered_on) AS month, status, SUM(amount * quantity) AS worth, MIN(note) AS first_note
FROM db.orders
WHERE status <> 'void'
GROUP BY 1, 2
;
-- name: positions and a limit
SELECT customer_id, COUNT(*) AS orders, MAX(amount) AS most
FROM db.orders
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT 4
;
-- name: large customers
SELECT o.customer_id, c.country, SUM(o.amount) AS total
FROM db.orders AS o
JOIN db.customers AS c ON c.id = o.customer_id
GROUP BY o.customer_id, c.country
HAVING SUM(o.amount) > 60 AND COUNT(*) > 2
;
-- name: counting in parts
SELECT
  customer_id,
  COUNT(DISTINCT status) AS states,
  SUM(amount) FILTER (WHERE status = 'paid') AS paid,
  SUM(CASE WHEN status = 'open' THEN amount ELSE 0 END) AS open,
  AVG(quantity) AS average
FROM db.orders
GROUP BY customer_id
;
-- name: rollup
SELECT country, tier, COUNT(*) AS customers
FROM db.customers
GROUP BY ROLLUP (country, tier)
;
-- name: cube
SELECT status, customer_id, SUM(quantity) AS pieces
FROM db.orders
GROUP BY CUBE (status, customer_id)
;
-- name: grouping sets
SELECT status, ordered_on, customer_id, SUM(amount) AS total
FROM db.orders
GROUP BY GROUPING SETS ((status, ordered_on), (customer_id), ())
;
-- name: all of it
SELECT COUNT(*) AS orders, SUM(amount) AS total, MAX(ordered_on) AS latest
FROM db.orders
WHERE quantity > 1
;
-- name: lists per customer
SELECT
  customer_id,
  STRING_AGG(status, ',' ORDER BY id) AS history,
  LIST(amount ORDER BY amount DESC NULLS LAST, id) AS amounts
FROM db.orders
GROUP BY customer_id
;
-- name: grouped by an expression
SELECT amount // 10 AS bucket, COUNT(*) AS orders, SUM(quantity) AS pieces
FROM db.orders
GROUP BY amount // 10
HAVING COUNT(*) >= 2
;
-- name: group by all
SELECT kind, customer_id, COUNT(*) AS n, MIN(happened_at) AS first_seen
FROM db.events
GROUP BY ALL
;
-- name: keys that are not shown
SELECT SUM(amount) AS total, COUNT(note) AS notes, MIN(ordered_on) AS first_on
FROM db.orders
GROUP BY customer_id, status, quantity
;
-- name: groups of groups
SELECT c.tier, COUNT(*) AS customers, SUM(s.total) AS total
FROM db.customers AS c
JOIN (SELECT customer_id, status, SUM(amount) AS total FROM db.orders GROUP BY customer_id, status, quantity) AS s ON s.customer_id = c.id
GROUP BY c.tier, c.country
;
