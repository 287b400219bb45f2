#!/usr/bin/env bash
# check.sh [ask|compare]: what `make conformance` runs, in two parts; without a word both.
#
#   ask      does SQLMesh still answer what is recorded? Prints one line and skips when it cannot be
#            had, or when asking takes longer than RECORD_SECONDS (default: no limit).
#   compare  does stoplog agree with it, also about the projects that asking has fetched?
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

ask() {
    local code=0
    timeout "${RECORD_SECONDS:-0}" "$here/record.sh" -c || code=$?
    case $code in
    124) echo "conformance: SKIPPED asking SQLMesh again: not done in $RECORD_SECONDS s" ;;
    77) echo "conformance: SKIPPED asking SQLMesh again: PyPI cannot be reached" ;;
    *) return $code ;;
    esac
}

failed=0
case ${1-} in
ask) ask || failed=1 ;;
compare) "$here/compare.sh" || failed=1 ;;
'')
    ask || failed=1
    "$here/compare.sh" || failed=1
    ;;
*)
    echo "check.sh: no part $1; there are ask and compare" >&2
    exit 2
    ;;
esac
[ $failed -eq 0 ]
