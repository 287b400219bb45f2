#!/usr/bin/env bats
# The commands people type: each does what its help says, and ends with the code it promises.

load helpers

setup() {
    fresh_home
    new_server
}

@test "version and help" {
    run stoplog --version
    same 0 "$status"
    has "$(cat "$TOP/VERSION")"
    run stoplog --help
    same 0 "$status"
    for command in check diff impact explain approve request rules replay init doctor hook; do has "$command"; done
    for command in check diff impact explain approve request rules replay init doctor hook; do
        run stoplog "$command" --help
        same 0 "$status"
        has "stoplog $command"
    done
}

@test "the manual page is one" {
    run stoplog help --man
    same 0 "$status"
    has ".TH"
    command -v man >/dev/null || skip "man is not installed"
    stoplog help --man >page.1
    run man --warnings -l ./page.1
    same 0 "$status"
    has_not ": warning"
}

@test "the manual page of the policy lists every key" {
    run stoplog help --man-policy
    same 0 "$status"
    for key in owners consumers distinct_teams max_age pusher_env contract_status; do has "$key"; done
    command -v man >/dev/null || skip "man is not installed"
    stoplog help --man-policy >page.5
    run man --warnings -l ./page.5
    same 0 "$status"
    has_not ": warning"
}

# What bash offers after the given words; the last one is being typed.
offers() {
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
    _stoplog
    printf '%s\n' "${COMPREPLY[@]}"
}

@test "completion for bash: commands, options, formats, codes, branches" {
    stoplog help --completion bash >completion
    # shellcheck disable=SC1091 # written just now
    source ./completion
    git branch feature/one
    same "check" "$(offers stoplog che)"
    same "--worktree" "$(offers stoplog check --work)"
    same "sarif" "$(offers stoplog check --format sa)"
    same "CL101" "$(offers stoplog explain CL101)"
    same "feature/one" "$(offers stoplog -C . check fea)"
}

@test "completion for zsh and fish: the scripts are in order" {
    run stoplog help --completion tcsh
    same 2 "$status"
    for shell in zsh fish; do
        stoplog help --completion "$shell" >"completion.$shell"
        grep -q "sarif" "completion.$shell"
        grep -q "CL101" "completion.$shell"
    done
    command -v zsh >/dev/null || skip "zsh is not installed"
    zsh -n completion.zsh
    command -v fish >/dev/null || skip "fish is not installed"
    fish -n completion.fish
}

@test "check: pass is 0, blocked is 1, wrong words are 2" {
    run stoplog check HEAD HEAD
    same 0 "$status"
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD
    same 1 "$status"
    has "amount"
    run stoplog check HEAD~1 HEAD HEAD
    same 2 "$status"
}

@test "check without arguments compares with the branch that work is merged into" {
    git checkout -q -b feature
    drop_amount && commit "Drop amount"
    run stoplog check
    same 1 "$status"
    has "amount"
}

@test "check --ref judges as for a branch of that name" {
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD --ref release/7
    same 1 "$status"
    run --separate-stderr stoplog check HEAD~1 HEAD --ref feature/x --format json
    same 0 "$status"
}

@test "check --worktree judges what lies in the folder, tracked or new" {
    run stoplog check --worktree
    same 0 "$status"
    drop_amount
    run stoplog check --worktree
    same 1 "$status"
    has "amount"
    git checkout -q . && put models/finance/new.sql <<<"MODEL (name finance.new, kind FULL); SELECT 1 AS one"
    run --separate-stderr stoplog check --worktree --format json
    [[ " $(fact_codes) " == *" MD110 "* ]]
}

@test "check judges the merge when the branch is behind: both fine alone, broken together" {
    git checkout -q -b feature
    put models/finance/late.sql <<<"MODEL (name finance.late, kind FULL); SELECT amount FROM staging.orders"
    commit "A reader"
    git checkout -q main
    put docs.md <<<"words"
    commit "Words"
    git checkout -q feature
    run --separate-stderr stoplog check main feature --format json
    [ "$status" -le 1 ]
    [[ " $(fact_codes) " == *" MD110 "* ]]
}

@test "check says which file conflicts when the merge does not work" {
    git checkout -q -b feature
    drop_amount && commit "Drop amount"
    git checkout -q main
    sed -i "s/status = 'paid'/status = 'open'/" models/finance/orders.sql
    sed -i "s/^  amount,$/  amount * 2 AS amount,/" models/finance/orders.sql
    commit "Something else there"
    run stoplog check main feature
    same 3 "$status"
    has "models/finance/orders.sql"
}

