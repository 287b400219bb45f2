/* The same verdict in every format against golden files, and hostile text in each of them. */
#include "report/golden.h"
#include "report/hostile.h"

#include <string.h>

#include "report/finding.h"

/* ---- golden ---- */

static void waive_filter(struct make *make)
{
    struct waiver *waiver = arena_new(make->arena, struct waiver);
    *waiver = (struct waiver){ .rule = STR("SQ101"),
                               .column = STR_EMPTY,
                               .ticket = STR("DATA-17"),
                               .reason = STR("known & wanted"),
                               .approved_by = STR("ann@example.com") };
    vec_push(make->arena, &make->verdict.rules.waived, (struct waived){ 2, waiver });
    make->verdict.rules.fact_level[2] = LEVEL_NOTE;
}

/* Without the style and the script of a page, which are files of their own. */
static struct str own_text(struct make *make, enum format format)
{
    struct str text = render(make, format, &terminal_options);
    if (format != FORMAT_HTML)
        return text;
    ptrdiff_t from = str_find(text, STR("<main>")), to = str_find(text, STR("<script>"));
    assert_true(from > 0 && to > from);
    return str_sub(text, (size_t)from, (size_t)(to - from));
}

static void every_format_says_the_same(void **state)
{
    static const struct {
        enum format format;
        const char *blocked, *undecided;
    } rows[] = {
        { FORMAT_TEXT, "waived.txt", NULL },
        { FORMAT_JSON, "waived.json", NULL },
        { FORMAT_MARKDOWN, "blocked.md", "undecided.md" },
        { FORMAT_HTML, "blocked.html", "undecided.html" },
        { FORMAT_SARIF, "blocked.sarif", "undecided.sarif" },
        { FORMAT_JUNIT, "blocked.junit.xml", "undecided.junit.xml" },
        { FORMAT_GITHUB, "blocked.github", "undecided.github" },
        { FORMAT_GITLAB, "blocked.gitlab.json", "undecided.gitlab.json" },
        { FORMAT_MERMAID, "blocked.mermaid", NULL },
        { FORMAT_DOT, "blocked.dot", NULL },
    };
    assert_int_equal(sizeof rows / sizeof *rows, FORMAT_COUNT);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct make make;
        assert_int_equal(rows[i].format, i); /* none is left out */
        make_dropped_column(&make, *state);
        waive_filter(&make);
        vec_push(make.arena, &make.verdict.statements,
                 (struct meaning){ STR("finance.orders.amount"), STR("booked orders only"),
                                   make_oid("1f2e") });
        assert_golden(*state, rows[i].blocked, own_text(&make, rows[i].format));
        if (!rows[i].undecided)
            continue;
        make_start(&make, *state);
        make.verdict.outcome = OUTCOME_UNDECIDED;
        make.verdict.why_undecided = STR("object 1234 is missing");
        assert_golden(*state, rows[i].undecided, own_text(&make, rows[i].format));
    }
}

/* A clean push is a report too: readers compare it with the one before. */
static void nothing_to_say_is_still_valid(void **state)
{
    struct make make;
    make_start(&make, *state);
    assert_str(render(&make, FORMAT_GITLAB, &terminal_options), STR("[]\n"));
    assert_true(str_find(render(&make, FORMAT_SARIF, &terminal_options),
                         STR("\"executionSuccessful\": true")) > 0);
    assert_true(str_find(render(&make, FORMAT_JUNIT, &terminal_options),
                         STR("tests=\"0\" failures=\"0\"")) > 0);
    assert_true(str_find(render(&make, FORMAT_HTML, &terminal_options),
                         STR("<h1>This change passes</h1>")) > 0);
    assert_str(render(&make, FORMAT_MERMAID, &terminal_options),
               STR("flowchart LR\n  classDef start stroke-width:3px\n"));
}

/* Two facts that differ in nothing but their texts are two findings; lines do not matter. */
static void findings_have_names_of_their_own(void **state)
{
    struct make make;
    struct findings findings;
    make_start(&make, *state);
    struct model *model = make_model(&make, "a.b", "models/a.sql");
    for (unsigned i = 0; i < 2; i++) {
        struct fact fact = make_fact(FACT_SQ101, model, "", "WHERE");
        fact.new_text = i ? STR("x = 1") : STR("x = 2");
        make_add(&make, fact);
    }
    make_levels(&make, LEVEL_WARN);
    const struct run run = { &make.verdict, 1, STR_EMPTY, 0 };
    findings_of(&findings, *state, &run);
    assert_int_equal(findings.count, 2);
    assert_false(str_eq(findings.items[0].id, findings.items[1].id));
    struct str first = findings.items[0].id;
    make.verdict.changes.facts.items[0].place.line += 40;
    findings_of(&findings, *state, &run);
    assert_str(findings.items[0].id, first);
}

