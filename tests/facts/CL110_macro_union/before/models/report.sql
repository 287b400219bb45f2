MODEL (name sales.report, kind FULL);
@UNION('all', sales.orders, raw.refunds)
