#!/usr/bin/env bats
# Tricks with what SQLMesh reads: the meaning of a model changes where nobody looks for it.

load helpers

# The default dialect decides how every model is read.
@test "flip the default dialect" {
    sed -i 's/dialect: postgres/dialect: bigquery/' config.yaml
    commit "Dialect"
    held "dialect" "0 of 1"
}

# The default start decides how much history there is.
@test "flip the default start" {
    sed -i 's/start: 2024-01-01/start: 2026-01-01/' config.yaml
    commit "Start"
    held_or_told "PH104" "start" "7 models"
}

# The default cron decides how often data comes, and the width of an interval.
@test "flip the default cron" {
    sed -i "s/  start: .*/&\n  cron: '@yearly'/" config.yaml
    commit "Cron"
    held_or_told "PH106" "7 models"
}

# The default kind of Python models.
@test "flip the default kind" {
    put models/finance/py.py <<'PY'
from sqlmesh import model


@model("finance.py", columns={"order_id": "int"})
def execute(context, **kwargs):
    yield context.fetchdf("SELECT order_id FROM finance.orders")
PY
    commit "A Python model" && force_in
    sed -i "s/  start: .*/&\n  kind: VIEW/" config.yaml
    commit "Kind"
    held_or_told "kind"
}

# The catalog of the gateway is part of every model's name.
@test "flip the default gateway" {
    sed -i "s/^default_gateway: local/  other:\n    connection: {type: postgres, database: elsewhere}\ndefault_gateway: other/" config.yaml
    commit "Gateway"
    held_or_told "config.yaml"
}

# A variable of the configuration is part of the query.
@test "flip a variable" {
    sed -i "s/WHERE status = 'paid'/WHERE status = @wanted/" models/finance/orders.sql
    printf 'variables:\n  wanted: paid\n' >>config.yaml
    commit "A variable" && force_in
    sed -i 's/wanted: paid/wanted: open/' config.yaml
    commit "Another value"
    held "finance.orders" "0 of 1"
}

# .env overrides the configuration.
@test "override the configuration by .env" {
    put .env <<<"SQLMESH__MODEL_DEFAULTS__DIALECT=bigquery"
    commit "Environment"
    held ".env"
}

# A second configuration file, or one that runs code.
@test "a configuration that must be run to be known" {
    git rm -q config.yaml
    put config.py <<'PY'
import os
from sqlmesh.core.config import Config, ModelDefaultsConfig

config = Config(model_defaults=ModelDefaultsConfig(dialect=os.environ["DIALECT"]))
PY
    commit "Python"
    held "config.py"
    git reset -q --hard origin/main
    sed -i "s/dialect: postgres/dialect: {{ env_var('DIALECT') }}/" config.yaml
    commit "Template"
    held "config.yaml"
}

# Patterns that make SQLMesh skip the file.
@test "hide a model by ignore_patterns" {
    printf 'ignore_patterns: ["models/finance/orders*"]\n' >>config.yaml
    commit "Ignore"
    held "finance.orders" "MD101" "0 of 1"
}

# git attributes and ignore files say nothing to SQLMesh, and nothing to the gate.
@test "hide a change by git attributes" {
    put .gitattributes <<<"models/** binary -diff export-ignore linguist-generated ident"
    put .gitignore <<<"models/"
    put .sqlmeshignore <<<"models/"
    drop_amount
    git add -A -f && commit "Hide"
    held "CL101" "0 of 1"
}

# The model is switched off.
@test "disable a model" {
    sed -i 's/kind FULL,/kind FULL, enabled false,/' models/finance/orders.sql
    commit "Off"
    held "finance.orders" "MD1" "0 of 1"
}

# One audit of the model is taken off its list.
@test "take an audit off a model" {
    sed -i 's/audits (positive_amount, /audits (/' models/finance/paid.sql
    commit "No audit"
    held "AU1" "positive_amount" "0 of 1"
}

# The audit stays on the list; what it asks is weakened or no longer stops anything.
@test "weaken an audit" {
    sed -i 's/amount < 0/amount < -1000000/' audits/positive.sql
    commit "Weaker"
    held "AU104" "needs approval by finance-data"
    git reset -q --hard origin/main
    sed -i 's/AUDIT (name positive_amount)/AUDIT (name positive_amount, blocking false)/' audits/positive.sql
    commit "Not blocking"
    held "AU1" "0 of 1"
    git reset -q --hard origin/main
    sed -i 's/AUDIT (name positive_amount)/AUDIT (name positive_amount, skip true)/' audits/positive.sql
    commit "Skipped"
    held "AU1" "0 of 1"
}

# The file of the audit goes.
@test "delete an audit" {
    git rm -q audits/positive.sql
    commit "No file"
    held "positive_amount" "0 of 1"
}

# The unit test of the model goes, or expects something else.
@test "delete a unit test" {
    git rm -q tests/test_revenue.yaml
    commit "No test"
    held "AU105" "test_revenue" "needs approval by finance-data"
    git reset -q --hard origin/main
    sed -i 's/revenue: 5/revenue: 6/' tests/test_revenue.yaml
    commit "Another number"
    held_or_told "AU106" "wants approval by finance-data"
}

# The Python macro that the query calls.
@test "change a macro" {
    sed -i 's/value} \* {RATE/value} + {RATE/' macros/tax.py
    commit "A macro"
    held "finance.paid" "0 of 1"
}

# The module that the macro imports.
@test "change a helper of a macro" {
    sed -i 's/1.19/1.9/' macros/rates.py
    commit "A helper"
    held "finance.paid" "0 of 1"
}