@test "diff prints facts and blocks nothing" {
    drop_amount && commit "Drop amount"
    run stoplog diff HEAD~1 HEAD
    same 0 "$status"
    has "CL101"
    has "amount"
    run --separate-stderr stoplog diff HEAD HEAD~1 --format json
    same 0 "$status"
    [[ " $(fact_codes) " == *" CL110 "* ]]
    has_not '"CL101"'
    run stoplog diff HEAD HEAD
    same 0 "$status"
}

@test "diff finds nothing between a tree and itself, and the same twice" {
    drop_amount && commit "Drop amount"
    run --separate-stderr stoplog diff HEAD~1 HEAD --format json
    one=$(jq -S 'del(.. | .elapsed_ms?)' <<<"$output")
    run --separate-stderr stoplog diff HEAD~1 HEAD --format json
    same "$one" "$(jq -S 'del(.. | .elapsed_ms?)' <<<"$output")"
}

@test "impact shows what reads a model, and who" {
    run stoplog impact staging.orders
    same 0 "$status"
    has "finance.orders"
    has "finance.revenue"
    has "weekly_revenue"
    run stoplog impact finance.revenues
    same 2 "$status"
    has "finance.revenue"
}

@test "explain prints the page of a fact, by code and by slug, and knows what was meant" {
    run stoplog explain CL101
    same 0 "$status"
    has "column-removed"
    one=$output
    run stoplog explain column-removed
    same "$one" "$output"
    run stoplog explain CL1O1
    same 2 "$status"
    has "CL101"
}

@test "every fact in the table has its page inside the program" {
    for code in $(sed -n 's/^FACT(\([A-Z0-9]*\),.*/\1/p' "$TOP/src/change/facts.def"); do
        run stoplog explain "$code"
        same 0 "$status"
        has "$code"
    done
}

# The output without its line breaks.
unwrap() { output=$(tr -s ' \n' ' ' <<<"$output"); }

@test "check: a branch that is named is judged, whichever is checked out" {
    sed -i '/^refs:/d' .stoplog/policy.yml
    commit "The default branch is governed"
    git checkout -q -b feature
    drop_amount && commit "Drop amount"
    run stoplog check main HEAD --ref main
    same 1 "$status"
    run stoplog check main HEAD --ref main --format github
    same 1 "$status"
    has "::error file=models/finance/orders.sql"
}

@test "check: what is not governed is told in every format" {
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD --ref other
    same 0 "$status"
    has "not governed"
    run stoplog check HEAD~1 HEAD --ref other --format github
    has "::notice title=stoplog::1 ref is not governed"
}

@test "rules: a word that writes no report takes no format" {
    run stoplog rules lint --format json
    same 2 "$status"
    has "rules lint has no --format"
    run stoplog rules list --format sarif
    same 2 "$status"
}

@test "request: a letter to each team, with what is at stake and the answer to give" {
    sed -i 's/    maturity: high/    maturity: high\n    assumes: ["one row per order_id"]/' .stoplog/policy.yml
    commit "An assumption"
    drop_amount && commit "Drop amount"
    run stoplog request HEAD~1 HEAD
    same 0 "$status"
    has "To finance-data"
    has "May approve: ann@example.com, bob@example.com"
    has "as owner of finance.orders"
    has "To bi"
    has "it takes for granted: one row per order_id"
    has "finance.orders: column amount removed"
    has "stoplog approve $(git rev-parse --short=12 HEAD~1)"
    run stoplog request HEAD~1 HEAD --format json
    same "finance-data bi" "$(printf '%s' "$output" | jq -r '[.letters[].to] | join(" ")')"
    same true "$(printf '%s' "$output" | jq '.letters[0].must')"
    run stoplog request HEAD HEAD
    same 0 "$status"
    has "nobody has to be asked"
}

@test "explain --finding tells all about one finding, by name and by id" {
    drop_amount && commit "Drop amount"
    run stoplog explain --finding finance.orders.amount HEAD~1 HEAD
    same 0 "$status"
    has "CL101 column-removed  finance.orders.amount"
    has "reaches weekly_revenue over finance.orders"
    has "rule shape-reaches-consumers:"
    has "asks consumers bi for weekly_revenue, level block: not met"
    id=$(stoplog check HEAD~1 HEAD --format gitlab | jq -r '.[0].fingerprint')
    run stoplog explain --finding "$id" HEAD~1 HEAD
    has "CL101"
    run stoplog explain --finding orders.amount HEAD~1 HEAD
    has "CL101"
    run stoplog explain --finding finance.nothing HEAD~1 HEAD
    same 2 "$status"
}

