#!/usr/bin/env bats
# Every command line that README, the pages and --help show is run in a repository where it makes sense.
# The demo of README is compared in demo.bats, the policies of docs/policy.md in unit/policy/doc_test.c.
load helpers

setup() {
    fresh_home
    new_server
    put models/sales/orders.sql <<<'MODEL (name sales.orders, kind FULL); SELECT order_id, amount FROM staging.orders;'
    commit "Sales"
    git push -q origin main
    mkdir contracts
    stoplog contract init finance.revenue --file contracts/revenue.odcs.yaml
    printf "contracts:\n  - {path: contracts/revenue.odcs.yaml}\n" >>.stoplog/policy.yml
    commit "A contract" && force_in
    drop_amount && commit "Drop amount"
}

# Blocks of code in the pages: lines that start with the program, without "$ " and remarks.
command_lines() {
    awk '/<!-- demo:begin -->/ { demo = 1 } /<!-- demo:end -->/ { demo = 0 }
         /^```/ { block = !block; next }
         block && !demo { sub(/^\$ /, "") } block && !demo && /^stoplog / { sub(/ +#.*/, ""); print }' "$@" | sort -u
}

# Nothing that is shown may be wrong usage or end in a fault.
runs() {
    local line=${1//\/srv\/git\/warehouse.git/$HERE/server.git} code=0 input=/dev/null
    line=${line//\~\/warehouse/$HERE/work}
    if [[ $line == "stoplog hook "* ]]; then
        git --git-dir "$HERE/server.git" fetch -q "$HERE/work" main
        echo "$(server_main) $(git rev-parse HEAD) refs/heads/main" >"$HERE/update"
        line="cd $HERE/server.git && GIT_DIR=. $line" input=$HERE/update
    fi
    # What init writes may not be there yet.
    if [[ $line == *" init"* ]]; then
        line="git clone -q . ../other && cd ../other && rm -r .stoplog contracts/* && $line"
    fi
    rm -rf ../other
    bash -c "$line" <"$input" >"$HERE/out" 2>&1 || code=$?
    [ "$code" -le 1 ] && return
    printf '%s ends with %d:\n%s\n' "$line" "$code" "$(cat "$HERE/out")" >&2
    return 1
}

@test "every command line of README and the pages runs" {
    mapfile -t shown < <(command_lines "$TOP"/README.md "$TOP"/docs/*.md)
    [ "${#shown[@]}" -ge 8 ]
    for line in "${shown[@]}"; do runs "$line"; done
}

@test "the example of every command's --help runs" {
    mapfile -t names < <(stoplog --help | awk '/^  [a-z]/ { print $1 }')
    [ "${#names[@]}" -ge 12 ]
    for name in "${names[@]}"; do
        mapfile -t shown < <(stoplog "$name" --help | sed -n '/^[Ee]xample/,/^$/p' | grep -o 'stoplog .*')
        [ "${#shown[@]}" -ge 1 ]
        for line in "${shown[@]}"; do runs "$line"; done
    done
}

# The nth block of a page.
block() { awk -v n="$2" '/^```/ { block = !block; count += block; next } block && count == n' "$1"; }

@test "the reports that docs/report.md shows are what the program prints" {
    page=$TOP/docs/report.md
    same "$(cat "$TOP/tests/data/report/blocked.hook.txt")" "$(block "$page" 2)"
    git reset -q --hard HEAD~3
    put models/finance/ids.sql <<<'MODEL (name finance.ids, kind FULL); SELECT order_id FROM finance.orders;'
    commit "Ids"
    run stoplog impact staging.orders.amount
    same "$(block "$page" 3 | tail -n +2)" "$output"
}

@test "every option that README and the pages name is one of the program's" {
    known=$(for name in $(stoplog --help | awk '/^  [a-z]/ { print $1 }'); do stoplog "$name" --help; done; "$TOP/install.sh" --help)
    for word in $(grep -ohE '`(stoplog [a-z]+ )?--[a-z][a-z-]+' "$TOP/README.md" "$TOP"/docs/report.md "$TOP"/docs/approvals.md "$TOP"/docs/replay.md | grep -oE -- '--[a-z-]+' | sort -u); do
        [[ $known == *"$word"* ]] || { echo "nothing takes $word" >&2 && false; }
    done
}
