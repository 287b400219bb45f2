"""reach.py STOPLOG [COUNT [SEED]]: a changed expression in a CTE, as DuckDB runs it and as stoplog follows it; run by reach.sh.

Makes models at random (CTEs, joins, groups, windows, DISTINCT, set operations, stars, subqueries), changes one
expression in a CTE of each, and runs both over small tables. Every column of every model has a consumer of its own.
The columns that stoplog says are not reached have to come out the same, row by row taken together. Ends with 1 when
some do not.
"""

import collections
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading

import duckdb

TABLES = {"db.t": ["a", "b", "c", "d"], "db.u": ["a", "b", "e"]}
SECONDS = 2  # for one query: joins of joins grow


class Maker:
    """Makes one model after the other."""

    def __init__(self, rng):
        self.rng, self.ctes = rng, {}

    def chance(self, share):
        return self.rng.random() < share

    def expression(self, columns, depth=0):
        if depth > 1 or self.chance(0.5):
            return self.rng.choice(columns)
        a, b, c = (self.expression(columns, depth + 1) for _ in range(3))
        return self.rng.choice(
            [f"{a} + {b}", f"COALESCE({a}, 7)", f"CASE WHEN {a} > 2 THEN {b} ELSE {c} END", f"{a} * 2", str(self.rng.randint(0, 9)), f"({a} > {b})::INT"]
        )

    def source(self, ctes, alias):
        table = self.rng.choice(list(TABLES) + ctes * 2)
        columns = TABLES.get(table) or self.ctes[table]
        return f"{table} AS {alias}", [f"{alias}.{c}" for c in columns], columns

    def item(self, columns, ctes, name, last):
        if ctes and last and self.chance(0.1):
            cte = self.rng.choice(ctes)
            return f"(SELECT MAX({self.rng.choice(self.ctes[cte])}) FROM {cte}) AS {name}"
        if self.chance(0.85):
            return f"{self.expression(columns)} AS {name}"
        if self.chance(0.4):
            return f"ROW_NUMBER() OVER (ORDER BY {', '.join(columns)}) AS {name}"
        return f"SUM({self.expression(columns)}) OVER (PARTITION BY {self.rng.choice(columns)}) AS {name}"

    def where(self, columns, ctes):
        if self.chance(0.4):
            return f" WHERE {self.rng.choice(columns)} {self.rng.choice(['>', '<', '<>'])} {self.rng.randint(0, 3)}"
        if ctes and self.chance(0.15):
            cte = self.rng.choice(ctes)
            return f" WHERE {self.rng.choice(columns)} IN (SELECT {self.rng.choice(self.ctes[cte])} FROM {cte})"
        return ""

    def select(self, ctes, names, grouped=True):
        """The text, and the names of its columns."""
        text, columns, plain = self.source(ctes, "x")
        if self.chance(0.1):
            return f"SELECT * FROM {text}", list(plain)
        if self.chance(0.4):
            other, more, _ = self.source(ctes, "y")
            join = self.rng.choice(["JOIN", "LEFT JOIN", "CROSS JOIN"])
            on = "" if join == "CROSS JOIN" else f" ON {self.rng.choice(columns)} = {self.rng.choice(more)}"
            text, columns = f"{text} {join} {other}{on}", columns + more
        tail, distinct = "", ""
        if grouped and self.chance(0.2):
            key = self.rng.choice(columns)
            items = [f"{key} AS {names[0]}"]
            items += [f"{self.rng.choice(['SUM', 'MAX', 'MIN', 'COUNT'])}({self.expression(columns)}) AS {name}" for name in names[1:]]
            tail = f" GROUP BY {key}" + (" HAVING COUNT(*) > 0" if self.chance(0.3) else "")
        else:
            items = [self.item(columns, ctes, name, name == names[-1]) for name in names]
            distinct = "DISTINCT " if self.chance(0.1) else ""
        return f"SELECT {distinct}{', '.join(items)} FROM {text}{self.where(columns, ctes)}{tail}", names

    def cte(self, ctes):
        names = self.rng.sample(["p", "q", "r", "s", "v"], self.rng.choice([2, 3]))
        text, out = self.select(ctes, names)
        if self.chance(0.15):
            other, columns = self.select(ctes, [f"z{i}" for i in range(len(out))], grouped=False)
            if len(columns) == len(out):
                text = f"{text} {self.rng.choice(['UNION ALL', 'UNION ALL', 'UNION'])} {other}"
        return text, out

    def change(self, text):
        """The text with another expression in its list, or None."""
        spots = list(re.finditer(r"\b[xy]\.\w+(?=[^,]* AS \w)", text))
        if not spots:
            return None
        spot = self.rng.choice(spots)
        name = spot.group(0)
        new = self.rng.choice([f"{name} + 10", f"COALESCE({name}, -3)", f"({name} * 3)", "5"])
        return None if f"GROUP BY {name}" in text else text[: spot.start()] + new + text[spot.end() :]

    def model(self):
        """Base, tip, columns; or None."""
        self.ctes, parts = {}, []
        for index in range(self.rng.randint(1, 3)):
            text, out = self.cte(list(self.ctes))
            parts.append([f"j{index}", text])
            self.ctes[f"j{index}"] = out
        last, out = self.select(list(self.ctes)[-2:], ["c1", "c2", "c3"][: self.rng.choice([2, 3])])
        changed = max(self.rng.randrange(len(parts)), self.rng.randrange(len(parts)))
        new = self.change(parts[changed][1])
        if new is None or len(set(out)) < len(out):
            return None
        tip = [[name, new if index == changed else text] for index, (name, text) in enumerate(parts)]
        base, tip = ("WITH " + ", ".join(f"{name} AS ({text})" for name, text in p) + " " + last for p in (parts, tip))
        return base, tip, out


