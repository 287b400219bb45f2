/* loader: faults, hints and names that all readers of policy files share. */
#include "policy/load.h"

enum { FAULTS_MAX = 100, SHOWN_MAX = 60, HINT_WORDS = 20 };

void loader_init(struct loader *load, struct arena *arena, struct pattern_set *patterns,
                 struct diags *diags, struct policy *policy)
{
    *load =
        (struct loader){ .arena = arena, .patterns = patterns, .diags = diags, .policy = policy };
    map_init(&load->taken, arena);
    map_init(&load->persons, arena);
    map_init(&load->made, arena);
}

struct str shown(struct str text)
{
    return str_sub(text, 0, SHOWN_MAX);
}

/* A hostile file must not cost more than a bounded number of messages. */
bool load_fault(struct loader *load, struct place place, const char *fmt, ...)
{
    load->faults++;
    if (load->faults > FAULTS_MAX)
        return false;
    if (load->faults == FAULTS_MAX) {
        diag_add(load->diags, DIAG_ERROR, place, "too many mistakes; the rest is left out");
        return false;
    }
    va_list args;
    va_start(args, fmt);
    struct str text = str_vfmt(load->arena, fmt, args);
    va_end(args);
    diag_add(load->diags, DIAG_ERROR, place, "%.*s", STR_ARG(text));
    return true;
}

static struct str join(struct arena *arena, const struct str *words, size_t count)
{
    struct str out = STR_EMPTY;
    for (size_t i = 0; i < count; i++)
        out = str_fmt(arena, "%.*s%s%.*s", STR_ARG(out), i ? ", " : "", STR_ARG(words[i]));
    return out;
}

void load_hint(struct loader *load, struct str word, const struct str *words, size_t count)
{
    struct str near = nearest_word(word, words, count);
    if (near.len > 0) {
        diag_hint(load->diags, "did you mean \"%.*s\"?", STR_ARG(near));
    } else if (count > 0 && count <= HINT_WORDS) {
        struct str all = join(load->arena, words, count);
        diag_hint(load->diags, "one of: %.*s", STR_ARG(all));
    }
}

bool load_take(struct loader *load, const char *kind, struct str name, struct place place)
{
    struct str key = str_fmt(load->arena, "%s %.*s", kind, STR_ARG(name));
    const struct place *first = map_get(&load->taken, key);
    if (first) {
        struct str cut = shown(name);
        if (load_fault(load, place, "%s%s%.*s%s is already defined at %.*s:%u:%u", kind,
                       name.len ? " \"" : "", STR_ARG(cut), name.len ? "\"" : "",
                       STR_ARG(first->path), first->line, first->column))
            diag_hint(load->diags, "keep one of the two");
        return false;
    }
    struct place *copy = arena_new(load->arena, struct place);
    *copy = place;
    map_put(&load->taken, key, copy);
    return true;
}

const struct team *load_team(struct loader *load, struct str name, struct place place)
{
    const struct team *team = policy_team(load->policy, name);
    if (team)
        return team;
    struct str cut = shown(name);
    if (!load_fault(load, place, "unknown team \"%.*s\"", STR_ARG(cut)))
        return NULL;
    size_t count = load->policy->teams.count;
    struct str *names = arena_array(load->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++)
        names[i] = load->policy->teams.items[i].name;
    load_hint(load, name, names, count);
    return NULL;
}

void load_need_members(struct loader *load, const struct team *team, uint64_t count,
                       struct place place)
{
    if (count <= team->members.count)
        return;
    struct str cut = shown(team->name);
    if (!load_fault(load, place,
                    "requirement that nobody can meet: %llu must approve, and team \"%.*s\" has "
                    "%zu member%s",
                    (unsigned long long)count, STR_ARG(cut), team->members.count,
                    team->members.count == 1 ? "" : "s"))
        return;
    diag_hint(load->diags, "the team is defined at %.*s:%u", STR_ARG(team->place.path),
              team->place.line);
}

size_t load_word(struct loader *load, const struct node *value, const char *what,
                 const struct str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq_fold(words[i], value->text))
            return i;
    struct str cut = shown(value->text);
    if (load_fault(load, value->place, "unknown %s \"%.*s\"", what, STR_ARG(cut)))
        load_hint(load, value->text, words, count);
    return SIZE_MAX;
}

const struct pattern *load_pattern(struct loader *load, enum pattern_kind kind,
                                   const struct node *value)
{
    struct err err;
    const struct pattern *pattern = NULL;
    if (pattern_compile(load->patterns, kind, value->text, &pattern, &err) == OK)
        return pattern;
    load_fault(load, value->place, "%s", err.text);
    return NULL;
}

static int by_place(const void *a, const void *b)
{
    const struct place *x = &((const struct diag *)a)->place;
    const struct place *y = &((const struct diag *)b)->place;
    int order = str_cmp(x->path, y->path);
    if (order)
        return order;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return str_cmp(((const struct diag *)a)->text, ((const struct diag *)b)->text);
}

void load_sort_diags(struct diags *diags, size_t from)
{
    if (diags && diags->count > from)
        qsort(diags->items + from, diags->count - from, sizeof *diags->items, by_place);
}
