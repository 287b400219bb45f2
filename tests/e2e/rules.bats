#!/usr/bin/env bats
# What rules can ask beside an approval of the owner: roles, different teams, different people, a
# sentence of meaning, a step of the contract's version; and on which refs.

load helpers

setup() {
    fresh_home
    new_server
}

# A policy of its own with one rule: standard input is the rule, without its id, why and fix.
rule_is() {
    put .stoplog/policy.yml <<YAML
version: 1
refs: [main, "release/*"]
teams:
  finance-data:
    members: [ann@example.com, bob@example.com]
    roles: {steward: ann@example.com}
  bi: {members: [bea@example.com, ann@example.com]}
  privacy: {members: [petra@example.com, paul@example.com]}
owners:
  - {models: "*", team: finance-data}
  - {paths: ".stoplog/**", team: finance-data}
layers:
  finance: "finance.*"
  staging: {paths: "models/staging/"}
contracts:
  - {path: "contracts/*.yaml"}
consumers:
  weekly: {type: dashboard, owner: {team: bi}, depends_on: finance.orders}
rules:
  extends: observe
  define:
    - id: mine
      why: "because"
$(sed 's/^/      /')
YAML
    put contracts/orders.yaml <<YAML
kind: DataContract
id: orders
version: 1.4.0
status: ${1:-active}
schema: [{name: orders, physicalName: finance.orders}]
YAML
    commit "A rule"
    git push -q --no-verify "$HERE/server.git" main:refs/heads/in
    git --git-dir "$HERE/server.git" update-ref refs/heads/main refs/heads/in
    git fetch -q
}

more_paid() {
    sed -i "s/= 'paid'/IN ('paid', 'late')/" models/finance/orders.sql
    commit "Late orders too"
}

# $1 who: an approval of what is there now.
approval() {
    as "$1"
    commit "Approved" -m "Approved-by: $1 <$1@example.com>"
    as dan
}

@test "role: only the member who has it can approve" {
    rule_is <<'YAML'
when: {class: meaning}
require: {approve: "role:steward"}
level: block
YAML
    more_paid
    approval bob
    run git push origin main
    declined
    has "needs approval by steward of finance-data"
    has "may approve: ann@example.com"
    approval ann
    run git push origin main
    pushed
}

@test "different teams: one person in two teams speaks for one of them" {
    rule_is <<'YAML'
when: {class: meaning}
require: {approve: ["team:finance-data", "team:bi"], distinct_teams: 2}
level: block
YAML
    more_paid
    approval ann
    run git push origin main
    declined
    has "1 of 2"
    approval bob
    run git push origin main
    pushed
}

@test "different teams: two people of one team are one team" {
    rule_is <<'YAML'
when: {class: meaning}
require: {approve: ["team:privacy", "team:bi"], distinct_teams: 2}
level: block
YAML
    more_paid
    approval petra
    approval paul
    run git push origin main
    declined
    has "approvals of 1 of 2 different teams"
    approval bea
    run git push origin main
    pushed
}

@test "different people: whoever approves as owner does not approve for the consumer" {
    rule_is <<'YAML'
when: {class: meaning, consumers: reached}
require: [{approve: owner}, {approve: consumers}]
distinct_people: true
level: block
YAML
    more_paid
    approval ann
    run git push origin main
    declined
    has "asks for different people"
    approval bob
    run git push origin main
    pushed
}

@test "without it one person may answer both" {
    rule_is <<'YAML'
when: {class: meaning, consumers: reached}
require: [{approve: owner}, {approve: consumers}]
level: block
YAML
    more_paid
    approval ann
    run git push origin main
    pushed
}

