#!/usr/bin/env bats
# Tricks with contracts: to break a promise so that it does not look broken, or binds nobody.

load helpers

# finance.orders under a contract, with a consumer that takes its versions.
setup() {
    copy_template
    git checkout -q main
    sed -i 's/^    depends_on:/    contract: {id: orders, version: "^1.0"}\n&/' .stoplog/policy.yml
    sed -i 's/status: text/status: text/; s/^  owner finance_data$/  owner finance_data,\n  audits (not_null(columns := (order_id, amount)))/' models/finance/orders.sql
    put contracts/orders.odcs.yaml <<'YAML'
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.4.0
status: active
schema:
  - name: orders
    physicalName: finance.orders
    properties:
      - {name: order_id, logicalType: integer, required: true}
      - {name: customer_id, logicalType: integer}
      - {name: amount, logicalType: number, required: true}
      - {name: status, logicalType: string}
YAML
    commit "A contract"
    force_in
    git checkout -q -B feature
}

loosen() { sed -i 's/amount, logicalType: number, required: true/amount, logicalType: number/' contracts/orders.odcs.yaml; }
version() { sed -i "s/1\.4\.0/$1/" contracts/orders.odcs.yaml; }

# The break comes with "status: draft", which binds nobody.
@test "make the contract a draft while breaking it" {
    loosen && version 2.0.0
    sed -i 's/active/draft/' contracts/orders.odcs.yaml
    commit "Only a draft"
    held "CN202" "CT105" "consumer weekly_revenue" "0 of 1"
}

# First a draft, the break later: the first push is stopped.
@test "make the contract a draft one push before" {
    sed -i 's/active/draft/' contracts/orders.odcs.yaml && version 2.0.0
    commit "Only a draft"
    held "CT105" "consumer weekly_revenue" "0 of 1"
}

# The policy's compatibility goes down in the same push.
@test "lower the compatibility in the same push" {
    sed -i 's|path: "contracts/\*.odcs.yaml"|path: "contracts/*.odcs.yaml", compatibility: none|' .stoplog/policy.yml
    loosen && version 2.0.0
    commit "No compatibility"
    approve pam
    held "CN202" "consumer weekly_revenue" "0 of 1"
}

# A new id, as if it were another contract.
@test "give the contract another id" {
    loosen && sed -i 's/^id: orders/id: orders-new/; s/1\.4\.0/1.0.0/' contracts/orders.odcs.yaml
    commit "Another contract"
    held "CN202" "consumer weekly_revenue" "0 of 1"
}

# The old id goes to a file that says nothing; the file that speaks of the model is called new.
@test "leave the id of the contract to a decoy" {
    sed 's/^schema:.*/schema: []/; /^  /d' contracts/orders.odcs.yaml >contracts/decoy.odcs.yaml
    loosen && sed -i 's/^id: orders/id: orders-new/' contracts/orders.odcs.yaml
    commit "Two contracts"
    held "CN202" "consumer weekly_revenue" "0 of 1"
}

# The file moves and loosens on the way; with another id nothing links the two.
@test "move the contract and loosen it on the way" {
    loosen && version 2.0.0
    git mv contracts/orders.odcs.yaml contracts/sales.odcs.yaml
    commit "Moved"
    held "CN202" "consumer weekly_revenue" "0 of 1"
    sed -i 's/^id: orders/id: sales/' contracts/sales.odcs.yaml
    commit "And renamed"
    held "CN202" "consumer weekly_revenue" "0 of 1"
}

# The contract speaks of a table that is no model.
@test "point the contract at another table" {
    sed -i 's/physicalName: finance.orders/physicalName: finance.nothing/; s/name: orders/name: nothing/' contracts/orders.odcs.yaml
    version 2.0.0
    commit "Another table"
    held "CT104" "finance.orders is under no contract any more" "0 of 1"
}

# The column is called deprecated in the push that takes it away.
@test "deprecate a column and remove it in one push" {
    drop_amount && version 2.0.0
    sed -i 's/{name: amount.*/{name: amount, logicalType: number, required: true, deprecated: true, customProperties: [{property: removalDate, value: "2020-01-01"}]}/' contracts/orders.odcs.yaml
    commit "It was deprecated"
    held "CL101" "consumer weekly_revenue" "0 of 1"
}