@test "explain --rule says why a rule fired or did not, with the values it saw" {
    drop_amount && commit "Drop amount"
    run stoplog explain --rule shape HEAD~1 HEAD
    same 0 "$status"
    has "shape (standard): fires on 1 of "
    has "CL101 finance.orders.amount"
    has "fires: class is shape; not: code is CL101, asked for CL104; deprecation is"
    has "does not fire: class is meaning, asked for shape"
    has "asks, level block: owner finance-data for finance.orders: not met"
    run stoplog explain --rule all HEAD~1 HEAD
    same 0 "$status"
    unwrap
    has "shape-reaches-consumers (standard): fires on 1 of"
    has "consumers is reached"
    has "widened (standard): fires on 0 of"
    has "code is CL101, asked for CL104"
    run stoplog explain --rule shap HEAD~1 HEAD
    same 2 "$status"
    has "did you mean shape?"
    run stoplog explain --rule CL101 HEAD~1 HEAD
    same 2 "$status"
    has "is a fact, not a rule"
    run stoplog explain CL101 CL102
    same 2 "$status"
    run stoplog explain --rule shape HEAD HEAD
    same 0 "$status"
}

@test "explain --rule tells what a waiver, a level of its own and an approval do" {
    put .stoplog/more.yml <<'YAML'
version: 1
rules: {meaning: "off", CL101: warn}
waivers:
  - {rule: shape-reaches-consumers, model: finance.orders, until: 2099-01-01, reason: told, approved_by: ann@example.com}
YAML
    commit "Waive"
    drop_amount && commit "Drop amount"
    run stoplog explain --rule shape-reaches-consumers HEAD~1 HEAD
    has ".stoplog/more.yml:4: told"
    run stoplog explain --rule shape HEAD~1 HEAD
    unwrap
    has "level warn by CL101 at .stoplog/more.yml:2"
    run stoplog explain --rule meaning HEAD~1 HEAD
    has "is switched off: level off by meaning"
}

@test "rules list shows the rules that hold; rules test runs their cases" {
    run stoplog rules list
    same 0 "$status"
    has "shape"
    run stoplog rules test
    same 0 "$status"
}

@test "init writes a policy that the gate accepts, and overwrites none" {
    git rm -q -r .stoplog
    commit "No policy"
    run stoplog init
    same 0 "$status"
    [ -f .stoplog/policy.yml ] || [ -n "$(ls .stoplog/*.yml)" ]
    commit "A first policy"
    run stoplog check HEAD HEAD
    same 0 "$status"
    put README.md <<<"words"
    drop_amount
    commit "Drop amount"
    run stoplog check HEAD~1 HEAD
    [ "$status" -le 1 ]
    before=$(cat .stoplog/*.yml | sha256sum)
    run stoplog init
    [ "$status" -ne 0 ]
    same "$before" "$(cat .stoplog/*.yml | sha256sum)"
}

@test "doctor finds a hook that git would skip" {
    client_hook
    run stoplog doctor
    same 0 "$status"
    chmod -x .git/hooks/pre-push
    run stoplog doctor
    same 1 "$status"
    has "not executable"
    run stoplog -C ../server.git doctor
    has "pre-receive"
}

@test "-C works from anywhere" {
    drop_amount && commit "Drop amount"
    cd /
    run stoplog -C "$HERE/work" check HEAD~1 HEAD
    same 1 "$status"
    run stoplog -C "$HERE/nosuch" check
    [ "$status" -ge 2 ]
}

@test "a closed pipe is no pass" {
    drop_amount && commit "Drop amount"
    run bash -c 'stoplog check HEAD~1 HEAD >/dev/full'
    [ "$status" -ne 0 ]
}

@test "diff without arguments shows the newest change there is to see" {
    run stoplog diff
    same 0 "$status"
    has_not "note: the last change"
    put notes.txt <<<"words" && commit "Words alone"
    put more.txt <<<"words" && commit "More words"
    git update-ref -d refs/remotes/origin/main
    drop_amount && commit "Drop amount"
    put notes.txt <<<"other words" && commit "Other words"
    run stoplog diff
    same 0 "$status"
    has "column amount removed"
    has "note: the last change of a model is in $(git rev-parse --short=12 HEAD~1) (Drop amount)"
    run --separate-stderr stoplog diff --format json
    same "finance.orders" "$(jq -r '.models[0].name' <<<"$output")"
    # A branch is compared with what it would be merged into, whatever there is to see.
    git checkout -q -b words && put notes.txt <<<"more" && commit "Words on a branch"
    run stoplog diff
    has "no model changed"
    has_not "note: the last change"
    # Asked for two commits it shows these.
    run stoplog diff HEAD~1 HEAD
    has "no model changed"
}
