#!/usr/bin/env bash
# reach.sh [COUNT [SEED]]: changed expressions in CTEs, run by DuckDB, beside the columns that stoplog says are
# reached (reach.py).
#
# Uses the DuckDB that record.sh has installed in build/conformance/venv; without it nothing is compared, and
# that is said.
#
#   STOPLOG  the program (default build/stoplog)
#   VENV     the virtual environment
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
build=$(cd "$here/../.." && pwd -P)/build
venv=${VENV:-$build/conformance/venv}
stoplog=$(readlink -f "${STOPLOG:-$build/stoplog}")

[ -x "$stoplog" ] || {
    echo "reach.sh: $stoplog is not built; run make first" >&2
    exit 2
}
if [ ! -x "$venv/bin/python" ]; then
    echo "reach.sh: skipped: no DuckDB in $venv; tests/conformance/record.sh -c installs it"
    exit 0
fi
exec "$venv/bin/python" "$here/reach.py" "$stoplog" "$@"
