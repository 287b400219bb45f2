MODEL (name reads.declared, kind FULL, depends_on (sales.orders));

SELECT 1 AS x
