#!/usr/bin/env bats
# Owners that other tools' files name: an imported CODEOWNERS decides, and it is as guarded as the
# policy that imports it.

load helpers

setup() {
    fresh_home
    new_server
    git config --global push.default current
}

# main gets a policy that takes its owners from CODEOWNERS, past the hook.
import_codeowners() {
    put .stoplog/policy.yml <<'YAML'
version: 1
refs: [main]
teams:
  finance-data: {members: [ann@example.com, bob@example.com], aliases: "@acme/finance"}
  platform: {members: [pam@example.com], aliases: "@acme/platform"}
people: {"@bea": bea@example.com}
owners:
  - {paths: ".stoplog/**", team: platform}
import: [{codeowners: .github/CODEOWNERS}]
YAML
    put .github/CODEOWNERS <<<"* @acme/platform
/models/finance/ @acme/finance @bea
/models/staging/"
    commit "Import CODEOWNERS"
    force_in
}

approve() {
    as "$1"
    tick
    git commit -q --allow-empty -m "Approve

Approved-by: $1 <$1@example.com>"
    as dan
}

@test "CODEOWNERS of base says who must approve" {
    import_codeowners
    drop_amount && commit "Drop amount"
    run git push origin main
    declined
    has "finance-data or bea@example.com"
    approve pam
    run git push origin main
    declined
    approve bea
    run git push origin main
    pushed
}

@test "a line without owners leaves a model unowned, and the report says which" {
    import_codeowners
    sed -i 's/, status$//; s/, amount, status/, amount/' models/staging/orders.sql
    commit "Drop status"
    run stoplog check HEAD~1 HEAD --ref main --format json
    [[ $(fact_codes) == *OW101* ]]
    has ".github/CODEOWNERS:3 leaves it without an owner"
}

@test "a push cannot choose its own owners: CODEOWNERS of the tip does not count" {
    import_codeowners
    drop_amount
    put .github/CODEOWNERS <<<"* @bea"
    commit "Drop amount, ask Bea"
    approve bea
    run git push origin main
    declined
    has ".github/CODEOWNERS"
    has "platform"
}

@test "an edit of CODEOWNERS asks the owners of the policy that imports it" {
    import_codeowners
    put .github/CODEOWNERS <<<"* @acme/platform
/models/finance/ @bea"
    commit "Give finance to Bea"
    run git push origin main
    declined
    has "PO101"
    has "platform"
    approve pam
    run git push origin main
    pushed
}

@test "a comment in CODEOWNERS is no change" {
    import_codeowners
    printf '\n# more about it\n' >>.github/CODEOWNERS
    commit "Explain"
    run git push origin main
    pushed
    has_not "PO101"
}

@test "CODEOWNERS that names nobody the policy knows does not get in" {
    import_codeowners
    put .github/CODEOWNERS <<<"* @acme/platfrom"
    commit "Typo"
    approve pam
    run git push origin main
    declined
    has "unknown owner"
    has "@acme/platform"
}

@test "CODEOWNERS that is imported and gone does not get in" {
    import_codeowners
    git rm -q .github/CODEOWNERS
    commit "No CODEOWNERS"
    approve pam
    run git push origin main
    declined
    has "imported and not there"
}

@test "a file of the same name elsewhere is not read" {
    import_codeowners
    put docs/CODEOWNERS <<<"* @nobody"
    commit "Another file"
    run git push origin main
    pushed
    has_not "unknown owner"
}

@test "taking an owner rule away makes its models unowned" {
    sed -i '/models: "\*\.\*"/d; /models: "finance/d' .stoplog/policy.yml
    commit "Nobody owns a model"
    run stoplog check HEAD~1 HEAD --ref main --format json
    [[ $(fact_codes) == *OW101* ]]
    has "the push takes its owner rule away"
}

@test "an OWNERS file of a folder is read with those above" {
    put .stoplog/policy.yml <<'YAML'
version: 1
refs: [main]
teams:
  platform: {members: [pam@example.com]}
people: {ann: ann@example.com, pam: pam@example.com}
owners: [{paths: ".stoplog/**", team: platform}]
import: [{owners_files: "**/OWNERS"}]
YAML
    put OWNERS <<<"approvers: [pam]"
    put models/finance/OWNERS <<<"approvers: [ann]"
    commit "OWNERS"
    force_in
    drop_amount && commit "Drop amount"
    run git push origin main
    declined
    has "ann@example.com or pam@example.com"
    approve pam
    run git push origin main
    pushed
}

@test "exposures of dbt are consumers" {
    put models/exposures.yml <<'YAML'
exposures:
  - name: board_deck
    type: dashboard
    maturity: high
    owner: {name: Bea, email: bea@example.com}
    depends_on: [ref('revenue')]
YAML
    printf 'import: [{dbt_exposures: "models/*.yml"}]\n' >>.stoplog/policy.yml
    commit "Exposures"
    force_in
    drop_amount && commit "Drop amount"
    run git push origin main
    declined
    has "board_deck"
}

@test "rules list and doctor read imported files too" {
    import_codeowners
    run stoplog rules list
    same 0 "$status"
    put .github/CODEOWNERS <<<"* @nobody"
    commit "Broken"
    run stoplog rules list
    same 2 "$status"
    has "unknown owner"
}