# A last day that lies behind, written in the push that takes the contract away.
@test "end the contract and remove it in one push" {
    printf 'slaProperties: [{property: endOfLife, value: "2020-01-01"}]\n' >>contracts/orders.odcs.yaml
    commit "It had an end"
    git rm -q contracts/orders.odcs.yaml
    commit "And it is over"
    held "CT104" "0 of 1"
}

# The version alone says that it is allowed.
@test "take a major version for a permission" {
    loosen && version 2.0.0
    commit "feat!: version 2"
    held "CN202" "consumer weekly_revenue" "0 of 1"
}

# Everybody approves, and the version stays.
@test "keep the version and have the break approved" {
    loosen
    commit "No new version"
    approve ann
    approve bea
    approve pam
    held "CT102" "2.0.0"
}

# The consumer's range is widened in the push that leaves it.
@test "widen the consumer's range in the same push" {
    loosen && version 2.0.0
    sed -i 's/"^1.0"/">=1"/' .stoplog/policy.yml
    commit "It takes anything"
    approve pam
    approve ann
    held "CO105" "consumer weekly_revenue" "0 of 1"
}

# A file of the same id and an old version, which promises nothing.
@test "keep an empty contract of the old version for the consumer's range" {
    version 2.0.0
    put contracts/old.odcs.yaml <<'YAML'
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.9.0
status: active
schema: []
YAML
    commit "The old version is still there"
    held "CO105" "consumer weekly_revenue" "0 of 1"
}

# Two readings of one file: a key twice, an alias that repeats a column, a tag.
@test "write the contract so that two readers see two things" {
    loosen
    sed -i 's/^version: 1.4.0/version: 1.4.0\nversion: 2.0.0/' contracts/orders.odcs.yaml
    commit "Two versions"
    held "CT104" "cannot be read"
    git reset -q --hard HEAD~1
    sed -i 's/required: true}/required: "no"}/' contracts/orders.odcs.yaml && version 2.0.0
    commit "A text for a flag"
    held "CN202" "0 of 1"
}

# The same contract in the other format, a promise less.
@test "turn the contract into another format and lose a promise" {
    put contracts/orders.odcs.yaml <<'YAML'
dataContractSpecification: 1.2.1
id: orders
info: {title: Orders, version: 2.0.0, status: active}
models:
  finance.orders:
    fields:
      order_id: {type: integer, required: true}
      customer_id: {type: integer}
      amount: {type: number}
      status: {type: string}
YAML
    commit "Another format"
    held "CN202" "consumer weekly_revenue" "0 of 1"
}

# The model breaks the promise; the contract changes, only not there.
@test "change some other words of the contract" {
    drop_amount && version 2.0.0
    sed -i 's/^status: active/&\ndescription: {purpose: Orders}/' contracts/orders.odcs.yaml
    commit "The contract changed"
    approve ann
    approve bea
    approve pam
    held "CT110" "amount"
}

# What the file says of the model moves to another object, which is tied to it by a custom property.
@test "speak of the model by another name and promise less" {
    sed -i 's/- name: orders/- name: other/; s/physicalName: finance.orders/physicalName: other.thing\n    customProperties: [{property: sqlmeshModel, value: finance.orders}]/; /name: amount/d' contracts/orders.odcs.yaml
    version 2.0.0
    commit "Another object"
    held "CT111" "consumer weekly_revenue" "0 of 1"
}

# A second object of the same model, which promises nothing, comes first; then the real one goes.
@test "put an empty object beside the real one and drop that later" {
    printf '  - name: weak\n    customProperties: [{property: sqlmeshModel, value: finance.orders}]\n' >>contracts/orders.odcs.yaml
    version 1.5.0
    commit "One more object"
    force_in
    sed -i '/- name: orders/,/name: status/d; s/1\.5\.0/2.0.0/' contracts/orders.odcs.yaml
    commit "The first is gone"
    held "CT111" "consumer weekly_revenue" "0 of 1"
}

# The contract stays active and leaves the model to another file, a draft that says the same.
@test "hand the promise over to a draft" {
    sed 's/^id: orders/id: orders-draft/; s/active/draft/' contracts/orders.odcs.yaml >contracts/draft.odcs.yaml
    sed -i 's/^schema:.*/schema: []/; /^  /d' contracts/orders.odcs.yaml
    version 2.0.0
    commit "In the draft"
    held "CT104" "under no contract that binds as much any more" "0 of 1"
}

# First the contract is retired, which is forward, then everything may break.
@test "retire the contract one push before" {
    sed -i 's/active/retired/' contracts/orders.odcs.yaml && version 1.4.1
    commit "Retired"
    held "CT105" "consumer weekly_revenue" "0 of 1"
}

