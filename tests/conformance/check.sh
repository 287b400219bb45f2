#!/usr/bin/env bash
# check.sh: what `make conformance` runs: does SQLMesh still answer what is recorded, and does stoplog
# agree with it, also about the projects that are fetched? Prints one line and skips the first
# question when SQLMesh cannot be had, or when asking takes longer than RECORD_SECONDS (default: no
# limit).
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)

failed=0
timeout "${RECORD_SECONDS:-0}" "$here/record.sh" -c || failed=$?
if [ $failed -eq 124 ]; then
    echo "conformance: SKIPPED asking SQLMesh again: not done in $RECORD_SECONDS s"
    failed=0
elif [ $failed -eq 77 ]; then
    echo "conformance: SKIPPED asking SQLMesh again: PyPI cannot be reached"
    failed=0
fi
"$here/compare.sh" || failed=1
[ $failed -eq 0 ]
