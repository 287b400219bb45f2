#!/usr/bin/env bash
# compare.sh [-m] [CASES.case...]: compares stoplog with the recorded answers of SQLMesh.
#
# Every case (README.md here has their format) becomes two commits of a repository; stoplog is asked
# for the difference and, for each model of which the dependencies are recorded, for its impact.
# Prints how far both agree, every disagreement that explained.txt does not explain, and what could
# not be compared. Ends with 1 when a disagreement is not explained, a case is not as it was recorded
# or a bar is not reached.
#
# Every disagreement of every field must be explained.
#
#   -m         writes the report docs/conformance-sqlmesh.md is made of
#   BATCH      the program, many runs in one (default build/san/unit/cmd/batch; make san-units)
#   GENERATED  folder with generated cases (default build/conformance/generated; empty: none)
#   JOBS       how many run at once (default: one per processor)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)

markdown=false
if [ "${1-}" = -m ]; then
    markdown=true
    shift
fi
BATCH=$(readlink -f "${BATCH:-$top/build/san/unit/cmd/batch}")
[ -x "$BATCH" ] || {
    echo "compare.sh: no program $BATCH; run make san-units" >&2
    exit 2
}
WORK=$(mktemp -d)
REPO=$WORK/cases.git
trap 'rm -rf "$WORK"' EXIT
export BATCH WORK LC_ALL=C GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
for name in $(git rev-parse --local-env-vars); do unset "$name"; done
shopt -s nullglob
whole=true
if [ $# -gt 0 ]; then
    files=("$@")
    whole=false
else
    generated=${GENERATED-$top/build/conformance/generated}
    files=("$here"/cases/*.case ${generated:+"$generated"/*.case})
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
# One file of questions for each job; what is asked of one case stays together.
awk -F '\t' -v repo="$REPO" -v jobs="${JOBS:-$(nproc)}" -v out="$WORK/ask" '
    NR == FNR { of[$1] = $0; next }
    {
        ref = "refs/cases/" FNR
        file = out "." FNR % jobs
        print FNR "\tdiff\t-C\t" repo "\t" ref "/before\t" ref "/after\t--format\tjson" >file
        count = split(of[$1], models)
        for (i = 2; i <= count; i++) {
            print FNR "." i "\timpact\t-C\t" repo "\t" models[i] "\t--at\t" ref "/after\t--format\tjson" >file
            asked[FNR] = asked[FNR] "\t" models[i]
        }
        print FNR "\t" $1 asked[FNR] >(out "ed")
    }' "$WORK/models" "$WORK/names"
printf '%s\0' "$WORK"/ask.* | xargs -0 -n 1 -P 0 sh -c '"$BATCH" <"$1" >"$1.answers" 2>"$1.err"' ask
git -C "$REPO" for-each-ref --format='%(refname) %(tree)' refs/cases >"$WORK/trees"

# "field theirs->ours case reason": the answer and the case are globs with * and {a,b}.
sed '/^#/d' "$here/explained.txt" | jq -R -n '
    def glob: gsub("(?<c>[.+()\\[\\]^$])"; "\\\(.c)") | gsub("\\*"; ".*") | gsub("{"; "(") | gsub("}"; ")") | gsub(","; "|");
    [inputs | select(test("\\S")) | . as $line |
        capture("^(?<field>\\S+)\\s+(?<answer>\\S+)\\s+(?<case>\\S+)\\s+(?<reason>.*)$") |
        .answer |= glob | .case |= glob | .line = $line]' >"$WORK/explained"
cat "$WORK"/ask.*.answers |
    jq -n --rawfile names "$WORK/asked" --rawfile trees "$WORK/trees" \
        --slurpfile recorded "$WORK/recorded" --slurpfile explained "$WORK/explained" \
        '$recorded as $recorded | $explained[0] as $explained | '"$(cat "$here/compare.jq")" >"$WORK/result"
[ -z "${RESULT-}" ] || cp "$WORK/result" "$RESULT"

jq -r -f "$here/report.jq" --slurpfile lines "$WORK/explained" --argjson markdown "$markdown" --argjson whole "$whole" "$WORK/result" >"$WORK/report"
cat "$WORK/report"
[ "$markdown" = true ] || [ "$(tail -n 1 "$WORK/report")" = passed ]
