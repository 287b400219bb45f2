MODEL (name same.outside, kind FULL);

SELECT amount, country FROM raw.orders
