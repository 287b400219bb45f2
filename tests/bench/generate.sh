#!/usr/bin/env bash
# generate.sh MODELS FOLDER: makes a bare repository with a SQLMesh project of that many models of 25
# columns each. Every twentieth model reads an outside table, the others join two models made before
# them. The same number gives the same repository, byte for byte.
#
# Branches, each one commit on main: readme changes README.md only; one changes one model in the
# middle; root changes the first model, which nearly all others read over some way, in a column that few
# of them take from there; wide changes it in the column on which nearly every column of theirs hangs; all
# changes every model.
#
# REPACK: further options of git repack. The pack keeps the deltas that fast-import found, which are
# long chains in the order of the models; with -f git looks for its own, as it does for a push.
set -euo pipefail
models=$1 folder=$2

rm -rf "$folder"
git init -q --bare --initial-branch=main "$folder"
awk -v n="$models" -v columns=25 '
    function blob(path, text) { printf "M 100644 inline %s\ndata %d\n%s\n", path, length(text), text }
    function name(i) { return sprintf("m%06d", i) }
    function folder_of(i) { return sprintf("f%03d", i % 100) }
    function begin(branch, from, subject) {
        printf "commit refs/heads/%s\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata %d\n%s\n", branch, length(subject), subject
        if (from) printf "from refs/heads/%s\n", from
    }
    # Model number i; variant 1 has another expression in one of its columns, variant 2 of model 0 in c1.
    function change(branch, from, to, variant, i) {
        begin(branch, "main", "Other expressions")
        for (i = from; i <= to; i++) blob("models/" folder_of(i) "/" name(i) ".sql", model(i, variant))
        print ""
    }
    function model(i, variant, c, sql, left, right) {
        sql = "MODEL (\n  name wh." name(i) ",\n  kind FULL,\n  owner data,\n  description \"model " i "\"\n);\n\nSELECT\n"
        if (i % 20 == 0) {
            for (c = 1; c < columns; c++) sql = sql "  r.c" c (variant == 2 && c == 1 ? " + 1 AS c1" : "") ",\n"
            return sql "  r.c" columns (variant == 1 ? " + 1 AS c" columns : "") "\nFROM raw.t" (i % 50) " AS r\nWHERE r.c1 IS NOT NULL;\n"
        }
        left = int(i / 2); right = i - 1
        for (c = 1; c < columns; c++) {
            if (c % 4 == 1) sql = sql "  a.c" c ",\n"
            else if (c % 4 == 2) sql = sql "  a.c" c " + b.c" c " AS c" c ",\n"
            else if (c % 4 == 3) sql = sql "  COALESCE(a.c" c ", b.c" (c + 1) ", " (variant && c == 3 ? 1 : 0) ") AS c" c ",\n"
            else sql = sql "  CASE WHEN b.c1 > " c " THEN b.c" c " ELSE a.c" c " END AS c" c ",\n"
        }
        return sql "  b.c" columns "\nFROM wh." name(left) " AS a\nJOIN wh." name(right) " AS b ON a.c1 = b.c1\nWHERE a.c2 > 0;\n"
    }
    BEGIN {
        begin("main", "", "The warehouse")
        blob("config.yaml", "model_defaults:\n  dialect: duckdb\n  start: 2024-01-01\ngateways:\n  local:\n    connection: {type: duckdb, database: db.db}\ndefault_gateway: local\n")
        blob("README.md", "A warehouse.\n")
        blob(".stoplog/policy.yml", "version: 1\nteams:\n  data: {members: [ann@example.com]}\n  bi: {members: [bea@example.com]}\nowners:\n  - {models: \"wh.*\", team: data}\nconsumers:\n  board:\n    type: dashboard\n    owner: {team: bi}\n    depends_on: [{model: wh." name(n - 1) ", columns: [c1, c3]}]\n")
        external = ""
        for (t = 0; t < 50; t++) {
            external = external "- name: raw.t" t "\n  columns:\n"
            for (c = 1; c <= columns; c++) external = external "    c" c ": int\n"
        }
        blob("external_models.yaml", external)
        for (i = 0; i < n; i++) blob("models/" folder_of(i) "/" name(i) ".sql", model(i, 0))
        print ""
        begin("readme", "main", "Words")
        blob("README.md", "A warehouse, and words about it.\n")
        print ""
        i = int(n / 2) + 1
        change("one", i, i, 1)
        change("root", 0, 0, 1)
        change("wide", 0, 0, 2)
        change("all", 0, n - 1, 1)
    }' | git -C "$folder" fast-import --quiet
read -ra repack <<<"${REPACK-}"
git -C "$folder" repack -q -a -d "${repack[@]}"
