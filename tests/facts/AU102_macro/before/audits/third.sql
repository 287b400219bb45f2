AUDIT (name third);
SELECT * FROM @this_model WHERE @low(amount)
