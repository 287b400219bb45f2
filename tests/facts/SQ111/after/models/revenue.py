from sqlmesh import model


@model(
    "sales.revenue",
    kind="FULL",
    columns={"customer_id": "int", "revenue": "decimal(38,2)"},
)
def execute(context, start, end, execution_time, **kwargs):
    table = context.resolve_table("sales.orders")
    return context.fetchdf(f"SELECT customer_id, SUM(amount) * 2 AS revenue FROM {table} GROUP BY 1")
