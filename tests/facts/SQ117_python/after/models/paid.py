from sqlmesh import model


@model("sales.paid", is_sql=True, kind="FULL")
def paid(evaluator):
    return "SELECT order_id FROM sales.orders"
