#!/usr/bin/env bash
# Writes a pair of contracts: tests/bench/contract.sh COLUMNS BEFORE AFTER. Every column has a type, a
# limit and a description; in the second file every fourth one has another type, every fourth another
# limit, every fourth is gone and one comes in its place.
set -eu
write() {
    awk -v columns="$1" -v later="$2" 'BEGIN {
        print "apiVersion: v3.1.0\nkind: DataContract\nid: wide\nversion: 1.0.0\nstatus: active"
        print "schema:\n  - name: wide\n    properties:"
        for (i = 0; i < columns; i++) {
            change = later ? i % 4 : 3
            printf "      - {name: column_%d%s, logicalType: %s, logicalTypeOptions: {maximum: %d}, description: c}\n",
                i, change == 2 ? "_new" : "", change == 0 ? "number" : "integer", change == 1 ? 200 : 100
        }
    }'
}
write "$1" 0 >"$2"
write "$1" 1 >"$3"
