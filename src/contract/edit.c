#include "contract/edit.h"

#include "base/limits.h"
#include "codec/yaml_write.h"
#include "contract/contract.h"

/* Where the version stands in the text: [from, to), quotes left out. */
struct spot {
    size_t from, to;
    bool quoted;
};

bool version_is_writable(struct str version)
{
    for (size_t i = 0; i < version.len; i++) {
        char c = version.ptr[i];
        if (!byte_is_alpha(c) && !byte_is_digit(c) && str_find_byte(STR(".-+_"), c) < 0)
            return false;
    }
    return version.len > 0;
}

/* ---- finding it ------------------------------------------------------------------------------ */

static const struct node *version_of(const struct node *root)
{
    enum contract_format format = contract_format_of(root);
    if (format == CONTRACT_DCS)
        root = node_get(root, "info");
    return format == CONTRACT_NONE ? NULL : node_get(root, "version");
}

/* Places count lines by LF and bytes from 1, behind a byte order mark. */
static size_t offset_of(struct str bytes, struct place place)
{
    size_t at = str_starts(bytes, STR("\xEF\xBB\xBF")) ? 3 : 0;
    for (uint32_t line = 1; line < place.line && at < bytes.len; at++)
        line += bytes.ptr[at] == '\n';
    return at + place.column - 1;
}

/* Past "&anchor" and "!tag" on the same line. */
static size_t skip_properties(struct str bytes, size_t at)
{
    while (at < bytes.len && (bytes.ptr[at] == '&' || bytes.ptr[at] == '!')) {
        while (at < bytes.len && !byte_is_space(bytes.ptr[at]))
            at++;
        while (at < bytes.len && (bytes.ptr[at] == ' ' || bytes.ptr[at] == '\t'))
            at++;
    }
    return at;
}

/* The text between quotes, where nothing in it is escaped or broken over lines. */
static bool find_quoted(struct spot *out, struct str bytes, size_t at, struct str text)
{
    *out = (struct spot){ at + 1, at + 1 + text.len, true };
    return out->to < bytes.len && bytes.ptr[out->to] == bytes.ptr[at] &&
           str_eq(str_sub(bytes, out->from, text.len), text);
}

/* NULL when it was found; else why not. */
static const char *find_spot(struct spot *out, struct str bytes, const struct node *version)
{
    size_t at = skip_properties(bytes, offset_of(bytes, version->place));
    char first = at < bytes.len ? bytes.ptr[at] : '\0';
    if (first == '*')
        return "the version is an alias: write it out";
    if (first == '|' || first == '>')
        return "the version is a block of text: write it behind its key";
    if (version->kind != NODE_SCALAR)
        return "the version is not a text";
    if (first == '"' || first == '\'') {
        if (find_quoted(out, bytes, at, version->text))
            return NULL;
        return "the version is not written plainly";
    }
    *out = (struct spot){ at, at + version->text.len, false };
    return str_eq(str_sub(bytes, at, version->text.len), version->text)
               ? NULL
               : "the version is not written plainly";
}

/* ---- putting another there ------------------------------------------------------------------- */

/* "2.0" would be a number without quotes, "2.0.0" is not. */
static bool is_text(struct str version)
{
    size_t points = 0;
    for (size_t i = 0; i < version.len; i++)
        points += version.ptr[i] == '.';
    return points >= 2 || yaml_is_plain(version);
}

static struct str put(struct arena *arena, struct str bytes, struct spot spot, struct str version)
{
    const char *quote = spot.quoted || is_text(version) ? "" : "\"";
    struct str rest = str_sub(bytes, spot.to, bytes.len);
    struct buf out;
    buf_init(&out, arena, SIZE_MAX);
    buf_add(&out, str_sub(bytes, 0, spot.from));
    buf_printf(&out, "%s%.*s%s", quote, STR_ARG(version), quote);
    buf_add(&out, rest);
    return buf_str(&out);
}

static struct node *read_document(struct arena *arena, struct str path, struct str bytes,
                                  struct diags *diags)
{
    struct node *root = NULL;
    struct err err;
    const struct yaml_options options = { .allow_aliases = true };
    return yaml_read(&root, arena, path, bytes, options, diags, &err) == OK ? root : NULL;
}

