"""record.py CASES... : writes what SQLMesh says about the cases, one JSON object a line.

Both trees of a case are written into folders and loaded with SQLMesh's own loader. The first becomes
the production environment of a state kept in memory, without running anything; then a production
plan is built for the second. Recorded are the plan's sets and categories, and for every model that
is not as before the dependencies and, of SQL models, the column lineage of sqlglot.
"""

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

os.environ["MAX_FORK_WORKERS"] = "1"
os.environ["SQLMESH__DISABLE_ANONYMIZED_ANALYTICS"] = "true"
# Only the list of required packages depends on it; looking them up takes half of the time.
os.environ["SQLMESH__INFER_PYTHON_DEPENDENCIES"] = "false"

import sqlglot  # noqa: E402
import sqlmesh  # noqa: E402
from sqlglot import exp  # noqa: E402
from sqlmesh import Context  # noqa: E402
from sqlmesh.core.config.connection import DuckDBConnectionConfig  # noqa: E402
from sqlmesh.core.console import NoopConsole, set_console  # noqa: E402
from sqlmesh.core.dialect import normalize_model_name  # noqa: E402
from sqlmesh.core.lineage import CACHE, lineage  # noqa: E402
from sqlmesh.core.node import NodeType  # noqa: E402
from sqlmesh.core.plan import PlanBuilder  # noqa: E402
from sqlmesh.core.snapshot import evaluator  # noqa: E402
from sqlmesh.core.state_sync import EngineAdapterStateSync  # noqa: E402
from sqlmesh.utils.errors import PlanError  # noqa: E402

from cases import read_cases, tree_id, write_tree  # noqa: E402

MOMENT = "2024-03-01"  # the plan's time: no answer may depend on the day of recording


FAILED = []  # cases whose first tree SQLMesh does not take


class LenientPlanBuilder(PlanBuilder):
    """Categorises also where SQLMesh refuses the plan."""

    def _ensure_no_broken_references(self):
        pass

    def _check_destructive_additive_changes(self, directly_modified):
        pass


class State:
    """A state database in memory, emptied for each new `before`."""

    TABLES = ("_snapshots", "_environments", "_environment_statements", "_intervals", "_auto_restatements")

    def __init__(self):
        adapter = DuckDBConnectionConfig().create_engine_adapter()
        # The cache goes by fingerprint, which leaves out what some cases are about.
        self.cache = WORK / "state"
        self.sync = EngineAdapterStateSync(adapter, schema="sqlmesh", cache_dir=self.cache)
        self.sync.migrate()
        self.catalog = None  # of the project that was shipped

    def empty(self):
        shutil.rmtree(self.cache, ignore_errors=True)
        self.catalog = None
        for table in self.TABLES:
            self.sync.engine_adapter.execute(f"DELETE FROM sqlmesh.{table}")

    def ship(self, context):
        """Makes what the context has loaded the production environment."""
        plan = build_plan(context, PlanBuilder)
        self.sync.push_snapshots(plan.new_snapshots)
        environment = plan.environment
        self.sync.promote(environment, environment_statements=context._environment_statements)
        self.sync.finalize(environment)


def build_plan(context, builder):
    context.PLAN_BUILDER_TYPE = builder
    return context.plan_builder(
        "prod", skip_tests=True, skip_linter=True, execution_time=MOMENT
    ).build()


def load(root, state):
    forget_modules()
    CACHE.clear()
    sys.path[:] = [path for path in sys.path if not path.startswith(str(WORK))]
    return Context(paths=str(root), state_sync=state.sync)


def forget_modules():
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None) or "").startswith(str(WORK)):
            del sys.modules[name]
    # It would go on handing out the classes of modules that are gone.
    evaluator._custom_materialization_type_cache = None


# --- one model ------------------------------------------------------------------------------------


def leaf_columns(model, node, catalog):
    """Columns of other tables at the ends of one lineage tree."""
    found = set()
    for part in node.walk():
        table = part.expression.find(exp.Table)
        if part.downstream or not isinstance(part.expression, exp.Table) and not table:
            continue
        if not isinstance(part.expression, exp.Table):
            continue
        name = normalize_model_name(table, default_catalog=catalog, dialect=model.dialect)
        found.add(f"{name}.{exp.to_column(part.name).name}")
    return sorted(found)


def column_lineage(model, catalog):
    """{column: [source columns]}, or None when sqlglot cannot say."""
    if not model.is_sql or not model.columns_to_types:
        return None
    query = model.render_query()
    if query is None or query.is_star:
        return None
    columns = {}
    for name in query.named_selects:
        try:
            tree = lineage(exp.column(name, quoted=True), model, trim_selects=False)
            columns[name] = leaf_columns(model, tree, catalog)
        except Exception as error:  # sqlglot's own limits are an answer, too
            columns[name] = type(error).__name__
    return columns


