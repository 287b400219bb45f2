"""generate.py SOURCES OUT: cases made of other people's projects, which are fetched and never stored here.

SOURCES holds the unpacked source archives of SQLMesh and sqlglot (record.sh fetches them). Out of SQLMesh come the
example projects, each with a configuration in YAML of our own, and every edit of the list below
applied to every file it fits; out of sqlglot come the TPC-H and TPC-DS queries as models. The same
sources give the same cases: the recorded answers carry the ids of the trees.
"""

import importlib.util
import re
import sys
from pathlib import Path

from sqlglot.dialects.dialect import Dialect
from sqlglot.tokens import TokenType

CONFIG = """gateways: {local: {connection: {type: duckdb}}}
model_defaults: {dialect: duckdb, start: 2023-01-01}
"""
SKIP = re.compile(r"(^|/)(config\.(py|yaml)|__pycache__|\.vscode|data|linter|tests|\.gitkeep|\.keep)(/|$)")
DATE_MACRO = re.compile(r"[@{]")


# --- reading --------------------------------------------------------------------------------------


def project(root, extra=()):
    files = {"config.yaml": CONFIG}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not SKIP.search(name):
            files[name] = path.read_text(encoding="utf-8")
    for name, path in extra:
        files[name] = path.read_text(encoding="utf-8")
    return {name: text.rstrip("\n") + "\n" for name, text in files.items() if text.strip()}


def template_project():
    """What `sqlmesh init` writes."""
    from sqlmesh.cli.project_init import init_example_project
    import tempfile

    with tempfile.TemporaryDirectory() as root:
        init_example_project(root, engine_type="duckdb")
        return project(Path(root))


# --- edits of SQL ---------------------------------------------------------------------------------


class Sql:
    """Text of a model file: the MODEL block and the tokens of the query after it."""

    def __init__(self, text):
        self.text = text
        self.tokens = Dialect.get_or_raise("duckdb").tokenize(text)
        self.depths, depth = [], 0
        for token in self.tokens:
            depth -= token.text == ")"
            self.depths.append(depth)
            depth += token.text == "("
        self.block_end = self.end_of_block()

    def end_of_block(self):
        """Index of the parenthesis that closes MODEL (...)."""
        for i, token in enumerate(self.tokens):
            if token.text == ")" and self.depths[i] == 0:
                return i
        return -1

    def query(self):
        return range(self.block_end + 1, len(self.tokens))

    def find(self, kind, top=False, last=False):
        found = [i for i in self.query() if self.tokens[i].token_type == kind and not (top and self.depths[i])]
        return (found[-1] if last else found[0]) if found else None

    def spliced(self, start, end, text):
        return self.text[:start] + text + self.text[end:]

    def replaced(self, i, text):
        token = self.tokens[i]
        return self.spliced(token.start, token.end + 1, text)

    def before(self, i, text):
        return self.spliced(self.tokens[i].start, self.tokens[i].start, text)

    def after(self, i, text):
        return self.spliced(self.tokens[i].end + 1, self.tokens[i].end + 1, text)

    def select_list(self):
        """Indices of the last SELECT at the top and of the FROM that ends its list."""
        select = self.find(TokenType.SELECT, top=True, last=True)
        if select is None:
            return None
        for i in range(select, len(self.tokens)):
            if self.tokens[i].token_type == TokenType.FROM and self.depths[i] == 0:
                return select, i
        return None


def respace(sql):
    text, out, last = sql.text, [], 0
    for left, right in zip(sql.query(), list(sql.query())[1:]):
        start, end = sql.tokens[left].end + 1, sql.tokens[right].start
        if text[start:end].isspace():
            out.append(text[last:start] + "\n    ")
            last = end
    return "".join(out) + text[last:]


def other_case(sql):
    out, last = [], 0
    for i in sql.query():
        token = sql.tokens[i]
        if token.token_type in KEYWORDS:
            out.append(sql.text[last : token.start] + sql.text[token.start : token.end + 1].swapcase())
            last = token.end + 1
    return "".join(out) + sql.text[last:]


KEYWORDS = {
    TokenType.SELECT, TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.ON,
    TokenType.JOIN, TokenType.LEFT, TokenType.ORDER_BY, TokenType.WITH, TokenType.AND, TokenType.OR,
}  # fmt: skip


def comment(sql):
    i = sql.find(TokenType.SELECT)
    return i is not None and sql.after(i, " /* noted */")


def number(sql):
    i = sql.find(TokenType.NUMBER)
    return i is not None and sql.replaced(i, sql.tokens[i].text + "7")


def string(sql):
    i = sql.find(TokenType.STRING)
    return i is not None and sql.replaced(i, "'other'")


