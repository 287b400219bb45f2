"""parse_meaning: what a text means to sqlglot, as a value that can be compared.

Differences that docs/semantic-form.md proves to be none are left out of the value, each by a rule of its own;
everything else counts. The form may say "equal" only where these values are equal.
"""

import logging

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.normalize_identifiers import normalize_identifiers
from sqlglot.optimizer.scope import traverse_scope

logging.disable(logging.CRITICAL)

OTHER = (exp.Command, exp.DDL, exp.DML, exp.Set, exp.Use, exp.Describe, exp.Drop, exp.Alter, exp.Pragma)


def parse(sql, dialect):
    """The one tree of a text, or None."""
    try:
        trees = [tree for tree in sqlglot.parse(sql, dialect=dialect) if tree]
    except Exception:
        return None
    return trees[0] if len(trees) == 1 else None


def is_query(tree):
    return isinstance(tree, (exp.Query, exp.Values)) or (isinstance(tree, exp.Pivot) and bool(tree.this))


def as_query(sql, dialect):
    """(query, tree): the text itself, or a SELECT of it when it is an expression; None when it is neither."""
    tree = parse(sql, dialect)
    if tree is None or tree.find(exp.Command) or isinstance(tree, OTHER):
        return None
    if is_query(tree):
        return sql, tree
    if sql.lstrip().startswith("--") or not isinstance(tree, (exp.Condition, exp.Interval, exp.Star)):
        return None
    sql = "SELECT " + sql
    tree = parse(sql, dialect)
    return (sql, tree) if isinstance(tree, exp.Select) else None


# --- rules of docs/semantic-form.md: each gives the value of a node, or None when it has nothing to say -------


def rule_parentheses(node):
    return key(node.this) if isinstance(node, exp.Paren) else None


def rule_chains(node):
    """(a AND b) AND c is a AND (b AND c)."""
    if not isinstance(node, (exp.And, exp.Or)):
        return None
    operands = []
    for operand in (node.left.unnest(), node.right.unnest()):
        value = key(operand)
        operands += value[1:] if type(operand) is type(node) else [value]
    return (type(node).__name__, *operands)


def rule_identifiers(node):
    return ("id", node.this) if isinstance(node, exp.Identifier) else None


def rule_function_names(node):
    if isinstance(node, exp.Anonymous):
        return ("f", str(node.this).upper(), key(node.expressions))
    return None


def rule_same_alias(node):
    projection = isinstance(node, exp.Alias) and isinstance(node.parent, exp.Select)
    column = node.this.unnest() if projection else None
    if isinstance(column, exp.Column) and node.alias == column.name:
        return key(column)
    return None


def rule_joins(node):
    if not isinstance(node, exp.Join):
        return None
    args = dict(node.args, hint=None, global_=None)
    side, kind = (args.get("side") or "").upper(), (args.get("kind") or "").upper()
    if kind == "INNER" or (kind == "OUTER" and side):
        kind = ""
    if kind == "OUTER":
        side, kind = "FULL", ""
    if not any(args.get(name) for name in ("on", "using", "method", "match_condition")) and not side and not kind:
        kind = "CROSS"
    return plain("Join", dict(args, side=side, kind=kind))


def rule_nested(node):
    """((SELECT 1)), (t), and parentheses around an arm or a whole query hold nothing of their own."""
    if not isinstance(node, exp.Subquery) or any(value for arg, value in node.args.items() if arg != "this"):
        return None
    outer, inner = node.parent, node.this
    if isinstance(outer, (type(None), exp.Subquery, exp.SetOperation, exp.CTE, exp.Exists)) or isinstance(inner, (exp.Subquery, exp.Table)):
        return key(inner)
    return None


def rule_fetch(node):
    """FETCH FIRST ROWS ONLY is one row; LIMIT is another spelling."""
    if not isinstance(node, (exp.Fetch, exp.Limit)):
        return None
    options = node.args.get("limit_options")
    words = {name: bool(value) for name, value in (options.args.items() if options else ()) if name != "rows" and value}
    count = node.args.get("count") or node.args.get("expression") or exp.Literal.number(1)
    return ("Limit", key(count), tuple(sorted(words)), plain("", {k: v for k, v in node.args.items() if k in ("offset", "expressions")}))


