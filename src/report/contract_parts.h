/* contract_parts: what the formats of contract.h share. */
#ifndef STOPLOG_REPORT_CONTRACT_PARTS_H
#define STOPLOG_REPORT_CONTRACT_PARTS_H

#include "codec/json.h"
#include "report/contract.h"

/* The changes of a step with the worst first, those of one effect in their own order. */
struct step_changes {
    VEC_OF(const struct promise_change *);
};
void step_sorted(struct step_changes *out, struct arena *arena, const struct contract_step *step);

/* "finance.orders.amount", "finance.orders", "the contract": what a change is about, unescaped. */
struct str promise_about(struct arena *arena, const struct promise_change *change);
/* "null loosened (required)": printable. */
struct str promise_title(struct arena *arena, const struct promise_change *change);
/* "true -> false", "was x", "" : printable, cut to max_bytes for each side. */
struct str change_sides(struct arena *arena, const struct promise_change *change, size_t max_bytes);
/* The same as a fact, for what knows facts only; about no model. */
struct fact promise_fact(const struct promise_change *change);

/* One sentence on whether the version moved far enough, with the least that would; printable. */
struct str step_version_text(struct arena *arena, const struct contract_step *step);
/* The least version that would do; "" where there is none. */
struct str step_least_version(struct arena *arena, const struct contract_step *step);
/* "Breaks readers", "May break somebody", ...: the heading of an effect. */
const char *effect_heading(enum promise_effect effect);
/* "2.1.0", "no version": printable. */
struct str version_text(struct arena *arena, struct str version);

/* The functions of contract_formats.def. */
void contract_diff_text(struct buf *out, struct arena *arena,
                        const struct contract_diff_report *diff,
                        const struct report_options *options);
void contract_diff_json(struct buf *out, struct arena *arena,
                        const struct contract_diff_report *diff,
                        const struct report_options *options);
void contract_diff_markdown(struct buf *out, struct arena *arena,
                            const struct contract_diff_report *diff,
                            const struct report_options *options);
void contract_changelog_text(struct buf *out, struct arena *arena,
                             const struct contract_changelog *log,
                             const struct report_options *options);
void contract_changelog_json(struct buf *out, struct arena *arena,
                             const struct contract_changelog *log,
                             const struct report_options *options);
void contract_changelog_markdown(struct buf *out, struct arena *arena,
                                 const struct contract_changelog *log,
                                 const struct report_options *options);
/* What a contract says of itself; null for NULL. */
struct jvalue *json_contract(const struct contract *contract);

#endif
