/* load: what the readers of policy files share: the policy that is built, the names that are taken,
 * and the one door through which faults of the files go out. Private to this layer. */
#ifndef STOPLOG_POLICY_LOAD_H
#define STOPLOG_POLICY_LOAD_H

#include "policy/baseline.h"
#include "policy/import.h"
#include "policy/schema.h"
#include "policy/words.h"

struct lines {
    VEC_OF(struct str);
};
struct team_list {
    VEC_OF(const struct team *);
};
struct node_list {
    VEC_OF(const struct node *);
};

/* One item of `owners` before it is split into one rule per pattern. */
struct owner_draft {
    struct pattern_list models, paths, tags;
    struct team_list teams;
    unsigned approvals;
};

/* A case of `rules test` and its facts, as written. */
struct case_fact {
    enum fact_code code;
    struct str model, renamed_from, column, path, kind, contract, contract_status;
    struct lines tags, owners;
    struct {
        VEC_OF(struct consumer);
    } made_up;              /* consumers that exist only in the case */
    struct lines consumers; /* ids of all that are reached */
    uint64_t downstream;
    struct promise_state promise;
    struct place place;
};
struct rule_case {
    struct str name, ref;
    struct lines authors;
    struct {
        VEC_OF(struct case_fact);
    } facts;
    bool asks_fires, fires, asks_level, asks_asks;
    enum policy_level level;
    struct lines asks;
};

struct loader {
    struct arena *arena;
    struct pattern_set *patterns;
    struct diags *diags;
    struct policy *policy; /* NULL while the server's file is read */
    struct map taken;      /* "kind name" -> struct place * of its definition */
    struct node_list documents, rule_maps;
    size_t faults;                  /* reported so far; past FAULTS_MAX they are counted only */
    const struct policy_tree *tree; /* where imported files come from */
    struct map persons, made; /* teams of imported names: by address, by what they are made of */
    size_t imported;          /* files */
    enum status status;       /* what went wrong while imported files were read */
    struct err err;
};

/* An empty loader. policy NULL: only files without teams and rules are read. */
void loader_init(struct loader *load, struct arena *arena, struct pattern_set *patterns,
                 struct diags *diags, struct policy *policy);
/* Reports an error of a file. False when so many were reported already that it was left out; then
 * no hint may follow. */
bool load_fault(struct loader *load, struct place place, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Hint for the fault just reported: the nearest of the words, or all of them when they are few. */
void load_hint(struct loader *load, struct str word, const struct str *words, size_t count);
/* Takes a name of this kind ("team"); when it is taken already, reports both places and gives
 * false. */
bool load_take(struct loader *load, const char *kind, struct str name, struct place place);
/* Reads a file whole; one that cannot be is a fault and not is_read. Only E_IO and worse come back.
 */
enum status load_bytes(struct loader *load, const struct source *source,
                       const struct source_entry *entry, struct str *out, bool *is_read,
                       struct err *err);
/* local "@" domain, as far as a trailer can hold it. */
bool load_is_email(struct str text);
/* The team of this name; NULL after a fault with the nearest team. */
const struct team *load_team(struct loader *load, struct str name, struct place place);
/* Reports when `count` people of the team can never approve. */
void load_need_members(struct loader *load, const struct team *team, uint64_t count,
                       struct place place);
/* Index of the word in words[0..count), ASCII case folded; SIZE_MAX after a fault. */
size_t load_word(struct loader *load, const struct node *value, const char *what,
                 const struct str *words, size_t count);
/* NULL after a fault. */
const struct pattern *load_pattern(struct loader *load, enum pattern_kind kind,
                                   const struct node *value);
/* Puts the diags from this one on in the order of the files. */
void load_sort_diags(struct diags *diags, size_t from);
/* A text cut to what fits in a message. For "%.*s" with STR_ARG. */
struct str shown(struct str text);

/* Steps of policy_load, after all files were read. */
void teams_finish(struct loader *load);
void people_finish(struct loader *load);
void consumers_finish(struct loader *load);
void rules_finish(struct loader *load);
/* Reads the pack that the policy chose, where rules_finish left it out. */
void rules_add_pack(struct loader *load);
void waivers_finish(struct loader *load);

/* Reads one rule of `define` and appends it to the policy. */
void load_rule(struct loader *load, const struct node *node, struct str pack);
/* Reads `define` and `tests` of one `rules` map. pack "": the rules come from the file itself. */
void load_defined(struct loader *load, const struct node *map, struct str pack);
/* The word of a predicate in YAML. */
struct str predicate_word(enum predicate predicate);
/* Reads a case of `rules test`; false after a fault. */
bool load_case(struct loader *load, const struct node *node, struct rule_case *out);
/* Loads a built-in pack into the policy: its base pack first, then its own levels and rules. */
void pack_load(struct loader *load, struct str name);
/* The rule with this id among those read so far, or NULL. */
struct rule *policy_rule(const struct policy *policy, struct str id);
/* Reports a name that is neither a code, a slug nor a rule, with the nearest of them. */
void load_unknown_rule(struct loader *load, struct str name, struct place place);
/* Whether the name of a team or consumer is one (length, no spaces); reports when it is not. */
bool load_name(struct loader *load, const char *what, struct str name, struct place place);
/* The code that `name` means (code or slug), as canonical text; "" when it is none. */
struct str canonical_code(struct str name);
/* Whether the rule names a fatal fact at the top of its `when`: it cannot be lowered or waived. */
bool rule_is_fatal(const struct rule *rule);
/* Reads one level into an enum policy_level. */
void read_level(struct loader *load, const struct node *value, void *slot);
/* Whether one of the patterns governs the ref (full or short name); errors count as yes. */
bool refs_govern(const struct pattern *const *patterns, size_t count, struct str ref);
/* Whether the pattern names the ref, both short; one without wildcards names exactly one ref. */
enum pattern_answer ref_matches(const struct pattern *pattern, struct str name);

/* Readers named by schema.def. Each gets the address of what it fills. */
#define SCHEMA(name, what, openness)
#define FIELD(schema, key, shapes, presence, reader, where, summary)                               \
    void reader(struct loader *load, const struct node *value, void *slot);
#include "policy/schema.def"
#undef SCHEMA
#undef FIELD

#endif
