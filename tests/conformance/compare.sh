#!/usr/bin/env bash
# compare.sh [-m] [CASES.case...]: compares stoplog with the recorded answers of SQLMesh.
#
# Every case (README.md here has their format) becomes two commits of a repository; stoplog is asked
# for the difference and, for each model of which the dependencies are recorded, for its impact.
# Prints how far both agree, every disagreement that explained.txt does not explain, and what could
# not be compared. Ends with 1 when a disagreement is not explained, a case is not as it was recorded
# or a bar is not reached.
#
#   -m         writes the report docs/conformance-sqlmesh.md is made of
#   STOPLOG    the program (default build/stoplog)
#   GENERATED  folder with generated cases (default build/conformance/generated)
#   JOBS       how many run at once (default: one per processor)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)

# --- one case: "number name model...", one JSON object -----------------------------------------------

ask_case() {
    local n=$1 name=$2 code=0 comma='' model
    shift 2
    "$STOPLOG" -C "$REPO" diff "refs/cases/$n/before" "refs/cases/$n/after" --format json >"$WORK/$n.diff" 2>"$WORK/$n.err" || code=$?
    {
        printf '{"case":"%s","before":"%s","after":"%s","code":%d,"diff":' "$name" \
            "$(git -C "$REPO" rev-parse "refs/cases/$n/before^{tree}")" \
            "$(git -C "$REPO" rev-parse "refs/cases/$n/after^{tree}")" $code
        if [ $code -eq 0 ]; then cat "$WORK/$n.diff"; else printf null; fi
        printf ',"impact":{'
        for model in "$@"; do
            if "$STOPLOG" -C "$REPO" impact "$model" --at "refs/cases/$n/after" --format json >"$WORK/$n.impact" 2>>"$WORK/$n.err"; then
                printf '%s"%s":' "$comma" "${model//\"/\\\"}"
                cat "$WORK/$n.impact"
                comma=,
            fi
        done
        printf '}}\n'
    } >"$WORK/$n.json"
}

if [ "${1-}" = --ask ]; then
    shift
    IFS=$'\t' read -r -a words <<<"$1"
    ask_case "${words[@]}"
    exit
fi

# --- all of them --------------------------------------------------------------------------------------

markdown=false
if [ "${1-}" = -m ]; then
    markdown=true
    shift
fi
STOPLOG=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
[ -x "$STOPLOG" ] || {
    echo "compare.sh: no program $STOPLOG; run make" >&2
    exit 2
}
WORK=$(mktemp -d)
REPO=$WORK/cases.git
trap 'rm -rf "$WORK"' EXIT
export STOPLOG WORK REPO LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
for name in $(git rev-parse --local-env-vars); do unset "$name"; done
shopt -s nullglob
whole=true
if [ $# -gt 0 ]; then
    files=("$@")
    whole=false
else
    files=("$here"/cases/*.case "${GENERATED:-$top/build/conformance/generated}"/*.case)
fi

git init -q --bare "$REPO"
awk -v names="$WORK/names" -f "$here/trees.awk" "${files[@]}" | git -C "$REPO" fast-import --quiet
cat "$here"/recorded/*.jsonl >"$WORK/recorded"
if [ $# -gt 0 ]; then
    jq -R . "$WORK/names" | jq -c --slurpfile recorded "$WORK/recorded" -n '[inputs] as $names | $recorded[] | select(.case as $c | $names | index($c))' >"$WORK/some"
    mv "$WORK/some" "$WORK/recorded"
fi

# The models to ask about, without the catalog that stoplog leaves out.
jq -r -s "$(sed -n '/^def bare/p; /^def identity/p' "$here/compare.jq")"'
    (map(select(.model == null) | {key: .case, value: .catalogs}) | from_entries) as $catalogs |
    group_by(.case)[] | .[0].case as $case | [$case] + [.[] | select(.depends_on) | . + {catalogs: $catalogs[$case]} | identity] | join("\t")' \
    "$WORK/recorded" >"$WORK/models"
awk -F '\t' -v OFS='\t' 'NR == FNR { of[$1] = $0; next } { print FNR, ($1 in of ? of[$1] : $1) }' "$WORK/models" "$WORK/names" |
    tr '\n' '\0' | xargs -0 -r -n 1 -P "${JOBS:-$(nproc)}" "$here/compare.sh" --ask

# "field theirs->ours case reason": the answer and the case are globs with * and {a,b}.
sed '/^#/d' "$here/explained.txt" | jq -R -n '
    def glob: gsub("(?<c>[.+()\\[\\]^$])"; "\\\(.c)") | gsub("\\*"; ".*") | gsub("{"; "(") | gsub("}"; ")") | gsub(","; "|");
    [inputs | select(test("\\S")) | . as $line |
        capture("^(?<field>\\S+)\\s+(?<answer>\\S+)\\s+(?<case>\\S+)\\s+(?<reason>.*)$") |
        .answer |= glob | .case |= glob | .line = $line]' >"$WORK/explained"
find "$WORK" -name '*.json' -print0 | sort -z | xargs -0 cat |
    jq -n --slurpfile recorded "$WORK/recorded" --slurpfile explained "$WORK/explained" \
        '$recorded as $recorded | $explained[0] as $explained | '"$(cat "$here/compare.jq")" >"$WORK/result"
[ -z "${RESULT-}" ] || cp "$WORK/result" "$RESULT"

jq -r -f "$here/report.jq" --slurpfile lines "$WORK/explained" --argjson markdown "$markdown" --argjson whole "$whole" "$WORK/result" >"$WORK/report"
cat "$WORK/report"
[ "$markdown" = true ] || [ "$(tail -n 1 "$WORK/report")" = passed ]
