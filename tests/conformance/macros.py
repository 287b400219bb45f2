"""macros.py EXPAND DESCRIBE [COUNT [SEED]]: queries with macros, as SQLMesh writes them out and as stoplog does; run by macros.sh.

Makes COUNT random queries with the macros that SQLMesh brings along, lets SQLMesh's own evaluator render them, and
compares the form of its text (DESCRIBE, tests/unit/sql/describe.c) with that of stoplog's (EXPAND,
tests/unit/project/expand_dump.c). Where stoplog leaves a macro there is nothing to compare. Prints how many there were
and every pair that differs; ends with 1 when there is one.
"""

import json
import random
import subprocess
import sys
from collections import Counter

import sqlmesh.core.dialect as d
from sqlglot import exp
from sqlmesh.core.macros import MacroEvaluator

DIALECTS = "duckdb postgres snowflake bigquery databricks spark trino redshift tsql mysql clickhouse".split()
NAMES = ["a", "b", "c", "t.a", "t.b"]


class Queries:
    """Random SQL around macro calls; deep enough to nest them, small enough to read."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *choices):
        return self.random.choice(choices)()

    def some(self, make, least, most):
        return ", ".join(make() for _ in range(self.random.randint(least, most)))

    def name(self):
        return self.random.choice(NAMES)

    def number(self):
        return self.random.choice(["0", "1", "2", "10", "1.5"])

    def string(self):
        return self.random.choice(["'x'", "'y'", "'a b'"])

    def atom(self):
        return self.one(self.name, self.name, self.number, self.string, lambda: f"COALESCE({self.name()}, {self.number()})",
                        lambda: f"ABS({self.name()})", lambda: f"({self.name()} + {self.number()})",
                        lambda: f"CAST({self.name()} AS INT)")

    def operation(self):
        return f"{self.atom()} {self.random.choice(['+', '-', '*', '/'])} {self.atom()}"

    def value(self, depth=0):
        if depth > 2:
            return self.atom()
        return self.one(self.atom, self.atom, self.operation, lambda: self.macro(depth + 1), lambda: self.macro(depth + 1),
                        lambda: f"{self.macro(depth + 1)} {self.random.choice(['+', '-', '*', '/'])} {self.atom()}",
                        lambda: f"{self.atom()} {self.random.choice(['+', '-', '*', '/'])} {self.macro(depth + 1)}",
                        lambda: f"-{self.name()}", lambda: f"({self.value(depth + 1)})",
                        lambda: f"CASE WHEN {self.condition(depth + 1)} THEN {self.value(depth + 1)} END")

    def condition(self, depth=0):
        left = self.value(depth + 1)
        return self.one(lambda: f"{left} > {self.atom()}", lambda: f"{left} = {self.atom()}", lambda: f"{left} IS NULL",
                        lambda: f"{left} IN ({self.some(self.number, 1, 3)})", lambda: f"NOT {self.name()} = {self.number()}",
                        lambda: f"@AND({self.some(lambda: self.comparison(), 1, 3)})",
                        lambda: f"@OR({self.some(lambda: self.comparison(), 1, 3)})",
                        lambda: f"{self.comparison()} {self.random.choice(['AND', 'OR'])} {self.comparison()}")

    def comparison(self):
        return self.one(lambda: f"{self.name()} > {self.number()}", lambda: f"{self.name()} = {self.string()}",
                        lambda: f"{self.name()} = 1 OR {self.name()} = 2", lambda: "NULL")

    def known(self):
        return self.random.choice(["TRUE", "FALSE", "1 = 1", "1 > 2", "'x' = 'x'", "1 IN (1, 2)", "NOT TRUE"])

    def macro(self, depth=0):
        v = lambda: self.value(depth + 1)
        return self.one(
            lambda: f"@IF({self.known()}, {v()}, {v()})",
            lambda: f"@EVAL({self.number()} + 1)",
            lambda: f"@SAFE_ADD({self.some(v, 1, 3)})",
            lambda: f"@SAFE_SUB({self.some(v, 1, 3)})",
            lambda: f"@SAFE_DIV({v()}, {v()})",
            lambda: f"@GENERATE_SURROGATE_KEY({self.some(v, 1, 3)}{self.random.choice(['', '', self.hash()])})",
            lambda: f"@HAVERSINE_DISTANCE({self.some(self.atom, 4, 4)}{self.random.choice(['', self.unit()])})",
            lambda: f"@REDUCE([{self.some(self.atom, 1, 3)}], (x, y) -> {self.random.choice(['x + y', 'COALESCE(x, y)'])})",
            lambda: f"@SQL('{self.random.choice(['a + 1', 'COALESCE(a, 0)', 'b'])}')",
            lambda: "@n", lambda: f"@f({v()})", lambda: "@'v_@s'")

    def hash(self):
        return f", hash_function {self.random.choice([':=', ':=', '=>'])} {self.random.choice(['MD5', 'SHA256', 'SHA1']).join(2 * [chr(39)])}"

    def unit(self):
        return self.random.choice([", 'mi'", ", 'km'", ", unit := 'km'", ", unit => 'km'"])

    def option(self):
        sign = self.random.choice([":=", ":=", ":=", "=>"])
        return self.random.choice([f", prefix {sign} 'p_'", f", suffix {sign} '_s'", f", agg {sign} 'MAX'", f", quote {sign} FALSE",
                                   f", distinct {sign} TRUE", f", then_value {sign} b", f", else_value {sign} NULL"])

    def item(self):
        options = "".join(self.option() for _ in range(self.random.randint(0, 2)))
        return self.one(lambda: f"{self.value()} AS {self.random.choice('pqr')}", lambda: f"{self.value()} AS {self.random.choice('pqr')}",
                        lambda: f"@EACH([{self.some(lambda: self.random.choice('abc'), 1, 3)}], x -> {self.random.choice(['x', 'x + 1 AS n_@x', 'SUM(x) AS @x', 'COALESCE(x, 0)'])})",
                        lambda: f"@FILTER([1, 2, 3], x -> x > {self.number()})",
                        lambda: f"@PIVOT({self.random.choice('abc')}, [{self.some(self.string, 1, 2)}]{options})",
                        lambda: f"@IF({self.known()}, {self.random.choice('abc')})")

    def query(self):
        definitions = f"@DEF(n, {self.atom()}); @DEF(f, x -> {self.random.choice(['x + 1', 'COALESCE(x, 0)', 'x'])}); @DEF(s, 'q'); "
        where = self.random.choice(["", f" WHERE {self.condition()}", f" @WHERE({self.known()}) {self.condition()}"])
        order = self.random.choice(["", "", " ORDER BY a", f" @ORDER_BY({self.known()}) a, b"])
        limit = self.random.choice(["", "", f" @LIMIT({self.known()}) 3"])
        return f"{definitions}SELECT {self.some(self.item, 1, 3)} FROM db.t AS t{where}{order}{limit}"


def rendered(text, dialect):
    """The query as SQLMesh writes it, or None where it refuses."""
    try:
        *definitions, query = d.parse(text, default_dialect=dialect)
        evaluator = MacroEvaluator(dialect=dialect)
        for definition in definitions:
            evaluator.evaluate(definition)
        tree = evaluator.transform(query)
        return tree.sql(dialect=dialect, comments=False) if isinstance(tree, exp.Query) else None
    except Exception:
        return None


def spelled(form, dialect):
    """The form as sqlglot writes it, which has names of its own for some types and functions."""
    try:
        return d.parse_one(form, dialect=dialect).sql(dialect=dialect).replace("(1 = 1)", "1 = 1")
    except Exception:
        return form


def lines_of(program, lines):
    return subprocess.run([program], input="".join(lines), capture_output=True, text=True, check=True).stdout.splitlines()


def main():
    expand, describe = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 3000
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    queries = Queries(seed)
    cases, counts = [], Counter()
    for _ in range(count):
        dialect, text = queries.random.choice(DIALECTS), queries.query()
        sql = rendered(text, dialect)
        counts["queries"] += 1
        counts["refused by SQLMesh"] += sql is None
        if sql is not None:
            cases.append((dialect, text, sql))
    ours = lines_of(expand, [f"{dialect}\t{text}\n" for dialect, text, _ in cases])
    theirs = [json.loads(line)["form"] for line in lines_of(describe, [f"{dialect}\t{sql}\n" for dialect, _, sql in cases])]
    for (dialect, text, sql), mine, other in zip(cases, ours, theirs):
        if "@" in mine:
            counts["a macro stays"] += 1
        elif mine == other or spelled(mine, dialect) == spelled(other, dialect):
            counts["the same"] += 1
        else:
            counts["differ"] += 1
            print(f"[{dialect}] {text}\n  SQLMesh {other}\n  stoplog {mine}")
    print(", ".join(f"{name}: {counts[name]}" for name in ("queries", "refused by SQLMesh", "a macro stays", "the same", "differ")))
    return 1 if counts["differ"] or not counts["the same"] else 0


if __name__ == "__main__":
    sys.exit(main())
