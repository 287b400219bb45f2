-- dialect: duckdb

-- name: inner
SELECT o.id, o.amount, c.name, c.country
FROM db.orders AS o
JOIN db.customers AS c ON o.customer_id = c.id
;
-- name: left
SELECT c.id AS customer, c.name, o.id AS order_id, COALESCE(o.amount, 0) AS amount
FROM db.customers AS c
LEFT JOIN db.orders AS o ON o.customer_id = c.id AND o.status = 'paid'
;
-- name: full
SELECT o.id AS new_id, p.id AS old_id, o.amount - p.amount AS grown
FROM db.orders o
FULL OUTER JOIN db.old_orders p ON o.id = p.id AND o.customer_id = p.customer_id
;
-- name: right with filter in the condition
SELECT i.sku, i.price, o.status
FROM db.orders AS o
RIGHT JOIN db.items AS i ON i.order_id = o.id AND i.price > 4
;
-- name: using
SELECT id, o.amount, p.amount AS old_amount
FROM db.orders AS o
INNER JOIN db.old_orders AS p USING (id, customer_id)
;
-- name: comma and cross
SELECT c.name, r.region
FROM db.customers AS c, regions AS r
WHERE c.country = r.country AND c.tier <> 'gold'
;
-- name: three tables
SELECT c.country, o.id, i.sku, i.price * i.quantity AS worth
FROM db.customers AS c
JOIN db.orders AS o ON o.customer_id = c.id
LEFT JOIN db.items AS i ON i.order_id = o.id
;
-- name: self join
SELECT a.id, a.name, b.name AS referrer
FROM db.customers AS a
LEFT JOIN db.customers AS b ON a.referrer_id = b.id
;
-- name: near dates
SELECT o.id, p.id AS earlier
FROM db.orders AS o
JOIN db.old_orders AS p ON p.ordered_on < o.ordered_on AND p.customer_id = o.customer_id
;
-- name: without a match
SELECT c.id, c.name
FROM db.customers AS c
ANTI JOIN db.orders AS o ON o.customer_id = c.id
;
-- name: with a match
SELECT c.id, c.country
FROM db.customers AS c
SEMI JOIN db.orders AS o ON o.customer_id = c.id AND o.amount > 15
;
-- name: bare names
SELECT sku, price, status, ordered_on
FROM db.items
JOIN db.orders ON order_id = id
WHERE price >= 2
;
-- name: names of tables
SELECT orders.id, orders.amount, customers.name
FROM db.orders
LEFT JOIN db.customers ON orders.customer_id = customers.id
;
-- name: joined in parentheses
SELECT c.id, o.amount, i.sku
FROM db.customers AS c
LEFT JOIN (db.orders AS o JOIN db.items AS i ON i.order_id = o.id) ON o.customer_id = c.id
;
-- name: old and new side by side
SELECT o.id, o.amount AS new_amount, p.amount AS old_amount, o.note, p.status AS old_status
FROM db.orders AS o
LEFT JOIN db.old_orders AS p ON p.id = o.id AND p.quantity > 1
ORDER BY 2 DESC, 1
LIMIT 20
;
-- name: neighbours
SELECT c.id, c.name, d.name AS neighbour, d.tier
FROM db.customers AS c
JOIN db.customers AS d ON d.country = c.country AND d.id <> c.id
WHERE c.tier = 'gold' AND d.signed_up < c.signed_up
;
