#!/usr/bin/env bats
# Tricks with the policy: to change who is asked, or what the gate takes for the policy.

load helpers

# Consumers are taken out together with the column they read.
@test "take the consumer out in the same push" {
    sed -i '/^consumers:/,$d' .stoplog/policy.yml
    drop_amount && commit "Drop amount"
    approve ann
    approve pam
    held "consumer weekly_revenue" "0 of 1"
}

# The owners' rule goes, so that nobody is asked.
@test "take the owners out in the same push" {
    sed -i '/finance\.\*/d' .stoplog/owners.yml
    half_approved
    approve pam
    held "needs approval by finance-data (owner of finance.orders)" "0 of 1"
}

# One file with all of the policy removed.
@test "take the policy out in the same push" {
    git rm -q -r .stoplog
    half_approved
    approve ann
    held "PO101" "platform"
}

# All of the policy removed, with nothing else: the next push would be judged by nobody.
@test "take the policy out one push before" {
    git rm -q -r .stoplog
    commit "Tidy up"
    held "PO101" "the file is gone" "needs approval by platform"
}

# A waiver for the own change.
@test "waive the own change in the same push" {
    put .stoplog/waivers.yml <<'YAML'
version: 1
waivers:
  - {rule: CL101, model: "*", until: 2099-01-01, reason: "later", approved_by: ann@example.com}
  - {rule: SQ102, model: "*", until: 2099-01-01, reason: "later", approved_by: ann@example.com}
YAML
    half_approved
    approve pam
    held "needs approval by finance-data" "0 of 1"
}

# A waiver that has run out is none.
@test "an expired waiver" {
    put .stoplog/waivers.yml <<'YAML'
version: 1
waivers:
  - {rule: CL101, model: "*", until: 2020-01-01, reason: "later", approved_by: ann@example.com}
YAML
    commit "A waiver" && force_in
    half_approved
    held "CL101" "PO103" "0 of 1"
}

# A waiver for what is never waived.
@test "a waiver for what is never accepted" {
    put .stoplog/waivers.yml <<'YAML'
version: 1
waivers:
  - {rule: PO102, model: "*", until: 2099-01-01, reason: "later", approved_by: ann@example.com}
YAML
    commit "A waiver"
    approve pam
    held "always blocks and cannot be waived"
}

# Rules are lowered together with the change.
@test "lower the rules in the same push" {
    printf 'rules: {extends: observe}\n' >>.stoplog/policy.yml
    half_approved
    approve pam
    held "needs approval by finance-data" "0 of 1"
}

# The branch is taken off the list of governed ones in the same push.
@test "govern other branches from now on" {
    sed -i 's/^refs: .*/refs: [trunk]/' .stoplog/policy.yml
    half_approved
    held "needs approval by finance-data" "PO101"
    git reset -q --hard origin/main
    sed -i 's/^refs: .*/refs: [trunk]/' .stoplog/policy.yml
    commit "Govern trunk"
    held "PO101" "platform"
}

# The change goes to a branch that nobody governs, and from there to main.
@test "two steps through an ungoverned branch" {
    sed -i 's/\[ann@example.com/[dan@example.com, ann@example.com/' .stoplog/owners.yml
    half_approved
    run git push origin HEAD:refs/heads/aside
    pushed
    git fetch -q
    held "needs approval by finance-data" "0 of 1"
}

# A folder that some file systems take for the policy.
@test "a policy folder in other letters" {
    put .Stoplog/policy.yml <<<"version: 1
rules: {extends: observe}"
    put .STOPLOG/owners.yml <<<"version: 1"
    half_approved
    approve pam
    held "needs approval by finance-data" "0 of 1"
}

# Files of the policy whose names end otherwise.
@test "a policy file with another ending" {
    git mv .stoplog/owners.yml .stoplog/owners.YML
    commit "Other letters"
    held "owners"
    git reset -q --hard origin/main
    git mv .stoplog/owners.yml .stoplog/owners.yml.txt
    commit "Another ending"
    held "owners"
    git reset -q --hard origin/main
    mkdir .stoplog/more && git mv .stoplog/owners.yml .stoplog/more/owners.yml
    commit "A folder below"
    held "owners"
}

# The folder becomes a link to another one, or a submodule.
@test "a policy folder that is a link or a submodule" {
    git mv .stoplog elsewhere && ln -s elsewhere .stoplog
    commit "A link"
    held ".stoplog"
    git reset -q --hard origin/main
    git rm -q -r .stoplog
    git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),.stoplog"
    tick && git commit -q -m "A submodule"
    held ".stoplog"
    git reset -q --hard origin/main
    git rm -q -r .stoplog && put .stoplog <<<"version: 1"
    commit "A file"
    held ".stoplog"
}

# One file of the policy becomes a link to another one.
@test "a policy file that is a link" {
    git mv .stoplog/owners.yml owners.txt && ln -s ../owners.txt .stoplog/owners.yml
    commit "A link"
    approve pam
    held ".stoplog/owners.yml" "link"
}

# What YAML readers understand in different ways is an error, not a choice.
@test "YAML that two readers read in two ways" {
    while read -r line; do
        git reset -q --hard origin/main
        printf '%b\n' "$line" >>.stoplog/owners.yml
        commit "YAML"
        held ".stoplog/owners.yml:" "PO102"
    done <<'CASES'
teams: {bi: {members: [eve@example.com]}}
layers: {a: &a ["x"], b: *a}
layers: {<<: {a: ["x"]}}
layers: {a: !!python/object:os.system ["x"]}
layers: {a: ["x"], A: ["y"], a: ["z"]}
---\nversion: 1
%YAML 9.9\n---\nversion: 1
CASES
}

