MODEL (name reads.external, kind FULL);

SELECT item_id FROM raw.items