# A parent casts a column to another type; the file of the model below is as it was.
@test "change the type of a column under @STAR" {
    put models/finance/copy.sql <<'SQL'
MODEL (name finance.copy, kind FULL);
WITH paid AS (SELECT @STAR(staging.orders, o, exclude := [status]) FROM staging.orders AS o)
SELECT DISTINCT customer_id FROM paid
SQL
    commit "A copy"
    force_in
    sed -i 's/amount, status/CAST(amount AS INT) AS amount, status/' models/staging/orders.sql
    commit "Whole numbers"
    held "finance.copy" "SQ102" "CTE paid > amount" "0 of 1"
}

# What the project says of tables outside it.
@test "change an external model" {
    sed -i 's/amount: "decimal(10, 2)", //' external_models.yaml
    commit "Outside"
    held_or_told "raw.payments"
}

# One cell of a seed.
@test "change a cell of a seed" {
    sed -i 's/USD,0.9/USD,0.8/' seeds/rates.csv
    commit "A cell"
    held "finance.rates" "0 of 1"
}

# A mark, other line ends, white space that is none.
@test "a byte order mark and other line ends" {
    printf '\xef\xbb\xbf' | cat - models/finance/orders.sql >x && mv x models/finance/orders.sql
    commit "A mark"
    held "models/finance/orders.sql" "GT101"
    git reset -q --hard origin/main
    sed -i 's/$/\r/' models/finance/orders.sql
    commit "Line ends"
    let_in "cosmetic"
    sed -i "s/'paid'/'paid\r\n'/" models/finance/orders.sql
    commit "Line end in a string"
    held "SQ1" "0 of 1"
}

# Letters that look the same: in a name, a string, a keyword, the word MODEL.
@test "letters of another script" {
    sed -i "s/'paid'/'p\xd0\xb0id'/" models/finance/orders.sql
    commit "A string"
    held "SQ1" "0 of 1"
    git reset -q --hard origin/main
    sed -i 's/^  amount,/  \xd0\xb0mount,/' models/finance/orders.sql
    commit "A column"
    held "CL1" "0 of 1"
    git reset -q --hard origin/main
    sed -i 's/^MODEL/\xd0\x9cODEL/' models/finance/orders.sql
    commit "A keyword"
    held "finance.orders" "0 of 1"
}

# White space and comments by which a line is live for one reader and dead for another.
@test "letters that reorder a line of SQL" {
    sed -i "s/^WHERE.*/WHERE status = 'paid' \/*\xe2\x80\xae *\/ OR TRUE -- \xe2\x81\xa6 *\/;/" models/finance/orders.sql
    commit "Reordered"
    held "finance.orders" "0 of 1"
    has_not $'\u202e'
    git reset -q --hard origin/main
    sed -i "s/^WHERE.*/-- paid\xe2\x80\xa8WHERE status = 'paid'\n;/" models/finance/orders.sql
    commit "A line separator"
    held "finance.orders" "0 of 1"
    git reset -q --hard origin/main
    sed -i "s/^WHERE.*/-- paid\rOR TRUE\n;/" models/finance/orders.sql
    commit "A carriage return"
    held "finance.orders" "0 of 1"
}

# Two files define one model: which one counts?
@test "two models of one name" {
    put models/finance/again.sql <<<"MODEL (name Finance.ORDERS, kind FULL); SELECT order_id FROM staging.orders"
    commit "Again"
    held "finance.orders"
}

# Several models in one file, or one that a blueprint makes.
@test "a model behind another one in the same file" {
    printf '\nMODEL (name finance.revenue2, kind FULL);\nSELECT order_id FROM finance.orders\n' >>models/finance/orders.sql
    commit "Two in one"
    held "models/finance/orders.sql"
}

# The contract is lowered in the same push as the break, or taken out.
@test "lower the contract together with the break" {
    sed -i 's/, o.paid_at$/, o.paid_at AS paid/' models/finance/paid.sql
    sed -i 's/name: paid_at/name: paid/' contracts/paid.odcs.yaml
    commit "Both"
    held "CT106" "needs approval by finance-data" "0 of 1"
    git reset -q --hard origin/main
    sed -i 's/, o.paid_at$/, o.paid_at AS paid/' models/finance/paid.sql
    git rm -q contracts/paid.odcs.yaml
    commit "No contract"
    held "CT104" "0 of 1"
    git reset -q --hard origin/main
    sed -i 's/, o.paid_at$/, o.paid_at AS paid/' models/finance/paid.sql
    commit "Contract left behind"
    approve ann
    approve bea
    held "CT101" "contracts/paid.odcs.yaml"
}

# A cast, a wider type, a default: the names stay.
@test "change a type only" {
    sed -i 's/^  amount,/  amount::int AS amount,/' models/finance/orders.sql
    commit "A cast"
    held "0 of 1"
}

# The change is put into a Jinja block, or a string that runs later.
@test "put the change into a template" {
    put models/finance/orders.sql <<'SQL'
MODEL (name finance.orders, kind FULL, owner finance_data);
JINJA_QUERY_BEGIN;
SELECT order_id, customer_id, {% if var('x') %} amount {% else %} 0 AS amount {% endif %}, status
FROM staging.orders WHERE status = 'paid';
JINJA_END;
SQL
    commit "Template"
    held "finance.orders" "0 of 1"
}

# A statement before or after the query does the work.
@test "put the change into a statement around the query" {
    printf ';\nDELETE FROM finance.orders WHERE TRUE;\n' >>models/finance/orders.sql
    commit "Afterwards"
    held_or_told "finance.orders"
    git reset -q --hard origin/main
    printf "after_all:\n  - DELETE FROM finance.orders\n" >>config.yaml
    commit "After all"
    held_or_told "config.yaml"
}
