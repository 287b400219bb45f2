/* people: who wrote a range of commits, under every address that base's .mailmap knows for them.
 *
 * The set only ever grows: a mailmap line, a co-author line that git would not read as a trailer, a
 * login that looks like an address all add to it. Nothing here grants anything. Must not know what
 * the addresses are asked for. */
#include "gate/approval.h"

#include "base/map.h"

/* One address; addresses of one person are a tree whose root stands for the person. */
struct address {
    struct str email;
    struct address *parent; /* NULL at the root */
    size_t size;            /* of the tree, at the root */
    bool is_seen;           /* the range or the push names it */
    struct str verb;        /* at the root: "wrote", ... ; "" = not banned */
    struct str as;          /* at the root: the address that was seen */
    struct oid commit;      /* at the root: where; none for the pusher */
};

static const struct str pushed = STR_INIT("pushed");

struct banned {
    struct arena *arena;
    struct map addresses;            /* folded e-mail -> struct address * */
    struct str login;                /* the pusher when it is not an address, folded */
    const struct address *certified; /* who may approve what he or she pushed, or NULL */
    struct {
        VEC_OF(struct str);
    } seen; /* addresses, each once */
};

static struct address *root_of(struct address *address)
{
    while (address->parent)
        address = address->parent;
    return address;
}

static struct str fold_email(struct arena *arena, struct str email)
{
    return str_lower(arena, str_trim(email));
}

static struct address *address_of(struct banned *banned, struct str email)
{
    struct str key = fold_email(banned->arena, email);
    struct address *found = map_get(&banned->addresses, key);
    if (!found) {
        found = arena_new(banned->arena, struct address);
        *found = (struct address){ .email = key, .size = 1, .verb = STR_EMPTY };
        (void)map_put(&banned->addresses, key, found);
    }
    return found;
}

static void same_person(struct banned *banned, struct str one, struct str other)
{
    struct address *a = root_of(address_of(banned, one)), *b = root_of(address_of(banned, other));
    if (a == b)
        return;
    if (a->size < b->size) {
        struct address *swap = a;
        a = b;
        b = swap;
    }
    b->parent = a;
    a->size += b->size;
}

/* The next "<...>" of *rest, without the brackets; false when there is none. */
static bool next_bracketed(struct str *rest, struct str *out)
{
    ptrdiff_t open = str_find_byte(*rest, '<');
    if (open < 0)
        return false;
    struct str inner = str_sub(*rest, (size_t)open + 1, rest->len);
    ptrdiff_t close = str_find_byte(inner, '>');
    if (close < 0)
        return false;
    *out = str_trim(str_sub(inner, 0, (size_t)close));
    *rest = str_sub(inner, (size_t)close + 1, inner.len);
    return true;
}

/* gitmailmap(5): "Proper <proper@x> Commit <commit@x>", "#" starts a comment line. The commit name
 * of the four-part form would narrow the line to one name; it is left out, which only widens. */
static void read_mailmap(struct banned *banned, struct str mailmap)
{
    struct str line;
    while (str_split(&mailmap, '\n', &line)) {
        struct str proper, commit;
        if (str_starts(line, STR("#")) || !next_bracketed(&line, &proper) ||
            !next_bracketed(&line, &commit) || proper.len == 0 || commit.len == 0)
            continue;
        same_person(banned, proper, commit);
    }
}

/* The first reason stays: commits come newest first. */
static void ban(struct banned *banned, struct str email, struct str verb, const struct oid *commit)
{
    if (str_trim(email).len == 0)
        return;
    struct address *seen = address_of(banned, email), *person = root_of(seen);
    if (!seen->is_seen)
        vec_push(banned->arena, &banned->seen, seen->email);
    seen->is_seen = true;
    if (person->verb.len > 0)
        return;
    person->verb = verb;
    person->as = seen->email;
    if (commit)
        person->commit = *commit;
}

static bool starts_fold(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq_fold(str_sub(s, 0, prefix.len), prefix);
}

static bool names_co_author(struct str line)
{
    static const struct str keys[] = { STR_INIT("co-authored-by"), STR_INIT("co-developed-by"),
                                       STR_INIT("pair-programmed-with"),
                                       STR_INIT("mob-programmed-with") };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (starts_fold(line, keys[i]))
            return true;
    return false;
}

