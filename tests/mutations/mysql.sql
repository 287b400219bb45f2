-- dialect: mysql

-- name: group concat
SELECT customer_id, GROUP_CONCAT(status ORDER BY id SEPARATOR '-') AS history, COUNT(DISTINCT status) AS states
FROM db.orders
GROUP BY customer_id
;
-- name: limit with offset
SELECT id, amount
FROM db.orders
WHERE note IS NOT NULL AND amount <> 4
ORDER BY amount DESC, id
LIMIT 3, 5
;
-- name: date add
SELECT id, DATE_ADD(ordered_on, INTERVAL 1 MONTH) AS due, IF(quantity > 2, amount, 0) AS many
FROM db.orders
WHERE ordered_on > '2024-01-15'
;
-- name: union
SELECT `id`, `status` AS `state` FROM `db`.`orders`
UNION
SELECT `id`, `status` FROM `db`.`old_orders`
;
