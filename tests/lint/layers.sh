#!/usr/bin/env bash
# Who may include whom: a file includes its own layer and lower ones. host reads the world and is
# known to cmd and main only. Libraries stay behind codec, host and base/map.c, and what touches the
# machine (files, processes, signals) stays in host.
set -u
cd "$(dirname "$0")/../.." || exit 2

order="base codec sql project change lineage contract policy gate report cmd main"
standard="assert errno float inttypes limits math setjmp stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string time"
machine="dirent dlfcn fcntl getopt poll pthread pwd signal sys/ioctl sys/mman sys/random sys/resource sys/stat sys/time sys/types sys/wait termios unistd"

find src -name '*.[ch]' -o -name '*.def' | LC_ALL=C sort | xargs awk -v order="$order" -v standard="$standard" -v machine="$machine" '
    function bad(text) { printf "%s:%d: %s\n", FILENAME, FNR, text; failed = 1 }
    function layer_of(path, parts) {
        split(path, parts, "/")
        return path ~ /^[a-z_]+\.[ch]$/ ? "main" : parts[1]
    }
    BEGIN {
        n = split(order, names, " "); for (i = 1; i <= n; i++) rank[names[i]] = i
        n = split(standard, names, " "); for (i = 1; i <= n; i++) is_standard[names[i] ".h"] = 1
        n = split(machine, names, " "); for (i = 1; i <= n; i++) is_machine[names[i] ".h"] = 1
    }
    FNR == 1 {
        file = substr(FILENAME, 5) # behind src/
        layer = layer_of(file)
        library = file ~ /^(codec|host)\/[a-z_0-9]+\.c$/ || file == "base/map.c"
        if (!(layer in rank) && layer != "host") bad("layer " layer " is not in the order of tests/lint/layers.sh")
    }
    /^[ \t]*#[ \t]*include[ \t]*"/ {
        split($0, part, "\""); to = layer_of(part[2])
        if (part[2] !~ /\//) { bad("include \"" part[2] "\" names no layer"); next }
        if (layer == "host") { if (to != "host" && to != "base" && to != "codec") bad("host may not know " to) }
        else if (to == "host") { if (layer != "cmd" && layer != "main") bad(layer " may not know host") }
        else if (!(to in rank)) bad("unknown layer " to)
        else if (rank[to] > rank[layer]) bad(layer " may not know " to ", which is above it")
    }
    /^[ \t]*#[ \t]*include[ \t]*</ {
        split($0, part, /[<>]/); name = part[2]
        if (name in is_standard) next
        if (name in is_machine) {
            if (layer != "host" && layer != "cmd" && layer != "main" && !library)
                bad("<" name "> touches the machine; that is for host")
        } else if (!library)
            bad("<" name "> is a library; only codec/*.c, host/*.c and base/map.c know libraries")
    }
    END { exit failed }'
