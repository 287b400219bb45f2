from sqlmesh import macro


@macro()
def keys(evaluator, table):
    return "CONCAT(" + ", ".join(evaluator.columns_to_types(table)) + ")"


@macro()
def twice(evaluator, column):
    return f"2 * {column}"
