MODEL (name sales.orders, kind FULL, audits (third, forall(criteria := (@bound(amount)))));

SELECT order_id, amount FROM raw.orders