@test "meaning: a sentence for the column, in the report for those who read it" {
    rule_is <<'YAML'
when: {class: meaning}
require: {meaning: true}
level: block
YAML
    sed -i 's/SUM(amount)/SUM(amount) \/ 100/' models/finance/revenue.sql
    commit "In whole units"
    run git push origin main
    declined
    has "Meaning: finance.revenue.revenue: <one sentence>"
    commit "Says little" -m "Meaning: finance.revenue.revenue: ok"
    run git push origin main
    declined
    has "is no sentence"
    commit "Another column" -m "Meaning: finance.revenue.customer_id: who paid for the order"
    run git push origin main
    declined
    commit "Says it" -m "Meaning: revenue.revenue: paid orders, in whole currency units"
    run stoplog check origin/main HEAD
    has "means now: revenue.revenue: paid orders, in whole currency units"
    run git push origin main
    pushed
}

@test "meaning: a change of the whole model asks for a sentence on the model" {
    rule_is <<'YAML'
when: {code: SQ101}
require: {meaning: true}
level: block
YAML
    more_paid
    run git push origin main
    declined
    has "Meaning: finance.orders: <one sentence>"
    commit "Says it" -m "Meaning: finance.orders: paid orders and those paid late"
    run git push origin main
    pushed
}

@test "bump: the contract must change, and its version far enough" {
    rule_is <<'YAML'
when: {class: meaning, contract_status: active}
require: {contract: {bump: minor}}
level: block
YAML
    more_paid
    run git push origin main
    declined
    has "did not change"
    sed -i 's/1\.4\.0/1.4.1/' contracts/orders.yaml
    commit "A little"
    run git push origin main
    declined
    has "goes from 1.4.0 to"
    has "a new minor version"
    sed -i 's/1\.4\.1/1.5.0/' contracts/orders.yaml
    commit "Enough"
    run git push origin main
    pushed
}

@test "contract_status: a draft promises nothing, and the push cannot make it one" {
    rule_is draft <<'YAML'
when: {class: meaning, contract_status: active}
require: {contract: {bump: minor}}
level: block
YAML
    more_paid
    run git push origin main
    pushed
}

@test "contract_status: it is the one at base" {
    rule_is active <<'YAML'
when: {class: meaning, contract_status: active}
require: {approve: "team:privacy"}
level: block
YAML
    sed -i 's/active/draft/' contracts/orders.yaml
    more_paid
    run git push origin main
    declined
}

# One statement on the tip: $1 result, $2 passedTests (JSON), $3 members of "sqlmesh".
statement() {
    printf '{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"revision","digest":{"gitTree":"%s"}}],' \
        "$(git rev-parse "HEAD^{tree}")"
    printf '"predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"%s",' "$1"
    printf '"configuration":[],"passedTests":%s,"failedTests":[],"sqlmesh":{%s}}}\n' "$2" "${3-}"
}

@test "evidence: a result for this tree, whole, passed and young enough" {
    put tests/test_orders.yaml <<'YAML'
test_paid_only:
  model: finance.orders
  inputs: {staging.orders: {rows: [{order_id: 1}]}}
  outputs: {query: {rows: [{order_id: 1}]}}
YAML
    rule_is <<'YAML'
when: {class: meaning}
require: {evidence: {kind: tests, max_age: 7}}
level: block
YAML
    more_paid
    run git push origin main
    declined
    has "needs a result for finance.orders: tests"
    has "no result was given"

    today="\"finishedOn\":\"$(date -u +%Y-%m-%d)T00:00:00Z\""
    statement PASSED '["test:test_paid_only"]' "$today" >"$HERE/good"
    statement FAILED '["test:test_paid_only"]' "$today" >"$HERE/failed"
    statement PASSED '["test:another"]' "$today" >"$HERE/partial"
    statement PASSED '["test:test_paid_only"]' '"finishedOn":"2025-01-01T00:00:00Z"' >"$HERE/old"
    sed 's/"gitTree":"./"gitTree":"_/' "$HERE/good" >"$HERE/other"
    echo '{"_type": "x"}' >"$HERE/odd"
    for case in "failed:is FAILED, not PASSED" "partial:does not speak of test:test_paid_only" \
        "old:is not from the last 7 days" "other:is for another tree" "odd:does not count"; do
        run stoplog check origin/main HEAD --evidence "$HERE/${case%%:*}"
        same 1 "$status"
        has "${case#*:}"
    done
    run stoplog check origin/main HEAD --evidence "$HERE/old" --evidence "$HERE/good"
    same 0 "$status"

    git notes --ref=stoplog add -F "$HERE/good" HEAD
    run git push origin main # the note is not on the server
    declined
    git push -q origin refs/notes/stoplog
    run git push origin main
    pushed
}

