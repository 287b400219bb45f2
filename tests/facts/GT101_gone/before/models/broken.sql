MODEL (
  name sales.broken kind FULL
);

SELECT 1 AS a
