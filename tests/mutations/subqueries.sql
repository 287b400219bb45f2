-- dialect: duckdb

-- name: exists
SELECT c.id, c.name
FROM db.customers AS c
WHERE EXISTS (SELECT 1 FROM db.orders AS o WHERE o.customer_id = c.id AND o.amount > 20)
;
-- name: not exists
SELECT o.id, o.amount
FROM db.orders AS o
WHERE NOT EXISTS (SELECT 1 FROM db.items AS i WHERE i.order_id = o.id)
;
-- name: in a query
SELECT id, status
FROM db.orders
WHERE customer_id IN (SELECT id FROM db.customers WHERE country = 'fr')
;
-- name: not in a query
SELECT id, country
FROM db.customers
WHERE id NOT IN (SELECT customer_id FROM db.orders WHERE customer_id IS NOT NULL AND status = 'void')
;
-- name: scalar
SELECT
  c.id,
  (SELECT MAX(o.amount) FROM db.orders AS o WHERE o.customer_id = c.id) AS most,
  (SELECT COUNT(*) FROM db.events AS e WHERE e.customer_id = c.id AND e.kind = 'view') AS views
FROM db.customers AS c
;
-- name: above average
SELECT id, amount
FROM db.orders
WHERE amount > (SELECT AVG(amount) FROM db.old_orders)
;
-- name: derived
SELECT s.customer_id, s.total, c.country
FROM (SELECT customer_id, SUM(amount) AS total FROM db.orders GROUP BY customer_id) AS s
JOIN db.customers AS c ON c.id = s.customer_id
WHERE s.total > 15
;
-- name: derived twice
SELECT country, total
FROM (
  SELECT country, SUM(spent) AS total
  FROM (SELECT c.country, o.amount - 1 AS spent FROM db.orders AS o JOIN db.customers AS c ON c.id = o.customer_id) AS x
  GROUP BY country
) AS y
WHERE total >= 10
;
-- name: lateral
SELECT c.id, best.amount, best.note
FROM db.customers AS c
CROSS JOIN LATERAL (SELECT o.amount, o.note FROM db.orders AS o WHERE o.customer_id = c.id ORDER BY o.amount DESC, o.id LIMIT 2) AS best
;
-- name: any and all
SELECT id, amount
FROM db.orders
WHERE amount > ALL (SELECT price FROM db.items WHERE quantity = 1) AND customer_id = ANY (SELECT id FROM db.customers)
;
-- name: same name inside and outside
SELECT o.id, o.amount
FROM db.orders AS o
WHERE EXISTS (SELECT 1 FROM db.old_orders AS p WHERE p.customer_id = o.customer_id AND p.amount < o.amount)
;
