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

@test "contract init --file writes it, never over another without --force, and says what is left to do" {
    mkdir contracts
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
    run stoplog contract init finance.orders --file nowhere/orders.odcs.yaml
    same 2 "$status"
    has "nowhere: No such file or directory"
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

@test "contract init writes no name that YAML could take for something else" {
    hostile_model
    run --separate-stderr stoplog contract init 'hostile.a: b #c'
    same 0 "$status"
    diff -u "$TOP/tests/data/contract/hostile.odcs.yaml" <(printf '%s\n' "$output")
    # Characters that hide others make the whole file ASCII.
    printf 'MODEL (name hostile.hidden, kind FULL);\nSELECT 1 AS "größe", 2 AS "a\xe2\x80\xaeb"\n' >models/hidden.sql
    run --separate-stderr stoplog contract init hostile.hidden
    same 0 "$status"
    has 'name: "gr\xF6\xDFe"'
    has 'name: "a\u202Eb"'
}
