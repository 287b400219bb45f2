-- dialect: spark

-- name: lateral view
SELECT e.id, t.label
FROM db.events AS e
LATERAL VIEW EXPLODE(e.labels) t AS label
WHERE e.kind = 'click'
;
-- name: hint
SELECT /*+ BROADCAST(c) */ o.id, c.name
FROM db.orders AS o
JOIN db.customers AS c ON c.id = o.customer_id
WHERE o.amount > 4
;
-- name: semi and anti
SELECT o.id, o.amount
FROM db.orders AS o
LEFT SEMI JOIN db.customers AS c ON c.id = o.customer_id AND c.country = 'fr'
;
-- name: rlike and date functions
SELECT id, DATE_ADD(ordered_on, 3) AS due, note RLIKE '^a' AS starts, CAST(amount AS STRING) AS text
FROM db.orders
WHERE ordered_on BETWEEN '2024-01-01' AND '2024-02-01'
;
-- name: grouping
SELECT country, tier, COUNT(DISTINCT name) AS names
FROM db.customers
GROUP BY country, tier WITH ROLLUP
;
-- name: collect
SELECT customer_id, COLLECT_SET(status) AS states, MAX(NAMED_STRUCT('a', amount, 'b', id)) AS most
FROM db.orders
WHERE amount IS NOT NULL
GROUP BY customer_id
;
