-- dialect: duckdb

-- name: revenue per region and month
WITH booked AS (
  SELECT o.id, o.customer_id, o.amount, o.ordered_on
  FROM db.orders AS o
  WHERE o.status IN ('paid', 'sent') AND o.amount IS NOT NULL AND o.quantity > 0
), home AS (
  SELECT c.id, c.name, r.region
  FROM db.customers AS c
  LEFT JOIN regions AS r ON r.country = c.country
), monthly AS (
  SELECT
    home.region,
    DATE_TRUNC('month', booked.ordered_on) AS month,
    SUM(booked.amount) AS revenue,
    COUNT(DISTINCT booked.customer_id) AS buyers
  FROM booked
  JOIN home ON home.id = booked.customer_id
  GROUP BY home.region, DATE_TRUNC('month', booked.ordered_on)
)
SELECT
  region,
  month,
  revenue,
  buyers,
  revenue - LAG(revenue) OVER (PARTITION BY region ORDER BY month) AS grown,
  CASE WHEN revenue >= 100 THEN 'high' WHEN revenue >= 40 THEN 'middle' WHEN revenue >= 10 THEN 'low' END AS band
FROM monthly
;
-- name: loyal customers
WITH first_orders AS (
  SELECT customer_id, MIN(ordered_on) AS first_on FROM db.orders GROUP BY 1
), last_orders AS (
  SELECT customer_id, MAX(ordered_on) AS last_on FROM db.orders GROUP BY 1
), events AS (
  SELECT customer_id, COUNT(*) AS visits FROM db.events WHERE kind <> 'click' GROUP BY customer_id HAVING COUNT(*) >= 2
)
SELECT c.id, c.name, f.first_on, l.last_on, e.visits, l.last_on - f.first_on AS days
FROM db.customers AS c
JOIN first_orders AS f ON f.customer_id = c.id
JOIN last_orders AS l ON l.customer_id = c.id
LEFT JOIN events AS e ON e.customer_id = c.id
;
-- name: best items
WITH priced AS (
  SELECT i.sku, i.price * i.quantity AS worth, o.status
  FROM db.items AS i
  JOIN db.orders AS o ON o.id = i.order_id
), ranked AS (
  SELECT sku, SUM(worth) AS worth, RANK() OVER (ORDER BY SUM(worth) DESC) AS place
  FROM priced
  WHERE status = 'paid' OR status = 'sent' OR status = 'open'
  GROUP BY sku
)
SELECT place, sku, worth
FROM ranked
WHERE place BETWEEN 1 AND 3
ORDER BY place
;
-- name: old and new
WITH new_sums AS (
  SELECT status, SUM(amount) AS total, COUNT(*) AS n FROM db.orders GROUP BY status
), old_sums AS (
  SELECT status, SUM(amount) AS total, COUNT(*) AS n FROM db.old_orders GROUP BY status
)
SELECT COALESCE(a.status, b.status) AS status, a.total AS new_total, b.total AS old_total, a.n - b.n AS more
FROM new_sums AS a
FULL JOIN old_sums AS b ON a.status = b.status
;
-- name: people and their referrers
WITH people AS (
  SELECT id, name, country FROM db.customers
  UNION
  SELECT id, name, country FROM db.old_customers
), referred AS (
  SELECT c.id, p.name AS referrer FROM db.customers AS c JOIN people AS p ON p.id = c.referrer_id
)
SELECT people.name, people.country, referred.referrer
FROM people
LEFT JOIN referred ON referred.id = people.id
;
-- name: all there is
SELECT *
FROM db.customers
WHERE country = 'fr' AND tier <> 'none'
;
-- name: windows by name
SELECT
  id,
  customer_id,
  SUM(quantity) OVER per_customer AS pieces,
  LAG(status) OVER per_customer AS before,
  MAX(amount) OVER (PARTITION BY status ORDER BY ordered_on, id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS near
FROM db.orders
WINDOW per_customer AS (PARTITION BY customer_id ORDER BY ordered_on DESC NULLS FIRST, id)
;
-- name: shipped late
SELECT
  o.id,
  CASE WHEN o.quantity > 3 THEN 'many' WHEN o.quantity > 1 THEN 'some' ELSE 'one' END AS lot,
  CASE o.status WHEN 'paid' THEN 'p' WHEN 'sent' THEN 's' END AS letter,
  COALESCE((SELECT SUM(i.price) FROM db.items AS i WHERE i.order_id = o.id), 0) AS price
FROM db.orders AS o
WHERE o.ordered_on BETWEEN DATE '2024-01-04' AND DATE '2024-02-25'
  AND (o.note IS NULL OR o.note NOT IN ('a', '7'))
  AND NOT EXISTS (SELECT 1 FROM db.old_orders AS p WHERE p.id = o.id AND p.status = o.status)
ORDER BY 4 DESC, 1
LIMIT 12
;
-- name: sums of sums
SELECT country, SUM(total) AS total, MAX(total) AS most, COUNT(*) AS customers
FROM (
  SELECT c.country, c.id, SUM(o.amount) AS total
  FROM db.customers AS c
  JOIN db.orders AS o ON o.customer_id = c.id
  WHERE c.tier = 'gold' OR c.tier = 'basic' OR c.country = 'fr'
  GROUP BY c.country, c.id
) AS t
GROUP BY country
HAVING SUM(total) > 12
ORDER BY total DESC, country
;