def database(rng):
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA db")
    for (table, columns), rows in zip(TABLES.items(), (14, 9)):
        connection.execute(f"CREATE TABLE {table} ({', '.join(c + ' INT' for c in columns)})")
        for _ in range(rows):
            values = ", ".join(str(rng.choice([0, 1, 1, 2, 3, 4, 5, "NULL"])) for _ in columns)
            connection.execute(f"INSERT INTO {table} VALUES ({values})")
    return connection


def run(connection, sql):
    """Its rows, or None."""
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        return connection.execute(sql).fetchall()
    except duckdb.Error:
        return None
    finally:
        timer.cancel()


def make_models(count, rng):
    connection, maker, models = database(rng), Maker(rng), []
    for _ in range(count):
        made = maker.model()
        rows = made and [run(connection, sql) for sql in made[:2]]
        if rows and None not in rows:
            models.append((f"m{len(models)}", *made, *rows))
    return models


def write(top, models, side):
    for name, *queries in models:
        (top / "models" / f"{name}.sql").write_text(f"MODEL (name s.{name}, kind FULL);\n{queries[side]}\n")


def commit(top, subject):
    subprocess.run(["git", "-C", top, "add", "-A"], check=True)
    subprocess.run(["git", "-C", top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", subject], check=True)


def reached_by(stoplog, top, models):
    """Names of the consumers that a change of all models reaches, one for each column."""
    (top / "models").mkdir()
    (top / ".stoplog").mkdir()
    (top / "config.yaml").write_text("model_defaults: {dialect: duckdb}\ngateways:\n  local:\n    connection: {type: duckdb}\n")
    (top / "external_models.yaml").write_text("".join(f"- name: {t}\n  columns: {{{', '.join(c + ': int' for c in cs)}}}\n" for t, cs in TABLES.items()))
    consumer = "  {0}_{1}: {{type: dashboard, owner: {{team: bi}}, depends_on: [{{model: s.{0}, columns: [{1}]}}]}}\n"
    (top / ".stoplog" / "policy.yml").write_text(
        "version: 1\nteams:\n  bi: {members: [b@example.com]}\nconsumers:\n" + "".join(consumer.format(m[0], c) for m in models for c in m[3])
    )
    subprocess.run(["git", "init", "-q", top], check=True)
    for side in (0, 1):
        write(top, models, side)
        commit(top, ["base", "tip"][side])
    found = subprocess.run([stoplog, "-C", top, "check", "HEAD~1", "HEAD", "--ref", "main", "--format", "json"], capture_output=True, text=True)
    return {c["id"] for c in json.loads(found.stdout)["verdicts"][0]["consumers"] if c["reached"]}


def main():
    stoplog, count, seed = sys.argv[1], int((sys.argv + ["", "300"])[2] or 300), int((sys.argv + ["", "", "1"])[3] or 1)
    models, tally = make_models(count, random.Random(seed)), collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        reached = reached_by(stoplog, pathlib.Path(folder), models)
    for name, base, tip, columns, before, after in models:
        spared = [i for i, c in enumerate(columns) if f"{name}_{c}" not in reached]
        tally["some" if 0 < len(spared) < len(columns) else "none" if spared else "all"] += 1
        old, new = (collections.Counter(tuple(row[i] for i in spared) for row in rows) for rows in (before, after))
        if spared and old != new:
            tally["wrong"] += 1
            print(f"not reached, but other rows: {[columns[i] for i in spared]}\n  {base}\n  {tip}")
    print(
        f"reach.py: {len(models)} models: {tally['all']} reached in all columns, {tally['some']} in some, {tally['none']} in none; {tally['wrong']} wrong"
    )
    return 1 if tally["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
