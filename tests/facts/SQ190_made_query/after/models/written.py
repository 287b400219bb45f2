from sqlglot import exp
from sqlmesh import model


@model("made.written", is_sql=True, kind="FULL", depends_on=["sales.orders"])
def entry(evaluator):
    return exp.select(*evaluator.columns_to_types("sales.orders")).from_("sales.orders")
