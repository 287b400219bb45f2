/* import_codeowners: CODEOWNERS as GitHub and GitLab read it.
 *
 * Where the two skip a line in silence (a pattern they do not know, an owner that is none), the
 * line is a fault here: nobody should believe in an owner who will never be asked. */
#include "policy/importer.h"

#include "base/buf.h"
#include "base/limits.h"
#include "codec/utf8.h"

struct section {
    struct str name; /* folded; "" = before the first header */
    bool optional;
    unsigned approvals;
};

struct entry {
    struct import_rule rule;
    bool excludes;
    size_t order;
};

struct codeowners {
    struct import_run *run;
    bool gitlab;
    struct {
        VEC_OF(struct section);
    } sections;
    struct {
        VEC_OF(struct entry);
    } entries;
    struct map by_name; /* section name -> index + 1, as a pointer to size_t */
    unsigned section;
    struct import_names defaults; /* of the section's header */
};

/* A line on its way through. */
struct line {
    struct str text;
    size_t at;
    uint32_t number;
};

static struct place place_in(const struct codeowners *file, const struct line *line)
{
    return import_place(file->run, line->number, line->at);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip_blanks(struct line *line)
{
    while (line->at < line->text.len && is_blank(line->text.ptr[line->at]))
        line->at++;
}

/* Up to the next blank that no backslash stands before. */
static struct str next_word(struct line *line)
{
    size_t from = line->at;
    while (line->at < line->text.len && !is_blank(line->text.ptr[line->at]))
        line->at += line->text.ptr[line->at] == '\\' && line->at + 1 < line->text.len ? 2 : 1;
    return str_sub(line->text, from, line->at - from);
}

/* ---- patterns ---- */

static bool all_stars(struct str part)
{
    for (size_t i = 0; i < part.len; i++)
        if (part.ptr[i] != '*')
            return false;
    return part.len > 1;
}

/* One part between slashes, as a path glob: several stars are one there, braces are letters. */
static void add_part(struct buf *out, struct str part)
{
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        if (c == '*' && i > 0 && part.ptr[i - 1] == '*')
            continue;
        if (c == '{' || c == '}')
            buf_byte(out, '\\');
        buf_byte(out, c);
        if (c == '\\' && i + 1 < part.len)
            buf_byte(out, part.ptr[++i]);
    }
}

/* The pattern without its slashes at both ends, tied to the top or not. `deep`: "**" at the end
 * crosses parts. */
static void add_parts(struct buf *out, struct str text, bool tied, bool deep)
{
    struct str part;
    buf_puts(out, tied ? "/" : "**/");
    for (bool more = str_split(&text, '/', &part); more;) {
        struct str here = part;
        more = str_split(&text, '/', &part);
        if (all_stars(here) && (more || deep))
            buf_puts(out, "**");
        else
            add_part(out, here);
        if (more)
            buf_byte(out, '/');
    }
}

/* As in gitignore: a slash at the front or in the middle ties to the top; what names a folder owns
 * all below it, but "x/" followed by a lone star only what lies directly in x. */
static struct str github_glob(struct arena *arena, struct str word)
{
    struct buf out;
    bool folder = str_ends(word, STR("/")), tied = str_starts(word, STR("/"));
    struct str text = str_sub(word, tied, word.len - tied);
    text = folder && text.len > 0 ? str_sub(text, 0, text.len - 1) : text;
    tied = tied || str_find_byte(text, '/') >= 0;
    struct str last = path_base(text);
    buf_init(&out, arena, SIZE_MAX);
    add_parts(&out, text, tied, true);
    if (folder)
        buf_byte(&out, '/');
    else if (!str_eq(last, STR("*")) && !all_stars(last))
        buf_puts(&out, "{,/**}");
    return buf_str(&out);
}

/* As in fnmatch on the path from the top: without a slash at the front it may begin in any folder,
 * with one at the end it means all below, and nothing else does. */
static struct str gitlab_glob(struct arena *arena, struct str word)
{
    struct buf out;
    bool folder = str_ends(word, STR("/")), tied = str_starts(word, STR("/"));
    struct str text = str_sub(word, tied, word.len - tied);
    text = folder && text.len > 0 ? str_sub(text, 0, text.len - 1) : text;
    buf_init(&out, arena, SIZE_MAX);
    add_parts(&out, text, tied, false);
    if (folder)
        buf_byte(&out, '/');
    return buf_str(&out);
}

/* A pattern that GitHub would skip, or "" when it is in order. */
static const char *github_fault(struct str word)
{
    if (word.ptr[0] == '!')
        return "GitHub skips a line that begins with \"!\"";
    if (str_starts(word, STR("\\#")))
        return "GitHub skips a line that begins with \"\\#\"";
    for (size_t i = 0; i < word.len; i++) {
        if (word.ptr[i] == '\\')
            i++;
        else if (word.ptr[i] == '[' || word.ptr[i] == ']')
            return "GitHub knows no \"[ ]\" in CODEOWNERS and skips this line";
    }
    return "";
}

