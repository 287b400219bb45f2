MODEL (name reads.own_alias, kind FULL);

SELECT UPPER(country) AS country FROM sales.orders