/* The same document but for the version. `before` is given the new one to see that. What an alias
 * repeats elsewhere is a copy that keeps the old one, so it shows. */
static bool says_the_same(struct arena *arena, struct str path, struct node *before,
                          struct str bytes, struct str version)
{
    struct diags unheard;
    diags_init(&unheard, arena);
    struct node *after = read_document(arena, path, bytes, &unheard);
    struct node *old = (struct node *)version_of(before);
    const struct node *new = after ? version_of(after) : NULL;
    if (!new || new->kind != NODE_SCALAR || !str_eq(new->text, version))
        return false;
    old->text = new->text;
    old->quoted = new->quoted;
    return str_eq(node_form(arena, before), node_form(arena, after));
}

bool contract_edit_version(struct str *out, struct arena *arena, struct str path, struct str bytes,
                           struct str version, struct diags *diags)
{
    struct spot spot;
    struct node *root = read_document(arena, path, bytes, diags);
    if (!root)
        return false;
    const struct node *old = version_of(root);
    if (contract_format_of(root) == CONTRACT_NONE) {
        diag_add(diags, DIAG_ERROR, root->place, "not a contract: neither ODCS nor DCS");
        return false;
    }
    if (node_is_null(old)) {
        diag_add(diags, DIAG_ERROR, old ? old->place : root->place, "no version is stated");
        return false;
    }
    const char *why = find_spot(&spot, bytes, old);
    struct place place = old->place;
    if (!why) {
        *out = put(arena, bytes, spot, version);
        if (!says_the_same(arena, path, root, *out, version))
            why = "the version is used elsewhere in the file, by an alias: write it out";
    }
    if (why)
        diag_add(diags, DIAG_ERROR, place, "%s", why);
    return !why;
}

/* ---- counting -------------------------------------------------------------------------------- */

static bool raise(uint64_t *part)
{
    return *part < INT64_MAX && ++*part > 0;
}

bool version_move(struct str *out, struct arena *arena, struct str from, enum bump part)
{
    struct semver v;
    if (!semver_parse(from, &v) || part == BUMP_NONE)
        return false;
    bool early = v.prerelease.len > 0;
    bool ends = part == BUMP_PATCH || (part == BUMP_MINOR && v.patch == 0) ||
                (part == BUMP_MAJOR && v.minor == 0 && v.patch == 0);
    if (!(early && ends)) {
        uint64_t *parts[] = {
            [BUMP_PATCH] = &v.patch, [BUMP_MINOR] = &v.minor, [BUMP_MAJOR] = &v.major
        };
        if (!raise(parts[part]))
            return false;
        v.patch = part == BUMP_PATCH ? v.patch : 0;
        v.minor = part == BUMP_MAJOR ? 0 : v.minor;
    }
    *out = str_fmt(arena, "%s%ju.%ju.%ju", str_starts(from, STR("v")) ? "v" : "",
                   (uintmax_t)v.major, (uintmax_t)v.minor, (uintmax_t)v.patch);
    return true;
}

/* The first part of `from` that is worth it. */
static bool raise_enough(struct str *out, struct arena *arena, struct str from,
                         const struct semver *old, enum bump needed)
{
    struct semver new;
    for (int part = BUMP_PATCH; part <= BUMP_MAJOR; part++)
        if (version_move(out, arena, from, (enum bump)part) && semver_parse(*out, &new) &&
            semver_step(old, &new) >= needed)
            return true;
    return false;
}

bool version_for(struct str *out, struct arena *arena, struct str from, enum bump needed)
{
    struct semver old;
    if (needed == BUMP_NONE || !semver_parse(from, &old))
        return false;
    if (raise_enough(out, arena, from, &old, needed))
        return true;
    /* The release that a prerelease was for is not far enough: the one behind it. */
    ptrdiff_t dash = str_find_byte(from, '-');
    return dash > 0 && raise_enough(out, arena, str_sub(from, 0, (size_t)dash), &old, needed);
}
