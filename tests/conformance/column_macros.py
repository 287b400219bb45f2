"""column_macros.py DUMP [COUNT [SEED]]: queries with @STAR and @UNION over random models, as SQLMesh writes them out and as
stoplog does; run by macros.sh.

Makes COUNT random queries over random parents, in projects of several. stoplog's form of each query (DUMP,
tests/unit/project/project_dump.c) becomes a model of its own beside it, and SQLMesh has to render both to one tree. Where
stoplog leaves the query unknown there is nothing to compare. Prints how many there were and every pair that
differs; ends with 1 when there is one.
"""

import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

os.environ["MAX_FORK_WORKERS"] = "1"
os.environ["SQLMESH__DISABLE_ANONYMIZED_ANALYTICS"] = "true"
os.environ["SQLMESH__INFER_PYTHON_DEPENDENCIES"] = "false"

from sqlmesh import Context  # noqa: E402
from sqlmesh.core.console import NoopConsole, set_console  # noqa: E402

EXTERNAL = """- name: db.s
  columns: {a: int, b: text, c: date, d: double}
- name: db.t
  columns: {c: date, a: int, b: text, e: boolean}
"""
OPEN = "db.open"  # of which nobody knows the columns
PARENTS, QUERIES = 6, 12  # of one project


class Project:
    """Random models; each later parent may read the ones before it."""

    def __init__(self, rng, dialect):
        self.random, self.dialect = rng, dialect
        self.columns = {"db.s": list("abcd"), "db.t": list("cabe")}

    def one(self, *choices):
        return self.random.choice(choices)

    def item(self, name):
        make = self.one(*[lambda: name] * 6, lambda: f"CAST({name} AS {self.one('INT', 'TEXT', 'DATE', 'DOUBLE')}) AS {name}",
                        lambda: f"{name} AS {name}_2", lambda: f"MYSTERY({name}) AS {name}", lambda: f"{name} AS \"{name.upper()}x\""
                        if self.dialect != "bigquery" else name)
        return make()

    def source(self):
        name = self.one(*self.columns)
        kind = self.random.random()
        columns = self.columns[name]
        if kind < 0.6:
            return name, columns
        if kind < 0.7:
            return f"(SELECT * FROM {name}) AS x", columns
        if kind < 0.8:
            return f"{name} AS x CROSS JOIN {OPEN} AS o", [f"x.{c}" for c in columns]
        return f"{name} AS x INNER JOIN db.t AS y ON x.{columns[0]} = y.a", [f"x.{c}" for c in columns]

    def select(self):
        source, columns = self.source()
        if self.random.random() < 0.2 and "." not in columns[0]:
            return f"SELECT * FROM {source}", columns
        chosen = self.random.sample(columns, self.random.randint(1, len(columns)))
        items = [self.item(c) if "." not in c else c for c in chosen]
        names = [i.rsplit(" AS ", 1)[-1].rsplit(".", 1)[-1].strip('"') for i in items]
        return f"SELECT {', '.join(items)} FROM {source}", names

    def parent(self, name):
        query, names = self.select()
        kind = self.random.random()
        if kind < 0.15:
            query = f"WITH q AS ({query}) SELECT * FROM q"
        elif kind < 0.25:
            query = f"{query} UNION ALL {query}"
        self.columns[name] = names
        properties = self.one(*[""] * 9, ", optimize_query false")
        return f"MODEL (name {name}, kind FULL{properties});\n{query}"

    def star(self, name, alias):
        arguments = [name]
        names = self.columns[name]
        excluded = self.random.sample(names, self.random.randint(0, len(names) - 1))
        quoted = ", ".join(f"'{n}'" if self.random.random() < 0.3 else n for n in excluded)
        if alias != name.split(".")[1] or self.random.random() < 0.2:
            arguments.append(self.one(alias, f"alias := {alias}"))
        named = len(arguments) > 1 and ":=" in arguments[1]
        if excluded:
            key = self.one("exclude := ", "except_ := ") if named or len(arguments) < 2 else self.one("", "exclude := ")
            arguments.append(key + self.one(f"[{quoted}]", f"({quoted})"))
        for word in ("prefix", "suffix"):
            if self.random.random() < 0.2:
                arguments.append(f"{word} := '{self.one('k_', 'K_', 'x y', '1')}'")
        if self.random.random() < 0.2:
            arguments.append(f"quote_identifiers := {self.one('TRUE', 'false')}")
        return f"{self.one('@STAR', '@star')}({', '.join(arguments)})"

    def union(self):
        names = [self.one(*self.columns) for _ in range(self.random.randint(1, 3))]
        head = self.one([], ["'all'"], ["'DISTINCT'"], ["TRUE", "'distinct'"], ["TRUE"])
        return f"@UNION({', '.join(head + names)})"

    def query(self):
        name = self.one(*self.columns, *self.columns, OPEN)
        if name == OPEN:
            return f"SELECT @STAR({OPEN}) FROM {OPEN}"
        alias = self.one(name.split(".")[1], "x")
        source = name if alias != "x" else f"{name} AS x"
        first = f"x.{self.columns[name][0]}" if alias == "x" else f"{alias}.{self.columns[name][0]}"
        star = self.star(name, alias)
        return self.one(
            lambda: f"SELECT {star} FROM {source}", lambda: f"SELECT 1 AS one, {star}, 2 AS two FROM {source}",
            lambda: f"WITH q AS (SELECT {star} FROM {source}) SELECT * FROM q",
            lambda: f"WITH {alias} AS (SELECT * FROM {name}) SELECT DISTINCT {star} FROM {alias}",
            lambda: f"SELECT 1 AS one FROM db.s WHERE EXISTS (SELECT {star} FROM {source} WHERE {first} IS NULL)",
            lambda: f"SELECT {star} FROM {source} INNER JOIN db.t AS z ON {first} = z.a",
            lambda: f"SELECT {star} FROM {source} UNION ALL SELECT {star} FROM {source}",
            self.union, self.union, lambda: f"WITH q AS ({self.union()}) SELECT * FROM q",
            lambda: f"SELECT v.* FROM ({self.union()}) AS v")()


