#!/usr/bin/env bash
# What a large policy costs: one push over a generated repository, judged with the policy of policy.sh (500
# owner rules, 300 consumers, 100 rules) and with the small one of generate.sh (1 owner rule, 1 consumer,
# the rules of the pack), alternating. What the large one costs more is all that hangs on its size: reading
# it, the facts of owners and consumers, whom the change reaches, rules and requirements. Medians of
# processor time.
#
#   STOPLOG  the program (default build/stoplog)
#   MODELS   number of models (default 10000)
#   CHANGES  branches of generate.sh to check (default "one root")
#   ROUNDS   runs of each (default 9)
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
stoplog=$(readlink -f "${STOPLOG:-$top/build/stoplog}")
models=${MODELS:-10000}
out=$top/build/bench
repo=$out/policy-$models.git

for name in $(git rev-parse --local-env-vars); do unset "$name"; done
mkdir -p "$out"
export HOME=$out/home GIT_CONFIG_GLOBAL=$out/home/gitconfig GIT_CONFIG_NOSYSTEM=1
mkdir -p "$HOME"
git config --global safe.directory '*'
# CC may be several words: "ccache gcc".
read -ra cc <<<"${CC:-cc}"
"${cc[@]}" -O2 -D_GNU_SOURCE -o "$out/measure" "$top/tests/bench/measure.c"

stamp=$(cat "$top"/tests/bench/{generate,policy}.sh | sha256sum)
if [ "$(cat "$repo.stamp" 2>/dev/null)" != "$stamp" ]; then
    "$top/tests/bench/generate.sh" "$models" "$repo"
    "$top/tests/bench/policy.sh" "$models" "$repo"
    printf '%s\n' "$stamp" >"$repo.stamp"
fi

echo "$("$stoplog" --version), $models models, median of ${ROUNDS:-9} runs, $(nproc) processors, $(date -u +%Y-%m-%d)"
echo
echo "| push | large policy | peak | small policy | peak | the difference is |"
echo "|---|---|---|---|---|---|"
for change in ${CHANGES:-one root}; do
    { read -r code large _ large_peak && read -r small_code small _ small_peak; } < <(
        "$out/measure" "${ROUNDS:-9}" \
            -- "$stoplog" -C "$repo" check policy-main "policy-$change" --ref main \
            -- "$stoplog" -C "$repo" check main "$change" --ref main
    )
    if [ "$code" -gt 1 ] || [ "$small_code" -gt 1 ]; then
        echo "tests/bench/decision.sh: $change: stoplog ended with $code and $small_code" >&2
        exit 1
    fi
    awk -v change="$change" -v large="$large" -v small="$small" -v lp="$large_peak" -v sp="$small_peak" 'BEGIN {
        printf "| %s | %.1f ms | %.1f MiB | %.1f ms | %.1f MiB | %.1f %% |\n",
            change, large / 1000, lp / 1024, small / 1000, sp / 1024, 100 * (large - small) / large
    }'
done
