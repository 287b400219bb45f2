from sqlmesh import macro


@macro()
def tax(evaluator, amount):
    return f"{amount} * 0.19"
