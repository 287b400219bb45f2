-- dialect: duckdb

-- name: union all
SELECT id, amount, status FROM db.orders
UNION ALL
SELECT id, amount, status FROM db.old_orders
;
-- name: union
SELECT customer_id, status FROM db.orders WHERE amount > 10
UNION
SELECT customer_id, status FROM db.old_orders
;
-- name: except
SELECT customer_id FROM db.orders
EXCEPT
SELECT customer_id FROM db.old_orders WHERE amount < 20
;
-- name: intersect
SELECT customer_id, amount FROM db.orders
INTERSECT
SELECT customer_id, amount FROM db.old_orders
;
-- name: three arms
SELECT country AS word FROM db.customers
UNION ALL
SELECT status AS word FROM db.orders
UNION ALL
SELECT sku AS word FROM db.items WHERE price > 2
;
-- name: tagged and counted
SELECT origin, COUNT(*) AS n, SUM(amount) AS total
FROM (
  SELECT 'new' AS origin, amount FROM db.orders
  UNION ALL
  SELECT 'old' AS origin, amount FROM db.old_orders
) AS both_orders
GROUP BY origin
;
-- name: in parentheses with a limit
(SELECT id, amount FROM db.orders ORDER BY amount DESC, id LIMIT 3)
UNION ALL
(SELECT id, amount FROM db.old_orders ORDER BY amount, id LIMIT 2)
;
-- name: by name
SELECT id, amount, status FROM db.orders
UNION ALL BY NAME
SELECT status, id, amount FROM db.old_orders
;
-- name: ordered as a whole
SELECT id, amount FROM db.orders
UNION ALL
SELECT id + 1000 AS id, amount FROM db.old_orders
ORDER BY amount DESC, id
LIMIT 9
;
-- name: below a with
WITH everything AS (
  SELECT customer_id, amount FROM db.orders
  UNION ALL
  SELECT customer_id, amount FROM db.old_orders
)
SELECT customer_id, SUM(amount) AS total
FROM everything
GROUP BY customer_id
;
