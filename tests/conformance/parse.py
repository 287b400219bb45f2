"""parse.py SOURCE DESCRIBE [DIALECT...]: measures the SQL front end on the SQL of sqlglot's tests; run by parse.sh.

SOURCE is sqlglot's unpacked source archive, or a file of JSON lines [dialect, SQL, where it is from]; DESCRIBE the program tests/unit/sql/describe.c. Prints the tables of
docs/conformance.md and every pair of texts that share a form, that sqlglot takes for different and that explained-sql.txt
does not explain; ends with 1 when there is such a pair or a bar of bars.txt is not reached.

  MUTANTS  altered texts compared with each text (default 4, for which the explanations are; 0 for none, -1 for all)
  SHOW     also lists the texts behind a count: read, fixed, tables, outputs
"""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from parse_corpus import corpus
from parse_meaning import as_query, columns_of, meaning, outputs_of, parse, tables_of
from parse_mutants import mutants
from sqlglot import exp
from sqlglot.dialects.dialect import Dialect

MAIN = "duckdb postgres snowflake bigquery databricks spark trino redshift tsql mysql clickhouse".split()
# The least shares, in percent, by what is counted: (part, whole).
COUNTED = {
    "queries": ("query read", "query"),
    "expressions": ("expression read", "expression"),
    "fixed": ("fixed", "read"),
    "tables": ("tables same", "tables"),
    "outputs": ("outputs same", "outputs"),
}
HERE = Path(__file__).parent


# --- what sqlglot says --------------------------------------------------------------------------------


def examine(text):
    try:
        return examined(text)
    except Exception:
        return None


def examined(text):
    """A text as sqlglot reads it: None when it is neither a query nor an expression."""
    dialect, sql, file = text
    found = as_query(sql, dialect)
    if not found:
        return None
    query, tree = found
    return {
        "dialect": dialect,
        "sql": query,
        "kind": "query" if query == sql else "expression",
        "meaning": meaning(tree, dialect),
        "columns": columns_of(tree, dialect),
        "tables": tables_of(tree, dialect),
        "outputs": outputs_of(tree, dialect),
    }


def altered(work):
    """Mutants of a query that sqlglot reads, and reads as something else."""
    item, most = work
    out = []
    for text in mutants(item["sql"], item["dialect"], most):
        tree = parse(text, item["dialect"])
        if tree is None or tree.find(exp.Command):
            continue
        try:
            if meaning(tree, item["dialect"]) != item["meaning"]:
                out.append(text)
        except Exception:
            continue
    return out


# --- what stoplog says --------------------------------------------------------------------------------


