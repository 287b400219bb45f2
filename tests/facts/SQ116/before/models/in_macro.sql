MODEL (name reads.in_macro, kind FULL);

SELECT order_id, @unknown_macro(amount) AS x FROM sales.orders
