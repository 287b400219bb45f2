-- dialect: duckdb

-- name: case
SELECT
  id,
  CASE WHEN amount > 30 THEN 'large' WHEN amount > 10 THEN 'middle' ELSE 'small' END AS size,
  CASE status WHEN 'paid' THEN 1 WHEN 'open' THEN 2 END AS code
FROM db.orders
;
-- name: arithmetic
SELECT
  id,
  amount - quantity AS less,
  amount + quantity * 2 AS more,
  (amount + quantity) * 2 AS doubled,
  amount - (quantity - 1) AS back,
  -quantity AS negative,
  amount % 3 AS rest
FROM db.orders
;
-- name: functions
SELECT
  id,
  COALESCE(note, status, 'none') AS text,
  NULLIF(amount, quantity) AS unequal,
  ROUND(amount / 7.0, 2) AS part,
  SUBSTR(name, 1, 2) AS start_of_name,
  GREATEST(amount, quantity) AS most,
  LOWER(TRIM(name)) AS clean,
  SIGN(amount - 20) AS side,
  ABS(20 - amount * 2) - quantity AS away
FROM (SELECT o.id, o.note, o.status, o.amount, o.quantity, c.name FROM db.orders AS o JOIN db.customers AS c ON c.id = o.customer_id) AS x
;
-- name: casts
SELECT
  id,
  CAST(amount AS VARCHAR) AS amount_text,
  quantity::BIGINT AS quantity_wide,
  TRY_CAST(note AS INT) AS note_number,
  CAST(ordered_on AS TIMESTAMP) AS ordered_at
FROM db.orders
;
-- name: dates
SELECT
  id,
  ordered_on + INTERVAL '3' DAY AS due,
  DATE_TRUNC('month', ordered_on) AS month,
  EXTRACT(YEAR FROM ordered_on) AS year,
  DATE_DIFF('day', DATE '2024-01-01', ordered_on) AS days
FROM db.orders
WHERE ordered_on > DATE '2024-01-03' AND ordered_on < '2024-02-20'
;
-- name: text
SELECT
  id,
  name || '/' || country AS label,
  REPLACE(name, 'a', 'o') AS swapped,
  CONCAT(country, '-', tier) AS joined,
  LENGTH(name) AS letters
FROM db.customers
;
-- name: truth
SELECT
  id,
  amount > 10 AND status = 'paid' AS is_large,
  amount IS NULL OR quantity IS NULL AS has_gap,
  status IN ('paid', 'sent') AS is_done,
  note IS DISTINCT FROM status AS differs
FROM db.orders
;
-- name: quoted names
SELECT "id", "amount" AS "Total", o."status" AS state
FROM db.orders AS o
WHERE o."quantity" >= 2
;
-- name: if
SELECT id, IF(amount > quantity, amount, quantity) AS larger, IFNULL(note, 'x') AS note
FROM db.orders
;
-- name: one row
SELECT 1 AS one, 'a' AS letter, CAST(NULL AS INT) AS nothing
;
-- name: methods
SELECT o.id, o.note.upper() AS upper_note, o.status.lower().length() AS letters, p.note.substr(1, 1) AS start
FROM db.orders AS o
LEFT JOIN db.old_orders AS p ON p.customer_id = o.customer_id AND p.amount > o.amount
;
