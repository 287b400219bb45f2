#!/usr/bin/env bash
# The HTML report in a real headless Chromium: tests/reports/page.sh. Prints TAP; one skipped test where
# there is no chromium (./install.sh --report-deps brings it).
#
#   STOPLOG  the program (default build/san/stoplog); BUILD  where tests/unit/report/samples was built
#   CHECK    screenshots are kept in $CHECK/pages (default build/check)
set -euo pipefail
cd "$(dirname "$0")/../.."

BUILD=${BUILD:-build/san}
stoplog=$(readlink -f "${STOPLOG:-$BUILD/stoplog}")
shots=${CHECK:-build/check}/pages
program=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$program" ]; then
    echo "1..1"
    echo "ok 1 the HTML report in a browser # skip there is no chromium (./install.sh --report-deps)"
    exit 0
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tests/reports/change.sh "$folder/repository"
"$stoplog" -C "$folder/repository" check main tip --ref main --format html="$folder/change.html" || [ $? = 1 ]
"$BUILD/unit/report/samples" "$folder"
rm -rf "$shots"
python3 tests/reports/page.py "$program" "$folder" "$shots"
