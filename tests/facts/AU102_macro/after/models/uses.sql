MODEL (name sales.uses, kind FULL, audits (third));

SELECT order_id, amount FROM raw.orders WHERE @low(amount)