# The same file said again in another encoding, or with a mark before it.
@test "YAML in another encoding" {
    printf '\xef\xbb\xbf' | cat - .stoplog/owners.yml >x && mv x .stoplog/owners.yml
    sed -i 's/ann@example.com, //' .stoplog/owners.yml
    commit "A mark"
    held "PO1"
    git reset -q --hard origin/main
    iconv -t UTF-16 .stoplog/owners.yml >x && mv x .stoplog/owners.yml
    commit "UTF-16"
    held ".stoplog/owners.yml"
}

# A bomb: each name stands for ten of the one before.
@test "an alias bomb in the policy" {
    {
        echo 'version: 1'
        echo 'layers:'
        echo '  a: &a [x, x, x, x, x, x, x, x, x, x]'
        for i in b c d e f g h i; do
            echo "  $i: &$i [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]"
        done
    } | put .stoplog/bomb.yml
    commit "A bomb"
    held ".stoplog/bomb.yml" "alias"
}

# Deeper than anything that a person writes.
@test "a policy nested too deep" {
    { printf 'version: 1\nlayers: ' && head -c 5000 /dev/zero | tr '\0' '['; } | put .stoplog/deep.yml
    commit "Deep"
    held ".stoplog/deep.yml"
}

# The owners' rule is a pattern with many ways to fail, and the name of the model makes it try them.
@test "a name that an owner pattern takes long to match" {
    sed -i 's/models: "finance\.\*"/models: "*a*b*a*b*a*b*a*b*a*b*a*b*a*b*c"/' .stoplog/owners.yml
    commit "A pattern" && force_in
    name=$(for i in $(seq 60); do printf 'abc'; done)
    sed -i "s/finance\.revenue/finance.$name/" models/finance/revenue.sql
    commit "A long name"
    held "MD102" "needs approval by platform"
}

# A model gets a name that the owners' rule does not match.
@test "rename the model away from its owners" {
    sed -i 's/finance\.revenue/fin.revenue/; s/SUM(amount)/COUNT(amount)/' models/finance/revenue.sql
    commit "Rename"
    approve bea
    approve pam
    held "owner of f" "finance-data" "0 of 1"
}

# The owner property of the model names somebody else.
@test "name another owner in the model" {
    sed -i 's/owner finance_data/owner eve/' models/finance/orders.sql
    sed -i "s/'paid'/'open'/" models/finance/orders.sql
    commit "Mine now"
    approve bea
    approve eve
    held "OW102" "needs approval by finance-data" "0 of 1"
}

# The change is written down as debt that was there before.
@test "call the own change old debt" {
    put .stoplog/baseline.yml <<<"version: 1
baseline:
  - {rule: CL101, model: finance.orders, column: amount}"
    half_approved
    held "baseline.yml" "PO102"
    git reset -q --hard origin/main
    put .stoplog/baseline.yml <<<"version: 1
baseline:
  - {rule: OW101, model: finance.orders}"
    half_approved
    approve pam
    held "needs approval by finance-data" "0 of 1"
}

# Owners stand in a file of another tool, which the push changes too.
@test "change a file that owners are imported from" {
    put CODEOWNERS <<<"models/finance/ ann@example.com"
    sed -i '/finance\.\*/d; s/^  - {models: "\*"/  - {models: "raw.*"/; /paths: "\*\*"/d' .stoplog/owners.yml
    printf '  - {paths: ".stoplog/**", team: platform}\nimport:\n  - {codeowners: CODEOWNERS}\n' >>.stoplog/owners.yml
    commit "Import" && force_in
    put CODEOWNERS <<<"models/finance/ dan@example.com"
    half_approved
    approve pam
    approve dan
    held "needs approval by ann@example.com" "0 of 1"
    git reset -q --hard origin/main
    put CODEOWNERS <<<"models/finance/ dan@example.com"
    commit "Mine now"
    held "PO101" "CODEOWNERS" "platform"
}

# A rule leaves out a folder; the model is moved there and changed by the same stroke.
@test "move a model into what a rule leaves out" {
    put .stoplog/privacy.yml <<'YAML'
version: 1
rules:
  define:
    - id: privacy
      when: {class: meaning, not: {path: "models/sandbox/**"}}
      require: {approve: "team:platform"}
      level: block
      why: "Not in the sandbox"
YAML
    commit "A rule of its own"
    force_in
    mkdir -p models/sandbox
    git mv models/finance/revenue.sql models/sandbox/revenue.sql
    sed -i 's/SUM(/AVG(/' models/sandbox/revenue.sql
    commit "To the sandbox"
    held "needs approval by platform (rule privacy)" "0 of 1"
}

# The address stays, but dbt's owner is known by the name before it.
@test "change the name of an imported owner and leave the address" {
    put dbt/groups.yml <<<"groups: [{name: g, owner: {name: finance-data, email: eve@example.com}}]
models: [{name: orders, config: {group: g}}]"
    printf 'version: 1\nimport: [{dbt: "dbt/*.yml"}]\n' | put .stoplog/dbt.yml
    commit "Import" && force_in
    sed -i 's/name: finance-data/name: eve/' dbt/groups.yml
    commit "A nicer name"
    held "PO101" "dbt/groups.yml" "platform"
}
