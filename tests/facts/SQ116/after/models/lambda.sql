MODEL (name same.lambda, kind FULL);

SELECT order_id, LIST_TRANSFORM([1, 2], amount -> amount + 1) AS l FROM sales.orders
