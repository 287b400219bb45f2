#include "base/check.h"

#include "project/jinja.h"

static struct str calls(struct arena *arena, const char *text)
{
    struct jinja_call call;
    struct str all = STR_EMPTY;
    size_t at = 0;
    while (jinja_next_call(str_of(text), &at, &call))
        all = str_fmt(arena, "%.*s%.*s(%.*s)", STR_ARG(all), STR_ARG(call.name),
                      STR_ARG(call.argument));
    return all;
}

static void calls_inside_of_tags_are_found(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "{{ f(x) }}", "f()" },
        { "{{ f('a') }} {% if g (\"b\") %}", "f(a)g(b)" },
        { "{{ f(g(1), h('q')) }}", "f()g()h(q)" },
        { "f(x) {# g(y) #} {{ h }}", "" },
        { "{{ 'f(x)' ~ g('it\\'s') }}", "g(it\\'s)" },
        { "{{ a.b('c') }}", "b(c)" },
        { "{{ f(", "f()" },
        { "{{ f('", "f()" },
        { "{# open", "" },
        { "{{ }} f(x) {{", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_str(calls(*state, rows[i].text), str_of(rows[i].want));
}

static struct str digest_of(struct arena *arena, const char *text, const char *name)
{
    struct jinja_macros *macros = jinja_macros_new(arena);
    struct str digest = STR_EMPTY, path;
    const struct variable_names *variables;
    jinja_macros_read(macros, STR("macros/m.sql"), str_of(text));
    return jinja_macros_digest(macros, str_of(name), &digest, &path, &variables) ? digest
                                                                                 : STR("-");
}

static void macros_carry_what_they_call(void **state)
{
    const char *text = "{% macro a(x) %}{{ b(x) }}{% endmacro %}\n"
                       "{%- macro b(y) -%}{{ y }}{%- endmacro -%}\n{% macro c() %}1{% endmacro %}";
    const char *other =
        "{% macro a(x) %}{{ b(x) }}{% endmacro %}\n"
        "{%- macro b(y) -%}{{ y + 1 }}{%- endmacro -%}\n{% macro c() %}1{% endmacro %}";
    assert_str(digest_of(*state, text, "d"), STR("-"));
    assert_int_equal(digest_of(*state, text, "a").len, 64);
    assert_false(str_eq(digest_of(*state, text, "a"), digest_of(*state, other, "a")));
    assert_false(str_eq(digest_of(*state, text, "b"), digest_of(*state, other, "b")));
    assert_str(digest_of(*state, text, "c"), digest_of(*state, other, "c"));
}

static void macros_that_call_each_other_end(void **state)
{
    const char *text =
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}";
    assert_int_equal(digest_of(*state, text, "a").len, 64);
    (void)digest_of(*state, "{% macro a( %}{% macro {% macro", "a");
    (void)digest_of(*state, "{% macro %}", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(calls_inside_of_tags_are_found),
        arena_test(macros_carry_what_they_call),
        arena_test(macros_that_call_each_other_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
