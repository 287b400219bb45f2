AUDIT (
  name amounts_are_small,
  blocking false,
  defaults (most = 1000)
);

SELECT
  *
FROM @this_model
WHERE amount > @most
