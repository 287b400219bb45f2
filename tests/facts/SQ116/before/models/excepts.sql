MODEL (name reads.excepts, kind FULL);

SELECT * EXCLUDE (amount) FROM sales.orders
