/* request: one letter to each team or person whose approval is missing: what changes for them, why
 * they are asked, which of their assumptions are at stake, and the command to answer with. One row
 * in request_formats.def, one function each. */
#ifndef STOPLOG_REPORT_REQUEST_H
#define STOPLOG_REPORT_REQUEST_H

#include "report/model.h"

enum request_format {
#define REQUEST_FORMAT(name, word, function, summary) REQUEST_FORMAT_##name,
#include "report/request_formats.def"
#undef REQUEST_FORMAT
    REQUEST_FORMAT_COUNT
};

/* All that one team or person is asked for. */
struct letter {
    struct str to;      /* team or person */
    struct str contact; /* "" = none */
    struct {
        VEC_OF(struct str);
    } people; /* addresses that may approve */
    struct {
        VEC_OF(const struct judged *);
    } needs; /* unmet, worst first */
    struct {
        VEC_OF(size_t);
    } facts;   /* indices in changes.facts, each once */
    bool must; /* something of it blocks */
};
struct letters {
    VEC_OF(struct letter); /* in the order of the first need of each */
};

/* One letter for each team or person, from the unmet needs of the view. */
void letters_of(struct letters *out, struct arena *arena, const struct view *view);
/* The word of a format; NULL past the last. */
const char *request_format_word(size_t format);
void report_request(struct buf *out, struct arena *arena, enum request_format format,
                    const struct verdict *verdict, const struct report_options *options);

/* The functions of request_formats.def. */
void report_request_text(struct buf *out, struct arena *arena, const struct view *view,
                         const struct letters *letters, const struct report_options *options);
void report_request_json(struct buf *out, struct arena *arena, const struct view *view,
                         const struct letters *letters, const struct report_options *options);

#endif