/* ---- owners ---- */

static bool has_at(struct str text)
{
    return str_find_byte(text, '@') >= 0;
}

static void bad_owner(struct codeowners *file, struct place place, struct str word)
{
    struct str cut = shown(word);
    if (load_fault(file->run->load, place, "\"%.*s\" is no owner", STR_ARG(cut)))
        diag_hint(file->run->load->diags, "an owner is @name, @group/name or an address%s",
                  file->gitlab ? "" : "; a blank in a path is written \"\\ \"");
}

/* The rest of a line: names, then perhaps a comment. False after a fault. */
static bool read_names(struct codeowners *file, struct line *line, struct import_names *names)
{
    for (skip_blanks(line); line->at < line->text.len; skip_blanks(line)) {
        struct place place = place_in(file, line);
        struct str rest = str_sub(line->text, line->at, line->text.len);
        if (rest.ptr[0] == '#') {
            if (!file->gitlab || !has_at(rest))
                return true;
            load_fault(file->run->load, place, "GitLab takes the names in this comment for owners");
            return false;
        }
        struct str word = next_word(line);
        if (!has_at(word) || word.len < 2 || (word.ptr[0] != '@' && !load_is_email(word))) {
            bad_owner(file, place, word);
            return false;
        }
        vec_push(file->run->load->arena, names,
                 (struct import_name){ .text = word, .other = STR_EMPTY, .place = place });
    }
    return true;
}

/* ---- sections of GitLab ---- */

static unsigned section_named(struct codeowners *file, struct str name)
{
    struct arena *arena = file->run->load->arena;
    struct str folded = utf8_fold(arena, name);
    size_t *index = map_get(&file->by_name, folded);
    if (index)
        return (unsigned)*index;
    index = arena_new(arena, size_t);
    *index = file->sections.count;
    map_put(&file->by_name, folded, index);
    vec_push(arena, &file->sections,
             (struct section){ .name = folded, .optional = true, .approvals = 1 });
    return (unsigned)*index;
}

/* What stands between brackets, from the opening one; false when there is no closing one. */
static bool bracketed(struct line *line, struct str *out)
{
    struct str rest = str_sub(line->text, line->at, line->text.len);
    ptrdiff_t end = str_find_byte(rest, ']');
    if (rest.len == 0 || rest.ptr[0] != '[' || end < 0)
        return false;
    *out = str_sub(rest, 1, (size_t)end - 1);
    line->at += (size_t)end + 1;
    return true;
}

static bool read_digits(struct str digits, unsigned *out)
{
    unsigned count = 0;
    for (size_t i = 0; i < digits.len; i++) {
        if (!byte_is_digit(digits.ptr[i]) || i > 2)
            return false;
        count = count * 10 + (unsigned)(digits.ptr[i] - '0');
    }
    *out = count > 0 ? count : 1;
    return digits.len > 0;
}

/* header := ["^"] "[" name "]" ["[" digits "]"] owners. A section that comes again goes on; it is
 * optional only where it always is. */
static void read_header(struct codeowners *file, struct line *line)
{
    struct str name, digits;
    struct place place = place_in(file, line);
    bool optional = line->text.ptr[line->at] == '^';
    unsigned approvals = 1;
    line->at += optional;
    bool good = bracketed(line, &name) && str_trim(name).len > 0;
    if (good && line->at < line->text.len && line->text.ptr[line->at] == '[')
        good = bracketed(line, &digits) && read_digits(digits, &approvals);
    if (!good || (line->at < line->text.len && !is_blank(line->text.ptr[line->at]))) {
        load_fault(file->run->load, place,
                   "the header of a section is \"[name]\", \"^[name]\" or \"[name][2]\"; GitLab "
                   "takes this line for a path");
        return;
    }
    file->defaults = (struct import_names){ 0 };
    file->section = section_named(file, str_trim(name));
    struct section *section = &file->sections.items[file->section];
    section->optional = section->optional && optional;
    if (approvals > section->approvals)
        section->approvals = approvals;
    read_names(file, line, &file->defaults);
}

/* ---- lines ---- */

