#!/usr/bin/env bats
# What people and machines see: one line when there is nothing to say, a report that fits the
# terminal when there is, and nothing in it that a repository could have painted there.

load helpers

setup() {
    fresh_home
    new_server
}

@test "a change of layout passes with exactly one line" {
    reformat && commit "Layout"
    run git push origin main
    pushed
    same 1 "$(remote_lines | wc -l)"
}

@test "a push that touches no governed file passes with one line at most" {
    put README.md <<<"words"
    commit "Words"
    run git push origin main
    pushed
    [ "$(remote_lines | wc -l)" -le 1 ]
}

# Every line of the hook fits beside git's "remote: " and the whole fits a screen.
fits() {
    [ "$(remote_lines | wc -l)" -le 25 ] || {
        printf 'more than 25 lines:\n%s\n' "$output" >&2
        return 1
    }
    local long
    long=$(remote_lines | grep -nE '^.{71,}' || true)
    [ -z "$long" ] || {
        printf 'wider than 70:\n%s\n' "$long" >&2
        return 1
    }
}

@test "a block fits 25 lines of 70 columns, the verdict first" {
    drop_amount && commit "Drop amount"
    run git push origin main
    declined
    fits
    [[ $(remote_lines | head -n 1) == *main* ]]
    has "finance-data"
    has "bi"
    has "stoplog approve"
}

@test "a block of hundreds of facts still fits, and says how many more there are" {
    for i in $(seq 60); do
        put "models/finance/m$i.sql" <<<"MODEL (name finance.m$i, kind FULL); SELECT order_id, amount AS a_rather_long_column_name_$i FROM finance.orders"
    done
    commit "Sixty"
    rm ../server.git/hooks/pre-receive
    git push -q origin main
    server_hook "$HERE/server.git"
    for i in $(seq 60); do
        put "models/finance/m$i.sql" <<<"MODEL (name finance.m$i, kind FULL); SELECT order_id FROM finance.orders WHERE amount > $i"
    done
    drop_amount
    commit "Everything"
    run git push origin main
    declined
    fits
    has "more"
}

@test "the push option stoplog.explain prints the report uncut" {
    git --git-dir ../server.git config receive.advertisePushOptions true
    for i in $(seq 40); do
        put "models/finance/m$i.sql" <<<"MODEL (name finance.m$i, kind FULL); SELECT order_id, amount FROM finance.orders"
    done
    commit "Forty"
    rm ../server.git/hooks/pre-receive
    git push -q origin main
    server_hook "$HERE/server.git"
    drop_amount && rm models/finance/m*.sql && commit "Everything"
    run git push -o stoplog.explain origin main
    declined
    [ "$(remote_lines | wc -l)" -gt 25 ]
}

@test "everything of a hook goes to standard error" {
    drop_amount && commit "Drop amount"
    cd ../server.git
    git fetch -q ../work main
    export GIT_DIR=.
    stoplog hook pre-receive <<<"$(git rev-parse main) $(git rev-parse FETCH_HEAD) refs/heads/main" >out 2>err || true
    [ ! -s out ]
    [ -s err ]
}

@test "no colour where nobody can see it" {
    drop_amount && commit "Drop amount"
    run git push origin main
    [[ $output != *$'\033[3'* ]]
    run stoplog check HEAD~1 HEAD
    [[ $output != *$'\033'* ]]
}

@test "text from the repository paints nothing: escapes, line breaks, direction marks, marks of no width" {
    esc=$'\033[2J\033[31m' bidi=$'\u202e' zero=$'\u200b' c1=$'\u009b'
    dir="models/x${esc}${bidi}"
    as "ann${esc}"
    git config --global user.name "Eve${bidi}${zero}${c1}"
    put "$dir/evil.sql" <<SQL
MODEL (name finance.evil, kind FULL);
SELECT order_id, amount AS "a${esc}${bidi}", '${esc}${c1}' AS t FROM finance.orders WHERE status = '${bidi}${zero}'
SQL
    drop_amount
    commit "$(printf 'Evil %s\n\nApproved-by: Ann%s <ann@example.com>\nApproved-by: %s <x%s@example.com>' "$esc" "$esc$bidi" "$bidi" "$esc")"
    run git push origin main
    declined
    harmless
    rm -rf "models/x"*
    put models/finance/evil.sql <<SQL
MODEL (name finance."ev${esc}il", kind FULL, description '${bidi}${esc}');
SELECT )( ${esc}
SQL
    commit "Broken ${esc}"
    run git push origin main
    harmless
    run stoplog check HEAD~2 HEAD
    harmless
    run stoplog diff HEAD~2 HEAD
    harmless
}
harmless() {
    local bad
    bad=$(printf '%s' "$output" | sed 's/\x1b\[K//g' | LC_ALL=C grep -nP '\x1b|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xc2[\x80-\x9f]' || true)
    [ -z "$bad" ] || {
        printf 'control characters came through:\n%s\n' "$bad" | cat -v >&2
        return 1
    }
}

@test "a branch name cannot write into the report" {
    name=$'release/\u202egnp.exe'
    git check-ref-format "refs/heads/$name" || skip "git refuses the name itself"
    drop_amount && commit "Drop amount"
    run git push origin "main:refs/heads/$name"
    printf '%s\n' "$output" | grep -v 'remote rejected' >kept
    output=$(cat kept)
    [[ $(remote_lines) != *$'\u202e'* ]]
}

@test "json follows its schema, for a block, a pass and an undecided verdict" {
    python3 -c 'import jsonschema' 2>/dev/null || skip "python3-jsonschema is not installed"
    cat >"$HERE/validate" <<'PY'
import json, sys, jsonschema
schema = json.load(open(sys.argv[1]))
jsonschema.validators.validator_for(schema).check_schema(schema)
for name in sys.argv[2:]:
    jsonschema.validate(json.load(open(name)), schema)
PY
    drop_amount && commit "Drop amount"
    stoplog check HEAD~1 HEAD --format json="$HERE/block.json" || true
    stoplog check HEAD HEAD --format json="$HERE/same.json" || true
    git checkout -q HEAD~1 && reformat && commit "Layout"
    stoplog check HEAD~1 HEAD --format json="$HERE/pass.json"
    printf 'version: 1\nteams: [\n' | put .stoplog/policy.yml
    commit "Broken"
    stoplog check HEAD~1 HEAD --format json="$HERE/broken.json" || true
    put README.md <<<"words"
    drop_amount
    commit "On top of broken"
    stoplog check HEAD~1 HEAD --format json="$HERE/undecided.json" || true
    python3 "$HERE/validate" "$TOP/docs/report.schema.json" "$HERE"/*.json
}

@test "two formats at once, one of them into a file; the same verdict every time" {
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD --format text --format json="$HERE/one.json"
    same 1 "$status"
    has "amount"
    run stoplog check HEAD~1 HEAD --format json="$HERE/two.json"
    same 1 "$status"
    same "$(jq -S 'del(.. | .elapsed_ms?)' "$HERE/one.json")" "$(jq -S 'del(.. | .elapsed_ms?)' "$HERE/two.json")"
    run stoplog check HEAD~1 HEAD --format josn
    same 2 "$status"
    has "json"
}
