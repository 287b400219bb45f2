from sqlmesh import macro


@macro()
def low(evaluator, column):
    return f"{column} < 1"


@macro()
def bound(evaluator, column):
    return f"{column} < 10"