def of_model(node, catalog):
    row = {"depends_on": sorted(node.depends_on)}
    if not node.is_model:
        return {"kind": "AUDIT", **row}
    types = node.columns_to_types
    row["kind"] = str(node.kind.name.value)
    row["output"] = list(types) if types else None
    row["columns"] = column_lineage(node, catalog)
    return row


# --- one case -------------------------------------------------------------------------------------


def change_of(diff, name):
    if diff.directly_modified(name):
        return "direct"
    if diff.indirectly_modified(name):
        return "indirect"
    return "metadata" if diff.metadata_updated(name) else "parent-metadata"


def category_of(snapshot):
    category = snapshot.change_category
    return {
        "category": category.name if category is not None else None,
        "forward_only": bool(snapshot.forward_only),
    }


def model_rows(case, context, plan):
    diff, rows = plan.context_diff, {}
    for snapshot in diff.snapshots.values():
        if snapshot.snapshot_id in diff.added:
            change = "added"
        elif snapshot.name in diff.modified_snapshots:
            change = change_of(diff, snapshot.name)
        else:
            continue
        rows[snapshot.name] = {"change": change, **category_of(snapshot)}
        rows[snapshot.name].update(of_model(snapshot.node, context.default_catalog))
    for removed in diff.removed_snapshots.values():
        if removed.name not in rows:
            rows[removed.name] = {"change": "removed"}
            if removed.node_type == NodeType.AUDIT:
                rows[removed.name]["kind"] = "AUDIT"
    return [{"case": case.name, "model": name, **rows[name]} for name in sorted(rows)]


def planned(case, context, row):
    try:
        plan = build_plan(context, PlanBuilder)
    except PlanError:
        row["refused"] = True
        plan = build_plan(context, LenientPlanBuilder)
    if plan.context_diff.has_environment_statements_changes:
        row["environment_statements"] = True
    return model_rows(case, context, plan)


def record(case, state, shipped):
    """The rows of one case and the id of the tree that the state now holds."""
    row = {"case": case.name, "before": tree_id(case.before), "after": tree_id(case.after)}
    root = Path(tempfile.mkdtemp(dir=WORK))
    try:
        if shipped != row["before"]:
            shipped = None
            state.empty()
            write_tree(case.before, root / "before")
            if case.before:
                before = load(root / "before", state)
                state.ship(before)
                state.catalog = before.default_catalog
            shipped = row["before"]
        write_tree(case.after, root / "after")
        try:
            context = load(root / "after", state)
        except Exception as error:
            row["error"] = type(error).__name__
            if VERBOSE:
                print(f"{case.name}: {error}", file=sys.stderr)
            return [row], shipped
        row["catalogs"] = sorted({state.catalog, context.default_catalog} - {None})
        return [row] + planned(case, context, row), shipped
    finally:
        shutil.rmtree(root, ignore_errors=True)


def record_file(path, out, state):
    rows, shipped, started = [], None, time.time()
    cases = [case for case in read_cases(path) if ONLY in case.name]
    for case in cases:
        try:
            found, shipped = record(case, state, shipped)
            rows += found
        except Exception as error:
            print(f"{case.name} cannot be recorded: {error}", file=sys.stderr)
            FAILED.append(case.name)
            shipped = None
    text = "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows)
    if ONLY:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")
    print(f"{path}: {len(cases)} cases, {time.time() - started:.0f} s", file=sys.stderr)


def main():
    global WORK, ONLY, VERBOSE
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="+")
    parser.add_argument("--out", default=Path(__file__).parent / "recorded", type=Path)
    parser.add_argument("--only", default="", help="print the rows of cases with this in their name")
    parser.add_argument("-v", "--verbose", action="store_true", help="why a tree cannot be loaded")
    arguments = parser.parse_args()
    ONLY, VERBOSE = arguments.only, arguments.verbose or bool(arguments.only)
    WORK = Path(tempfile.mkdtemp(prefix="conformance"))
    logging.disable(logging.CRITICAL)
    set_console(NoopConsole())
    os.environ["HOME"] = str(WORK)
    try:
        state = State()
        for path in arguments.cases:
            record_file(path, arguments.out / f"{Path(path).stem}.jsonl", state)
    finally:
        shutil.rmtree(WORK, ignore_errors=True)
    if FAILED:
        sys.exit(f"{len(FAILED)} cases cannot be recorded")
    versions = {"sqlmesh": sqlmesh.__version__, "sqlglot": sqlglot.__version__}
    if not ONLY:
        text = json.dumps({**versions, "python": sys.version.split()[0]})
        (arguments.out / "versions.json").write_text(text + "\n")


main()
