MODEL (name reads.through_cte, kind FULL);

WITH paid AS (SELECT * FROM sales.orders) SELECT p.order_id, p.amount FROM paid AS p
