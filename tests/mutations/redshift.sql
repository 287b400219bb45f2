-- dialect: redshift

-- name: listagg
SELECT customer_id, LISTAGG(status, '|') WITHIN GROUP (ORDER BY id) AS history
FROM db.orders
GROUP BY customer_id
;
-- name: dateadd
SELECT id, DATEADD(month, 1, ordered_on) AS due, NVL(note, 'x') AS note, amount::VARCHAR AS text
FROM db.orders
WHERE status = 'paid' AND DATEDIFF(day, ordered_on, '2024-03-01') < 40
;
-- name: median
SELECT status, MEDIAN(amount) AS middle
FROM db.orders
GROUP BY 1
HAVING MAX(amount) > 2
;
