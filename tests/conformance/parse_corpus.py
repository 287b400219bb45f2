"""parse_corpus: the SQL in sqlglot's own tests, with the dialect each text is written in.

The tests are read, not run: strings are taken out of the calls with Python's ast. Nothing of them is stored here.
"""

import ast
import re

READS = {"parse_one", "transpile", "parse", "optimize", "qualify", "annotate_types", "build_scope", "lineage"}


def constant(node, names):
    """The string a node stands for, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = constant(node.left, names), constant(node.right, names)
        return None if left is None or right is None else left + right
    return None


class Calls(ast.NodeVisitor):
    """Collects (dialect, sql) of one file."""

    def __init__(self, default):
        self.default, self.dialect, self.names, self.found = default, default, {}, []

    def visit_ClassDef(self, node):
        self.dialect = self.default
        for line in node.body:
            if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "dialect":
                self.dialect = constant(line.value, {}) or self.default
        self.generic_visit(node)

    def visit_FunctionDef(self, node):
        self.names = {}
        self.generic_visit(node)

    def visit_Assign(self, node):
        target, value = node.targets[0], constant(node.value, self.names)
        if isinstance(target, ast.Name) and value is not None:
            self.names[target.id] = value
        self.generic_visit(node)

    def visit_With(self, node):
        """What a test expects to fail is no SQL of the dialect."""
        if not any("assertRaises" in ast.dump(item.context_expr) for item in node.items):
            self.generic_visit(node)

    def add(self, dialect, node):
        sql = constant(node, self.names)
        if sql is not None and dialect is not None:
            self.found.append((dialect, sql))

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        words = {k.arg: k.value for k in node.keywords}
        if name in ("validate_identity", "validate_all"):
            for argument in [*node.args[:2], words.get("sql"), words.get("write_sql")]:
                self.add(self.dialect, argument)
            for word in ("read", "write"):
                if isinstance(words.get(word), ast.Dict):
                    for key, value in zip(words[word].keys, words[word].values):
                        self.add(constant(key, self.names), value)
        elif name in READS and node.args:
            method = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "self"
            said = words.get("read") or words.get("dialect") or (node.args[1] if len(node.args) > 1 else None)
            self.add(constant(said, self.names) if said else self.dialect if method else "", node.args[0])
        self.generic_visit(node)


def from_tests(root):
    for path in sorted((root / "tests").rglob("test_*.py")):
        calls = Calls("")
        calls.visit(ast.parse(path.read_text(encoding="utf-8")))
        for dialect, sql in calls.found:
            yield path.name, dialect, sql


def statements(text):
    """Statements of a fixture file; "# key: value" lines before one are its settings."""
    text = "\n".join(line for line in text.splitlines() if line and not line.startswith("--"))
    dialects = [""]
    for sql in text.split(";"):
        lines, said = sql.strip().split("\n"), []
        while lines and lines[0].startswith("#"):
            key, _, value = lines.pop(0).lstrip("# ").partition(":")
            if key.strip() == "dialect":
                said = [name.strip() for name in value.split(",")]
            dialects = [""]
        dialects = said or dialects
        for dialect in dialects:
            yield dialect, "\n".join(lines).strip()


def from_fixtures(root):
    fixtures = root / "tests" / "fixtures"
    for line in (fixtures / "identity.sql").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("--"):
            yield "identity.sql", "", line
    for path in sorted(fixtures.rglob("*.sql")):
        if path.name != "identity.sql":
            for dialect, sql in statements(path.read_text(encoding="utf-8")):
                yield path.name, dialect, sql


def corpus(root):
    """Sorted, unique (dialect, sql, file) of the unpacked source archive at `root`."""
    known = {}
    for file, dialect, sql in [*from_tests(root), *from_fixtures(root)]:
        dialect = re.split(r"[, ]", dialect)[0].lower()
        if sql.strip():
            known.setdefault((dialect, sql), file)
    return [(dialect, sql, file) for (dialect, sql), file in sorted(known.items())]
