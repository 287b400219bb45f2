# What every end-to-end test shares: a folder of its own, git without the user's configuration, a
# small warehouse, a server repository with the hook, and people.
#
# The program under test is $STOPLOG, by default build/stoplog.

bats_require_minimum_version 1.5.0

TOP=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
STOPLOG=$(readlink -f "${STOPLOG:-$TOP/build/stoplog}")
ZERO=0000000000000000000000000000000000000000

# Called first by every setup(). Leaves the test in a folder of its own, $1 or the one bats made.
fresh_home() {
    local name
    for name in $(git rev-parse --local-env-vars); do unset "$name"; done
    unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
    unset STOPLOG_BIN STOPLOG_REQUIRE SOURCE_DATE_EPOCH EMAIL
    cd "${1:-$BATS_TEST_TMPDIR}" || return 1
    HERE=$(pwd -P)
    export HOME=$HERE/home LC_ALL=C.UTF-8 TZ=UTC TERM=dumb
    export GIT_CONFIG_GLOBAL=$HERE/home/gitconfig GIT_CONFIG_NOSYSTEM=1
    mkdir -p home bin
    [ -x "$STOPLOG" ] && ln -sf "$STOPLOG" bin/stoplog
    export PATH=$HERE/bin:$PATH
    git config --global init.defaultBranch main
    git config --global advice.detachedHead false
    git config --global protocol.file.allow always
    CLOCK=1767225600 # 2026-01-01
    as dan
}

# Who types from here on. ann and bob are finance-data, bea is bi, dan is in no team.
as() {
    local name
    case $1 in
    ann) name="Ann Alder" ;; bob) name="Bob Birch" ;; bea) name="Bea Beech" ;; dan) name="Dan Durmast" ;;
    *) name=$1 ;;
    esac
    git config --global user.name "$name"
    git config --global user.email "$1@example.com"
}

# The next second of the clock all commits are dated by.
tick() {
    CLOCK=$((CLOCK + 60))
    export GIT_AUTHOR_DATE="$CLOCK +0000" GIT_COMMITTER_DATE="$CLOCK +0000"
}

# Commits everything that differs. $1 subject, then further options of git commit.
commit() {
    local subject=$1
    shift
    tick
    git add -A && git commit -q --allow-empty -m "$subject" "$@"
}

# Writes standard input to a file, making its folders.
put() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}

# --- the warehouse -------------------------------------------------------------------------------

# raw.orders -> staging.orders -> finance.orders -> finance.revenue; the dashboard weekly_revenue of
# team bi reads two columns of finance.orders.
write_warehouse() {
    put config.yaml <<'YAML'
model_defaults:
  dialect: postgres
  start: 2024-01-01
gateways:
  local:
    connection: {type: duckdb, database: db.db}
default_gateway: local
YAML
    put external_models.yaml <<'YAML'
- name: raw.orders
  columns:
    order_id: int
    customer_id: int
    amount: decimal(10, 2)
    status: text
YAML
    put models/staging/orders.sql <<'SQL'
MODEL (
  name staging.orders,
  kind VIEW
);

SELECT order_id, customer_id, amount, status
FROM raw.orders;
SQL
    put models/finance/orders.sql <<'SQL'
MODEL (
  name finance.orders,
  kind FULL,
  owner finance_data
);

SELECT
  order_id,
  customer_id,
  amount,
  status
FROM staging.orders
WHERE status = 'paid';
SQL
    put models/finance/revenue.sql <<'SQL'
MODEL (
  name finance.revenue,
  kind FULL
);

SELECT customer_id, SUM(amount) AS revenue
FROM finance.orders
GROUP BY customer_id;
SQL
}

write_policy() {
    put .stoplog/policy.yml <<'YAML'
version: 1
refs: [main, "release/*"]
teams:
  finance-data: {members: [ann@example.com, bob@example.com]}
  platform: {members: [pam@example.com]}
  bi: {members: [bea@example.com]}
owners:
  - {models: "*.*", team: platform}
  - {paths: ".stoplog/**", team: platform}
  - {models: "finance.*", team: finance-data}
consumers:
  weekly_revenue:
    type: dashboard
    owner: {team: bi}
    maturity: high
    depends_on:
      - {model: finance.orders, columns: [order_id, amount]}
YAML
}

# $1: what the dashboard reads goes away.
drop_amount() {
    put models/finance/orders.sql <<'SQL'
MODEL (
  name finance.orders,
  kind FULL,
  owner finance_data
);

SELECT
  order_id,
  customer_id,
  status
FROM staging.orders
WHERE status = 'paid';
SQL
    put models/finance/revenue.sql <<'SQL'
MODEL (
  name finance.revenue,
  kind FULL
);

SELECT customer_id, COUNT(*) AS revenue
FROM finance.orders
GROUP BY customer_id;
SQL
}

# The same project, other white space and comments.
reformat() {
    put models/finance/orders.sql <<'SQL'
MODEL (name finance.orders, kind full, owner finance_data);

-- paid orders only
select order_id, customer_id, amount, status
from   staging.orders
where  status = 'paid';
SQL
}

