#!/usr/bin/env bash
# Time and memory grow with the number of models and not faster: `stoplog check` on generated
# repositories of SMALL models and of FACTOR times as many. Writes TAP.
#
# What counts is processor time, the least of several runs, and the peak of memory. Both may grow by
# SLACK_TIME and SLACK_MEMORY times the factor, in hundredths: a machine that is busy with other
# things makes a larger run slower by more than its size, but what grows with the square comes to
# FACTOR times the factor. A run that looks slow is measured again before it is called so.
#
#   GROWTH_STOPLOG  the program (default: build/stoplog when it is built, else STOPLOG)
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
stoplog=${GROWTH_STOPLOG:-$top/build/stoplog}
[ -x "$stoplog" ] || stoplog=${STOPLOG:-$top/build/san/stoplog}
stoplog=$(readlink -f "$stoplog")
small=600 factor=5 slack_time=200 slack_memory=130 tries=6
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
for name in $(git rev-parse --local-env-vars); do unset "$name"; done
export HOME=$work GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8
git config --global safe.directory '*'
# CC may be several words: "ccache gcc".
read -ra cc <<<"${CC:-cc}"
"${cc[@]}" -O2 -D_GNU_SOURCE -o "$work/measure" "$top/tests/bench/measure.c" || exit 2
for times in 1 "$factor"; do
    "$top/tests/bench/generate.sh" $((small * times)) "$work/models-$times.git" || exit 2
done

# least_of BRANCH ROUNDS: least time and peak of the small and of the large repository.
least_of() {
    local command=("$stoplog" check main "$1" --ref main)
    "$work/measure" "$2" -- "${command[0]}" -C "$work/models-1.git" "${command[@]:1}" \
        -- "${command[0]}" -C "$work/models-$factor.git" "${command[@]:1}"
}

# Prints what it measured.
one_case() {
    local code time peak try said=
    for ((try = 1; try <= tries; try++)); do
        local codes=() times=() peaks=()
        while read -r code _ _ peak time; do
            codes+=("$code") times+=("$time") peaks+=("$peak")
        done < <(least_of "$1" "$try")
        if [ "${codes[0]}" -gt 1 ] || [ "${codes[1]}" -gt 1 ]; then
            echo "stoplog ended with ${codes[*]}"
            return 1
        fi
        said="$small models: ${times[0]} us, ${peaks[0]} KiB; $factor times as many: ${times[1]} us, ${peaks[1]} KiB"
        if [ $((times[1] * 100)) -le $((times[0] * factor * slack_time)) ] &&
            [ $((peaks[1] * 100)) -le $((peaks[0] * factor * slack_memory)) ]; then
            echo "$said"
            return 0
        fi
    done
    echo "$said"
    return 1
}

branches=(readme one root wide all)
echo "1..${#branches[@]}"
for ((i = 0; i < ${#branches[@]}; i++)); do
    said=$(one_case "${branches[i]}") && result=ok || result="not ok"
    echo "$result $((i + 1)) growth with the number of models: ${branches[i]}"
    echo "# $said"
done
