#!/usr/bin/env bats
# stoplog contract: written from a model, versioned, checked and compared, on real repositories.

load helpers

setup() {
    fresh_home
    git init -q work
    cd work || return 1
    write_warehouse
    write_policy
    commit "A warehouse"
}

# Runs it, and takes its lines as one.
said() {
    run stoplog "$@"
    output=$(tr -s ' \n' ' ' <<<"$output")
}

# A model whose names and texts are everything that YAML gives a meaning.
hostile_model() {
    put models/hostile.sql <<'SQL'
MODEL (
  name hostile."a: b #c",
  kind FULL,
  owner "o'brien: \"x\"",
  description 'first line: yes
# second "line"
  third	',
  tags ("- a", "!!tag", "null"),
  grain "<<",
  audits (
    not_null(columns := ("&a", "*b")),
    accepted_values(column := "yes", is_in := ('no', 'a: b', '', 'it''s', 1, 1.50, '007'))
  )
);

SELECT
  1::INT AS "<<", -- <<: *x
  2::INT AS "&a", -- # not a comment
  3::INT AS "*b",
  4::INT AS "yes",
  5::INT AS "null",
  6::INT AS "1.0",
  7::INT AS "!!tag x",
  8::INT AS "a: b",
  9::INT AS "a #b",
  10::INT AS "'",
  11::INT AS """",
  12::INT AS "- x",
  13::INT AS "? x",
  14::INT AS "{x}",
  15::INT AS "[x]",
  16::INT AS "%YAML",
  17::INT AS "---",
  18::INT AS "größe",
  19::INT AS "🦑",
  20::INT AS "a  b ",
  21::INT AS "C:\n\x"
FROM raw.orders;
SQL
}

@test "contract init prints a contract of what the model's files say" {
    put models/finance/daily.sql <<'SQL'
-- Paid orders by day
MODEL (
  name finance.daily,
  kind INCREMENTAL_BY_TIME_RANGE (time_column day),
  cron '@daily',
  grain (day, country),
  tags (finance, "open data"),
  audits (
    not_null(columns := (revenue)),
    not_null_non_blocking(columns := note),
    unique_values(columns := id),
    accepted_values(column := country, is_in := ('DE', 'AT', 'CH')),
    number_of_rows(threshold := 100),
    forall(criteria := (revenue >= 0)),
    not_null(columns := id, condition := country = 'DE')
  )
);

SELECT
  day::DATE AS day, -- the day of the order, UTC
  country::VARCHAR(2) AS country,
  id::UUID AS id,
  revenue::DECIMAL(10, 2) AS revenue,
  note
FROM raw.unknown
WHERE day BETWEEN @start_date AND @end_date
SQL
    run --separate-stderr stoplog contract init finance.daily
    same 0 "$status"
    diff -u "$TOP/tests/data/contract/daily.odcs.yaml" <(printf '%s\n' "$output")
    output=$stderr
    has "note: not known, and left out: the type of note"
    has 'hint: it is a draft and binds nobody; set "status: active"'
}

@test "contract init says what is unique in the table, not in an interval of it" {
    put models/keys.sql <<'SQL'
MODEL (name finance.keys, kind FULL, audits (unique_values(columns := a), unique_combination_of_columns(columns := (b, c))));
SELECT 1::INT AS a, 2::INT AS b, 3::INT AS c
SQL
    run --separate-stderr stoplog contract init finance.keys
    same 0 "$status"
    has '  - name: a
    logicalType: integer
    physicalType: INT
    unique: true
    quality:
    - metric: duplicateValues
      mustBe: 0
      dimension: uniqueness
      severity: error'
    has '  - metric: duplicateValues
    arguments:
      properties:
      - b
      - c
    mustBe: 0'
    sed -i 's/kind FULL/kind INCREMENTAL_BY_TIME_RANGE (time_column b)/' models/keys.sql
    run --separate-stderr stoplog contract init finance.keys
    same 0 "$status"
    has_not 'unique: true'
    has 'implementation: unique_values(columns := a)'
    has '  - metric: duplicateValues
    arguments:
      properties:
      - b
      - c'
}

@test "contract init --file writes it, never over another without --force, and says what is left to do" {
    run stoplog contract init finance.orders --file contracts/orders.odcs.yaml
    same 0 "$status"
    has "wrote contracts/orders.odcs.yaml: finance.orders, version 1.0.0, draft"
    has 'hint: no policy declares it; in .stoplog/policy.yml:'
    has '  - {path: "contracts/orders.odcs.yaml"}'
    same "$(stoplog contract init finance.orders 2>/dev/null)" "$(cat contracts/orders.odcs.yaml)"
    run stoplog contract init finance.orders --file contracts/orders.odcs.yaml
    same 2 "$status"
    has "contracts/orders.odcs.yaml exists already; --force replaces it"
    echo 'contracts: [{path: "contracts/*.yaml"}]' >>.stoplog/policy.yml
    cd contracts
    run stoplog contract init finance.orders --file orders.odcs.yaml --force
    same 0 "$status"
    has_not "no policy declares it"
    run stoplog contract init finance.orders --file no/where/orders.odcs.yaml # one folder is made, not two
    same 2 "$status"
    has "where: No such file or directory"
}

@test "contract init names the owner and the people the policy names" {
    cat >>.stoplog/policy.yml <<'YAML'
contracts: [{path: "*.yaml"}]
YAML
    run stoplog contract init finance.orders
    has $'team:\n  name: finance-data\n  members:\n  - username: ann@example.com\n    role: owner'
    put .stoplog/policy.yml <<'YAML'
version: 1
YAML
    run stoplog contract init finance.orders
    has $'team:\n  name: finance_data'
    rm -r .stoplog
    run stoplog contract init finance.orders
    same 0 "$status"
}

@test "contract init reads the work tree, or the commit that --at names" {
    drop_amount
    run stoplog contract init finance.orders
    has_not "name: amount"
    run stoplog contract init finance.orders --at HEAD
    has "name: amount"
    git clone -q --bare . ../bare.git
    run stoplog -C ../bare.git contract init finance.orders
    same 0 "$status"
    has "name: amount"
}

@test "contract init refuses what nobody can read, and a name that is no model" {
    put models/inner.sql <<'SQL'
MODEL (name finance.inner, kind EMBEDDED);
SELECT 1 AS a
SQL
    put models/star.sql <<'SQL'
MODEL (name finance.star, kind FULL);
SELECT * FROM raw.unknown
SQL
    put models/part.sql <<'SQL'
MODEL (name finance.part, kind FULL);
SELECT *, 1::INT AS a FROM raw.unknown
SQL
    run stoplog contract init finance.inner
    same 2 "$status"
    has "finance.inner is an embedded model"
    put models/key.sql <<'SQL'
MODEL (name finance.key, kind FULL, grain (b, hidden));
SELECT *, 1::INT AS b FROM raw.unknown
SQL
    run stoplog contract init finance.key
    same 0 "$status"
    has "# Not known, and left out: a key with columns that are not known."
    has_not primaryKey
    has "required: true"
    run stoplog contract init finance.star
    same 2 "$status"
    has "no column of finance.star is known: SELECT *"
    run stoplog contract init finance.part
    same 0 "$status"
    has "# Not known, and left out: columns that the query may have besides these."
    run stoplog contract init finance.order
    same 2 "$status"
    has "no model finance.order; did you mean finance.orders?"
    run stoplog contract init
    same 2 "$status"
    has "too few arguments: stoplog contract init MODEL"
    run stoplog contract inti finance.orders
    same 2 "$status"
    has "did you mean init?"
}

@test "contract init writes nothing that would not be read" {
    { echo 'MODEL (name finance.wide, kind FULL);' && printf 'SELECT 0 AS c0' && printf ', 1 AS c%d' {1..20000}; } >models/wide.sql
    run --separate-stderr stoplog contract init finance.wide
    same 2 "$status"
    same "" "$output"
    output=$stderr
    has "limit contract_columns"
    sed -i 's/, 1 AS c20000//' models/wide.sql
    run stoplog contract init finance.wide
    same 0 "$status"
}

@test "contract init writes no name that YAML could take for something else" {
    hostile_model
    run --separate-stderr stoplog contract init 'hostile.a: b #c'
    same 0 "$status"
    diff -u "$TOP/tests/data/contract/hostile.odcs.yaml" <(printf '%s\n' "$output")
    # Nothing in it starts a command where a CI runner reads along.
    printf 'MODEL (name hostile.runner, kind FULL, description "a\n##[error]b\n::error::c");\nSELECT 1::INT AS "::error::x", 2::INT AS "##[debug]"' >models/runner.sql
    run --separate-stderr stoplog contract init hostile.runner
    same 0 "$status"
    has_not '##['
    same "" "$(grep -E '^[[:space:]]*::' <<<"$output" || true)"
    printf '%s\n' "$output" >runner.yaml
    said contract check runner.yaml
    has "runner: model hostile.runner, as promised"
    # Characters that hide others make the whole file ASCII.
    printf 'MODEL (name hostile.hidden, kind FULL);\nSELECT 1 AS "größe", 2 AS "a\xe2\x80\xaeb"\n' >models/hidden.sql
    run --separate-stderr stoplog contract init hostile.hidden
    same 0 "$status"
    has 'name: "gr\xF6\xDFe"'
    has 'name: "a\u202Eb"'
}

# --- versions ------------------------------------------------------------------------------------

# A contract of finance.orders on main, with comments and quotes of its own.
write_contract() {
    put contracts/orders.odcs.yaml <<'YAML'
# The orders that finance counts.
apiVersion: v3.1.0
kind: DataContract
id: orders
name: Orders
version: '1.2.0'   # see CHANGELOG
status: active

schema:
  - {name: orders, physicalName: finance.orders, properties: [
      {name: order_id, logicalType: integer, required: true},
      {name: amount,   logicalType: number, required: true}  # booked, never refunded
    ]}
YAML
}

# $1: sed expression for the contract.
edit_contract() { sed -i "$1" contracts/orders.odcs.yaml; }

@test "contract bump takes the version that the changes since main ask for, and leaves every other byte" {
    write_contract
    commit "A contract"
    said contract bump contracts/orders.odcs.yaml
    same 0 "$status"
    has "nothing is promised differently"
    has "contracts/orders.odcs.yaml stays as it is"
    git switch -q -c work
    edit_contract 's/number, required: true/number, required: false/'
    commit "Amounts may be missing"
    cp contracts/orders.odcs.yaml before
    said contract bump contracts/orders.odcs.yaml
    same 0 "$status"
    has "broken CN202 finance.orders.amount: null loosened (required): true -> false"
    has "a major version is needed, it did not move on; 2.0.0 would do"
    has "contracts/orders.odcs.yaml: version 1.2.0 -> 2.0.0 (major)"
    diff <(sed "s/'1.2.0'/'2.0.0'/" before) contracts/orders.odcs.yaml
    # Far enough now, whatever else changes; main may go on meanwhile.
    commit "Version"
    said contract bump contracts/orders.odcs.yaml
    same 0 "$status"
    has "version 1.2.0 -> 2.0.0: a major version is needed, it moved far enough"
    said contract bump contracts/orders.odcs.yaml --base HEAD
    has "nothing is promised differently"
    same "" "$(git status --porcelain contracts)"
}

@test "contract bump finds the contract of base where it lay, by its id" {
    write_contract
    echo 'contracts: [{path: "contracts/*.yaml"}]' >>.stoplog/policy.yml
    commit "A contract"
    git switch -q -c work
    mv contracts/orders.odcs.yaml contracts/other.odcs.yaml
    sed -i 's/number, required: true/number, required: false/' contracts/other.odcs.yaml
    said contract bump contracts/other.odcs.yaml --base main
    same 0 "$status"
    has "main:contracts/orders.odcs.yaml -> contracts/other.odcs.yaml"
    has "version 1.2.0 -> 2.0.0 (major)"
    sed -i 's/^id: orders/id: new/' contracts/other.odcs.yaml
    said contract bump contracts/other.odcs.yaml --base main
    same 0 "$status"
    has "a new contract: nothing to compare it with"
}

@test "contract bump under --compatibility, and before 1.0.0" {
    write_contract
    edit_contract 's/1.2.0/0.2.0/'
    commit "A contract"
    edit_contract 's/number, required: true/number, required: false/'
    said contract bump contracts/orders.odcs.yaml --compatibility none
    same 0 "$status"
    has "version 0.2.0 -> 0.2.1 (minor)"
    said contract bump contracts/orders.odcs.yaml
    has "version 0.2.1 -> 0.3.0 (major)"
    said contract bump contracts/orders.odcs.yaml --compatibility sideways
    same 2 "$status"
    has "no compatibility sideways; there are none, backward, forward and full"
}

@test "contract bump raises the part it is told, in any layout" {
    put c.yaml <<<"{dataContractSpecification: 1.2.1, id: a, info: {title: x, version: \"1.2.3\"}, models: {a: {fields: {b: {type: string}}}}}"
    printf 'kind: DataContract\r\napiVersion: v3.1.0\r\nid: a\r\nstatus: active\r\nversion: 1.2.3\r\n' >d.yaml
    said contract bump c.yaml --minor
    same 0 "$status"
    same "{dataContractSpecification: 1.2.1, id: a, info: {title: x, version: \"1.3.0\"}, models: {a: {fields: {b: {type: string}}}}}" "$(cat c.yaml)"
    said contract bump d.yaml --major
    same 0 "$status"
    has "d.yaml: version 1.2.3 -> 2.0.0 (major)"
    printf 'kind: DataContract\r\napiVersion: v3.1.0\r\nid: a\r\nstatus: active\r\nversion: 2.0.0\r\n' | cmp - d.yaml
    said contract bump d.yaml --patch
    has "2.0.0 -> 2.0.1 (patch)"
    said contract bump d.yaml --to 3.0
    has "2.0.1 -> 3.0 (as said)"
    has "as said"
    same 'version: "3.0"' "$(tr -d '\r' <d.yaml | tail -1)"
}

@test "contract bump refuses what it cannot do without a guess, and writes nothing then" {
    write_contract
    edit_contract "s/'1.2.0'/spring/"
    commit "A contract"
    edit_contract 's/number, required: true/number, required: false/'
    cp contracts/orders.odcs.yaml before
    said contract bump contracts/orders.odcs.yaml
    same 2 "$status"
    has 'the version "spring" is no semantic version; --to says the next'
    said contract bump contracts/orders.odcs.yaml --minor
    same 2 "$status"
    has 'the version "spring" is no semantic version'
    said contract bump contracts/orders.odcs.yaml --minor --major
    same 2 "$status"
    has "not several"
    said contract bump contracts/orders.odcs.yaml --to 'x # y'
    same 2 "$status"
    has "cannot be a version"
    said contract bump contracts/none.yaml --minor
    same 2 "$status"
    said contract bump models/finance/orders.sql --minor
    same 2 "$status"
    said contract bump config.yaml --minor
    same 2 "$status"
    has "config.yaml could not be read"
    cmp before contracts/orders.odcs.yaml
    ln -s orders.odcs.yaml contracts/link.odcs.yaml
    said contract bump contracts/link.odcs.yaml --to autumn
    same 2 "$status"
    has "is a link"
    said contract bump contracts/orders.odcs.yaml --to autumn
    same 0 "$status"
    has "version spring -> autumn (as said)"
    printf 'kind: DataContract\nid: a\nx: &v 1.0.0\nversion: *v\n' >alias.yaml
    said contract bump alias.yaml --minor
    same 2 "$status"
    has "alias.yaml:4:10: error: the version is an alias: write it out"
    said contract bump alias.yaml --at HEAD
    same 2 "$status"
    has "contract bump has no --at"
}

# --- comparing -----------------------------------------------------------------------------------

@test "contract diff says what changed for readers, and ends with 1 when it breaks and no version says so" {
    write_contract
    commit "A contract"
    git tag v1
    edit_contract 's/number, required: true/number, required: false/; s/^status/description: {purpose: Booked orders}\nstatus/'
    said contract diff v1:contracts/orders.odcs.yaml contracts/orders.odcs.yaml
    same 1 "$status"
    has "v1:contracts/orders.odcs.yaml -> contracts/orders.odcs.yaml, compatibility forward"
    has "broken CN202 finance.orders.amount: null loosened (required): true -> false"
    has "described CT121 the contract"
    edit_contract "s/'1.2.0'/'2.0.0'/"
    said contract diff v1:contracts/orders.odcs.yaml contracts/orders.odcs.yaml
    same 0 "$status"
    has "it moved far enough"
    # The other way round more is promised.
    said contract diff contracts/orders.odcs.yaml v1:contracts/orders.odcs.yaml
    same 0 "$status"
    has "at_risk CN201 finance.orders.amount: null tightened (required): false -> true"
    said contract diff v1:contracts/orders.odcs.yaml v1:contracts/gone.yaml
    same 1 "$status"
    has "the contract is gone: broken"
    said contract diff v1:contracts/gone.yaml contracts/orders.odcs.yaml
    same 0 "$status"
    has "a new contract"
    said contract diff v1:contracts/gone.yaml contracts/gone.yaml
    same 2 "$status"
    has "there is no such file"
    said contract diff v1:contracts/gone.yaml v1:contracts/gone2.yaml
    same 2 "$status"
    said contract diff v1:config.yaml contracts/orders.odcs.yaml
    same 2 "$status"
    has "v1:config.yaml could not be read"
    said contract diff nowhere:config.yaml contracts/orders.odcs.yaml
    same 2 "$status"
}

@test "contract diff takes its terms from the policy, and a contract that binds nobody breaks nobody" {
    write_contract
    echo 'contracts: [{path: "contracts/*.yaml", compatibility: none}]' >>.stoplog/policy.yml
    commit "A contract"
    edit_contract 's/number, required: true/number, required: false/'
    said contract diff HEAD:contracts/orders.odcs.yaml contracts/orders.odcs.yaml
    same 0 "$status"
    has "compatibility none"
    has "at_risk CN202"
    said contract diff HEAD:contracts/orders.odcs.yaml contracts/orders.odcs.yaml --compatibility full
    same 1 "$status"
    git checkout -q contracts
    edit_contract 's/active/draft/'
    commit "A draft"
    edit_contract 's/number, required: true/number, required: false/'
    said contract diff HEAD:contracts/orders.odcs.yaml contracts/orders.odcs.yaml --compatibility full
    same 0 "$status"
    has "the contract is draft and binds nobody"
}

@test "contract diff as markdown and json holds no text that its place could take for something else" {
    write_contract
    commit "A contract"
    edit_contract 's/name: amount,   /name: "a`|<b>@x", /'
    run stoplog contract diff HEAD:contracts/orders.odcs.yaml contracts/orders.odcs.yaml -f markdown -f json=out.json
    same 1 "$status"
    has '### Breaks readers'
    has '- `` finance.orders.a`\|<b>@x ``: `promise added'
    same "contract_diff broken major not_later 2.0.0" "$(jq -r '[.report, .effect, .needed, .version_step, .least_version] | join(" ")' out.json)"
}

# --- against models ------------------------------------------------------------------------------

@test "contract check finds nothing in what contract init wrote, whatever the names are" {
    hostile_model
    put models/nested.sql <<'SQL'
MODEL (name finance.nested, kind FULL, dialect duckdb, audits (not_null(columns := a)));
SELECT a::STRUCT<x INT, "y z" STRUCT<u VARCHAR[], v MAP(INT, VARCHAR)>> AS a, b::INT[][] AS b, c::JSON, d
FROM raw.unknown
SQL
    echo 'contracts: [{path: "contracts/*.yaml"}]' >>.stoplog/policy.yml
    stoplog contract init 'hostile.a: b #c' --file contracts/hostile.yaml
    for model in staging.orders finance.orders finance.revenue finance.nested raw.orders; do
        stoplog contract init $model --file contracts/$model.yaml
    done
    sed -i 's/^status: draft/status: active/' contracts/*.yaml
    said contract check
    same 0 "$status"
    has "contracts/finance.nested.yaml: 1.0.0, active"
    has "nested: model finance.nested, as promised"
    has "6 contracts: 0 broken, 0 to look at, 0 not read"
}

@test "contract check ends with 1 when a promise does not hold, and says which" {
    write_contract
    echo 'contracts: [{path: "contracts/*.yaml"}]' >>.stoplog/policy.yml
    put contracts/lost.odcs.yaml <<'YAML'
kind: DataContract
apiVersion: v3.1.0
id: lost
version: 1.0.0
status: active
schema:
- name: finance.ordres
- name: other
  physicalName: warehouse.finance.revenue
  properties: [{name: revenue, physicalType: TEXT}, {name: nobody}]
YAML
    said contract check
    same 1 "$status"
    has "contracts/lost.odcs.yaml: 1.0.0, active finance.ordres: no model of this name; did you mean finance.orders? other: model finance.revenue"
    has "missing nobody"
    has "contracts/orders.odcs.yaml: 1.2.0, active orders: model finance.orders"
    has "null order_id"
    # Of several models of one name each is held against it; a name with the catalog is the same.
    put models/other.sql <<<"MODEL (name other.revenue, kind FULL); SELECT 1::INT AS revenue"
    sed 's/warehouse.finance.revenue/revenue/' contracts/lost.odcs.yaml >both.yaml
    said contract check both.yaml
    has "other: model finance.revenue missing nobody"
    has "other: model other.revenue"
    rm models/other.sql both.yaml
    # NOT NULL that no audit sees to is to be looked at, and breaks nothing yet.
    said contract check contracts/orders.odcs.yaml
    same 0 "$status"
    has "1 contract: 0 broken, 2 to look at, 0 not read"
    edit_contract 's/{name: amount, /{name: gone}, &/'
    said contract check contracts/orders.odcs.yaml -f text -f json=check.json
    same 1 "$status"
    has "missing gone"
    has "1 contract: "
    same "contract_check 1 finance.orders" "$(jq -r '"\(.report) \(.contracts | length) \(.contracts[0].objects[0].model)"' check.json)"
    # What binds nobody is said, and stops nobody.
    sed -i 's/status: active/status: draft/' contracts/*.yaml
    said contract check
    same 0 "$status"
    has "binds nobody"
    has "0 broken"
    # The commit, not the work tree.
    commit "Drafts"
    sed -i 's/status: draft/status: active/' contracts/*.yaml
    said contract check --at HEAD
    same 0 "$status"
    said contract check
    same 1 "$status"
}

@test "contract check ends with 2 when a contract cannot be read, or there is none" {
    said contract check
    same 2 "$status"
    has "no contract is declared in .stoplog that is there"
    echo 'contracts: [{path: "contracts/*.yaml"}]' >>.stoplog/policy.yml
    said contract check
    same 2 "$status"
    write_contract
    put contracts/old.yaml <<<"{kind: DataContract, apiVersion: v2.2.2, uuid: a, version: 1.0.0}"
    put contracts/bad.yaml <<<"kind: ["
    ln -s orders.odcs.yaml contracts/link.yaml
    said contract check
    same 2 "$status"
    has "contracts/bad.yaml: could not be read"
    has "contracts/link.yaml: could not be read"
    has "a link or submodule stands in place of a contract"
    has "contracts/old.yaml: could not be read"
    has "4 contracts: "
    has "3 not read"
    said contract check nowhere.yaml
    same 2 "$status"
    said contract check config.yaml
    same 2 "$status"
    has "config.yaml: could not be read"
    mkdir "$HERE/else"
    edit_contract 's/{name: amount, /{name: gone}, &/'
    cp contracts/orders.odcs.yaml "$HERE/else/mine.yaml"
    cd "$HERE/else"
    said -C ../work contract check ../else/mine.yaml
    same 1 "$status"
    has "../else/mine.yaml: 1.2.0, active"
}

# --- history -------------------------------------------------------------------------------------

@test "contract changelog tells version by version what changed, past a rename, newest first" {
    write_contract
    commit "A contract"
    git tag v1
    edit_contract "s/number, required: true/number, required: false/; s/1.2.0/2.0.0/"
    commit "Amounts may be missing"
    git switch -q -c side HEAD~1
    git switch -q main
    git mv contracts/orders.odcs.yaml contracts/finance.odcs.yaml
    commit "Another place"
    echo 'kind: [' >contracts/finance.odcs.yaml
    commit "A mistake"
    git revert --no-edit HEAD >/dev/null
    sed -i "s/2.0.0/2.1.0/; s/{name: order_id/{name: note, logicalType: string},\n      {name: order_id/" contracts/finance.odcs.yaml
    run stoplog contract changelog contracts/finance.odcs.yaml
    same 0 "$status"
    date=2026-01-01
    same "what changed for the readers of Orders (contracts/finance.odcs.yaml)

2.1.0 (not committed)
  extended   CT117 finance.orders.note: promise added (column): now note

2.0.0 ($date, $(git rev-parse --short=12 HEAD~3))
  broken     CN202 finance.orders.amount: null loosened (required): true ->
    false

1.2.0 ($date, $(git rev-parse --short=12 v1))
  the first version

1 state of the file could not be read and left out" "$output"
    run stoplog contract changelog contracts/finance.odcs.yaml --since v1 -f markdown -f json=log.json
    same 0 "$status"
    has '# Changelog of `Orders`'
    has '## `2.1.0` - not committed'
    has '## `2.0.0` - 2026-01-01'
    has_not '1.2.0'
    has 'Since `v1`.'
    same "2.1.0 2.0.0" "$(jq -r '[.versions[].contract_version] | join(" ")' log.json)"
    run stoplog contract changelog contracts/finance.odcs.yaml --at HEAD
    has_not "not committed"
    run stoplog contract changelog contracts/none.yaml
    same 2 "$status"
    # What was done under an old version is not hidden by a tag of that version.
    sed -i "s/required: false/required: true/" contracts/finance.odcs.yaml
    commit "Under the same version"
    git tag v2
    sed -i "s/required: true}  # booked/required: false}  # booked/" contracts/finance.odcs.yaml
    said contract changelog contracts/finance.odcs.yaml --since v2
    has "2.1.0 (not committed)"
    has "broken CN202"
    has "it did not move on; 3.0.0 would do"
}

# $1 commits on top of main, each with another content of the contract.
many_contents() {
    local n
    git checkout -q --detach
    for ((n = 1; n <= $1; n++)); do
        printf 'commit refs/heads/many\ncommitter x <x@example.com> %d +0000\ndata 1\nx\n' $((CLOCK + n))
        [ "$n" -gt 1 ] || printf 'from refs/heads/main^0\n'
        printf 'M 100644 inline c.yaml\ndata <<END\nkind: DataContract\napiVersion: v3.1.0\nid: many\nversion: 1.%d.0\nstatus: active\nEND\n' "$n"
    done | git fast-import --quiet
    git checkout -q many
}

@test "contract changelog looks at a thousand contents and says when there are more" {
    commit "Nothing"
    many_contents 1000 # and before them the file was not there
    stoplog contract changelog c.yaml -f json=log.json
    same "1000 null" "$(jq -r '"\(.versions | length) \(.cut)"' log.json)"
    git branch -qD main
    git branch -m main
    many_contents 1
    stoplog contract changelog c.yaml -f json=log.json
    same "1000 older versions are left out (limit contract_states)" "$(jq -r '"\(.versions | length) \(.cut)"' log.json)"
}

@test "the json of contract check, diff and changelog follows its schema" {
    python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
    write_contract
    commit "A contract"
    edit_contract 's/number, required: true/number, required: false/; s/1.2.0/1.3.0/'
    git tag v1
    stoplog contract diff v1:contracts/orders.odcs.yaml contracts/orders.odcs.yaml -f json=diff.json || true
    stoplog contract diff v1:contracts/orders.odcs.yaml v1:contracts/gone.yaml -f json=gone.json || true
    stoplog contract diff v1:contracts/gone.yaml contracts/orders.odcs.yaml -f json=new.json
    stoplog contract changelog contracts/orders.odcs.yaml -f json=log.json
    stoplog contract changelog contracts/orders.odcs.yaml --since v1 -f json=since.json
    put lost.yaml <<<"{kind: DataContract, apiVersion: v3.1.0, id: a, version: 1, status: x, schema: [{name: finance.ordres}]}"
    stoplog contract check contracts/orders.odcs.yaml lost.yaml config.yaml -f json=check.json || true
    python3 - "$TOP/docs/report.schema.json" check.json diff.json gone.json new.json log.json since.json <<'PYTHON'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
PYTHON
}
