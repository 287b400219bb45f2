-- dialect: snowflake

-- name: qualify
SELECT id, customer_id, amount
FROM db.orders
WHERE status != 'void'
QUALIFY ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ordered_on DESC) = 1
;
-- name: iff and case
SELECT id, IFF(amount > 10, 'large', 'small') AS size, NVL(note, 'none') AS note, DATEADD(day, 3, ordered_on) AS due
FROM db.orders
;
-- name: flatten
SELECT e.id, f.value AS label
FROM db.events AS e, LATERAL FLATTEN(INPUT => e.labels) AS f
WHERE e.kind = 'view'
;
-- name: paths
SELECT id, detail:page::VARCHAR AS page, detail:seconds::INT * 2 AS seconds
FROM db.events
WHERE detail:seconds::INT > 5
;
-- name: pivot
SELECT *
FROM (SELECT customer_id, status, amount FROM db.orders) AS s
PIVOT (SUM(amount) FOR status IN ('paid', 'open')) AS p
;
-- name: quoted
SELECT "ID", o."STATUS" AS state, amount AS "Amount"
FROM db.orders AS o
WHERE o.quantity > 1 OR o.note IS NOT NULL
;
-- name: minus
SELECT customer_id, status FROM db.orders
MINUS
SELECT customer_id, status FROM db.old_orders WHERE amount > 3
;
-- name: months
WITH months AS (
  SELECT DATE_TRUNC('month', ordered_on) AS month, SUM(amount) AS total
  FROM db.orders
  GROUP BY 1
)
SELECT month, total, LAG(total) OVER (ORDER BY month) AS before
FROM months
WHERE total > 0
;
-- name: top
SELECT TOP 5 id, amount
FROM db.orders
ORDER BY amount DESC
;
