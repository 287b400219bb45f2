#!/usr/bin/env bats
# A contract that moves with its model: what breaks a promise needs its readers and a new version,
# what does not break one needs nothing.

load helpers

setup() {
    fresh_home
    new_server
    printf 'contracts:\n  - {path: "contracts/*.yaml", compatibility: %s}\n' forward >>.stoplog/policy.yml
    sed -i 's|^  - {paths: ".stoplog/\*\*", team: platform}|&\n  - {paths: "contracts/**", team: finance-data}|' .stoplog/policy.yml
    contract
    base "A contract"
}

contract() {
    put contracts/orders.yaml <<'YAML'
apiVersion: v3.1.0
kind: DataContract
id: finance-orders
version: 1.4.0
status: active
description: {purpose: Orders that were paid}
schema:
  - name: orders
    physicalName: finance.orders
    properties:
      - {name: order_id, logicalType: integer, required: true}
      - {name: customer_id, logicalType: integer}
      - {name: amount, logicalType: number, required: true}
      - {name: status, logicalType: string}
YAML
}

# Commits and has it on the server's main without being asked.
base() {
    commit "$1"
    force_in
}

edit() {
    sed -i "$1" contracts/orders.yaml
    commit "${2-The contract changes}"
}

# $1 who: an approval of what is there now.
approval() {
    as "$1"
    tick
    stoplog approve origin/main >/dev/null
    as dan
}

@test "words in a contract ask nobody, and not even a version" {
    edit 's/Orders that were paid/All paid orders/'
    run git push origin main
    pushed
    has_not "approve"
}

@test "a tighter promise is a risk for who makes it: it warns, and names what nobody checks" {
    edit 's/{name: status, logicalType: string}/{name: status, logicalType: string, required: true, description: Never empty}/; s/1\.4\.0/1.5.0/'
    run stoplog check origin/main HEAD
    has "CN201"
    has "CT107" # no audit sees to it
    has_not "CT102"
    run git push origin main
    pushed
}

@test "more is promised: a note, once the version says so" {
    edit '$a\      - {name: channel, logicalType: string}' "One column more"
    run stoplog check origin/main HEAD
    has "CT117"
    has "CT110" # the model does not have it
    [ "$status" -eq 1 ]
    sed -i 's/^  status$/  status,\n  status AS channel/' models/finance/orders.sql
    edit 's/1\.4\.0/1.5.0/'
    run git push origin main
    pushed
    has_not "warn"
}

@test "NOT NULL is gone: owner and the reader of the column, and a major version" {
    edit 's/amount, logicalType: number, required: true/amount, logicalType: number/'
    run git push origin main
    declined
    has "finance-data"
    has "weekly_revenue"
    has "2.0.0"
    approval ann
    approval bea
    run git push origin main # nobody can approve that the version stays
    declined
    has "stoplog contract bump contracts/orders.yaml"
    has_not "approval by"
    stoplog contract bump contracts/orders.yaml --base origin/main
    commit "And the version"
    approval ann
    approval bea
    run git push origin main
    pushed
    grep -qx 'version: 2.0.0' contracts/orders.yaml
}

@test "a column that no consumer reads: only the owner" {
    sed -i 's/{name: status, logicalType: string}/{name: status, logicalType: string, required: true}/' contracts/orders.yaml
    base "Status is never empty"
    edit 's/status, logicalType: string, required: true/status, logicalType: string/; s/1\.4\.0/2.0.0/'
    run git push origin main
    declined
    has_not "weekly_revenue"
    approval ann
    run git push origin main
    pushed
}

@test "a column whose name has a dot is no field of another one: its reader is reached" {
    sed -i 's/^  amount,$/  amount,\n  amount AS "net.amount",/' models/finance/orders.sql
    sed -i 's/columns: \[order_id, amount\]/columns: ["net.amount"]/' .stoplog/policy.yml
    printf '      - {name: net.amount, logicalType: number, required: true}\n' >>contracts/orders.yaml
    base "Net amounts"
    edit 's/net.amount, logicalType: number, required: true/net.amount, logicalType: number/; s/1\.4\.0/2.0.0/'
    run stoplog check origin/main HEAD
    has "CN202"
    has "consumer weekly_revenue"
}

@test "a draft binds nobody: it warns" {
    sed -i 's/active/draft/' contracts/orders.yaml
    base "A draft"
    edit 's/amount, logicalType: number, required: true/amount, logicalType: number/'
    run git push origin main
    pushed
    has "warn"
}

