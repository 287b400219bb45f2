#!/usr/bin/env bash
# Runs the demo and writes what it printed into tests/demo/expected.txt and README.md, where a test
# compares it. Look at `git diff` afterwards.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(mktemp)
trap 'rm -f "$out" "$out.md"' EXIT
tests/demo/run.sh >"$out" 2>&1 || {
    cat "$out"
    exit 1
}
sed -E 's/[0-9]+ ms/N ms/' "$out" >tests/demo/expected.txt
awk -v text="$out" '
    /<!-- demo:begin -->/ {
        print; print "```"
        while ((getline line <text) > 0) if (line != "" || begun) { print line; begun = 1 }
        print "```"; skip = 1
    }
    /<!-- demo:end -->/ { skip = 0 }
    !skip' README.md >"$out.md"
cat "$out.md" >README.md
