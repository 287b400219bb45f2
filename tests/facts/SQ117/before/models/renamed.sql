MODEL (name reads.renamed, kind FULL);

SELECT item_id FROM sales.items
