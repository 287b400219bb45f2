# Compares what SQLMesh said ($recorded: rows of recorded/*.jsonl) with what stoplog says now and
# writes one object:
#   compared: [{case, group, field, model, theirs, ours, agree, why}]   agree false: a disagreement
#   stale:    cases whose trees are not the recorded ones
#   missing:  recorded cases whose trees are not here, by group
#   lacking:  fields that stoplog's reports do not have yet, with the number of recorded answers
# Input: the reports of many runs, behind each {ran, code}; run "n" is the difference of case n, run
# "n.i" the impact of word i of its line in $names, which are: n, case, model... $trees: a ref and the
# id of its tree in each line.
# $explained: [{field, answer, case, reason}]; the globs of answer and case are regular expressions.

def index_by(f): reduce .[] as $x ({}; .[$x | f] += [$x]);

# Names without the catalog that SQLMesh takes from the connection; stoplog leaves it out.
def bare($catalogs): reduce ($catalogs[]? | [., ascii_upcase, ascii_downcase] | unique[]) as $c (.; ltrimstr("\"\($c)\"."));

# The name under which stoplog has it; standalone audits have no quotes at SQLMesh.
def identity: if .kind == "AUDIT" then "\"\(.model)\"" else .catalogs as $c | .model | bare($c) end;

def silent: . == "none" or . == "cosmetic" or . == "metadata";

# --- what stoplog says ------------------------------------------------------------------------------

# A change of a setting of the project is told of the file, not of every model.
def of_project: [.diff.files[]? | .facts[] | select(.code == "PH107" or .code == "GT105") | .class] | .[0] // "none";

def our_change($model):
    [.diff.models[]? | select(.after.fqn == $model or .before.fqn == $model)] as $found |
    if $found == [] then "none"
    else ($found | map(select(.after.fqn == $model)) | .[0]) // $found[0] | .class end;

def our_presence($model):
    [.diff.models[]? | .before.fqn == $model, .after.fqn == $model] as $at |
    if [.diff.models[]? | select(.after.fqn == $model and .before.fqn != $model)] != [] then "added"
    elif [.diff.models[]? | select(.before.fqn == $model and .after.fqn != $model)] != [] then "removed"
    elif any($at[]; .) then "changed" else "none" end;

# What stands in the files part of the report and answers for the row's model.
def elsewhere($row):
    if $row.kind == "AUDIT" then [.diff.files[]? | .facts[] | select(.code == "AU104") | .class] | .[0] // "none"
    else of_project end;

# What stoplog says SQLMesh would plan for one model; null while its report has no such part.
def our_plan($model):
    .diff.plan | if . then [.[] | select(.fqn == $model)][0] // {plan_category: "none", forward_only: false} else null end;

# SQLMesh files what is new under BREAKING.
def our_category($model):
    our_plan($model) | if . then .plan_category | if . == "added" then "BREAKING" else ascii_upcase | gsub("-"; "_") end else null end;

def our_reads($model):
    .impact[$model] | if . then [.reads[] | select(.distance == 1) | .fqn] | unique else null end;

