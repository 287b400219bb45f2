"""mutations.py [-v] < LINES: runs the mutants of tests/mutations with DuckDB.

LINES are what `mutants duckdb` prints. The tables of tests/mutations/schema.yaml are filled with
small random data, several times. A mutant that is said to mean the same must give the same columns
and the same rows each time, in any order; ends with 1 when one does not. Of the others it prints how
many gave something else: a query may change its meaning without showing it on this data.

  -v  also lists the mutants that never gave anything else, and those that DuckDB refuses
"""

import collections
import datetime
import json
import pathlib
import random
import sys
import threading

import duckdb
from ruamel.yaml import YAML

TOP = pathlib.Path(__file__).resolve().parents[2]
SEEDS = range(3)
SECONDS = 2  # a mutant of a recursive query may not end
ROWS = 40
PEOPLE = 12

# What a column of this name holds; others are made by their type.
WORDS = {
    "status": ["paid", "open", "sent", "void", "PAID"],
    "name": ["anna", "bert", "axel ", "Carla", "Amir"],
    "country": ["fr", "de", "us", "gr", "FR"],
    "tier": ["gold", "basic", "none"],
    "kind": ["view", "click", "buy", "VIEW"],
    "sku": ["x", "y", "z"],
    "note": ["a", "b", "paid", "7", "12", "9"],
    "region": ["west", "south", "north"],
}
NUMBERS = {"customer_id": PEOPLE, "referrer_id": PEOPLE, "order_id": ROWS, "amount": 50, "price": 9}


def value(chance, name, kind):
    """A random value of a column, often NULL."""
    if chance.random() < 0.12:
        return None
    if name in WORDS:
        return chance.choice(WORDS[name])
    if kind == "int":
        return chance.randint(0, NUMBERS.get(name, 4))
    if kind == "date":
        return datetime.date(2024, 1, 1) + datetime.timedelta(days=chance.randint(0, 60))
    if kind == "timestamp":
        return datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=30 * chance.randint(0, 200))
    if kind == "text[]":
        return [chance.choice("xyz") for _ in range(chance.randint(0, 3))]
    if kind.startswith("struct("):
        return {"page": chance.choice("pq"), "seconds": chance.choice([None, 1, 2, 5, 8])}
    return chance.choice("abc")


def fill(connection, tables, seed):
    """Makes all tables anew. An id is unique, so that every limit of the corpus has an answer."""
    chance = random.Random(seed)
    connection.execute("CREATE SCHEMA IF NOT EXISTS db")
    for table in tables:
        columns = table["columns"]
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        connection.execute(f"CREATE OR REPLACE TABLE {table['name']} ({listed})")
        people = "referrer_id" in columns  # few, so that orders find them
        count = 4 if "region" in columns else PEOPLE if people else ROWS
        ids = chance.sample(range(1, count + 3), count)
        rows = [
            [ids[i] if name == "id" else value(chance, name, kind) for name, kind in columns.items()]
            for i in range(count)
        ]
        places = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table['name']} VALUES ({places})", rows)


def plain(cell):
    """Sums of floating point depend on the order of rows."""
    return round(cell, 9) if isinstance(cell, float) else cell


def answer(connection, sql):
    """Columns and rows in a comparable form, or the name of the error."""
    timer = threading.Timer(SECONDS, connection.interrupt)
    timer.start()
    try:
        found = connection.execute(sql)
        columns = [(column[0].lower(), str(column[1])) for column in found.description]
        return columns, sorted(repr([plain(cell) for cell in row]) for row in found.fetchall())
    except duckdb.Error as error:
        return type(error).__name__
    finally:
        timer.cancel()


def runnable(mutant):
    """Not what only SQLMesh reads."""
    return not mutant["after"].startswith(("JINJA_QUERY_BEGIN", "@DEF"))


def main():
    verbose = "-v" in sys.argv[1:]
    tables = YAML(typ="safe").load((TOP / "tests/mutations/schema.yaml").read_text())
    mutants = [mutant for mutant in map(json.loads, sys.stdin) if runnable(mutant)]
    connection = duckdb.connect(config={"threads": 1})
    differs, refused, wrong = set(), set(), set()

    for seed in SEEDS:
        fill(connection, tables, seed)
        before = {sql: answer(connection, sql) for sql in {mutant["before"] for mutant in mutants}}
        broken = [sql for sql, rows in before.items() if isinstance(rows, str)]
        if broken:
            sys.exit(f"DuckDB refuses a query of the corpus: {before[broken[0]]}\n{broken[0]}")
        for index, mutant in enumerate(mutants):
            if index in refused or (index in differs and not mutant["same"]):
                continue
            after = answer(connection, mutant["after"])
            if isinstance(after, str):
                refused.add(index)
            elif after != before[mutant["before"]]:
                differs.add(index)
            if mutant["same"] and after != before[mutant["before"]]:
                wrong.add(index)

    kinds = collections.defaultdict(lambda: [0, 0, 0])
    for index, mutant in enumerate(mutants):
        row = kinds["same" if mutant["same"] else "different", mutant["kind"]]
        row[0] += 1
        row[1] += index in differs
        row[2] += index in refused
    for (effect, kind), (count, other, errors) in kinds.items():
        print(f"{effect:9} {kind:20} {count:5} mutants {other:5} give something else {errors:4} refused")
    for index, mutant in enumerate(mutants):
        silent = not mutant["same"] and index not in differs
        if index in wrong or (verbose and silent):
            print(f"\n{mutant['file']} \"{mutant['query']}\", {mutant['kind']}:", end=" ")
            print("NOT THE SAME" if index in wrong else "refused" if index in refused else "no difference seen")
            print(mutant["after"])
    same = sum(mutant["same"] for mutant in mutants)
    others = len(mutants) - same
    print(f"\n{same} mutants mean the same: {same - len(wrong)} give the same, {len(wrong)} do not")
    seen = len([index for index in differs | refused if not mutants[index]["same"]])
    print(f"{others} mutants do not: {seen} give something else or nothing, {others - seen} do not on this data")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