# server.git (bare, with the hook) and work (a clone of it), both with the warehouse on main. The
# test continues in work. Options of git init for the server may be given.
new_server() {
    git init -q --bare "$@" server.git
    git init -q work
    cd work || return 1
    git remote add origin "$HERE/server.git"
    write_warehouse
    write_policy
    commit "A warehouse"
    git push -q origin main
    git fetch -q
    git branch -q --set-upstream-to=origin/main main
    server_hook "$HERE/server.git"
}

# Through the installer, as a user would.
server_hook() {
    "$TOP/install.sh" --hooks server "$1" --prefix "$HERE" >/dev/null
}

client_hook() {
    "$TOP/install.sh" --hooks client . --prefix "$HERE" >/dev/null
}

server_main() { git --git-dir "$HERE/server.git" rev-parse -q --verify "${1:-refs/heads/main}"; }

# Puts what is committed on the server's main past the hook.
force_in() {
    git push -q --force --receive-pack='git -c core.hooksPath=/dev/null receive-pack' "$HERE/server.git" HEAD:refs/heads/main
    git fetch -q
}

# --- keys ----------------------------------------------------------------------------------------

# A key for everybody; .stoplog/allowed_signers of the work tree names those of the teams.
make_keys() {
    local name
    mkdir -p "$HERE/keys"
    for name in ann bob bea dan; do
        ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$HERE/keys/$name"
    done
    for name in ann bob bea; do signer "$name"; done >.stoplog/allowed_signers
    git config --global gpg.format ssh
}

# The line of a person in a file of allowed signers. $2: whose key, when it is another's.
signer() { echo "$1@example.com namespaces=\"git\" $(cut -d' ' -f1,2 "$HERE/keys/${2-$1}.pub")"; }

# --- raw pushes ----------------------------------------------------------------------------------

# Speaks the push protocol by hand, so that it can say what no git client would.
# $1: repository; $2: revision whose objects are sent ("" = no pack); the rest: "<old> <new> <ref>".
# Standard error is the hook's; standard output is git's answer.
raw_push() {
    local repo=$1 tip=$2 line caps=" report-status" n=0
    shift 2
    {
        for line in "$@"; do
            if [ $n = 0 ]; then
                printf '%04x%s\0%s' $((4 + ${#line} + 1 + ${#caps})) "$line" "$caps"
            else
                printf '%04x%s' $((4 + ${#line})) "$line"
            fi
            n=$((n + 1))
        done
        printf 0000
        if [ -n "$tip" ]; then
            git rev-parse "$tip" | git pack-objects -q --revs --stdout
        fi
    } >"$HERE/raw_push"
    git receive-pack "$repo" <"$HERE/raw_push" | tr '\0' '\n'
}

# Puts all objects of a revision, or of what pack-objects is given on standard input with "", into
# the server's repository, past every hook.
bring() {
    {
        if [ -n "$1" ]; then
            git rev-parse "$1" | git pack-objects -q --revs --stdout
        else
            git pack-objects -q --stdout
        fi
    } | git --git-dir "$HERE/server.git" unpack-objects -q
}

# The server's hook by itself, for pushes that git would refuse whatever the hook says: given the
# lines $2 it ends with $1, and says each of the further texts.
hook_says() {
    local code=$1 lines=$2 text
    shift 2
    run env -C "$HERE/server.git" GIT_DIR=. hooks/pre-receive <<<"$lines"
    output=$(tr -s ' \n' ' ' <<<"$output")
    same "$code" "$status"
    for text in "$@"; do has "$text"; done
}

# --- expectations --------------------------------------------------------------------------------

# The text stands in $output.
has() {
    [[ $output == *"$1"* ]] && return
    printf 'not in the output: %s\n--- output (status %s):\n%s\n' "$1" "${status-}" "$output" >&2
    return 1
}

# The same in the hook's report, wherever its lines were wrapped.
tells() {
    local flat
    flat=$(remote_lines | tr -s ' \n' ' ')
    [[ $flat == *"$1"* ]] && return
    printf 'not told: %s\n--- told (status %s):\n%s\n' "$1" "${status-}" "$flat" >&2
    return 1
}

has_not() {
    [[ $output != *"$1"* ]] && return
    printf 'should not be in the output: %s\n--- output (status %s):\n%s\n' "$1" "${status-}" "$output" >&2
    return 1
}

# $1 = $2
same() {
    [ "$1" = "$2" ] && return
    printf 'expected: %s\n     got: %s\n' "$1" "$2" >&2
    return 1
}

# Lines of the hook's report as the client showed them, without git's own.
remote_lines() {
    printf '%s\n' "$output" | sed -n 's/^remote: //p' | sed 's/ *$//'
}

# The last run was a push that git carried out / that the hook declined.
pushed() {
    [ "$status" -eq 0 ] && return
    printf 'the push should have passed; status %s:\n%s\n' "$status" "$output" >&2
    return 1
}

declined() {
    if [ "$status" -ne 0 ] && [[ $output == *"pre-receive hook declined"* ]]; then return; fi
    printf 'the push should have been declined by the hook; status %s:\n%s\n' "$status" "$output" >&2
    return 1
}

# Codes of all facts that `stoplog check ... --format json` gives, sorted, on one line.
fact_codes() {
    printf '%s' "$output" | jq -r '[.. | objects | .code? // empty | strings] | unique | join(" ")'
}
