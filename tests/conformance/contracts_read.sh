#!/usr/bin/env bash
# contracts_read.sh: are contracts that others wrote read? contracts_read.py says what is asked of them.
#
# odcs_fetch.sh brings them and the official schemas; what it could not bring is said and left out,
# and without the schemas nothing is compared.
#
#   DUMP  the program (default build/san/unit/contract/contract_dump)
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$here/../.." && pwd -P)
dump=$(readlink -f "${DUMP:-$top/build/san/unit/contract/contract_dump}")
contracts=$top/build/conformance/contracts
[ -x "$dump" ] || {
    echo "contracts_read.sh: no program $dump; run make san-units"
    exit 2
}
if ! [ -f "$contracts/schemas.is" ]; then
    echo "contracts: skipped: the schemas of ODCS and DCS are not here: tests/conformance/odcs_fetch.sh fetches them"
    exit 77
fi
if ! python3 -c 'import jsonschema, yaml' 2>/dev/null; then
    echo "contracts: skipped: python3-jsonschema or python3-yaml is not installed"
    exit 77
fi
sources=()
for name in odcs-3.1 odcs-3.2 model cli-tests cli cli-dcs; do
    if [ -f "$contracts/$name.is" ]; then
        sources+=("$name=$contracts/$name")
    else
        echo "contracts: $name is not here: tests/conformance/odcs_fetch.sh fetches it"
    fi
done
exec python3 "$here/contracts_read.py" "$dump" "$contracts/schemas/datacontract/schemas" "${sources[@]}"