def write(root, dialect, models):
    (root / "models").mkdir(parents=True)
    (root / "config.yaml").write_text(f"gateways: {{local: {{connection: {{type: duckdb}}}}}}\nmodel_defaults: {{dialect: {dialect}}}\n")
    (root / "external_models.yaml").write_text(EXTERNAL)
    for name, text in models.items():
        (root / "models" / f"{name}.sql").write_text(text + "\n")


def forms_of(dump, root):
    """{name: (form, how many unknowns)} of the models, as stoplog reads them."""
    out = subprocess.run([dump, str(root), "queries"], capture_output=True, text=True, check=True).stdout
    rows = [line.split("\t") for line in out.splitlines()]
    return {row[0].lower(): (row[2], int(row[1])) for row in rows}


def loaded(work, dialect, models):
    """The models as SQLMesh loads them, or None when it refuses one of them."""
    root = Path(tempfile.mkdtemp(dir=work)) / "project"
    write(root, dialect, models)
    try:
        return {model.name.split(".")[-1]: model for model in Context(paths=str(root)).models.values()}
    except Exception:  # its errors are of every kind
        return None
    finally:
        shutil.rmtree(root.parent)


def compare(work, dialect, parents, queries, written, counts):
    """Whether all that stoplog wrote out is what SQLMesh renders."""
    checks = {f"c{name}": f"MODEL (name db.c{name}, kind FULL);\n{form}" for name, form in written.items()}
    texts = {name: text for name, text in queries.items() if name in written}
    models = loaded(work, dialect, {**parents, **texts, **checks})
    if models is None and len(written) > 1:
        return all([compare(work, dialect, parents, queries, {name: form}, counts) for name, form in written.items()])
    if models is None:
        counts["refused"] += len(written)
        return True
    same = True
    for name, form in written.items():
        theirs, ours = models[name].render_query(), models[f"c{name}"].render_query()
        counts["same" if theirs == ours else "differs"] += 1
        if theirs != ours:
            same = False
            print(f"[{dialect}] {queries[name]}\n  stoplog {form}\n  SQLMesh {theirs.sql(dialect)}", *parents.values(), sep="\n  ")
    return same


def main():
    dump, count, seed = sys.argv[1], int((sys.argv + ["100"])[2]), int((sys.argv + ["0", "0"])[3])
    logging.disable(logging.CRITICAL)
    set_console(NoopConsole())
    rng, counts, same = random.Random(seed), Counter(), True
    with tempfile.TemporaryDirectory(prefix="column_macros") as work:
        os.environ["HOME"] = work
        while sum(counts.values()) < count:
            dialect = rng.choice(["duckdb", "duckdb", "postgres", "snowflake", "bigquery", "spark"])
            project = Project(rng, dialect)
            parents = {f"p{i}": project.parent(f"db.p{i}") for i in range(PARENTS)}
            queries = {f"m{i}": f"MODEL (name db.m{i}, kind FULL);\n{project.query()}" for i in range(QUERIES)}
            root = Path(work) / "project"
            write(root, dialect, {**parents, **queries})
            forms = forms_of(dump, root)
            shutil.rmtree(root)
            written = {name: forms[f"db.{name}"][0] for name in queries if not forms[f"db.{name}"][1]}
            counts["unknown"] += len(queries) - len(written)
            same = compare(work, dialect, parents, queries, written, counts) and same
    print(f"column macros: {sum(counts.values())} queries: {dict(counts)}")
    sys.exit(0 if same else 1)


main()
