MODEL (name same.other_scope, kind FULL);

SELECT o.order_id, (SELECT MAX(r.amount) FROM raw.orders AS r) AS top FROM sales.orders AS o