# A deprecation whose day lies behind, one push before the column goes.
@test "deprecate a column to the day before yesterday" {
    sed -i 's/{name: amount, logicalType: number, required: true}/{name: amount, logicalType: number, required: true, deprecated: "2020-01-01"}/' contracts/orders.odcs.yaml
    version 1.5.0
    commit "It goes"
    held "CN210" "consumer weekly_revenue" "0 of 1"
}

# The same for the whole contract.
@test "end the contract the day before yesterday" {
    printf 'slaProperties: [{property: endOfLife, value: "2020-01-01"}]\n' >>contracts/orders.odcs.yaml
    version 1.5.0
    commit "It ends"
    held "CN210" "consumer weekly_revenue" "0 of 1"
}

# The path of the contract goes to a draft, so that its loss could be judged by the draft's terms.
@test "let a draft change places with the contract" {
    sed 's/^id: orders/id: other/; s/active/draft/; s/finance.orders/finance.other/; s/name: orders/name: other/' contracts/orders.odcs.yaml >contracts/draft.odcs.yaml
    commit "A draft"
    force_in
    git mv contracts/orders.odcs.yaml contracts/z.odcs.yaml
    git mv contracts/draft.odcs.yaml contracts/orders.odcs.yaml
    sed -i '/name: amount/d; s/1\.4\.0/2.0.0/' contracts/z.odcs.yaml
    commit "Changed places"
    held "CT111" "consumer weekly_revenue" "0 of 1"
}

# A place where the policy protects nobody; the file does not change.
@test "move the contract to where nothing is protected" {
    sed -i 's|^  - {path: "contracts/\*.odcs.yaml".*|&\n  - {path: "drafts/*.yaml", compatibility: none}|' .stoplog/policy.yml
    commit "Drafts"
    force_in
    mkdir drafts && git mv contracts/orders.odcs.yaml drafts/orders.yaml
    commit "Moved"
    held "CT105" "consumer weekly_revenue" "0 of 1"
}

# A version in words, which moved in any case.
@test "write a version that nobody can compare" {
    loosen && version spring
    commit "The spring release"
    approve ann
    approve bea
    approve pam
    held "CT103" "2.0.0"
}

# A file of the same id and an old version is there before the break; it covers nothing.
@test "put a decoy of the old version there one push before" {
    sed 's/^schema:.*/schema: []/; /^  /d' contracts/orders.odcs.yaml >contracts/a.odcs.yaml
    commit "One more file"
    force_in
    version 2.0.0
    commit "Version 2"
    held "CO105" "consumer weekly_revenue" "0 of 1"
}

# Another file says the same of every column, and nothing of how fresh the data is.
@test "leave the service level behind in an empty file" {
    printf 'slaProperties: [{property: latency, value: 4, unit: h}]\n' >>contracts/orders.odcs.yaml
    commit "Fresh within four hours"
    force_in
    sed 's/^id: orders/id: orders-new/; /^slaProperties/d' contracts/orders.odcs.yaml >contracts/new.odcs.yaml
    sed -i 's/^schema:.*/schema: []/; /^  /d' contracts/orders.odcs.yaml
    version 2.0.0
    commit "In another file"
    held "CN210" "consumer weekly_revenue" "0 of 1"
}

# The model's promise goes to a file in a place where the policy protects nobody.
@test "hand the promise over to where nothing is protected" {
    sed -i 's|^  - {path: "contracts/\*.odcs.yaml".*|&\n  - {path: "drafts/*.yaml", compatibility: none}|' .stoplog/policy.yml
    commit "Drafts"
    force_in
    mkdir drafts
    sed 's/^id: orders/id: orders-new/' contracts/orders.odcs.yaml >drafts/orders.yaml
    sed -i 's/^schema:.*/schema: []/; /^  /d' contracts/orders.odcs.yaml
    version 2.0.0
    commit "Over there"
    held "CT104" "under no contract that binds as much any more" "0 of 1"
}

# Nothing but the version: it goes back, so that the next step of it is a small one.
@test "take the version back one push before" {
    version 0.1.0
    commit "Another version"
    held "CT102" "a version does not go back"
    git reset -q --hard HEAD~1
    sed -i '/^version/d' contracts/orders.odcs.yaml
    commit "No version"
    held "CT103"
    git reset -q --hard HEAD~1
}
