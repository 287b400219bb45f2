MODEL (name sales.closed);
SELECT i FROM sales.open
