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
