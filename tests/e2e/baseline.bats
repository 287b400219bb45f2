#!/usr/bin/env bats
# Waivers and the baseline: what was accepted stays visible and asks nothing; what is new is asked.

load helpers

setup() {
    fresh_home
    new_server
}

# A strict policy over a warehouse with debt: staging.orders has no owner, finance.star cannot be
# read, the dashboard names a column that is not there.
indebted() {
    put models/finance/star.sql <<<"MODEL (name finance.star, kind FULL); SELECT * FROM lake.orders"
    sed -i -e '/models: "\*\.\*"/d' -e 's/\[order_id, amount\]/[order_id, amountt]/' .stoplog/policy.yml
    printf 'rules: {extends: strict, unreadable-model: block}\n' >>.stoplog/policy.yml
    commit "Debt"
}

# Codes and levels of the facts of the last run of check --format json.
levels() { jq -r '[.verdicts[] | (.models[], .files[]) | .facts[] | "\(.code) \(.level)"] | unique | join(",")' <<<"$output"; }

touch_staging() { sed -i 's/^FROM raw.orders/FROM raw.orders WHERE amount > 0/' models/staging/orders.sql; }

@test "baseline accepts what there is, in order, and the same twice" {
    indebted
    run stoplog rules baseline
    same 0 "$status"
    has "3 accepted, 3 added, 0 removed"
    same '  - {rule: CO103, model: "finance.orders", column: "amountt"}
  - {rule: MD111, model: "finance.star"}
  - {rule: OW101, model: "staging.orders"}' "$(grep rule: .stoplog/baseline.yml)"
    one=$(cat .stoplog/baseline.yml)
    stoplog rules baseline
    same "$one" "$(cat .stoplog/baseline.yml)"
    same "$one" "$(stoplog rules baseline --print)"
    stoplog rules list --at HEAD >/dev/null
}

@test "accepted debt stays visible and asks nothing; without the row it blocks" {
    indebted
    stoplog rules baseline
    touch_staging && commit "Only the first"
    git checkout -q HEAD~1 -- models && commit "Back"
    touch_staging && commit "Filter"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"OW101 note"* ]]
    jq -e '[.. | objects | select(.code? == "OW101")][0].waiver | .debt and .place.path == ".stoplog/baseline.yml"' <<<"$output"
    run stoplog check HEAD~1 HEAD
    has "accepted debt: OW101 staging.orders"
    git rm -q .stoplog/baseline.yml && commit "No baseline"
    git checkout -q HEAD~2 -- models && commit "Back"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"OW101 block"* ]]
}

@test "only what was there is accepted: a new model under an old row, and one that was paid" {
    indebted
    stoplog rules baseline && commit "Baseline"
    printf '  - {rule: OW101, model: "staging.new"}\n' >>.stoplog/baseline.yml
    commit "A row for the future"
    put models/staging/new.sql <<<"MODEL (name staging.new, kind FULL); SELECT 1 AS one"
    commit "New"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"OW101 block"* ]]
}

@test "rows that a push adds do not count for it, are counted, and need the policy's owners" {
    indebted
    touch_staging
    stoplog rules baseline
    commit "Filter, and a baseline"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    same 1 "$status"
    [[ "$(levels)" == *"OW101 block"* ]]
    [[ "$(levels)" == *"PO101 block"* ]]
    has "accepted debt: 3 added, 0 removed"
    sed -i '/MD111/d' .stoplog/baseline.yml && commit "One less"
    run stoplog check HEAD~1 HEAD
    has "accepted debt: 0 added, 1 removed"
    has "needs approval by platform"
}

@test "the ratchet only tightens: paid debt goes, new debt stays out" {
    indebted
    stoplog rules baseline && commit "Baseline"
    printf 'owners: [{models: "staging.orders", team: platform}]\nversion: 1\n' >.stoplog/staging.yml
    put models/staging/new.sql <<<"MODEL (name staging.new, kind FULL); SELECT 1 AS one"
    commit "An owner, and a new model without one"
    run stoplog rules baseline
    same 0 "$status"
    has "2 accepted, 0 added, 1 removed"
    has "new, and not accepted: OW101 staging.new"
    has "--accept"
    run grep staging .stoplog/baseline.yml
    same 1 "$status"
    run stoplog rules baseline --accept
    has "3 accepted, 1 added, 1 removed"
    grep -q staging.new .stoplog/baseline.yml
}

@test "a change is never accepted as debt" {
    printf 'version: 1\nbaseline: [{rule: column-removed, model: finance.orders}]\n' >.stoplog/baseline.yml
    commit "Accept a change"
    run git push origin main
    declined
    has "is a change, not a state"
}

@test "an accepted consumer of nothing is a note, another one a warning" {
    indebted
    stoplog rules baseline && commit "Baseline"
    touch_staging && commit "Filter"
    run stoplog check HEAD~1 HEAD
    has_not "weekly_revenue reads column amountt"
    has "accepted debt: OW101 staging.orders"
    run stoplog check HEAD~1 HEAD --verbose
    has "note: consumer weekly_revenue reads column amountt"
}

@test "baseline without a policy, and without a work tree" {
    indebted
    force_in
    run stoplog -C "$HERE/server.git" rules baseline
    same 2 "$status"
    has "--print"
    run stoplog -C "$HERE/server.git" rules baseline --print
    same 0 "$status"
    git rm -q -r .stoplog && commit "No policy"
    run stoplog rules baseline
    same 2 "$status"
    has "stoplog init"
}

