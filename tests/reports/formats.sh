#!/usr/bin/env bash
# Every format read by what it is made for: tests/reports/formats.sh. Prints TAP; a reader that is not
# here is a skipped test (tests/reports/fetch.sh and ./install.sh --report-deps bring them).
#
#   STOPLOG  the program (default build/san/stoplog); BUILD  where tests/unit/report/samples was built
set -euo pipefail
cd "$(dirname "$0")/../.."

BUILD=${BUILD:-build/san}
stoplog=$(readlink -f "${STOPLOG:-$BUILD/stoplog}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The same change twice: the second has all its lines further down.
for name in change shifted; do
    tests/reports/change.sh "$folder/$name" "$name"
    "$stoplog" -C "$folder/$name" check main tip --ref main --format json="$folder/$name.json" \
        --format markdown="$folder/$name.md" --format sarif="$folder/$name.sarif" \
        --format junit="$folder/$name.xml" --format github="$folder/$name.github" \
        --format gitlab="$folder/$name.gitlab.json" --format mermaid="$folder/$name.mermaid" \
        --format dot="$folder/$name.dot" || [ $? = 1 ]
done
"$BUILD/unit/report/samples" "$folder"

# Debian's jsonschema may belong to another python3 than the first.
python=python3
python3 -c 'import jsonschema' 2>/dev/null || { /usr/bin/python3 -c 'import jsonschema' 2>/dev/null && python=/usr/bin/python3; }
"$python" tests/reports/formats.py "$folder" build/readers