@test "a push cannot make a contract a draft to break it" {
    edit 's/active/draft/; s/amount, logicalType: number, required: true/amount, logicalType: number/; s/1\.4\.0/2.0.0/'
    run git push origin main
    declined
    has "CT105"
    has "weekly_revenue"
}

@test "the model changes, and the contract only in words" {
    drop_amount
    edit 's/Orders that were paid/Paid orders/; s/1\.4\.0/2.0.0/'
    run stoplog check origin/main HEAD
    has "CT110"
    approval ann
    approval bea
    run git push origin main # agreement is not for sale
    declined
    edit '/name: amount/d'
    approval ann
    approval bea
    run git push origin main
    pushed
}

@test "a contract without columns promises all of its model" {
    sed -i '/^    properties:/,$d' contracts/orders.yaml
    base "No columns"
    drop_amount
    edit 's/Orders that were paid/Paid orders/; s/1\.4\.0/1.4.1/'
    run stoplog check origin/main HEAD
    has "CT102"
    [ "$status" -eq 1 ]
    run git push origin main
    declined
    has "2.0.0"
}

@test "a column under contract goes after its day, and not before" {
    drop_amount
    git checkout -q -- models
    sed -i 's/{name: amount, logicalType: number, required: true}/{name: amount, logicalType: number, required: true, deprecated: true, customProperties: [{property: removalDate, value: "2025-06-30"}]}/' contracts/orders.yaml
    base "Amount goes"
    drop_amount
    edit '/name: amount/d; s/1\.4\.0/2.0.0/'
    run git push origin main
    pushed
    has "weekly_revenue" # still reads it

    git reset -q --hard HEAD~1
    sed -i 's/2025-06-30/2999-12-31/' contracts/orders.yaml
    base "Amount goes later"
    drop_amount
    edit '/name: amount/d; s/1\.4\.0/2.0.0/'
    run git push origin main
    declined
}

@test "a contract goes when it is retired, and not before" {
    git rm -q contracts/orders.yaml
    commit "No contract"
    run git push origin main
    declined
    has "CT104"
    git reset -q --hard HEAD~1
    sed -i 's/active/retired/' contracts/orders.yaml
    base "Retired"
    git rm -q contracts/orders.yaml
    commit "No contract"
    run git push origin main
    pushed
}

@test "a consumer takes a range of versions, and a release that leaves it reaches it" {
    sed -i 's/^    depends_on:/    contract: {id: finance-orders, version: "^1.4"}\n&/' .stoplog/policy.yml
    base "weekly_revenue takes 1.4"
    edit 's/1\.4\.0/1.9.0/'
    run git push origin main
    pushed
    edit 's/1\.9\.0/2.0.0/'
    run git push origin main
    declined
    has "CO105"
    has "(weekly_revenue)"
    approval bea
    run git push origin main
    pushed
}

@test "compatibility none protects nobody: it warns" {
    sed -i 's/compatibility: forward/compatibility: none/' .stoplog/policy.yml
    base "No compatibility"
    edit 's/amount, logicalType: number, required: true/amount, logicalType: number/; s/1\.4\.0/2.0.0/'
    run git push origin main
    pushed
    has "warn"
}

@test "compatibility backward: a tighter promise is the one that breaks" {
    sed -i 's/compatibility: forward/compatibility: backward/' .stoplog/policy.yml
    base "Backward"
    edit 's/{name: status, logicalType: string}/{name: status, logicalType: string, required: true}/; s/1\.4\.0/2.0.0/'
    run stoplog check origin/main HEAD
    has "CN201"
    [ "$status" -eq 1 ]
}

@test "transitive: a version that is still in force is not forgotten" {
    sed -i 's/compatibility: forward/compatibility: forward_transitive/' .stoplog/policy.yml
    sed 's/1\.4\.0/1.0.0/; s/status, logicalType: string/status, logicalType: string, required: true/' contracts/orders.yaml >contracts/orders-1.0.yaml
    base "Two versions"
    edit 's/Orders that were paid/Paid orders/; s/1\.4\.0/1.4.1/'
    run stoplog check origin/main HEAD
    has "promised by version 1.0.0"
    [ "$status" -eq 1 ]
}

@test "a contract of the Data Contract Specification counts the same" {
    put contracts/orders.yaml <<'YAML'
dataContractSpecification: 1.2.1
id: finance-orders
info: {title: Orders, version: 1.4.0, status: active, owner: finance-data}
models:
  finance.orders:
    fields:
      order_id: {type: integer, required: true}
      amount: {type: decimal, required: true}
YAML
    base "Another format"
    edit 's/type: decimal, required: true/type: decimal/'
    run git push origin main
    declined
    has "CN202"
    has "2.0.0"
}

