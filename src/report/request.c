#include "report/request.h"

static const struct {
    const char *word;
    void (*write)(struct buf *, struct arena *, const struct view *, const struct letters *,
                  const struct report_options *);
} formats[] = {
#define REQUEST_FORMAT(name, word, function, summary) { word, function },
#include "report/request_formats.def"
#undef REQUEST_FORMAT
};

const char *request_format_word(size_t format)
{
    return format < REQUEST_FORMAT_COUNT ? formats[format].word : NULL;
}

/* A person by address: two of one name are not one. */
static struct str addressee(const struct requirement *requirement)
{
    bool by_address = !requirement->team && requirement->person_email.len > 0;
    return by_address ? requirement->person_email : requirement_asks(requirement);
}

static struct letter *letter_to(struct letters *letters, struct arena *arena,
                                const struct requirement *requirement)
{
    vec_for (struct letter, letter, letters)
        if (str_eq(letter->to, addressee(requirement)))
            return letter;
    struct letter *letter = vec_add(arena, letters);
    *letter = (struct letter){ .to = addressee(requirement),
                               .contact = requirement_contact(requirement) };
    return letter;
}

static void add_people(struct letter *letter, struct arena *arena, const struct judged *judged)
{
    for (size_t i = 0; i < judged->could.count; i++) {
        bool known = false;
        for (size_t at = 0; at < letter->people.count && !known; at++)
            known = str_eq(letter->people.items[at], judged->could.items[i]);
        if (!known)
            vec_push(arena, &letter->people, judged->could.items[i]);
    }
}

static void add_facts(struct letter *letter, struct arena *arena, const struct judged *judged)
{
    for (size_t i = 0; i < judged->requirement.facts.count; i++) {
        size_t fact = judged->requirement.facts.items[i];
        bool known = false;
        for (size_t at = 0; at < letter->facts.count && !known; at++)
            known = letter->facts.items[at] == fact;
        if (!known)
            vec_push(arena, &letter->facts, fact);
    }
}

void letters_of(struct letters *out, struct arena *arena, const struct view *view)
{
    *out = (struct letters){ 0 };
    for (size_t i = 0; i < view->unmet.count; i++) {
        const struct judged *judged = view->unmet.items[i];
        if (!judged_asks_people(judged))
            continue;
        struct letter *letter = letter_to(out, arena, &judged->requirement);
        letter->must = letter->must || judged->requirement.level == LEVEL_BLOCK;
        vec_push(arena, &letter->needs, judged);
        add_people(letter, arena, judged);
        add_facts(letter, arena, judged);
    }
}

void report_request(struct buf *out, struct arena *arena, enum request_format format,
                    const struct verdict *verdict, const struct report_options *options)
{
    struct view view;
    struct letters letters;
    view_of_verdict(&view, arena, verdict);
    letters_of(&letters, arena, &view);
    formats[format].write(out, arena, &view, &letters, options);
}
