# Prints the result of compare.jq: with $markdown the tables of docs/conformance-sqlmesh.md, else
# lines for a terminal. The last line says "failed" or "passed".

def percent($part; $all): if $all == 0 then "-" else "\($part * 1000 / $all | floor / 10) %" end;

def counts: {all: length, agree: map(select(.agree)) | length,
             explained: map(select(.agree == false and .why)) | length,
             open: map(select(.agree == false and (.why | not)))};

def line_of: "\(.case)  \(.model)\(if .column then "." + .column else "" end)  \(.field): SQLMesh \(.theirs), stoplog \(.ours)" +
    (if .lacks // [] != [] then "; lacks \(.lacks | join(" "))" else "" end) +
    (if .extra // [] != [] then "; beyond it \(.extra | join(" "))" else "" end);

def fields: ["change", "depends_on", "category", "forward_only", "columns"];

def bar($field; $what; $agree; $all; $need):
    {$field, $what, value: percent($agree; $all), need: ">= \($need * 100) %", low: ($agree < $need * $all)};

# Bars: field, what, share that is needed.
def bars($c): [
    {field: "change", what: "data changes of SQLMesh that stoplog calls cosmetic or metadata, or does not see, without a proof",
     value: ($c | map(select(.field == "change" and .theirs == "direct" and .agree == false and (.why | not))) | length), need: "0"},
    (["depends_on", 0.99], ["category", 0.97], ["forward_only", 0.97], ["columns", 0.97] | . as [$field, $need] |
     [$c[] | select(.field == $field)] | counts | select(.all > 0) | bar($field; "agreement on \($field)"; .agree; .all; $need)),
    ([$c[] | select(.field == "columns")] | select(length > 0) |
     bar("columns"; "columns that agree and name nothing beside"; map(select(.agree and (.more | not))) | length; length; 0.9))
    ] | map(.low //= (.need == "0" and .value != 0));

def table($c):
    [$c | group_by(.group)[] | . as $rows | .[0].group as $group |
        {group: $group, cases: (map(.case) | unique | length),
         cells: [fields[] as $f | [$rows[] | select(.field == $f)] | counts]}];

def cell: if .all == 0 then "-" else "\(.agree)/\(.all)" + (if .explained > 0 then " (\(.explained) explained)" else "" end) end;

# Answers that name the same columns and a table that may be read for more.
def more($c): [$c[] | select(.field == "columns" and .agree and .more)] | length;

$lines[0] as $explained | .compared as $c | bars($c) as $bars |
([$c[] | select(.agree == false and (.why | not))]) as $open |
([$explained[].line | . as $line | select(any($c[]; .line == $line) | not)]) as $unused |
($open != [] or .stale != [] or any($bars[]; .low) or $c == []) as $failed |
if $markdown then
    "| group | cases | change | depends_on | category | forward-only | column lineage |",
    "|---|---|---|---|---|---|---|",
    (table($c)[] | "| \(.group) | \(.cases) | \(.cells | map(cell) | join(" | ")) |"),
    "| **all** | \($c | map(.case) | unique | length) | \([fields[] as $f | [$c[] | select(.field == $f)] | counts | cell] | join(" | ")) |",
    "",
    "| bar | reached | needed |", "|---|---|---|",
    ($bars[] | "| \(.what) | \(.value) | \(.need) |"),
    "", "Of the answers about columns that agree, \(more($c)) also name a table of which more may be read: macros and Jinja are not run.",
    (.lacking[] | "", "Not compared yet: \(.field), \(.answers) recorded answers."),
    "",
    "| disagreements | field | SQLMesh -> stoplog | reason |", "|---|---|---|---|",
    ($c | map(select(.why)) | group_by(.line)[] | "| \(length) | \(.[0].field) | \(map("\(if .field == "change" or .field == "category" then .theirs + " -> " else "" end)\(.ours)") | unique | join(", ")) | \(.[0].why | gsub("[|]"; "\\|")) |")
else
    (table($c)[] | "\(.group): \(.cases) cases; " + ([.cells, fields] | transpose | map(select(.[0].all > 0) | "\(.[1]) \(.[0] | cell)") | join(", "))),
    "all: \($c | map(.case) | unique | length) cases; " + ([fields[] as $f | [$c[] | select(.field == $f)] | counts | select(.all > 0) | "\($f) \(cell), \(percent(.agree; .all))"] | join("; ")),
    ($bars[] | "bar: \(.what): \(.value), needed \(.need)\(if .low then "  NOT REACHED" else "" end)"),
    "columns: \(more($c)) of the agreeing answers also name a table of which more may be read",
    (.lacking[] | "not compared yet: \(.field), \(.answers) recorded answers"),
    (.missing[] | "skipped: \(.cases) cases of \(.group), whose projects are not here; make conformance fetches them"),
    (if $whole then $unused[] | "explained, but nothing disagrees: \(.)" else empty end),
    (.stale[] | "not as recorded, run make conformance: \(.)"),
    ($open[] | "not explained: \(line_of)"),
    (if $failed then "failed" else "passed" end)
end
