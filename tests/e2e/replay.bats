#!/usr/bin/env bats
# replay: the pushes of the past, judged again. It must say what the gate says about each of them.

load helpers

setup() {
    fresh_home
    new_server
}

# Five pushes: words, layout, a meaning, a dropped column that ann and bea approve, and another one.
history() {
    put README.md <<<"words" && commit "Words"
    reformat && commit "Layout"
    sed -i "s/'paid'/'open'/" models/finance/orders.sql && commit "Open ones"
    drop_amount && commit "Drop amount"
    sed -i 's/COUNT(\*) AS revenue/COUNT(*) AS orders/' models/finance/revenue.sql && commit "Rename"
}

field() { jq -r "$1" <<<"$output"; }

@test "every push gets the verdict that check gives it" {
    history
    run --separate-stderr stoplog replay --format json
    same 0 "$status"
    same 5 "$(field .counts.pushes)"
    field '.pushes[] | "\(.base) \(.tip) \(.outcome)"' >pushes
    while read -r base tip outcome; do
        stoplog check "$base" "$tip" --ref main --format json >check.json || true
        same "$(jq -r .outcome check.json)" "$outcome"
    done <pushes
    same "pass pass block block block" "$(field '[.pushes[].outcome] | join(" ")')"
    same true "$(field '.pushes[0].untouched')"
}

@test "replay names the blocked ones with rule and model, and does not end as they do" {
    history
    run stoplog replay
    same 0 "$status"
    has "5 pushes"
    has "2 silent, 0 warned, 3 blocked, 0 undecided"
    has "$(git rev-parse --short=12 HEAD)"
    has "Drop amount"
    has "shape-reaches-consumers: finance.orders"
    has_not "Layout"
}

@test "last and since choose the pushes" {
    history
    run --separate-stderr stoplog replay --last 2 --format json
    same "Drop amount,Rename" "$(field '[.pushes[].subject] | join(",")')"
    run --separate-stderr stoplog replay --since 2026-01-02 --format json
    same 0 "$(field .counts.pushes)"
    run --separate-stderr stoplog replay --since 2026-01-01 --format json
    same 5 "$(field .counts.pushes)"
    for bad in "--last 0" "--last x" "--last 99999999" "--since yesterday" "--ref nowhere" "--policy nowhere.yml"; do
        # shellcheck disable=SC2086
        run stoplog replay $bad
        same 2 "$status"
    done
}

@test "approvals as they were recorded, and as if there were none" {
    git checkout -q -b change
    drop_amount && commit "Drop amount"
    as ann && commit "$(printf 'Approve\n\nApproved-by: Ann Alder <ann@example.com>')"
    as bea && commit "$(printf 'Approve\n\nApproved-by: Bea Beech <bea@example.com>')"
    as pam && commit "$(printf 'Approve\n\nApproved-by: Pam <pam@example.com>')"
    as dan && git checkout -q main
    tick && git merge -q --no-ff -m "Merge the change" change
    run --separate-stderr stoplog replay --format json
    same 1 "$(field .counts.pushes)"
    same "block" "$(field '.pushes[0].without_approvals')"
    same "warn" "$(field '.pushes[0].outcome')"
    same "consumer-of-nothing" "$(field '[.pushes[0].unmet[].rule] | join(" ")')"
    run stoplog replay
    has "with approvals ignored: 1 blocked"
}

@test "a policy of the work tree instead of that of each base" {
    history
    sed 's/maturity: high/maturity: low/; s/^owners:/rules: {shape: note, meaning-under-a-promise: note}\nowners:/' \
        .stoplog/policy.yml >what-if.yml
    run --separate-stderr stoplog replay --policy what-if.yml --format json
    same 0 "$status"
    same "what-if.yml" "$(field .policy)"
    same 0 "$(field .counts.block)"
    cp -r .stoplog other
    run --separate-stderr stoplog replay --policy other --format json
    same 3 "$(field .counts.block)"
    printf 'version: 1\nteam: {}\n' >broken.yml
    run stoplog replay --policy broken.yml
    same 2 "$status"
    has "broken.yml:2:1: error"
    has "teams"
}

@test "a history without a policy says so" {
    git rm -q -r .stoplog && commit "No policy"
    drop_amount && commit "Drop amount"
    run stoplog replay --last 1
    same 0 "$status"
    has "1 had no policy at base"
    run stoplog replay --last 1 --policy <(git show HEAD~2:.stoplog/policy.yml)
    same 2 "$status"
}

@test "waivers hold by the day of the push" {
    put .stoplog/waivers.yml <<'YAML'
version: 1
waivers:
  - {rule: CL101, model: "finance.*", until: 2026-01-31, reason: moved, approved_by: ann@example.com}
  - {rule: shape, model: "finance.*", until: 2026-01-31, reason: moved, approved_by: ann@example.com}
YAML
    commit "Waive"
    drop_amount && commit "Drop amount"
    run --separate-stderr stoplog replay --last 1 --format json
    [[ "$(field '[.pushes[0].unmet[].rule] | join(" ")')" != *waiver-past-its-day* ]]
    run stoplog check HEAD~1 HEAD
    has "PO103"
}

@test "a shallow clone says where it ends" {
    history
    git push -q --no-verify "$HERE/server.git" main:refs/heads/in
    git clone -q --depth 3 --branch in "file://$HERE/server.git" ../shallow
    run stoplog -C ../shallow replay
    same 0 "$status"
    has "shallow"
}

@test "the json follows its schema" {
    python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
    history
    stoplog replay --format json=replay.json --format text=replay.txt
    stoplog replay --last 1 --policy .stoplog --format json=what-if.json
    python3 - "$TOP/docs/report.schema.json" replay.json what-if.json <<'PYTHON'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
PYTHON
}
