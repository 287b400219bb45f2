MODEL (name reads.maybe_elsewhere, kind FULL);

SELECT order_id, country FROM sales.orders AS o JOIN raw.unknown AS u ON u.id = o.order_id
