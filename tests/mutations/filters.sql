-- dialect: duckdb

-- name: plain
SELECT id, customer_id, amount
FROM db.orders
WHERE status = 'paid' AND amount > 10
;
-- name: any of three
SELECT o.id, o.amount * o.quantity AS worth, o.note
FROM db.orders AS o
WHERE o.status = 'paid' OR o.amount >= 40 OR o.note IS NULL
;
-- name: mixed
SELECT id, UPPER(status) AS state
FROM db.orders
WHERE (status = 'paid' OR status = 'open') AND NOT (amount < 5 AND quantity = 2)
;
-- name: lists
SELECT id, status, amount
FROM db.orders
WHERE status IN ('paid', 'open', 'sent') AND customer_id NOT IN (2, 5)
;
-- name: ranges
SELECT id, amount, ordered_on
FROM db.orders
WHERE amount BETWEEN 10 AND 30 AND ordered_on >= DATE '2024-01-10' AND quantity <> 3
;
-- name: patterns
SELECT id, name, country
FROM db.customers
WHERE name LIKE 'a%' AND country NOT LIKE '%r' AND tier IS NOT NULL
;
-- name: everything
SELECT *
FROM db.items
WHERE price > 3
;
-- name: top of the list
SELECT id, amount, status
FROM db.orders
WHERE amount IS NOT NULL
ORDER BY amount DESC, id
LIMIT 7
OFFSET 2
;
-- name: latest first
SELECT id, ordered_on, note
FROM db.orders
ORDER BY ordered_on DESC NULLS LAST, id ASC
LIMIT 10
;
-- name: countries
SELECT DISTINCT country, tier
FROM db.customers
WHERE signed_up < DATE '2024-02-01'
;
-- name: first per customer
SELECT DISTINCT ON (customer_id) customer_id, id, amount
FROM db.orders
ORDER BY customer_id, amount DESC, id
;
-- name: not null and not
SELECT c.id, c.name
FROM db.customers c
WHERE NOT c.tier = 'gold' AND (c.country = 'fr' OR c.country = 'de') AND c.referrer_id IS NULL
;
-- name: parentheses
SELECT (id) AS id, (amount) + (1) AS more
FROM db.orders
WHERE ((amount) > (5)) AND (status = 'paid' OR (quantity < 3))
;