def describe(program, pairs):
    lines = []
    for dialect, sql in pairs:
        lines.append(dialect + "\t" + sql.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") + "\n")
    done = subprocess.run([program], input="".join(lines).encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


# --- both together ------------------------------------------------------------------------------------


def rows_of(name):
    """The rows of a file of columns with tabs between them; \\n stands for a line feed, - for no dialect."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [["" if row[0] == "-" else row[0], *(cell.replace("\\n", "\n") for cell in row[1:])] for row in rows]


class Findings:
    """Counts by dialect, and the texts that are not counted."""

    def __init__(self):
        self.counts, self.texts = defaultdict(Counter), defaultdict(list)
        self.explained = {tuple(row[:2]) for row in rows_of("explained-sql.txt")}

    def equal(self, dialect, form, *texts):
        """Texts of one form and several meanings."""
        self.texts["explained" if (dialect, form) in self.explained else "equal"].append((dialect, "\n    ".join([form, *texts])))

    def count(self, dialect, what, holds, text):
        self.counts[dialect][what] += bool(holds)
        if not holds:
            self.texts[what].append((dialect, text))


def same_names(ours, theirs):
    return len(ours) == len(theirs) and all(b is None or a == b for a, b in zip(ours, theirs))


def compare(found, item, said):
    dialect, sql, kind = item["dialect"], item["sql"], item["kind"]
    found.counts[dialect][kind] += 1
    found.count(dialect, kind + " read", not said["opaque"], f"{sql}\n    {'; '.join(said['said'])}")
    if said["opaque"]:
        return
    found.count(dialect, kind + " fixed", said["fixed"], f"{sql}\n    {said['form']}")
    columns = sorted(set(said["columns"]))
    found.count(dialect, "columns same", columns == item["columns"], f"{sql}\n    only sqlglot {sorted(set(item['columns']) - set(columns))}\n    only stoplog {sorted(set(columns) - set(item['columns']))}\n    {said['form']}")
    if kind != "query":
        return
    tables = sorted({".".join(parts) for parts, dynamic in said["tables"]})
    if item["tables"] is not None:
        found.counts[dialect]["tables"] += 1
        found.count(dialect, "tables same", tables == item["tables"], f"{sql}\n    sqlglot {item['tables']}\n    stoplog {tables}")
    if item["outputs"] is not None and said["outputs"] is not None:
        outputs = ["*" if star else name for name, star, dynamic in said["outputs"]]
        found.counts[dialect]["outputs"] += 1
        found.count(dialect, "outputs same", same_names(outputs, item["outputs"]), f"{sql}\n    sqlglot {item['outputs']}\n    stoplog {outputs}")


def compare_altered(found, items, program, pool, most):
    """Forms of altered texts, and of different texts of the corpus: equal only where the meanings are."""
    by_form = defaultdict(dict)
    for item in items:
        by_form[item["dialect"], item["form"]].setdefault(item["meaning"], item["sql"])
    for (dialect, form), texts in by_form.items():
        if len(texts) > 1:
            found.equal(dialect, form, *texts.values())
    changed = pool.map(altered, [(item, most) for item in items], chunksize=20)
    pairs = [(item, text) for item, texts in zip(items, changed) for text in texts]
    for (item, text), said in zip(pairs, describe(program, [(item["dialect"], text) for item, text in pairs])):
        found.counts[item["dialect"]]["altered"] += 1
        if not said["opaque"] and said["form"] == item["form"]:
            found.equal(item["dialect"], said["form"], item["sql"], text)


# --- the report ---------------------------------------------------------------------------------------


def share(counts, part, whole):
    return f"{100 * counts[part] / counts[whole]:.1f}" if counts[whole] else "-"


def report(found, names, heading):
    print(f"| {heading} | queries | read in full, % | expressions | read in full, % | form is a fixed point, % | same tables, % | same outputs, % | altered texts |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in names:
        c = found.counts[name]
        c["read"], c["fixed"] = c["query read"] + c["expression read"], c["query fixed"] + c["expression fixed"]
        print(f"| {name or 'none'} | {c['query']} | {share(c, 'query read', 'query')} | {c['expression']} | {share(c, 'expression read', 'expression')}"
              f" | {share(c, 'fixed', 'read')} | {share(c, 'tables same', 'tables')} | {share(c, 'outputs same', 'outputs')} | {c['altered']} |")


def below(found):
    """The bars that are not reached, in words."""
    out = []
    for dialect, what, bar in rows_of("bars.txt"):
        counts = found.counts[dialect]
        part, whole = COUNTED[what]
        if counts[whole] and 100 * counts[part] / counts[whole] < float(bar):
            out.append(f"{dialect}: {what} {share(counts, part, whole)}, at least {bar} are asked")
    return out


def main():
    source, program, only = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    show, most = os.environ.get("SHOW", "").split(), int(os.environ.get("MUTANTS", "4"))
    if source.is_file():
        texts = [tuple(json.loads(line)) for line in source.read_text(encoding="utf-8").splitlines()]
    else:
        texts = corpus(source)
    texts = [t for t in texts if t[0] in Dialect.classes and (not only or t[0] in only)]
    found = Findings()
    with ProcessPoolExecutor() as pool:
        items = [item for item in pool.map(examine, texts, chunksize=50) if item]
        read = []
        for item, said in zip(items, describe(program, [(item["dialect"], item["sql"]) for item in items])):
            compare(found, item, said)
            item["form"] = said["form"]
            if not said["opaque"]:
                read.append(item)
        compare_altered(found, read, program, pool, most)
    others = sorted(set(found.counts) - set(MAIN), key=lambda name: -found.counts[name]["query"])
    report(found, [name for name in MAIN if name in found.counts], "dialect")
    print()
    report(found, others, "others")
    print(f"\n{len(found.texts['explained'])} pairs of equal forms and different trees are explained, {len(found.texts['equal'])} are not")
    for what, texts in found.texts.items():
        if what.split()[-1] in show or what == "equal":
            for dialect, text in texts:
                print(f"-- {what}: [{dialect}] {text}")
    missed = below(found)
    print("\n".join(missed) if missed else "every bar is reached")
    return 1 if missed or found.texts["equal"] else 0


if __name__ == "__main__":
    sys.exit(main())
