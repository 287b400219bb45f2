-- dialect: duckdb

-- name: latest per customer
SELECT id, customer_id, amount
FROM db.orders
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_on DESC, id DESC) = 1
;
-- name: running total
SELECT
  id,
  customer_id,
  SUM(amount) OVER (PARTITION BY customer_id ORDER BY ordered_on, id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running
FROM db.orders
;
-- name: moving
SELECT
  id,
  AVG(amount) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS average,
  MAX(amount) OVER (ORDER BY id ROWS 3 PRECEDING) AS most
FROM db.orders
;
-- name: ranks
SELECT
  id,
  RANK() OVER (PARTITION BY status ORDER BY amount DESC NULLS LAST) AS place,
  DENSE_RANK() OVER (ORDER BY quantity) AS dense,
  LAG(amount, 1) OVER (PARTITION BY customer_id ORDER BY id) AS previous
FROM db.orders
;
-- name: shares
SELECT id, amount, amount * 100 // GREATEST(SUM(amount) OVER (PARTITION BY customer_id), 1) AS share
FROM db.orders
WHERE status <> 'void'
;
-- name: named
SELECT
  id,
  SUM(amount) OVER w AS total,
  COUNT(note) OVER w AS notes
FROM db.orders
WINDOW w AS (PARTITION BY status ORDER BY id)
;
-- name: ranked inside
SELECT customer_id, id, amount
FROM (
  SELECT customer_id, id, amount, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY amount DESC, id) AS place
  FROM db.orders
  WHERE quantity > 1
) AS ranked
WHERE place <= 2
;
-- name: over groups
SELECT status, SUM(amount) AS total, RANK() OVER (ORDER BY SUM(amount) DESC) AS place
FROM db.orders
GROUP BY status
;
-- name: first and last
SELECT
  id,
  FIRST_VALUE(amount) OVER (PARTITION BY customer_id ORDER BY id) AS first_amount,
  LEAD(status) OVER (PARTITION BY customer_id ORDER BY id) AS next_status
FROM db.orders
;