# --- lint ----------------------------------------------------------------------------------------

@test "lint: warnings end with 0, errors with 2, and paid debt is named" {
    indebted
    stoplog rules baseline && commit "Baseline"
    run stoplog rules lint
    same 0 "$status"
    has "0 errors, "
    has_not "no longer there"
    printf 'version: 1\nowners: [{models: "staging.orders", team: platform}, {models: "stagging.*", team: platform}]\n' >.stoplog/staging.yml
    commit "An owner"
    run stoplog rules lint
    same 0 "$status"
    has ".stoplog/baseline.yml:7:5: warning: this debt is no longer there: OW101 staging.orders"
    has '.stoplog/staging.yml:2:54: warning: no model has the name "stagging.*"'
    printf 'version: 1\nrules:\n  define: [{id: x, when: {class: shape, code: SQ101}, level: warn, why: y}]\n' >.stoplog/x.yml
    run stoplog rules lint --worktree
    same 2 "$status"
    has 'rule "x" can never fire: "class" and "code" exclude each other'
    run stoplog rules lint
    same 0 "$status"
}

@test "lint: a policy that does not load is an error with its place" {
    printf 'version: 1\nowners: [{models: "*", team: platfrom}]\n' >.stoplog/x.yml
    commit "Fault"
    run stoplog rules lint
    same 2 "$status"
    has ".stoplog/x.yml:2:"
    has "platform"
}

# --- waivers -------------------------------------------------------------------------------------

waive() {
    put .stoplog/waivers.yml <<YAML
version: 1
waivers:
  - {rule: $1, model: "$2", until: $3, ticket: DATA-7, reason: moved, approved_by: ann@example.com}
YAML
    commit "Waive"
}

@test "a waived fact asks nothing and is told in text and json" {
    waive CL101 finance.orders 2099-01-01
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD
    has "waived: CL101 finance.orders.amount (DATA-7: moved)"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"CL101 note"* ]]
    jq -e '[.. | objects | select(.code? == "CL101")][0].waiver | .ticket == "DATA-7" and (.debt | not)' <<<"$output"
}

@test "a waiver added in the same push does not count" {
    drop_amount
    waive CL101 finance.orders 2099-01-01
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"CL101 block"* ]]
}

@test "the last day counts, the day after is a finding of its own" {
    waive CL101 finance.orders 2026-01-01
    drop_amount && commit "Drop amount"
    run --separate-stderr env SOURCE_DATE_EPOCH=1767311999 stoplog check HEAD~1 HEAD --format json # 23:59:59
    [[ "$(levels)" == *"CL101 note"* ]]
    [[ "$(levels)" != *PO103* ]]
    run --separate-stderr env SOURCE_DATE_EPOCH=1767312000 stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"CL101 block"* ]]
    [[ "$(levels)" == *"PO103 warn"* ]]
}

@test "a waiver for one column, and for one rule" {
    put .stoplog/waivers.yml <<'YAML'
version: 1
waivers:
  - {rule: CL101, model: finance.orders, column: status, until: 2099-01-01, reason: moved, approved_by: ann@example.com}
  - {rule: shape-reaches-consumers, model: finance.orders, until: 2099-01-01, reason: told, approved_by: ann@example.com}
YAML
    commit "Waive"
    drop_amount && commit "Drop amount"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ "$(levels)" == *"CL101 block"* ]]
    same "[]" "$(jq -c '[.verdicts[].requirements[] | select(.kind == "consumers" and (.rules | index("shape-reaches-consumers")))]' <<<"$output")"
    jq -e '[.verdicts[].requirements[] | select(.kind == "owner")] | length > 0' <<<"$output"
}

# Nobody owns the model: there is no requirement, and the level of the fact alone decides.
@test "a waiver of one rule leaves the warning of another" {
    sed -i -e '/models: "\*\.\*"/d' -e '/^consumers:/,$d' .stoplog/policy.yml
    cat >>.stoplog/policy.yml <<'YAML'
rules:
  extends: observe
  meaning: off
  unowned: off
  define:
    - {id: first, when: {class: meaning}, require: {approve: owner}, level: block, why: x}
    - {id: second, when: {class: meaning}, require: {approve: owner}, level: block, why: x}
YAML
    commit "Rules"
    waive first staging.orders 2099-01-01
    touch_staging && commit "Only paid"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    same 0 "$(jq '[.verdicts[].requirements[]] | length' <<<"$output")"
    [[ "$(levels)" == *"SQ101 warn"* ]]
    same warn "$(jq -r '.verdicts[0].outcome' <<<"$output")"
    run --separate-stderr stoplog check HEAD~1 HEAD --format sarif
    jq -e '[.runs[].results[] | select(.ruleId == "SQ101")] | length == 1 and all(.suppressions == null or .suppressions == [])' <<<"$output"

    printf '  - {rule: second, model: staging.orders, until: 2099-01-01, reason: x, approved_by: ann@example.com}\n' >>.stoplog/waivers.yml
    git stash -q && git reset -q --hard HEAD~1 && git stash pop -q && commit "Waive both"
    touch_staging && commit "Only paid"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    same pass "$(jq -r '.verdicts[0].outcome' <<<"$output")"
}
