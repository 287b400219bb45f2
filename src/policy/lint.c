/* lint: the order of its parts, and what they share. */
#include "policy/lint.h"

#include "policy/load.h"

bool lint_is_built_in(struct place place)
{
    return str_starts(place.path, STR("built-in "));
}

/* Wildcards other than a '*' (or '**') at the end. */
static bool is_prefix(struct str text, struct str *prefix)
{
    size_t len = text.len;
    while (len > 0 && text.ptr[len - 1] == '*')
        len--;
    *prefix = str_sub(text, 0, len);
    for (size_t i = 0; i < len; i++)
        if (text.ptr[i] == '*' || text.ptr[i] == '?' || text.ptr[i] == '[' || text.ptr[i] == '{' ||
            text.ptr[i] == '\\')
            return false;
    return len < text.len;
}

static bool is_plain(struct str text)
{
    struct str prefix;
    return !is_prefix(text, &prefix) && str_eq(prefix, text) && str_find_byte(text, '?') < 0 &&
           str_find_byte(text, '[') < 0 && str_find_byte(text, '{') < 0 &&
           str_find_byte(text, '\\') < 0 && str_find_byte(text, '*') < 0;
}

/* "models/" and "models" with "**" behind cover whatever starts like them. Of path patterns only
 * those with a '/' start at the top. */
static bool covers_prefix(struct str wide, struct str narrow)
{
    struct str prefix;
    if (str_eq(wide, STR("*")) || str_eq(wide, STR("**")))
        return true;
    bool is_path = str_find_byte(wide, '/') >= 0;
    if (!is_prefix(wide, &prefix) || (is_path && !str_ends(wide, STR("/**"))))
        return false;
    return narrow.len >= prefix.len && str_eq_fold(str_sub(narrow, 0, prefix.len), prefix) &&
           (is_path || str_find_byte(narrow, '/') < 0);
}

bool pattern_covers(const struct pattern *wide, const struct pattern *narrow)
{
    struct str w = pattern_text(wide), n = pattern_text(narrow);
    if (str_eq(w, n) || covers_prefix(w, n))
        return true;
    return is_plain(n) && !str_ends(n, STR("/")) && pattern_match(wide, n) == PATTERN_YES &&
           (str_find_byte(w, '/') >= 0) == (str_find_byte(n, '/') >= 0);
}

void policy_lint(struct diags *out, struct arena *arena, const struct lint_input *input)
{
    struct lint lint = { out, arena, input };
    size_t before = out->count;
    lint_rules(&lint);
    lint_owners(&lint);
    lint_project(&lint);
    load_sort_diags(out, before);
}