def comparison(sql):
    i = sql.find(TokenType.EQ)
    return i is not None and sql.replaced(i, "<>")


def left_join(sql):
    i = sql.find(TokenType.JOIN)
    if i is None:
        return None
    sides = {TokenType.LEFT, TokenType.RIGHT, TokenType.FULL, TokenType.INNER, TokenType.OUTER, TokenType.CROSS}
    if sql.tokens[i - 1].token_type in sides:
        return sql.replaced(i - 1, "RIGHT") if sql.tokens[i - 1].token_type == TokenType.LEFT else None
    return sql.before(i, "LEFT ")


def distinct(sql):
    found = sql.select_list()
    if not found or sql.tokens[found[0] + 1].token_type == TokenType.DISTINCT:
        return None
    return sql.after(found[0], " DISTINCT")


def add_column(sql):
    found = sql.select_list()
    if not found:
        return None
    comma = "" if sql.tokens[found[1] - 1].text == "," else ", "
    return sql.after(found[1] - 1, f"{comma} 1 AS added_column")


def drop_column(sql):
    found = sql.select_list()
    commas = found and [i for i in range(*found) if sql.tokens[i].text == "," and sql.depths[i] == 0]
    if commas and commas[-1] == found[1] - 1:
        commas = commas[:-1]
    if not commas:
        return None
    return sql.spliced(sql.tokens[commas[-1]].start, sql.tokens[found[1]].start, "\n")


def rename_column(sql):
    found = sql.select_list()
    if not found:
        return None
    for i in range(found[1] - 1, found[0], -1):
        if sql.tokens[i].token_type == TokenType.ALIAS and sql.depths[i] == 0:
            return sql.replaced(i + 1, "renamed_column")
    return None


def filter_rows(sql):
    found = sql.select_list()
    where = [i for i in sql.query() if sql.tokens[i].token_type == TokenType.WHERE and sql.depths[i] == 0]
    return found and where and where[-1] > found[1] and sql.after(where[-1], " 1 <> 2 AND")


def in_block(addition):
    def edit(sql):
        close = sql.block_end
        if close < 0 or sql.tokens[0].text.upper() != "MODEL":
            return None
        comma = "" if sql.tokens[close - 1].text == "," else ","
        return sql.after(close - 1, f"{comma}\n  {addition}")

    return edit


def owner(sql):
    return in_block("owner somebody_else")(sql)


SQL_EDITS = {
    "respaced": respace,
    "keyword-case": other_case,
    "comment": comment,
    "number": number,
    "string": string,
    "comparison": comparison,
    "join-side": left_join,
    "distinct": distinct,
    "column-added": add_column,
    "column-dropped": drop_column,
    "column-renamed": rename_column,
    "filter": filter_rows,
    "owner": owner,
    "cron": in_block("cron '@hourly'"),
    "description": in_block("description 'As it was told.'"),
    "storage": in_block("storage_format parquet"),
    "stamp": in_block("stamp 'again'"),
    "tags": in_block("tags (one, two)"),
    "start": in_block("start '2022-06-01'"),
    "disabled": in_block("enabled false"),
}


def sql_edits(text):
    for name, edit in SQL_EDITS.items():
        changed = edit(Sql(text))
        if changed and changed != text:
            yield name, changed


# --- edits of other files -------------------------------------------------------------------------


def python_edits(text):
    yield "comment", "# Noted.\n" + text
    body = re.search(r"^( +)(return|yield) ", text, re.M)
    if body:
        yield "inner-comment", text[: body.start()] + f"{body.group(1)}# noted\n" + text[body.start() :]
        yield "statement", text[: body.start()] + f"{body.group(1)}noted = 1\n" + text[body.start() :]
    found = re.search(r"(?<=[ (=,])\d+(?=[,) \n])", text)
    if found:
        yield "number", text[: found.start()] + found.group(0) + "7" + text[found.end() :]
    columns = re.search(r'^( +)"(\w+)": "(\w+)",?\n', text, re.M)
    if columns:
        yield "column-added", text[: columns.start()] + f'{columns.group(1)}"added_column": "int",\n' + text[columns.start() :]
        yield "column-dropped", text[: columns.start()] + text[columns.end() :]


def csv_edits(text):
    lines = text.rstrip("\n").split("\n")
    yield "row-added", text + lines[-1] + "\n"
    yield "row-dropped", "\n".join(lines[:-1]) + "\n"
    yield "column-added", "\n".join(line + (",added" if i == 0 else ",1") for i, line in enumerate(lines)) + "\n"
    cells = lines[-1].split(",")
    yield "cell", "\n".join(lines[:-1] + [",".join(cells[:-1] + ["9" + cells[-1]])]) + "\n"
    yield "quoted", "\n".join(lines[:-1] + [",".join(cells[:-1] + [f'"{cells[-1]}"'])]) + "\n"


