#!/usr/bin/env bats
# Policies that are missing, broken or too clever. The policy of base decides, never that of the
# push.

load helpers

setup() {
    fresh_home
    new_server
}

without_policy() {
    git rm -q -r .stoplog
    commit "No policy"
    force_in
}

@test "no policy: everything is reported, nothing is blocked" {
    without_policy
    drop_amount && commit "Drop amount"
    run git push origin main
    pushed
    has "amount"
    has "owner property: finance_data (a hint: nobody is asked)"
}

@test "no policy: check says so in its exit code too" {
    without_policy
    drop_amount && commit "Drop amount"
    run stoplog check HEAD~1 HEAD
    same 0 "$status"
    has "amount"
}

@test "a server that asks for a policy refuses where there is none" {
    without_policy
    put ../server.git/stoplog.yml <<<"version: 1
require_policy: true"
    reformat && commit "Layout"
    run git push origin main
    declined
    has "policy"
}

@test "a server's own file that cannot be read declines" {
    put ../server.git/stoplog.yml <<<"version: 1
mode: sometimes"
    reformat && commit "Layout"
    run git push origin main
    declined
    has "stoplog.yml:2"
}

@test "a server that observes reports and lets everything pass" {
    put ../server.git/stoplog.yml <<<"version: 1
mode: observe"
    drop_amount && commit "Drop amount"
    run git push origin main
    pushed
    has "amount"
}

@test "a policy that would not be readable after the push is declined: PO102" {
    printf 'version: 1\nteams: [\n' | put .stoplog/policy.yml
    commit "Break the policy"
    run git push origin main
    declined
    has ".stoplog/policy.yml:"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [ "$status" -ne 0 ]
    [[ " $(fact_codes) " == *" PO102 "* ]]
}

@test "a policy at base that cannot be read: nothing passes, nothing is guessed" {
    printf 'version: 1\nteams: [\n' | put .stoplog/policy.yml
    commit "Break the policy"
    force_in
    reformat && commit "Layout"
    run git push origin main
    declined
    has ".stoplog/policy.yml:"
    run stoplog check HEAD~1 HEAD
    [ "$status" -ge 2 ]
}

@test "the policy of the push does not count: dropping the dashboard with the column is blocked" {
    drop_amount
    sed -i '/^consumers:/,$d' .stoplog/policy.yml
    commit "Drop amount, and who reads it"
    run git push origin main
    declined
    has "weekly_revenue"
}

@test "adding oneself to a team does not count in the same push" {
    sed -i 's/members: \[/members: [dan@example.com, /' .stoplog/policy.yml
    drop_amount
    commit "Make me an owner"
    as dan
    commit "$(printf 'Approve\n\nApproved-by: Dan Durmast <dan@example.com>')"
    run git push origin main
    declined
}

@test "a change of the policy itself is a fact that its owners answer for" {
    sed -i 's/, bob@example.com//' .stoplog/policy.yml
    commit "Bob left"
    run --separate-stderr stoplog check HEAD~1 HEAD --format json
    [[ " $(fact_codes) " == *" PO101 "* ]]
}

# One fault each, with the place that the message must name.
faulty() {
    put .stoplog/policy.yml
    commit "Fault"
    run git push origin main
    declined
    has "$1"
    has "$2"
}

@test "invalid YAML names file, line and column" {
    faulty ".stoplog/policy.yml:3:" "" <<'YAML'
version: 1
teams:
  bi: {members: [bea@example.com}
YAML
}

@test "an unknown team names the nearest one" {
    faulty ".stoplog/policy.yml:5:" "finance-data" <<'YAML'
version: 1
teams:
  finance-data: {members: [ann@example.com]}
owners:
  - {models: "finance.*", team: finance-date}
YAML
}

@test "an unknown key names the nearest one" {
    faulty ".stoplog/policy.yml:3:" "members" <<'YAML'
version: 1
teams:
  bi: {member: [bea@example.com]}
YAML
}

@test "a key that is there twice" {
    faulty ".stoplog/policy.yml:4:" "bi" <<'YAML'
version: 1
teams:
  bi: {members: [bea@example.com]}
  bi: {members: [ann@example.com]}
YAML
}

@test "the same team in two files" {
    put .stoplog/more.yml <<'YAML'
version: 1
teams:
  bi: {members: [dan@example.com]}
YAML
    commit "Another bi"
    run git push origin main
    declined
    has ".stoplog/"
    has "bi"
}

@test "an alias in YAML" {
    faulty ".stoplog/policy.yml:" "alias" <<'YAML'
version: 1
teams:
  bi: &bi {members: [bea@example.com]}
  ml: *bi
YAML
}

@test "a requirement that nobody can meet" {
    faulty ".stoplog/policy.yml:5:" "nobody can meet" <<'YAML'
version: 1
teams:
  bi: {members: [bea@example.com]}
owners:
  - {models: "finance.*", team: bi, approvals: 2}
YAML
    has "has 1 member"
    has_not "1 members"
}

@test "a policy file that is a link" {
    git mv .stoplog/policy.yml elsewhere.yml
    ln -s ../elsewhere.yml .stoplog/policy.yml
    commit "Link"
    run git push origin main
    declined
    has ".stoplog/policy.yml"
}

@test "a policy file over the limit" {
    { echo "version: 1" && head -c 1100000 /dev/zero | tr '\0' '#'; } | put .stoplog/big.yml
    commit "Big"
    run git push origin main
    declined
    has "big.yml"
    has "yaml_bytes"
}

@test "two pushes do not disarm a gate whose policy nobody owns" {
    sed -i -e '/\*\.\*/d' -e '/stoplog\/\*\*/d' .stoplog/policy.yml
    commit "Nobody owns the policy" -m "Approved-by: Pam <pam@example.com>"
    git push -q origin main
    sed -i -e '/^owners:/,/^  - {models: "finance/d' -e '/^consumers:/,$d' .stoplog/policy.yml
    commit "Take the rules away"
    run git push origin main
    declined
    has ".stoplog/policy.yml"
    has "  (.stoplog/policy.yml), no consumer affected"
    has "needs approval by any team"
    has "nobody owns .stoplog/policy.yml"
    has "pam@example.com"
    has_not "dan@example.com"
    git commit -q --amend -m "Take the rules away" -m "Approved-by: Dan <dan@example.com>"
    run git push origin main
    declined
    git commit -q --amend -m "Take the rules away" -m "Approved-by: Bea <bea@example.com>"
    run git push origin main
    pushed
}

@test "a model whose sources cannot be read carries a change to its consumers" {
    put models/finance/open.sql <<'SQL'
MODEL (name finance.open, kind FULL);
JINJA_QUERY_BEGIN;
{% set t = 'finance.orders' %} SELECT order_id FROM {{ t }}
JINJA_END;
SQL
    sed -i 's/model: finance.orders, columns.*/model: db.finance.open}/' .stoplog/policy.yml
    commit "A blind model" -m "Approved-by: Pam <pam@example.com>"
    git push -q origin main
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "Other orders" -m "Approved-by: Ann <ann@example.com>"
    run git push origin main
    declined
    has "reaches weekly_revenue"
    has "sources that cannot be read"
    has "bea@example.com"
}
