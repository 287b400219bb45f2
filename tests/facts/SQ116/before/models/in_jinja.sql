MODEL (name reads.in_jinja, kind FULL);

JINJA_QUERY_BEGIN;
SELECT order_id, {% if true %}amount{% endif %} FROM sales.orders;
JINJA_END;
