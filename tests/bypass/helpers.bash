# What every bypass test shares: a server with the hook and a warehouse that has something of
# everything, made once for each file and copied for each test; and what must be true afterwards.
#
# A test plays somebody who wants a change in without those whom the policy names. docs/bypass.md
# lists the tricks; tests/lint/bypass.sh holds the list and the tests together.

load ../e2e/helpers

setup_file() {
    mkdir -p "$BATS_FILE_TMPDIR/template"
    fresh_home "$BATS_FILE_TMPDIR/template"
    new_server
}

# In an own copy of the server and the clone, on a branch of its own.
copy_template() {
    cp -a "$BATS_FILE_TMPDIR/template/." "$BATS_TEST_TMPDIR"
    fresh_home
    cd work || return 1
    git remote set-url origin "$HERE/server.git"
    git checkout -q -b feature
}

setup() { copy_template; }

# --- the warehouse: the one of the other tests, and around it what a trick may need ----------------

# finance.orders has an audit, a macro and a contract; finance.rates is a seed that finance.revenue
# reads.
eval "plain_$(declare -f write_warehouse)"
write_warehouse() {
    plain_write_warehouse
    put macros/__init__.py </dev/null
    put macros/tax.py <<'PY'
from sqlmesh import macro

from macros.rates import RATE


@macro()
def with_tax(evaluator, value):
    return f"{value} * {RATE}"
PY
    put macros/rates.py <<'PY'
RATE = 1.19
PY
    put models/finance/rates.sql <<'SQL'
MODEL (
  name finance.rates,
  kind SEED (path '../../seeds/rates.csv'),
  columns (currency TEXT, rate DOUBLE)
);
SQL
    put seeds/rates.csv <<'CSV'
currency,rate
EUR,1.0
USD,0.9
CSV
    put audits/positive.sql <<'SQL'
AUDIT (name positive_amount);
SELECT * FROM @this_model WHERE amount < 0;
SQL
    put models/finance/paid.sql <<'SQL'
MODEL (
  name finance.paid,
  kind INCREMENTAL_BY_TIME_RANGE (time_column paid_at),
  audits (positive_amount, not_null(columns := (order_id)))
);

SELECT o.order_id, @with_tax(o.amount) * r.rate AS amount, o.paid_at
FROM raw.payments AS o
JOIN finance.rates AS r ON r.currency = o.currency
WHERE o.paid_at BETWEEN @start_ts AND @end_ts;
SQL
    cat >>external_models.yaml <<'YAML'
- name: raw.payments
  columns: {order_id: int, amount: "decimal(10, 2)", currency: text, paid_at: timestamp}
YAML
    put tests/test_revenue.yaml <<'YAML'
test_revenue:
  model: finance.revenue
  inputs:
    finance.orders:
      rows: [{customer_id: 1, amount: 2}, {customer_id: 1, amount: 3}]
  outputs:
    query:
      rows: [{customer_id: 1, revenue: 5}]
YAML
    put contracts/paid.odcs.yaml <<'YAML'
apiVersion: v3.0.0
kind: DataContract
id: paid
version: 1.0.0
status: active
schema:
  - name: paid
    physicalName: finance.paid
    properties:
      - {name: order_id, logicalType: integer, required: true}
      - {name: amount, logicalType: number}
      - {name: paid_at, logicalType: date}
YAML
}

write_policy() {
    put .stoplog/policy.yml <<'YAML'
version: 1
refs: [main, "release/*"]
contracts:
  - {path: "contracts/*.odcs.yaml"}
consumers:
  weekly_revenue:
    type: dashboard
    owner: {team: bi}
    maturity: high
    depends_on:
      - {model: finance.orders, columns: [order_id, amount]}
      - finance.paid
YAML
    put .stoplog/owners.yml <<'YAML'
version: 1
teams:
  finance-data: {members: [ann@example.com, bob@example.com]}
  platform: {members: [pam@example.com, pat@example.com]}
  bi: {members: [bea@example.com]}
owners:
  - {models: "*", team: platform}
  - {paths: "**", team: platform}
  - {models: "finance.*", team: finance-data}
  - {paths: "contracts/**", team: finance-data}
YAML
}

# --- what a trickster does -------------------------------------------------------------------------

# As the person: an approval of what is to be pushed, by `stoplog approve`.
approve() {
    as "$1"
    tick
    stoplog approve origin/main HEAD >/dev/null
    as dan
}

# The change that needs finance-data and bi, with the approval of bi: what is missing is ann or bob.
half_approved() {
    drop_amount
    commit "Drop amount"
    approve bea
}

# A commit that changes nothing and carries the message on standard input, byte by byte. Arguments:
# further header lines.
raw_commit() {
    local line
    tick
    {
        printf 'tree %s\nparent %s\n' "$(git rev-parse 'HEAD^{tree}')" "$(git rev-parse HEAD)"
        printf 'author Dan Durmast <dan@example.com> %s +0000\n' "$CLOCK"
        printf 'committer Dan Durmast <dan@example.com> %s +0000\n' "$CLOCK"
        for line in "$@"; do printf '%s\n' "$line"; done
        printf '\n'
        cat
    } >"$HERE/raw_commit"
    git reset -q --hard "$(git hash-object -t commit -w --literally "$HERE/raw_commit")"
}

# Writes the tree whose entries are given as "MODE NAME ID", in this order, checked by nobody.
raw_tree() {
    local mode name id
    for entry in "$@"; do
        read -r mode name id <<<"$entry"
        printf '%s %s\0' "$mode" "$name"
        printf '%b' "$(sed 's/../\\x&/g' <<<"$id")"
    done | git hash-object -t tree -w --literally --stdin
}

# --- what must come of it --------------------------------------------------------------------------

# The report as one line of text, so that no expectation hangs on where a line is broken.
flatten() {
    [ -z "${SHOW-}" ] || printf '# --- %s\n%s\n' "$BATS_TEST_DESCRIPTION" "$output" | sed 's/^/# /' >&3
    output=$(sed 's/^remote: */ /; s/ *$//' <<<"$output" | tr '\n' ' ' | tr -s ' ')
}

# The push of HEAD to main is declined, main stays, and the report says each of the texts.
held() {
    local text before
    before=$(server_main)
    run git push --force origin HEAD:refs/heads/main
    flatten
    declined
    same "$before" "$(server_main)"
    for text in "$@"; do has "$text"; done
}

# It passes: the trick is none, or what was missing is there now. What is said is told.
let_in() {
    local text
    run git push origin HEAD:refs/heads/main
    flatten
    pushed
    same "$(git rev-parse HEAD)" "$(server_main)"
    for text in "$@"; do has "$text"; done
}

# Hand-made commands of a push move nothing, and the hook says each of the texts.
# $1: revision to send; $2: "<old> <new> <ref>" lines; the rest: texts.
held_raw() {
    local refs lines text tip=$1
    refs=$(git --git-dir "$HERE/server.git" for-each-ref)
    mapfile -t lines <<<"$2"
    shift 2
    run raw_push "$HERE/server.git" "$tip" "${lines[@]}"
    flatten
    same "$refs" "$(git --git-dir "$HERE/server.git" for-each-ref)"
    for text in "$@"; do has "$text"; done
}

# Where the packs only warn, nobody is stopped; but it is said, each of the texts.
held_or_told() {
    local text
    run git push origin HEAD:refs/heads/main
    flatten
    for text in "$@"; do has "$text"; done
    has_not "nothing to say"
    [[ $output == *warning:* || $output == *error:* ]] && return
    printf 'nothing was said:\n%s\n' "$output" >&2
    return 1
}
