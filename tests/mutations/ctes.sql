-- dialect: duckdb

-- name: one
WITH paid AS (
  SELECT id, customer_id, amount
  FROM db.orders
  WHERE status = 'paid'
)
SELECT customer_id, SUM(amount) AS total
FROM paid
GROUP BY customer_id
;
-- name: two apart
WITH paid AS (
  SELECT customer_id, SUM(amount) AS total FROM db.orders WHERE status = 'paid' GROUP BY customer_id
), seen AS (
  SELECT customer_id, COUNT(*) AS visits FROM db.events WHERE kind = 'view' GROUP BY customer_id
)
SELECT c.id, c.name, p.total, s.visits
FROM db.customers AS c
LEFT JOIN paid AS p ON p.customer_id = c.id
LEFT JOIN seen AS s ON s.customer_id = c.id
;
-- name: a chain
WITH recent AS (
  SELECT id, customer_id, amount, status FROM db.orders WHERE ordered_on >= DATE '2024-01-05'
), sums AS (
  SELECT recent.customer_id, recent.status, SUM(recent.amount) AS total FROM recent GROUP BY recent.customer_id, recent.status
), large AS (
  SELECT customer_id, total FROM sums WHERE total > 20
)
SELECT customer_id, MAX(total) AS most
FROM large
GROUP BY customer_id
;
-- name: used twice
WITH spent AS (
  SELECT customer_id, SUM(amount) AS total FROM db.orders GROUP BY customer_id
)
SELECT a.customer_id, a.total, COUNT(b.total) AS richer
FROM spent AS a
LEFT JOIN spent AS b ON b.total > a.total
GROUP BY a.customer_id, a.total
;
-- name: nested
WITH outer_one AS (
  WITH inner_one AS (
    SELECT customer_id, amount FROM db.orders WHERE amount > 8
  )
  SELECT customer_id, COUNT(*) AS n FROM inner_one GROUP BY customer_id
)
SELECT o.customer_id, o.n
FROM outer_one AS o
WHERE o.n < 4
;
-- name: recursive
WITH RECURSIVE chain AS (
  SELECT id, referrer_id, 0 AS depth FROM db.customers WHERE referrer_id IS NULL
  UNION ALL
  SELECT c.id, c.referrer_id, chain.depth + 1 AS depth FROM db.customers AS c JOIN chain ON c.referrer_id = chain.id WHERE chain.depth < 4
)
SELECT id, referrer_id, depth
FROM chain
;
-- name: beside a table
WITH home AS (
  SELECT id, country FROM db.customers WHERE tier = 'gold'
)
SELECT home.id, r.region
FROM home
JOIN regions AS r ON r.country = home.country
;
-- name: same columns
WITH now_paid AS (
  SELECT id, customer_id, amount FROM db.orders WHERE status = 'paid'
), then_paid AS (
  SELECT id, customer_id, amount FROM db.old_orders WHERE status = 'sent'
)
SELECT n.customer_id, n.amount, n.id
FROM now_paid AS n
WHERE n.customer_id IN (SELECT customer_id FROM then_paid)
;
-- name: column names
WITH sums (customer, total) AS (
  SELECT customer_id, SUM(amount) FROM db.orders GROUP BY customer_id
)
SELECT customer, total + 1 AS total_and_one
FROM sums
WHERE total > 5
;
-- name: numbers
WITH weights (status, weight) AS (
  VALUES ('paid', 3), ('open', 2), ('sent', 1)
)
SELECT o.id, o.amount * w.weight AS weighted
FROM db.orders AS o
JOIN weights AS w ON w.status = o.status
;