def yaml_edits(text):
    yield "comment", "# Noted.\n" + text
    found = re.search(r": (int|text|varchar|date)\b", text, re.I)
    if found:
        yield "type", text[: found.start()] + ": double" + text[found.end() :]


EDITS = {".sql": sql_edits, ".py": python_edits, ".csv": csv_edits, ".yaml": yaml_edits}


def edits(files):
    """(name, path, text): every edit of every file; None for text: the file is gone."""
    for path, text in files.items():
        if path == "config.yaml":
            continue
        suffix = "." + path.rsplit(".", 1)[-1]
        stem = path.rsplit(".", 1)[0].replace("/", "-").strip("_") + suffix
        for name, changed in EDITS.get(suffix, lambda _: ())(text):
            yield f"{stem}.{name}", path, changed
        if path.startswith("models/"):
            yield f"{stem}.gone", path, None


# --- writing --------------------------------------------------------------------------------------


def write_files(out, word, files):
    for path, text in files.items():
        if any(line.startswith("%") for line in text.split("\n")) or "[[]]" in text:
            raise ValueError(f"{path} cannot be written as a case")
        out.append(f"%{word} {path}\n{text}")


def case_file(files, changes=(), whole=()):
    out = ["%base project\n"]
    write_files(out, "file", files)
    out.append("%case all-of-it project\n" if whole else "%case all-of-it\n")
    write_files(out, "after", whole or files)
    for name, path, text in changes:
        out.append(f"%case {name} project\n")
        if text is None:
            out.append(f"%gone {path}\n")
        else:
            write_files(out, "after", {path: text})
    return "".join(out)


def sqlmesh_projects(root):
    examples = root / "examples"
    kinds = sorted((examples / "custom_materializations/custom_materializations").glob("*.py"))
    custom = [(f"materializations/{path.name}", path) for path in kinds if path.name != "__init__.py"]
    yield "sushi", project(examples / "sushi", custom)
    yield "wursthall", project(examples / "wursthall")
    ibis = project(examples / "ibis")
    yield "ibis", {path: text for path, text in ibis.items() if not path.endswith(".py")}
    for repo in ("repo_1", "repo_2"):
        yield f"multi_{repo}", project(examples / "multi" / repo)
    yield "template", template_project()


def tpc_models(root, name):
    """(files with the tables, models) of one benchmark."""
    spec = importlib.util.spec_from_file_location("helpers", root / "tests/helpers.py")
    helpers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(helpers)
    schema = helpers.TPCH_SCHEMA if name == "tpc-h" else helpers.TPCDS_SCHEMA
    tables = "".join(
        f"- name: {table}\n  columns:\n" + "".join(f"    {column}: {kind}\n" for column, kind in columns.items())
        for table, columns in qualified(schema).items()
    )
    pairs = helpers.load_sql_fixture_pairs(str(root / f"tests/fixtures/optimizer/{name}/{name}.sql"))
    models = {}
    for number, (_, sql, _) in enumerate(pairs, 1):
        model = f"MODEL (name db.q{number:02}, kind FULL);\n{in_schema(sql.strip(), schema)}\n"
        models[f"models/q{number:02}.sql"] = model
    return {"config.yaml": CONFIG, "external_models.yaml": tables}, models


def qualified(schema):
    return {f"db.{table}": columns for table, columns in schema.items()}


def in_schema(sql, schema):
    """Tables of the benchmark have one name; SQLMesh wants all names of a project equally long."""
    sql_tokens, out, last = Dialect.get_or_raise("duckdb").tokenize(sql), [], 0
    for left, token, right in zip([None] + sql_tokens, sql_tokens, sql_tokens[1:] + [None]):
        plain = (left is None or left.text != ".") and (right is None or right.text != ".")
        after = left is not None and (left.token_type in (TokenType.FROM, TokenType.JOIN) or left.text == ",")
        if token.text.lower() in schema and plain and after:
            out.append(sql[last : token.start] + "db." + sql[token.start : token.end + 1])
            last = token.end + 1
    return "".join(out) + sql[last:]


def main(sources, out):
    sources, out = Path(sources), Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for name, files in sqlmesh_projects(next(sources.glob("sqlmesh-*/"))):
        (out / f"{name}.case").write_text(case_file(files, edits(files)), encoding="utf-8")
    for name in ("tpc-h", "tpc-ds"):
        files, models = tpc_models(next(sources.glob("sqlglot-*/")), name)
        (out / f"{name}.case").write_text(case_file(files, (), {**files, **models}), encoding="utf-8")


main(*sys.argv[1:])