/* Once everybody has approved, nothing stands in the way, and no tool may show a failure. */
static void an_answered_finding_is_a_note(void **state)
{
    struct make make;
    make_dropped_column(&make, *state);
    assert_true(str_find(render(&make, FORMAT_GITLAB, &terminal_options), STR("blocker")) > 0);
    for (size_t i = 0; i < make.verdict.judged.count; i++)
        make.verdict.judged.items[i].met = true;
    make.verdict.outcome = OUTCOME_PASS;
    assert_true(str_find(render(&make, FORMAT_GITLAB, &terminal_options), STR("blocker")) < 0);
    assert_true(str_find(render(&make, FORMAT_GITHUB, &terminal_options), STR("::error")) < 0);
    assert_true(str_find(render(&make, FORMAT_SARIF, &terminal_options), STR("\"error\"")) < 0);
    assert_true(str_find(render(&make, FORMAT_JUNIT, &terminal_options), STR("<failure")) < 0);
}

/* A rule may hold back what is cosmetic, and a server what has no policy: tools must show why. */
static void what_holds_back_is_shown(void **state)
{
    static const enum format formats[] = { FORMAT_SARIF, FORMAT_JUNIT, FORMAT_GITHUB,
                                           FORMAT_GITLAB };
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct make make;
        make_start(&make, *state);
        make_add(&make, make_fact(FACT_MT100, make_model(&make, "a.b", "models/a.sql"), "", ""));
        make.verdict.outcome = OUTCOME_BLOCK;
        make.verdict.rules.fact_level = arena_array(*state, 1, sizeof(enum policy_level));
        make.verdict.rules.fact_level[0] = LEVEL_BLOCK;
        assert_true(str_find(render(&make, formats[i], &terminal_options), STR("MT100")) > 0);
        make.verdict.rules.fact_level[0] = LEVEL_OFF;
        make.verdict.why_blocked = STR("this server demands a policy");
        assert_true(str_find(render(&make, formats[i], &terminal_options),
                             STR("this server demands a policy")) > 0);
    }
}

/* A comment has room for some models only; what is left out is counted. */
static void a_comment_is_bounded(void **state)
{
    struct arena *arena = *state;
    struct make make;
    make_start(&make, arena);
    struct str text = str_fmt(arena, "%0150d", 1);
    for (int i = 0; i < 400; i++) {
        struct model *model = make_model(&make, str_fmt(arena, "fin.m%03d", i).ptr, "models/m.sql");
        struct fact fact = make_fact(FACT_SQ101, model, "", "WHERE");
        fact.old_text = text;
        make_add(&make, fact);
    }
    make_levels(&make, LEVEL_WARN);
    struct str comment = render(&make, FORMAT_MARKDOWN, &terminal_options);
    assert_true(comment.len < 65000);
    assert_true(str_find(comment, STR("more models are in the JSON report")) > 0);
    assert_true(str_find(comment, STR("<sub>stoplog 0.1.0")) > 0);
}

/* Nor is there room for any number of people, consumers and long names. */
static void a_comment_of_many_needs_is_bounded(void **state)
{
    struct arena *arena = *state;
    struct make make;
    make_start(&make, arena);
    struct str name = str_fmt(arena, "fin.%0110d", 1);
    make_add(&make, make_fact(FACT_CL101, make_model(&make, name.ptr, "models/m.sql"), "a", ""));
    for (int i = 0; i < 300; i++) {
        struct str subject = str_fmt(arena, "fin.%0110d", i);
        struct team *team = make_team(&make, str_fmt(arena, "team%0100d", i).ptr, "", "a@x.io");
        for (int at = 0; at < 20; at++)
            vec_push(arena, &team->members, str_fmt(arena, "%0100d@x.io", at));
        struct judged *judged = make_need(&make, REQUIRE_OWNER, subject.ptr, team);
        vec_push(arena, &judged->requirement.facts, 0);
        make_candidate(&make, judged, "Carl", "carl@x.io", CANDIDATE_IS_AUTHOR, subject.ptr);
    }
    make.verdict.outcome = OUTCOME_BLOCK;
    make_levels(&make, LEVEL_BLOCK);
    struct str comment = render(&make, FORMAT_MARKDOWN, &terminal_options);
    assert_true(comment.len < 65000);
    assert_true(str_find(comment, STR("this change is blocked")) > 0);
    assert_true(str_find(comment, STR("in the JSON report")) > 0);
    assert_true(str_find(comment, STR("<sub>stoplog 0.1.0")) > 0);
}

/* ---- hostile ---- */

static void assert_inert(struct str text)
{
    for (size_t i = 0; i < text.len;) {
        uint32_t code;
        size_t len = utf8_next(text, i, &code);
        if (code != '\n' && utf8_is_hidden(code))
            fail_msg("U+%04X at %zu in:\n%.*s", (unsigned)code, i, STR_ARG(text));
        i += len;
    }
}

