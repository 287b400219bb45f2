#!/usr/bin/env bats
# The ready jobs for code hosts: what they run works, and the comment is written once and then kept
# up to date. The host is a curl of our own that answers from files and remembers what it was asked.

load helpers

setup() {
    fresh_home
    git init -q work
    cd work || return 1
    write_warehouse
    write_policy
    commit "A warehouse"
    git branch base
    drop_amount
    commit "Drop amount"
    cat >"$HERE/bin/curl" <<'SH'
#!/bin/sh
# Last argument: the address. Answers from $HOST/<method> <address without its query and scheme>.
while [ $# -gt 1 ]; do
    case $1 in
    --request) method=$2 ;;
    --config) cp "$2" "$HOST/config" ;;
    --data) cp "${2#@}" "$HOST/sent.json" ;;
    esac
    shift
done
address=${1%%\?*}
echo "$method $1" >>"$HOST/asked"
file="$HOST/$method $(echo "${address#https://}" | tr / _)"
case $1 in *"page=2"*) file="$file 2" ;; esac
[ -e "$file" ] || exit 22
cat "$file"
SH
    chmod +x "$HERE/bin/curl"
    export HOST=$HERE/host STOPLOG_TOKEN=secret
    mkdir "$HOST"
    unset CI_MERGE_REQUEST_IID PR_NUMBER GITHUB_REPOSITORY GITHUB_API_URL STOPLOG_LOGIN
}

report() {
    run stoplog check base HEAD --format markdown=report.md
    same 1 "$status"
}

gitlab() {
    export CI_API_V4_URL=https://git.example/api/v4 CI_PROJECT_ID=7 CI_MERGE_REQUEST_IID=3
    echo '{"username": "bot"}' >"$HOST/GET git.example_api_v4_user"
    NOTES="git.example_api_v4_projects_7_merge_requests_3_notes"
}

@test "GitLab: the first report is a new comment" {
    report
    gitlab
    echo '[{"id": 1, "body": "hello", "author": {"username": "bot"}}]' >"$HOST/GET $NOTES"
    echo '{}' >"$HOST/POST $NOTES"
    run "$TOP/hooks/ci/comment" report.md
    same 0 "$status"
    has "written"
    same "$(cat report.md)" "$(jq -r .body <"$HOST/sent.json")"
    grep -q "PRIVATE-TOKEN: secret" "$HOST/config"
}

@test "GitLab: the next one replaces it, wherever it stands; others' are left alone" {
    report
    gitlab
    jq -n '[range(100) | {id: ., body: "<!-- stoplog:v1 -->\nfake", author: {username: "eve"}}]' >"$HOST/GET $NOTES"
    printf '%s' '[{"id": 500, "body": "<!-- stoplog:v1 -->\nold", "author": {"username": "bot"}}]' >"$HOST/GET $NOTES 2"
    echo '{}' >"$HOST/PUT ${NOTES}_500"
    run "$TOP/hooks/ci/comment" report.md
    same 0 "$status"
    has "updated"
    run ! grep -q POST "$HOST/asked"
}

@test "GitHub: written, then updated" {
    report
    export GITHUB_REPOSITORY=acme/dw PR_NUMBER=12
    echo '[]' >"$HOST/GET api.github.com_repos_acme_dw_issues_12_comments"
    echo '{}' >"$HOST/POST api.github.com_repos_acme_dw_issues_12_comments"
    run "$TOP/hooks/ci/comment" report.md
    same 0 "$status"
    has "written"
    printf '%s' '[{"id": 9, "body": "<!-- stoplog:v1 -->\nold", "user": {"login": "github-actions[bot]"}}]' \
        >"$HOST/GET api.github.com_repos_acme_dw_issues_12_comments"
    echo '{}' >"$HOST/PATCH api.github.com_repos_acme_dw_issues_comments_9"
    run "$TOP/hooks/ci/comment" report.md
    same 0 "$status"
    has "updated"
    grep -q "Authorization: Bearer secret" "$HOST/config"
}

@test "what the host refuses, and what is no report, is an error" {
    report
    run "$TOP/hooks/ci/comment" report.md
    same 2 "$status"
    has "neither a merge request of GitLab nor a pull request of GitHub"
    gitlab
    rm "$HOST/GET git.example_api_v4_user"
    run "$TOP/hooks/ci/comment" report.md
    [ "$status" -ne 0 ]
    echo "hello" >other.md
    run "$TOP/hooks/ci/comment" other.md
    same 2 "$status"
    has "is no report"
    STOPLOG_TOKEN="" run "$TOP/hooks/ci/comment" report.md
    same 2 "$status"
}

# The lines from "stoplog check" on to the end of the command, with the CI's variables filled in.
job_command() {
    sed -n '/^ *stoplog check/,/[^\\]$/p' "$TOP/hooks/ci/$1"
}

@test "the jobs' own command lines run and write what the jobs hand on" {
    export CI_MERGE_REQUEST_TARGET_BRANCH_NAME=base CI_COMMIT_SHA
    CI_COMMIT_SHA=$(git rev-parse HEAD)
    git update-ref refs/remotes/origin/base base
    code=0
    eval "$(job_command gitlab-ci.yml)"
    same 1 "$code"
    for file in stoplog.md stoplog.html stoplog.xml stoplog.json gl-code-quality-report.json; do [ -s "$file" ]; done
    same blocker "$(jq -r '.[0].severity' gl-code-quality-report.json)"

    export BASE HEAD REF=main RUNNER_TEMP=$HERE
    BASE=$(git rev-parse base) HEAD=$(git rev-parse HEAD) code=0
    eval "$(job_command github-actions.yml)" >out
    same 1 "$code"
    grep -q '^::error file=models/finance/orders.sql,line=' out
    [ -s "$HERE/stoplog.md" ]
    [ -s "$HERE/stoplog.html" ]
}
