/* ignore: ignore_patterns of the configuration. Source: sqlmesh/core/loader.py, _glob_paths(),
 * which uses pathlib's match() (from the right, part by part) and glob() from the project root. */
#include "project/load.h"

/* One class [abc] or [!a-z] at pattern[*at]; *at moves behind it. */
static bool class_matches(struct str pattern, size_t *at, char c)
{
    size_t i = *at + 1;
    bool negated = i < pattern.len && pattern.ptr[i] == '!', found = false;
    size_t first = i += negated;
    for (; i < pattern.len && (pattern.ptr[i] != ']' || i == first); i++) {
        char low = pattern.ptr[i], high = low;
        if (i + 2 < pattern.len && pattern.ptr[i + 1] == '-' && pattern.ptr[i + 2] != ']') {
            high = pattern.ptr[i + 2];
            i += 2;
        }
        found = found ||
                ((unsigned char)low <= (unsigned char)c && (unsigned char)c <= (unsigned char)high);
    }
    if (i >= pattern.len) { /* no ']': the bracket means itself */
        *at += 1;
        return c == '[';
    }
    *at = i + 1;
    return found != negated;
}

/* Shell matching of one path part, without recursion: a failed star is tried one byte further. */
static bool part_matches(struct str pattern, struct str name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;
    while (n < name.len) {
        size_t next = p + 1;
        bool hit = false;
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            resume = n;
            continue;
        }
        if (p < pattern.len && pattern.ptr[p] == '[') {
            next = p;
            hit = class_matches(pattern, &next, name.ptr[n]);
        } else if (p < pattern.len) {
            hit = pattern.ptr[p] == '?' || pattern.ptr[p] == name.ptr[n];
        }
        if (hit) {
            p = next;
            n++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

static bool take_last(struct str *path, struct str *part)
{
    if (!path->len)
        return false;
    ptrdiff_t slash = str_rfind_byte(*path, '/');
    *part = slash < 0 ? *path : str_sub(*path, (size_t)slash + 1, path->len);
    *path = slash < 0 ? STR_EMPTY : str_sub(*path, 0, (size_t)slash);
    return true;
}

/* pathlib: all parts of the pattern match the last parts of the path. */
static bool matches_right(struct str pattern, struct str path)
{
    struct str want, have;
    while (take_last(&pattern, &want)) {
        if (!want.len)
            continue;
        if (!take_last(&path, &have) || !part_matches(want, have))
            return false;
    }
    return true;
}

static bool take_first(struct str *path, struct str *part)
{
    if (!path->len)
        return false;
    ptrdiff_t slash = str_find_byte(*path, '/');
    *part = slash < 0 ? *path : str_sub(*path, 0, (size_t)slash);
    *path = slash < 0 ? STR_EMPTY : str_sub(*path, (size_t)slash + 1, path->len);
    return true;
}

/* glob from the root, with one "**" that stands for any folders: what is before it must match from
 * the left, what is behind it from the right. */
static bool matches_left(struct str pattern, struct str path)
{
    struct str want, have;
    while (take_first(&pattern, &want)) {
        if (str_eq(want, STR("**")))
            return !pattern.len || matches_right(pattern, path);
        if (!take_first(&path, &have) || !part_matches(want, have))
            return false;
    }
    return !path.len;
}

bool config_ignores(const struct config *config, struct str path)
{
    vec_for (struct str, it, &config->ignore_patterns)
        if (it->len && (matches_right(*it, path) || matches_left(*it, path)))
            return true;
    return false;
}
