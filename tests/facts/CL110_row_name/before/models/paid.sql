MODEL (
  name sales.paid,
  kind FULL
);

SELECT
  status,
  amount
FROM (SELECT * FROM sales.status) AS s
WHERE status = 'paid'