# {column: [sources]} of the output columns of one model; "" stands for columns that it does not list.
# A read without a column is "TABLE.*": it may be any column of the table.
def our_columns($model):
    def sources: [.[] | select(.kind != "indirect") | "\(.fqn).\(.column // "*")"] | unique;
    .impact[$model] as $answer |
    if $answer.columns | type != "array" then null
    else reduce ($answer.columns | to_entries[]) as $c ({};
        .[if $c.value.name == "" then "_col_\($c.key)" else $c.value.name end] += ($c.value.reads | sources)) |
        map_values(unique) + {"": ($answer.other_columns // [] | sources)}
    end;

# --- comparing --------------------------------------------------------------------------------------

def change_row($row; $asked):
    ($row | identity) as $model |
    if $row.change == "added" or $row.change == "removed" then
        ($asked | our_presence($model)) as $said |
        ($asked | if $said == "none" then elsewhere($row) else $said end) as $ours |
        {theirs: $row.change, $ours, agree: ($ours == $row.change or $said == "none" and $ours != "none")}
    else
        ($asked | our_change($model)) as $said |
        ($asked | if $said == "none" and $row.change == "direct" then elsewhere($row) else $said end) as $ours |
        {theirs: $row.change, $ours,
         agree: (if $row.change == "direct" then $ours | silent | not else $ours | silent end)}
    end | . + {field: "change"};

# Two sets of names: what ours lacks and what it has beyond theirs.
def set_row($theirs; $ours):
    ($theirs - $ours) as $lacks | ($ours - $theirs) as $extra |
    {agree: ($lacks == [] and $extra == []), lacks: $lacks, extra: $extra,
     theirs: ($theirs | join(" ")),
     ours: (if $lacks == [] and $extra == [] then "same" elif $lacks == [] then "extra"
            elif $extra == [] then "lacks" else "other" end)};

# The same for columns. A table that ours names without a column may be read for any: what that covers
# is not lacking, and beside the same names it is no disagreement (more: true).
def source_row($theirs; $ours):
    ([$ours[] | select(endswith(".*")) | .[:-1]]) as $tables |
    set_row($theirs; [$ours[] | select(endswith(".*") | not)]) as $named |
    [$named.lacks[] | select(. as $t | any($tables[]; . as $table | $t | startswith($table)) | not)] as $lacks |
    $named + {more: ($tables != []), $lacks} |
    if $named.lacks != [] and $lacks == [] then .ours = "wider" else . end;

def depends_row($row; $asked):
    ($asked | our_reads($row | identity)) as $ours |
    if $row.depends_on == null then empty
    elif $ours == null then {field: "depends_on", theirs: ($row.depends_on | join(" ")), ours: "no answer", agree: false}
    else set_row($row.depends_on | map(bare($row.catalogs)) | unique; $ours) + {field: "depends_on"} end;

def category_row($row; $asked):
    if $row.category == null then empty
    else ($asked | our_category($row | identity)) as $ours |
        {field: "category", theirs: $row.category, $ours,
         agree: (if $ours == null then null else $ours == $row.category end)} end;

def forward_row($row; $asked):
    if $row.forward_only == null then empty
    else ($asked | our_plan($row | identity)) as $ours |
        {field: "forward_only", theirs: $row.forward_only, ours: $ours.forward_only,
         agree: (if $ours == null then null else $ours.forward_only == $row.forward_only end)} end;

def column_rows($row; $asked):
    if ($row.columns | type) != "object" then empty
    else ($asked | our_columns($row | identity)) as $ours |
        $row.columns | to_entries[] | select(.value | type == "array") | . as $column |
        if $ours == null then {field: "columns", column: .key, theirs: (.value | join(" ")), ours: null, agree: null}
        else source_row(.value | map(bare($row.catalogs)) | unique; $ours[.key] // $ours[""]) +
            {field: "columns", column: $column.key} end
    end;

def rows_of($row; $asked):
    (change_row($row; $asked), depends_row($row; $asked), category_row($row; $asked), forward_row($row; $asked), column_rows($row; $asked)) |
    {case: $row.case, model: $row.model} + .;

# Models that stoplog speaks of and SQLMesh does not list as changed.
def unlisted($case; $rows; $asked):
    ($rows | map(. + {catalogs: $case.catalogs} | identity)) as $known |
    $asked.diff.models[]? | (.after // .before).fqn as $fqn |
    select($known | index($fqn) | not) |
    select((.before.fqn // $fqn) as $old | $known | index($old) | not) |
    {case: $case.case, model: $fqn, field: "change", theirs: "none", ours: .class, agree: (.class | silent)};

# A tree that SQLMesh cannot load.
def broken($case; $asked):
    ([$asked.diff.models[]?, $asked.diff.files[]? | .class] | unique) as $classes |
    {case: $case.case, model: "", field: "change", theirs: "cannot load",
     ours: ($classes | map(select(silent | not)) | .[0] // "none"), agree: ($classes | any(silent | not))};

def compare_case($case; $rows; $asked):
    if $asked.code != 0 then
        {case: $case.case, model: "", field: "change", theirs: "an answer", ours: "exit \($asked.code)", agree: false}
    elif $case.error then broken($case; $asked)
    else
        [($rows[] | rows_of(. + {catalogs: $case.catalogs}; $asked)), unlisted($case; $rows; $asked)] |
        if . == [] then {case: $case.case, model: "", field: "change", theirs: "none", ours: "none", agree: true}
        else .[] end
    end;

def explain($explained):
    if .agree == false then
        . as $row | "\(.theirs)->\(.ours)" as $answer |
        ([$explained[] | . as $line | select(.field == $row.field) |
            select(.answer as $re | (if $row.field == "depends_on" or $row.field == "columns" then $row.ours else $answer end) | test("^\($re)$")) |
            select(.case as $re | $row.case | test("^\($re)$"))] | .[0]) as $line |
        if $line then . + {why: $line.reason, line: $line.line} else . end
    else . end;

($recorded | map(select(.model == null))) as $cases |
($recorded | map(select(.model)) | index_by(.case)) as $rows |
($trees | split("\n") | map(select(. != "") | split(" ") | {key: .[0], value: .[1]}) | from_entries) as $tree |
(reduce (foreach inputs as $said ({};
    if $said | has("ran") then {ran: $said.ran, code: $said.code, report: .report} else {report: $said} end;
    select(.ran))) as $run ({}; .[$run.ran] = $run)) as $run |
(reduce ($names | split("\n")[] | select(. != "") | split("\t")) as $line ({};
    $line[0] as $n | .[$line[1]] = {
        before: $tree["refs/cases/\($n)/before"], after: $tree["refs/cases/\($n)/after"],
        code: ($run[$n].code // 99), diff: (if $run[$n].code == 0 then $run[$n].report else null end),
        impact: ([range(2; $line | length) | . as $i | $run["\($n).\($i)"] | select(.code == 0) |
            {key: $line[$i], value: .report}] | from_entries)})) as $asked |
[$cases[] | select($asked[.case]) | select($asked[.case].before != .before or $asked[.case].after != .after) | .case] as $stale |
[$cases[] | select($asked[.case] == null) | .case | split("/")[0]] as $missing |
[$cases[] | . as $case | $asked[.case] | select(.) | select(.before == $case.before and .after == $case.after) | . as $answer |
    compare_case($case; $rows[$case.case] // []; $answer)] as $all |
{
    cases: ($cases | length),
    stale: ($stale + [$asked | keys[] | select(. as $name | any($cases[]; .case == $name) | not)]),
    missing: ($missing | group_by(.) | map({group: .[0], cases: length})),
    lacking: ($all | map(select(.agree == null) | .field) | group_by(.) | map({field: .[0], answers: length})),
    compared: ($all | map(select(.agree != null) | . + {group: (.case | split("/")[0])} | explain($explained)))
}
