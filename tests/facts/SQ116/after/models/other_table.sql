MODEL (name same.other_table, kind FULL);

SELECT o.order_id, u.amount FROM sales.orders AS o JOIN raw.unknown AS u ON u.id = o.order_id
