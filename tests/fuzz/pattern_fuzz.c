/* "<kind byte><pattern>\n<subject>": compiles or is refused with a reason; globs on names are
 * compared with a matcher that needs no regular expressions. */
#include <stdlib.h>

#include "base/limits.h"
#include "codec/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

/* '*' and '?' by going back to the last star only, ASCII case folded. */
static bool glob_matches(struct str glob, struct str name)
{
    size_t g = 0, n = 0, star = SIZE_MAX, star_n = 0;
    while (n < name.len) {
        bool here = g < glob.len;
        if (here && glob.ptr[g] == '*') {
            star = g++;
            star_n = n;
        } else if (here &&
                   (glob.ptr[g] == '?' || byte_lower(glob.ptr[g]) == byte_lower(name.ptr[n]))) {
            g++;
            n++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            n = ++star_n;
        } else {
            return false;
        }
    }
    while (g < glob.len && glob.ptr[g] == '*')
        g++;
    return g == glob.len;
}

static void match(enum pattern_kind kind, struct str text, struct str subject)
{
    struct pattern_set *set = pattern_set_new();
    const struct pattern *pattern = NULL;
    struct err err = { 0 };
    enum status status = pattern_compile(set, kind, text, &pattern, &err);

    if (status == OK) {
        enum pattern_answer answer = pattern_match(pattern, subject);
        require(str_eq(pattern_text(pattern), text));
        require(answer == pattern_match(pattern, subject));
        if (kind == PATTERN_NAME_GLOB && answer != PATTERN_ERROR)
            require((answer == PATTERN_YES) == glob_matches(text, subject));
    } else {
        require((status == E_INPUT || status == E_LIMIT) && err.text[0] && !pattern);
    }
    pattern_set_release(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = { (const char *)data, size }, text;
    if (size < 2)
        return 0;
    enum pattern_kind kind = (enum pattern_kind)((unsigned char)rest.ptr[0] % 3);
    rest = str_sub(rest, 1, rest.len);
    (void)str_split(&rest, '\n', &text);
    match(kind, text, rest.ptr ? rest : STR_EMPTY);
    return 0;
}