/* What no name of a repository may bring about, per format. */
static void check_json(struct str text)
{
    struct jvalue *root;
    assert_int_equal(jread(&root, text, NULL), OK);
    jrelease(root);
}

/* Every line is a command of ours or the headline; nothing starts one further in. */
static void check_github(struct str text)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        bool ours = str_starts(line, STR("::error ")) || str_starts(line, STR("::warning ")) ||
                    str_starts(line, STR("::notice ")) || str_starts(line, STR("blocked: ")) ||
                    line.len == 0;
        if (!ours)
            fail_msg("%.*s", STR_ARG(line));
    }
}

/* Outside of tags there is no "<", and no "&" that is not a number. */
static void check_xml(struct str text)
{
    static const struct str tags[] = {
        STR_INIT("?xml "),      STR_INIT("testsuites"),  STR_INIT("/testsuites>"),
        STR_INIT("testsuite"),  STR_INIT("/testsuite>"), STR_INIT("testcase"),
        STR_INIT("/testcase>"), STR_INIT("failure"),     STR_INIT("skipped"),
        STR_INIT("error"),      STR_INIT("system-out>"), STR_INIT("/system-out>"),
    };
    for (size_t i = 0; i < text.len; i++) {
        struct str rest = str_sub(text, i + 1, text.len);
        bool known = text.ptr[i] != '<' && text.ptr[i] != '&';
        known = known || (text.ptr[i] == '&' && str_starts(rest, STR("#")));
        for (size_t at = 0; at < sizeof tags / sizeof *tags && !known; at++)
            known = text.ptr[i] == '<' && str_starts(rest, tags[at]);
        if (!known)
            fail_msg("at %zu: %.*s", i, STR_ARG(str_sub(text, i, i + 80)));
    }
}

/* Length of the run of backticks at `at`. */
static size_t fence_at(struct str text, size_t at)
{
    size_t len = 0;
    while (at + len < text.len && text.ptr[at + len] == '`')
        len++;
    return len;
}

/* The text without its code spans and blocks (GFM 6.3, 4.5), which nothing is read into. */
static struct str without_code(struct arena *arena, struct str text)
{
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    for (size_t i = 0; i < text.len;) {
        size_t fence = fence_at(text, i), end = i + fence;
        while (fence > 0 && end < text.len && fence_at(text, end) != fence)
            end += fence_at(text, end) ? fence_at(text, end) : 1;
        if (fence == 0)
            buf_byte(&out, text.ptr[i]);
        i = fence == 0 ? i + 1 : end + fence;
    }
    return buf_str(&out);
}

/* A line that starts an HTML block (GFM 4.6) is HTML to its end: names stand in one <code> there,
 * with nothing in it that could end it. The text without such names. */
static struct str without_html_code(struct arena *arena, struct str text)
{
    struct buf out;
    struct str line, open = STR("<code>"), close = STR("</code>");
    buf_init(&out, arena, LIMIT_report_bytes);
    while (str_split(&text, '\n', &line)) {
        ptrdiff_t from = str_find(line, open), to = str_find(line, close);
        if (str_starts(line, STR("<details>")) && from >= 0) {
            struct str name =
                str_sub(line, (size_t)from + open.len, (size_t)(to - from) - open.len);
            if (to < from || str_find_byte(name, 60) >= 0)
                fail_msg("%.*s", STR_ARG(line));
            line = str_sub(line, (size_t)to + close.len, line.len);
        }
        buf_printf(&out, "%.*s\n", STR_ARG(line));
    }
    return buf_str(&out);
}

static void check_markdown(struct arena *arena, struct str text)
{
    static const char *const never[] = { "@", "<script", "](", "<img", "![", "evil", "::" };
    struct str bare = without_code(arena, without_html_code(arena, text));
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (str_find(bare, str_of(never[i])) >= 0)
            fail_msg("%s in:\n%.*s", never[i], STR_ARG(bare));
}

/* Labels stand in quotes, and no quote or bracket of theirs ends one. */
static void check_mermaid(struct str text)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        size_t quotes = 0;
        for (size_t i = 0; i < line.len; i++)
            quotes += line.ptr[i] == '"';
        assert_true(quotes == 0 || quotes == 2);
        assert_true(str_find(line, STR("click")) < 0 || quotes == 2);
    }
}

/* Every tag is one of ours and has nothing of the repository in it; what follows the style and
 * precedes the script is all there is besides. */