@test "what goes is announced, and retired once its day has come" {
    edit '$aslaProperties: [{property: endOfLife, value: "2999-12-31"}]'
    sed -i 's/active/deprecated/; s/1\.4\.0/1.5.0/' contracts/orders.yaml
    commit "It will go"
    run git push origin main
    pushed
    sed -i 's/2999-12-31/2025-12-31/' contracts/orders.yaml
    base "The day is there"
    edit 's/deprecated/retired/; s/1\.5\.0/1.5.1/'
    run git push origin main
    pushed
    has_not "CT105"
}

@test "a new contract that says more than can be told of its model warns" {
    put contracts/revenue.yaml <<'YAML'
apiVersion: v3.1.0
kind: DataContract
id: revenue
version: 1.0.0
status: active
schema:
  - name: revenue
    physicalName: finance.revenue
    properties: [{name: customer_id, logicalType: integer}, {name: revenue, logicalType: number}]
YAML
    commit "Revenue"
    run stoplog check origin/main HEAD
    has "CT109"
    [ "$status" -eq 0 ]
}

@test "what is over may go with all that was said of it, and so may a field" {
    sed -i 's/{name: status, logicalType: string}/{name: status, logicalType: string, required: true, deprecated: true}/' contracts/orders.yaml
    printf '      - {name: place, logicalType: object, properties: [{name: city, logicalType: string, deprecated: "2025-06-30"}, {name: zip}]}\n' >>contracts/orders.yaml
    printf 'slaProperties: [{property: endOfLife, element: orders.status, value: "2025-06-30"}]\n' >>contracts/orders.yaml
    base "Status and the city go"
    edit '/name: status/d; /^slaProperties/d; s/{name: city[^}]*}, //; s/1\.4\.0/2.0.0/'
    run stoplog check origin/main HEAD
    has "CT111"
    has "CN210"
    [ "$status" -eq 0 ]
}

@test "a second contract for a part of the model asks nobody about the rest" {
    sed 's/^id: .*/id: orders-for-support/; /name: order_id/d; /name: amount/d' contracts/orders.yaml >contracts/support.yaml
    commit "A part of it"
    run stoplog check origin/main HEAD
    [ "$status" -eq 0 ]
    has_not "CT108"
    base "Both are there"
    sed -i 's/^  status$/  status,\n  status AS channel/' models/finance/orders.sql
    edit '$a\      - {name: channel, logicalType: string}' "One column more"
    run stoplog check origin/main HEAD
    has "CT117"
    has_not "CT108"
    edit '/name: channel/d' "In neither"
    run stoplog check origin/main HEAD
    has "CT108"
}

@test "readers are found by the name of the column in the table" {
    sed -i 's/name: amount, logicalType/name: betrag, physicalName: amount, logicalType/; s/physicalName: finance.orders/physicalName: "\\"finance\\".\\"orders\\""/' contracts/orders.yaml
    base "In other words"
    edit 's/number, required: true/number/; s/1\.4\.0/2.0.0/'
    run stoplog check origin/main HEAD
    has "CN202 null loosened (amount)"
    has "needs approval by bi (consumer weekly_revenue)"
    git reset -q --hard HEAD~1
    edit 's/physicalName: amount/physicalName: amt/; s/1\.4\.0/2.0.0/' "Another name"
    run stoplog check origin/main HEAD
    has "CT112 promise renamed (amount)"
    has "needs approval by bi (consumer weekly_revenue)"
}

# The text of finance.below is what it was; the type of what it takes from above is not.
@test "a type that changes further up breaks a promise further down" {
    put models/finance/above.sql <<<'MODEL (name finance.above); SELECT t.total FROM raw.totals AS t'
    put models/finance/below.sql <<<'MODEL (name finance.below); SELECT total FROM finance.above'
    put contracts/below.yaml <<'YAML'
apiVersion: v3.1.0
kind: DataContract
id: finance-below
version: 1.0.0
status: active
schema:
  - name: below
    physicalName: finance.below
    properties:
      - {name: total, logicalType: integer, physicalType: INT}
YAML
    base "Totals"
    sed -i 's/t\.total/t.total::TEXT AS total/' models/finance/above.sql
    commit "Totals are text"
    run stoplog check origin/main HEAD
    has "CT110"
    has "finance.below"
    approval ann
    run git push origin main
    declined
    has "contract not kept"
}