@test "evidence: a test is that of its model in whatever way it names it" {
    put tests/test_orders.yaml <<'YAML'
test_paid_only:
  model: '"finance"."orders"'
  inputs: {staging.orders: {rows: [{order_id: 1}]}}
  outputs: {query: {rows: [{order_id: 1}]}}
YAML
    rule_is <<'YAML'
when: {class: meaning}
require: {evidence: {kind: tests}}
level: block
YAML
    more_paid
    statement PASSED '[]' >"$HERE/empty"
    run stoplog check origin/main HEAD --evidence "$HERE/empty"
    same 1 "$status"
    has "does not speak of test:test_paid_only"
}

# Many notes lie in folders: a note on abcd... as ab/cd..., or ab/cd/...
@test "evidence: notes are found however git spreads them" {
    rule_is <<'YAML'
when: {class: meaning}
require: {evidence: {kind: tests}}
level: block
YAML
    more_paid
    statement PASSED '[]' >"$HERE/good"
    blob=$(git hash-object -w "$HERE/good")
    head=$(git rev-parse HEAD)
    tree=$(printf '100644 blob %s\t%s\n' "$blob" "${head:4}" | git mktree)
    tree=$(printf '040000 tree %s\t%s\n' "$tree" "${head:2:2}" | git mktree)
    tree=$(printf '040000 tree %s\t%s\n' "$tree" "${head:0:2}" | git mktree)
    git update-ref refs/notes/stoplog "$(git commit-tree -m notes "$tree")"
    run stoplog check origin/main HEAD
    same 0 "$status"
}

@test "evidence: audits of the model, and the model in the plan" {
    sed -i 's/  owner finance_data/  owner finance_data,\n  audits (not_null(columns := (order_id)))/' models/finance/orders.sql
    rule_is <<'YAML'
when: {class: meaning}
require: [{evidence: {kind: audits}}, {evidence: {kind: plan}}]
level: block
YAML
    more_paid
    statement PASSED '[]' '"models":[{"name":"finance.revenue"}]' >"$HERE/neither"
    run stoplog check origin/main HEAD --evidence "$HERE/neither"
    same 1 "$status"
    has "audit:finance.orders:not_null"
    has "finance.orders in the plan"
    statement PASSED '["audit:finance.orders:not_null"]' '"models":[{"name":"finance.orders"}]' >"$HERE/both"
    run stoplog check origin/main HEAD --evidence "$HERE/both"
    same 0 "$status"
}

@test "layer: by model name and by file" {
    rule_is <<'YAML'
when: {layer: staging}
require: {approve: "team:privacy"}
level: block
YAML
    more_paid
    run git push origin main
    pushed
    sed -i 's/status$/UPPER(status) AS status/' models/staging/orders.sql
    commit "Louder"
    run git push origin main
    declined
}

@test "author: whoever wrote, committed or co-wrote any commit of the push" {
    rule_is <<'YAML'
when: {class: meaning, author: "*@contractor.example"}
require: {approve: "team:privacy"}
level: block
YAML
    more_paid
    run git push origin main
    pushed
    sed -i "s/'late'/'lost'/" models/finance/orders.sql
    commit "With help" -m "Co-authored-by: Eve <Eve@Contractor.Example>"
    run git push origin main
    declined
    has "privacy"
}

@test "level per ref: it blocks on one branch and warns on the others" {
    rule_is <<'YAML'
when: {class: meaning}
require: {approve: "team:privacy"}
level: {"release/*": block, "*": warn}
YAML
    git push -q origin main:refs/heads/release/1
    more_paid
    run git push origin main
    pushed
    has "wants approval by privacy"
    run git push origin main:refs/heads/release/1
    declined
}
