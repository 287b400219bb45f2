AUDIT (
  name amounts_are_small,
  defaults (most = 1000)
);

SELECT
  *
FROM @this_model
WHERE amount > @most
