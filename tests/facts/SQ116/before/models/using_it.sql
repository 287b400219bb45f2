MODEL (name reads.using_it, kind FULL);

SELECT a.order_id FROM sales.orders AS a JOIN sales.orders AS b USING (order_id, amount)