static void read_entry(struct codeowners *file, struct line *line)
{
    struct loader *load = file->run->load;
    struct entry entry = { .order = file->entries.count };
    entry.rule = (struct import_rule){ .within = STR_EMPTY,
                                       .section = file->section,
                                       .place = place_in(file, line) };
    entry.excludes = file->gitlab && line->text.ptr[line->at] == '!';
    line->at += entry.excludes;
    struct str word = next_word(line);
    const char *fault = file->gitlab ? "" : github_fault(word);
    if (word.len == 0 || str_eq(word, STR("/")))
        fault = "there is no path";
    if (*fault) {
        if (load_fault(load, entry.rule.place, "%s", fault) && !file->gitlab)
            diag_hint(load->diags,
                      "if it is GitLab's: say \"format: gitlab\" where it is imported");
        return;
    }
    if (!read_names(file, line, &entry.rule.owners))
        return;
    if (entry.excludes)
        entry.rule.owners = (struct import_names){ 0 };
    else if (entry.rule.owners.count == 0)
        entry.rule.owners = file->defaults;
    entry.rule.text =
        file->gitlab ? gitlab_glob(load->arena, word) : github_glob(load->arena, word);
    vec_push(load->arena, &file->entries, entry);
}

/* "[name]" with nothing glued to it; "[ab].sql" is a path. */
static bool is_header(const struct line *line)
{
    struct str rest = str_sub(line->text, line->at, line->text.len);
    if (str_starts(rest, STR("^[")))
        return true;
    ptrdiff_t end = str_find_byte(rest, ']');
    char after = end >= 0 && (size_t)end + 1 < rest.len ? rest.ptr[end + 1] : ' ';
    return str_starts(rest, STR("[")) && end > 0 && (is_blank(after) || after == '[');
}

/* A header that is not closed is a fault and no path. */
static bool opens_header(const struct line *line)
{
    struct str rest = str_sub(line->text, line->at, line->text.len);
    return str_starts(rest, STR("[")) && str_find_byte(rest, ']') < 0;
}

static bool open_line(struct line *line, struct str text, uint32_t number)
{
    *line = (struct line){ .text = text, .number = number };
    while (line->text.len > 0 && byte_is_space(line->text.ptr[line->text.len - 1]))
        line->text.len--;
    skip_blanks(line);
    return line->at < line->text.len && line->text.ptr[line->at] != '#';
}

static void read_line_of(struct codeowners *file, struct line *line)
{
    if (!utf8_valid(line->text))
        load_fault(file->run->load, place_in(file, line), "this line is not UTF-8 text");
    else if (file->gitlab && (is_header(line) || opens_header(line)))
        read_header(file, line);
    else
        read_entry(file, line);
}

/* Sections and roles are GitLab's alone, and so is its folder. */
static bool is_gitlab(const struct import_run *run, struct str bytes)
{
    struct str text;
    struct line line;
    if (run->import->format != SYNTAX_BY_CONTENT)
        return run->import->format == SYNTAX_GITLAB;
    if (str_starts(run->path, STR(".gitlab/")))
        return true;
    while (str_split(&bytes, '\n', &text)) {
        if (!open_line(&line, text, 1))
            continue;
        if (is_header(&line) || str_find(line.text, STR(" @@")) >= 0)
            return true;
    }
    return false;
}

static int by_section(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->rule.section != y->rule.section)
        return x->rule.section < y->rule.section ? -1 : 1;
    if (x->excludes != y->excludes)
        return x->excludes ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Section by section; exclusions last, since nothing in a section comes back after them. */
static void give_entries(struct codeowners *file)
{
    if (file->entries.count > 0)
        qsort(file->entries.items, file->entries.count, sizeof *file->entries.items, by_section);
    for (size_t i = 0; i < file->entries.count; i++) {
        struct import_rule *rule = &file->entries.items[i].rule;
        const struct section *section = &file->sections.items[rule->section];
        rule->optional = section->optional;
        rule->approvals = section->approvals;
        import_rule(file->run, rule);
    }
}

void import_codeowners(struct import_run *run)
{
    struct codeowners file = { .run = run };
    struct str bytes = run->bytes, text;
    struct line line;
    uint32_t number = 0;
    ptrdiff_t nul = str_find_byte(bytes, '\0');
    if (bytes.len > LIMIT_codeowners_bytes || nul >= 0) {
        load_fault(run->load,
                   nul >= 0 ? place_at(run->path, bytes, (size_t)nul) : import_place(run, 1, 0),
                   "%s",
                   nul >= 0 ? "a NUL byte is not allowed"
                            : "the file is too large (limit codeowners_bytes)");
        return;
    }
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_sub(bytes, 3, bytes.len);
    file.gitlab = is_gitlab(run, bytes);
    map_init(&file.by_name, run->load->arena);
    file.section = section_named(&file, STR_EMPTY);
    file.sections.items[0].optional = false;
    while (str_split(&bytes, '\n', &text))
        if (open_line(&line, text, ++number))
            read_line_of(&file, &line);
    map_release(&file.by_name);
    import_say(run, file.gitlab ? STR("gitlab") : STR("github"));
    give_entries(&file);
}
