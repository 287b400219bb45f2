-- dialect: tsql

-- name: apply
SELECT c.id, o.amount
FROM db.customers AS c
CROSS APPLY (SELECT TOP 3 x.amount FROM db.orders AS x WHERE x.customer_id = c.id ORDER BY x.amount DESC) AS o
;
-- name: brackets
SELECT [o].[id], ISNULL(o.note, 'none') AS note, DATEDIFF(day, o.ordered_on, '2024-03-01') AS age
FROM [db].[orders] AS o
WHERE o.status <> 'void'
;
-- name: fetch
SELECT id, amount
FROM db.orders
ORDER BY amount DESC, id
OFFSET 5 ROWS
FETCH NEXT 10 ROWS ONLY
;
-- name: outer apply
SELECT c.id, o.total
FROM db.customers AS c
OUTER APPLY (SELECT SUM(x.amount) AS total FROM db.orders AS x WHERE x.customer_id = c.id) AS o
;
