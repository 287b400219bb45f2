MODEL (name same.field, kind FULL);

SELECT o.order_id, u.row.amount FROM sales.orders AS o JOIN raw.unknown AS u ON u.id = o.order_id
