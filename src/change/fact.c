/* fact: the table of facts and what can be asked of it. Knows no model. */
#include "change/fact.h"

#include "codec/digest.h"

static const struct fact_row rows[FACT_COUNT] = {
#define FACT(code, slug, class, scope, summary)                                                    \
    [FACT_##code] = { #code, slug, summary, CLASS_##class, SCOPE_##scope },
#include "change/facts.def"
#undef FACT
};

static const char *const class_names[CLASS_COUNT] = {
    [CLASS_COSMETIC] = "cosmetic", [CLASS_METADATA] = "metadata", [CLASS_ADDITIVE] = "additive",
    [CLASS_PHYSICAL] = "physical", [CLASS_GUARD] = "guard",       [CLASS_MEANING] = "meaning",
    [CLASS_SHAPE] = "shape",       [CLASS_UNKNOWN] = "unknown",
};

const struct fact_row *fact_row(enum fact_code code)
{
    return &rows[code];
}

enum fact_code fact_find(struct str name)
{
    for (size_t i = 0; i < FACT_COUNT; i++) {
        if (str_eq_fold(name, str_of(rows[i].code)) || str_eq_fold(name, str_of(rows[i].slug)))
            return (enum fact_code)i;
    }
    return FACT_COUNT;
}

const char *fact_class_name(enum fact_class class)
{
    return class < CLASS_COUNT ? class_names[class] : "";
}

enum fact_class fact_class_find(struct str name)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        if (str_eq_fold(name, str_of(class_names[i])))
            return (enum fact_class)i;
    }
    return CLASS_COUNT;
}

enum fact_class fact_class_of(const struct fact *fact)
{
    return rows[fact->code].class;
}

struct str fact_id(struct arena *arena, const struct fact *fact)
{
    struct digest *digest = digest_new(arena);
    digest_field(digest, str_of(rows[fact->code].code));
    digest_field(digest, fact->subject);
    digest_field(digest, fact->column);
    digest_field(digest, fact->aspect);
    return str_sub(digest_end(digest, arena), 0, 12);
}
