"""contracts_read.py DUMP SCHEMAS NAME=FOLDER...: are contracts that others wrote read?

Every YAML file below the folders that is a contract of ODCS v3 or of DCS is judged by the official
schema of its version and read by contract_dump. What the schema takes must be read without a
warning; where the schema takes no unknown keys (ODCS v3.1 and later), without a note too. So must
the examples of the standard itself (odcs-...), whatever the schema says of them, and what is nested
too deeply for the validator. Prints a table in Markdown, then each file that breaks this. A line of
explained-contracts.txt that names such a file gives the reason, and must be needed.

Python files are searched for contracts in texts, as tests of tools have them."""

import ast
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import textwrap

import jsonschema
import yaml

# The newest schema that judges a version; those before v3.1 take unknown keys.
ODCS = {"v3.0": "odcs-3.0.2", "v3.1": "odcs-3.1.0", "v3.2": "odcs-3.2.0"}
DCS = {"1.2.0": "datacontract-1.2.0", "1.2.1": "datacontract-1.2.1"}
DCS_OLDEST = "datacontract-1.1.0"
CLOSED = ("odcs-3.1.0", "odcs-3.2.0")
# The validator takes time without end for unevaluatedProperties within each other.
DEPTH = 4


class Loader(yaml.CSafeLoader):
    """Dates stay texts, as JSON has them."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def parse(text):
    try:
        document = yaml.load(text, Loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def schema_of(document):
    """The name of the schema that judges a document; None when it is no contract that is read."""
    if "dataContractSpecification" in document:
        return DCS.get(str(document["dataContractSpecification"]), DCS_OLDEST)
    version = str(document.get("apiVersion"))
    if document.get("kind") == "DataContract" and version.startswith("v3."):
        return ODCS.get(version[:4])
    return None


def depth(node):
    """How deep columns lie within each other, in ODCS."""
    if isinstance(node, list):
        return max(map(depth, node), default=0)
    if not isinstance(node, dict):
        return 0
    below = [depth(value) for value in node.values()]
    return max(below, default=0) + ("name" in node or "logicalType" in node)


def texts_of(path):
    """The texts of a Python file that look like contracts."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ":" in node.value:
            yield node.lineno, textwrap.dedent(node.value)


def collect(folder, work):
    """Pairs of a name and a file, of all that is a contract."""
    root = pathlib.Path(folder)
    for path in sorted(root.rglob("*")):
        if path.suffix in (".yaml", ".yml") and path.is_file():
            document = parse(path.read_bytes())
            if document and schema_of(document):
                yield str(path.relative_to(root)), path, document
        elif path.suffix == ".py":
            for line, text in texts_of(path):
                document = parse(text)
                if document and schema_of(document):
                    copy = work / f"{path.stem}-{line}.yaml"
                    copy.write_text(text)
                    yield f"{path.relative_to(root)}:{line}", copy, document


class Judge:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.validators = {}

    def errors(self, schema, document):
        """Objections of the schema; None where it is not asked."""
        if schema in CLOSED and depth(document.get("schema")) > DEPTH:
            return None
        if schema not in self.validators:
            text = json.loads((self.folder / f"{schema}.schema.json").read_text())
            kind = jsonschema.validators.validator_for(text, jsonschema.Draft201909Validator)
            self.validators[schema] = kind(text)
        return [f"{e.json_path}: {e.message[:120]}" for e in self.validators[schema].iter_errors(document)]


def read(dump, paths):
    """What contract_dump says of each file: state, warnings, notes, lines about warnings."""
    answers, last = {}, None
    for start in range(0, len(paths), 200):
        names = [str(path) for path in paths[start : start + 200]]
        done = subprocess.run([dump, "--brief", *names], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            if line.startswith("  "):
                last[3].append(line.strip())
                continue
            state, warnings, notes, name = line.split(" ", 3)
            last = answers[name] = (state, int(warnings), int(notes), [])
    return answers


def judge_all(name, found, answers, judge, explained):
    counts = collections.Counter()
    faults = []
    for shown, path, document in found:
        schema = schema_of(document)
        errors = judge.errors(schema, document)
        state, warnings, notes, lines = answers[str(path)]
        quiet = state == "read" and warnings == 0 and (notes == 0 or schema not in CLOSED)
        counts["files"] += 1
        counts["deep"] += errors is None
        counts["valid"] += errors == []
        counts["valid read"] += errors == [] and quiet
        counts["noted"] += errors == [] and quiet and notes > 0
        counts["invalid"] += bool(errors)
        counts["invalid read"] += bool(errors) and state == "read"
        counts["invalid refused"] += bool(errors) and state != "read"
        key = f"{name}/{shown}"
        bound = not errors or name.startswith("odcs-")
        if bound and not quiet and not explained.pop(key, None):
            faults.append(f"{key}: {schema} has {len(errors or [])} objections; {state}, {warnings} warnings, {notes} notes {lines[:3]}")
    return counts, faults


def main(dump, schemas, *sources):
    judge = Judge(schemas)
    here = pathlib.Path(__file__).parent
    lines = (here / "explained-contracts.txt").read_text().splitlines()
    explained = dict(line.split(" ", 1) for line in lines if line and not line.startswith("#"))
    faults, total = [], collections.Counter()
    print("| contracts from | files | the schema takes | of these read | with notes | the schema refuses | of these read | refused | too deep for it |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    columns = ("files", "valid", "valid read", "noted", "invalid", "invalid read", "invalid refused", "deep")
    for name, folder in (source.split("=", 1) for source in sources):
        with tempfile.TemporaryDirectory() as work:
            found = list(collect(folder, pathlib.Path(work)))
            answers = read(dump, [path for _, path, _ in found])
            counts, more = judge_all(name, found, answers, judge, explained)
        faults += more
        total += counts
        print(f"| {name} | " + " | ".join(str(counts[column]) for column in columns) + " |")
        # A reason that nothing needs any more is wrong.
        faults += [f"{key}: needs no reason" for key in explained if key.startswith(f"{name}/")]
    print("\n".join(faults))
    print(f"contracts: {total['valid read']} of {total['valid']} that the official schemas take are read; {len(faults)} faults")
    return bool(faults) or total["valid"] == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