/* Any line that names a co-author, wherever it stands: git's own reading of trailers would let a
 * stray line of prose hide one. An address on the continued line counts too. */
static void ban_co_authors(struct banned *banned, const struct commit_info *commit)
{
    struct str rest = commit->message, line;
    bool open = false; /* a co-author line whose address has not come yet */
    while (str_split(&rest, '\n', &line)) {
        struct str text = str_trim(line), email;
        bool continued = open && line.len > 0 && byte_is_space(line.ptr[0]) && text.len > 0;
        open = false;
        if (!continued && !names_co_author(text))
            continue;
        if (next_bracketed(&text, &email))
            ban(banned, email, STR("co-wrote"), &commit->id);
        else
            open = true;
    }
}

struct banned *banned_people(struct arena *arena, const struct commit_info *commits, size_t count,
                             struct str pusher, struct str mailmap)
{
    struct banned *banned = arena_new(arena, struct banned);
    *banned = (struct banned){ .arena = arena, .login = STR_EMPTY };
    map_init(&banned->addresses, arena);
    /* Persons must be whole before anybody is banned: a reason stands at the root. */
    read_mailmap(banned, mailmap);
    for (size_t i = 0; i < count; i++) {
        if (!commits[i].is_empty) {
            ban(banned, commits[i].author_email, STR("wrote"), &commits[i].id);
            ban(banned, commits[i].committer_email, STR("committed"), &commits[i].id);
        }
        ban_co_authors(banned, &commits[i]);
    }
    pusher = str_trim(pusher);
    if (str_find_byte(pusher, '@') >= 0)
        ban(banned, pusher, pushed, NULL);
    else
        banned->login = str_lower(arena, pusher);
    return banned;
}

const struct str *banned_addresses(const struct banned *banned, size_t *count)
{
    *count = banned->seen.count;
    return banned->seen.items;
}

void banned_certify(struct banned *banned, struct str signer, bool may_approve)
{
    if (!may_approve) {
        ban(banned, signer, pushed, NULL);
        return;
    }
    struct address *person = root_of(address_of(banned, signer));
    if (str_eq(person->verb, pushed))
        person->verb = STR_EMPTY;
    banned->certified = person;
}

static struct str local_part(struct str email)
{
    ptrdiff_t at = str_rfind_byte(email, '@');
    return at < 0 ? email : str_sub(email, 0, (size_t)at);
}

/* Addresses that no person reads; platforms commit under them. */
static bool is_bot(struct str email)
{
    static const struct str names[] = { STR_INIT("noreply"), STR_INIT("no-reply"),
                                        STR_INIT("donotreply"), STR_INIT("do-not-reply") };
    struct str local = local_part(email);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(local, names[i]))
            return true;
    return str_ends(local, STR("[bot]"));
}

static const struct address *person_of(const struct banned *banned, struct str folded)
{
    struct address *found = map_get(&banned->addresses, folded);
    return found ? root_of(found) : NULL;
}

/* A login is taken to be the part before the '@' of the addresses of its user. */
static bool is_login(const struct banned *banned, struct str folded)
{
    return banned->login.len > 0 && str_eq(local_part(folded), banned->login);
}

struct str banned_reason(const struct banned *banned, struct str email)
{
    struct arena *arena = banned->arena;
    struct str folded = fold_email(arena, email);
    if (is_bot(folded))
        return STR("is not the address of a person");
    const struct address *person = person_of(banned, folded);
    if (is_login(banned, folded) && !(person && person == banned->certified))
        return str_fmt(arena, "pushed this change as %.*s", STR_ARG(banned->login));
    if (!person || person->verb.len == 0)
        return STR_EMPTY;

    struct str what = STR("this change");
    if (!oid_is_none(&person->commit)) {
        struct str hex = oid_hex(arena, &person->commit);
        what = str_fmt(arena, "commit %.*s", STR_ARG(str_sub(hex, 0, 7)));
    }
    struct str why = str_fmt(arena, "%.*s %.*s", STR_ARG(person->verb), STR_ARG(what));
    if (str_eq(person->as, folded))
        return why;
    return str_fmt(arena, "%.*s as %.*s", STR_ARG(why), STR_ARG(person->as));
}

struct str banned_person(const struct banned *banned, struct str email)
{
    struct str folded = fold_email(banned->arena, email);
    const struct address *person = person_of(banned, folded);
    return person ? person->email : folded;
}
