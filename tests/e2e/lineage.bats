#!/usr/bin/env bats
# Who is reached by a change of a column, from the push to the verdict. weekly_revenue reads order_id
# and amount of finance.orders, which reads staging.orders and keeps what is paid.

load helpers

setup() {
    fresh_home
    new_server
}

# $1 path, $2 old text, $3 new text: replaces it.
edit() {
    local text
    text=$(<"$1")
    [[ $text == *"$2"* ]] || return 1
    printf '%s\n' "${text/"$2"/"$3"}" >"$1"
}

# The verdict of the last commit as JSON in $output.
judged() {
    run --separate-stderr stoplog check HEAD~1 HEAD --ref main --format json
}

# "sales.orders.amount -> ..." of the first reach, with its weakest step.
path_of_reach() {
    jq -r '.verdicts[0].impact.reaches[0] | [.path, .columns] | transpose |
        map(if .[1] then "\(.[0]).\(.[1])" else .[0] end) | join(" -> ")' <<<"$output"
}
weakest() { jq -r '.verdicts[0].impact.reaches[0].weakest' <<<"$output"; }
reached() { jq -r '.verdicts[0].consumers[0].reached' <<<"$output"; }
why_not() { jq -r '.verdicts[0].consumers[0].why_not' <<<"$output"; }

@test "a change of a column that the consumer does not read asks the consumer for nothing" {
    edit models/finance/orders.sql "customer_id," "UPPER(customer_id) AS customer_id,"
    commit "Upper case"
    judged
    same 0 "$status"
    same false "$(reached)"
    same "reads amount, order_id of finance.orders, where nothing but customer_id is touched" "$(why_not)"
    same '["finance.revenue"]' "$(jq -c '.verdicts[0].impact.downstream' <<<"$output")"
    run git push origin main
    pushed
}

@test "over three models the consumer is reached through the column that it reads" {
    edit models/staging/orders.sql "amount," "amount * 2 AS amount,"
    commit "Twice"
    judged
    same 1 "$status"
    same true "$(reached)"
    same "staging.orders.amount -> finance.orders.amount" "$(path_of_reach)"
    same exact "$(weakest)"
    run git push origin main
    declined
    has "weekly_revenue"
    has "staging.orders.amount ->"
}

@test "over three models the consumer is not reached through another column" {
    edit models/staging/orders.sql "customer_id," "UPPER(customer_id) AS customer_id,"
    commit "Upper case"
    judged
    same 0 "$status"
    same false "$(reached)"
    same '["finance.orders","finance.revenue"]' "$(jq -c '.verdicts[0].impact.downstream' <<<"$output")"
}

@test "through a filter every column is reached" {
    edit models/staging/orders.sql ", status" ", LOWER(status) AS status"
    commit "Lower case"
    judged
    same 1 "$status"
    same "staging.orders.status -> finance.orders" "$(path_of_reach)"
    same indirect "$(weakest)"
}

@test "through a star and a CTE only the columns behind it are reached" {
    put models/finance/orders.sql <<'SQL'
MODEL (name finance.orders, kind FULL, owner finance_data);
WITH kept AS (SELECT * FROM staging.orders)
SELECT * FROM kept
SQL
    commit "A star"
    edit models/staging/orders.sql "status" "LOWER(status) AS status"
    commit "Lower case"
    judged
    same 0 "$status"
    same false "$(reached)"
    git reset -q --hard HEAD~1
    edit models/staging/orders.sql "amount," "amount * 2 AS amount,"
    commit "Twice"
    judged
    same 1 "$status"
    same "staging.orders.amount -> finance.orders.amount" "$(path_of_reach)"
}

@test "a model below that uses other columns is proven not to be reached" {
    put models/finance/ids.sql <<'SQL'
MODEL (name finance.ids, kind FULL);
SELECT order_id FROM finance.orders
SQL
    commit "Ids"
    edit models/finance/orders.sql "amount," "amount * 2 AS amount,"
    commit "Twice"
    run stoplog check HEAD~1 HEAD
    has "not reached: model finance.ids: uses order_id of finance.orders, where nothing"
    judged
    same finance.ids "$(jq -r '.verdicts[0].impact.not_reached[].model' <<<"$output")"
    same '["finance.revenue"]' "$(jq -c '.verdicts[0].impact.downstream' <<<"$output")"
}