def rule_hints(node):
    if isinstance(node, exp.Select):
        return plain("Select", dict(node.args, hint=None, operation_modifiers=None))
    return None


RULES = [rule_parentheses, rule_chains, rule_identifiers, rule_function_names, rule_same_alias, rule_joins,
         rule_nested, rule_fetch, rule_hints]


# --- the value ---------------------------------------------------------------------------------------


def plain(name, args):
    values = ((arg, key(value)) for arg, value in sorted(args.items()))
    return (name, *((arg, value) for arg, value in values if value not in (None, False, (), "")))


def key(node):
    if isinstance(node, exp.Expression):
        for rule in RULES:
            value = rule(node)
            if value is not None:
                return value
        return plain(type(node).__name__, node.args)
    if isinstance(node, list):
        return tuple(key(item) for item in node)
    return node


def meaning(tree, dialect):
    return key(normalize_identifiers(tree.copy(), dialect=dialect))


# --- columns, tables and outputs ------------------------------------------------------------------------------


def columns_of(tree, dialect):
    """Every name that stands as a column or a field."""
    tree = normalize_identifiers(tree.copy(), dialect=dialect)
    names = {part.name for column in tree.find_all(exp.Column) for part in column.parts if isinstance(part, exp.Identifier)}
    return sorted(names | {dot.expression.name for dot in tree.find_all(exp.Dot) if isinstance(dot.expression, exp.Identifier)})


def arguments(tree):
    """Tables that are named as arguments: f(TABLE t), ML.PREDICT(MODEL m, ...). No scope knows them."""
    for call in tree.find_all(exp.Func):
        for argument in call.args.values():
            for value in argument if isinstance(argument, list) else [argument]:
                if isinstance(value, exp.Table):
                    yield value


def tables_of(tree, dialect):
    """Names of the tables a query reads, sorted, without functions and CTEs; None when no scope can be built."""
    tree = normalize_identifiers(tree.copy(), dialect=dialect)
    try:
        scopes = traverse_scope(tree)
    except Exception:
        return None
    ctes = {cte.alias for cte in tree.find_all(exp.CTE)}
    tables = [table for scope in scopes for table in scope.sources.values() if isinstance(table, exp.Table)]
    names = set()
    for table in [*tables, *arguments(tree)]:
        parts = [part.name for part in table.parts]
        pivot = table.args.get("pivots") and len(parts) == 1 and parts[0] in ctes
        if not pivot and all(isinstance(part, exp.Identifier) for part in table.parts):
            names.add(".".join(parts))
    return sorted(names)


def source_of(select):
    """The query a SELECT * is over, when it is nothing but that."""
    source = select.args.get("from_")
    if isinstance(select, exp.Select) and source and not select.args.get("joins") and len(select.expressions) == 1:
        inner = source.this
        plain = isinstance(inner, exp.Subquery) and not any(value for arg, value in inner.args.items() if arg != "this")
        star = isinstance(select.expressions[0], exp.Star) and not any(select.expressions[0].args.values())
        if star and plain and isinstance(inner.this, exp.Query):
            return inner.this
    return None


def name_of(item):
    """A literal names its column; the names of paths and subscripts depend on how sqlglot rewrites them."""
    named = isinstance(item.unalias(), (exp.JSONExtract, exp.JSONExtractScalar, exp.Bracket, exp.Cast)) and not item.alias
    return None if named else item.output_name


def outputs_of(tree, dialect):
    """Names of a query's columns: "*" for a star, "" for none."""
    tree = normalize_identifiers(tree.copy(), dialect=dialect)
    while True:
        if isinstance(tree, exp.SetOperation):
            if tree.args.get("by_name"):
                return None
            tree = tree.this
        elif isinstance(tree, exp.Subquery):
            tree = tree.this
        elif isinstance(tree, exp.Select) and source_of(tree):
            tree = source_of(tree)
        else:
            break
    if not isinstance(tree, exp.Select):
        return None
    return ["*" if item.is_star else name_of(item) for item in tree.selects]
