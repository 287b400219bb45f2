AUDIT (
  name not_null
);

SELECT
  *
FROM @this_model
WHERE FALSE