static void check_html(struct str text)
{
    static const char *const tags[] = {
        "main>",
        "/main>",
        "article>",
        "/article>",
        "header class=",
        "/header>",
        "h1>",
        "/h1>",
        "h2>",
        "/h2>",
        "p>",
        "p class=\"hint\" hidden>",
        "/p>",
        "code>",
        "/code>",
        "pre class=",
        "/pre>",
        "blockquote>",
        "ul>",
        "/ul>",
        "ol>",
        "/ol>",
        "li>",
        "li data-boxes=",
        "/li>",
        "div class=",
        "/div>",
        "table ",
        "/table>",
        "thead>",
        "/thead>",
        "tbody>",
        "/tbody>",
        "tr>",
        "tr id=\"v0-fact-",
        "/tr>",
        "th scope=",
        "/th>",
        "td>",
        "td data-",
        "/td>",
        "abbr title=",
        "/abbr>",
        "a href=\"#v0-",
        "/a>",
        "details>",
        "details class=",
        "/details>",
        "summary>",
        "/summary>",
        "span class=",
        "/span>",
        "figure>",
        "/figure>",
        "figcaption>",
        "/figcaption>",
        "svg class=",
        "/svg>",
        "defs>",
        "/defs>",
        "marker id=",
        "/marker>",
        "path class=",
        "/path>",
        "g class=",
        "/g>",
        "title>",
        "/title>",
        "rect x=",
        "text x=",
        "/text>",
        "footer>",
        "/footer>",
        "/blockquote>",
        "body>",
        "/head>",
        "/style>",
        "script>",
    };
    ptrdiff_t style = str_find(text, STR("</style>")), script = str_find(text, STR("<script>"));
    assert_true(style > 0 && script > style);
    text = str_sub(text, (size_t)style, (size_t)(script - style) + 8);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != 60)
            continue;
        struct str rest = str_sub(text, i + 1, text.len);
        ptrdiff_t end = str_find_byte(rest, '>');
        struct str tag = str_sub(rest, 0, (size_t)(end < 0 ? 0 : end));
        bool known = false;
        for (size_t at = 0; at < sizeof tags / sizeof *tags && !known; at++)
            known = str_starts(rest, str_of(tags[at]));
        if (!known || str_find(tag, STR("evil")) >= 0 || str_find_byte(tag, 60) >= 0)
            fail_msg("at %zu: %.*s", i, STR_ARG(str_sub(text, i, i + 80)));
    }
}

/* The same for strings of Graphviz, where a backslash takes its meaning from a quote. */
static void check_dot(struct str text)
{
    struct str line;
    while (str_split(&text, '\n', &line)) {
        size_t quotes = 0;
        for (size_t i = 0; i < line.len; i++) {
            if (line.ptr[i] == '\\')
                i++;
            else
                quotes += line.ptr[i] == '"';
        }
        if (quotes != 0 && quotes != 2)
            fail_msg("%.*s", STR_ARG(line));
    }
}

static void hostile_text_is_inert_in_every_format(void **state)
{
    struct arena *arena = *state;
    for (size_t i = 0; i < HOSTILE_COUNT; i++) {
        struct make make;
        make_hostile(&make, arena, hostile_text(arena, i));
        for (enum format format = 0; format < FORMAT_COUNT; format++)
            assert_inert(render(&make, format, &terminal_options));
        struct str text = render(&make, FORMAT_TEXT, &hook_options);
        assert_inert(text);
        assert_fits(text, 25, 70);
        assert_true(str_starts(text, STR("error: push to")));
        assert_true(str_find(text, STR("\nerror:")) < 0);
        check_json(render(&make, FORMAT_JSON, &hook_options));
        check_json(render(&make, FORMAT_SARIF, &hook_options));
        check_json(render(&make, FORMAT_GITLAB, &hook_options));
        check_github(render(&make, FORMAT_GITHUB, &terminal_options));
        check_xml(render(&make, FORMAT_JUNIT, &terminal_options));
        check_markdown(arena, render(&make, FORMAT_MARKDOWN, &terminal_options));
        check_html(render(&make, FORMAT_HTML, &terminal_options));
        check_mermaid(render(&make, FORMAT_MERMAID, &terminal_options));
        check_dot(render(&make, FORMAT_DOT, &terminal_options));
        struct buf diags;
        buf_init(&diags, arena, LIMIT_report_bytes);
        report_diags(&diags, arena, &make.diags, false);
        assert_inert(buf_str(&diags));
        assert_int_equal(line_count(buf_str(&diags)), 1);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        arena_test(every_format_says_the_same),
        arena_test(nothing_to_say_is_still_valid),
        arena_test(findings_have_names_of_their_own),
        arena_test(an_answered_finding_is_a_note),
        arena_test(what_holds_back_is_shown),
        arena_test(a_comment_is_bounded),
        arena_test(a_comment_of_many_needs_is_bounded),
        arena_test(hostile_text_is_inert_in_every_format),
    };
    writes = argc > 1 && strcmp(argv[1], "--write") == 0;
    return cmocka_run_group_tests_name("report/formats", tests, NULL, NULL);
}
