MODEL (name made.macro, kind FULL);

SELECT @keys(sales.orders) AS k FROM sales.orders