@test "a hook counts the consumers that are not reached" {
    edit .stoplog/policy.yml "consumers:" "consumers:
  names: {type: export, owner: {team: bi}, depends_on: [{model: finance.orders, columns: [customer_id]}]}"
    as pam
    commit "Another consumer" --trailer "Approved-by: Pam <pam@example.com>"
    git push -q --no-verify "$HERE/server.git" main:refs/heads/in
    git --git-dir "$HERE/server.git" update-ref refs/heads/main refs/heads/in
    git fetch -q
    as dan
    edit models/staging/orders.sql "amount," "amount * 2 AS amount,"
    commit "Twice"
    run git push origin main
    declined
    has "not reached: 1 consumer"
    [ "$(remote_lines | wc -l)" -le 25 ]
}

# --- stoplog impact --------------------------------------------------------------------------------

@test "impact of a column says where it comes from and whom it reaches" {
    put models/finance/ids.sql <<'SQL'
MODEL (name finance.ids, kind FULL);
SELECT order_id FROM finance.orders
SQL
    commit "Ids"
    run stoplog impact staging.orders.amount
    same 0 "$status"
    same "staging.orders.amount  models/staging/orders.sql:6

comes from
  raw.orders.amount (outside)

reaches
  finance.orders.amount
    finance.revenue.revenue

consumers
  weekly_revenue, over finance.orders.amount

not reached: finance.ids" "$output"
}

@test "impact of a column that filters reaches every column" {
    run stoplog impact staging.orders.status
    same 0 "$status"
    has "  finance.orders (every column) [indirect]"
    has "  weekly_revenue, over finance.orders"
}

@test "impact of a model lists what its columns are made of" {
    run stoplog impact finance.revenue
    same 0 "$status"
    has "  revenue <- finance.orders.amount"
    has "  (which rows) <- finance.orders.customer_id"
    run --separate-stderr stoplog impact finance.revenue --format json
    same '[{"name":"customer_id","reads":["customer_id"]},{"name":"revenue","reads":["amount"]}]' \
        "$(jq -c '[.columns[] | {name, reads: [.reads[] | select(.kind == "direct") | .column]}]' <<<"$output")"
    same null "$(jq -c .comes_from <<<"$output")"
}

@test "impact knows a column in another case and by its quoted name, and what was meant" {
    run stoplog impact staging.orders.AMOUNT
    same 0 "$status"
    has "staging.orders.amount "
    run stoplog impact 'orders."amount"'
    same 2 "$status"
    run stoplog impact 'finance.orders."amount"'
    same 0 "$status"
    run stoplog impact staging.orders.amuont
    same 2 "$status"
    has "staging.orders has no column amuont; did you mean amount?"
    run stoplog impact staging.order.amount
    same 2 "$status"
    has "no model staging.order.amount"
}

@test "impact follows a column that a model does not list" {
    put models/open.sql <<'SQL'
MODEL (name staging.open, kind VIEW);
SELECT * FROM raw.unknown
SQL
    put models/reader.sql <<'SQL'
MODEL (name finance.reader, kind VIEW);
SELECT k, other FROM staging.open
SQL
    commit "A star of a table that nobody describes"
    run stoplog impact staging.open.k
    same 0 "$status"
    has "raw.unknown"
    has "  finance.reader.k"
    has_not "finance.reader.other"
}

@test "impact draws for mermaid and dot, into files too" {
    run stoplog impact staging.orders.amount --format mermaid --format dot=out.dot
    same 0 "$status"
    has 'flowchart LR'
    has 'n0["staging.orders.amount"]:::start'
    has '(["weekly_revenue"])'
    grep -q '^digraph impact {' out.dot
    if command -v dot >/dev/null; then dot -Tsvg out.dot >/dev/null; fi
    run stoplog impact staging.orders --format sarif
    same 2 "$status"
    has "there are text, json, mermaid, dot"
}

@test "impact looks at the commit that it is told" {
    drop_amount && commit "Drop amount"
    run stoplog impact finance.orders.amount
    same 2 "$status"
    run stoplog impact finance.orders.amount --at HEAD~1
    same 0 "$status"
    has "weekly_revenue"
}

@test "impact in json follows its schema" {
    python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
    stoplog impact staging.orders.amount --format json >column.json
    stoplog impact staging.orders --format json >model.json
    stoplog check HEAD HEAD --format json >verdict.json || true
    python3 - "$TOP/docs/report.schema.json" column.json model.json verdict.json <<'PYTHON'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
PYTHON
}
