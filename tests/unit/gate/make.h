/* make: commits, teams and a judge built by hand, for tests that must not depend on git. */
#ifndef STOPLOG_TESTS_GATE_MAKE_H
#define STOPLOG_TESTS_GATE_MAKE_H

#include "base/check.h"

#include "base/buf.h"

#include "gate/gate_private.h"

/* An id whose bytes are all `byte`; 0 gives none. */
static inline struct oid make_oid(unsigned char byte)
{
    struct oid id = { .len = byte ? 20 : 0 };
    for (size_t i = 0; i < 20 && byte; i++)
        id.bytes[i] = byte;
    return id;
}

static inline struct commit_info make_commit(unsigned char id, unsigned char tree,
                                             const char *author, const char *committer,
                                             const char *message)
{
    return (struct commit_info){ .id = make_oid(id),
                                 .tree = make_oid(tree),
                                 .author_name = STR("A"),
                                 .author_email = str_of(author),
                                 .committer_name = STR("C"),
                                 .committer_email = str_of(committer),
                                 .message = str_of(message),
                                 .encoding = STR_EMPTY };
}

/* Members given in lower case and in order, as policy_load leaves them. */
static inline struct team *make_team(struct arena *arena, const char *name,
                                     const char *const *members, size_t count)
{
    struct team *team = arena_new(arena, struct team);
    *team = (struct team){ .name = str_of(name), .contact = STR_EMPTY };
    for (size_t i = 0; i < count; i++)
        vec_push(arena, &team->members, str_of(members[i]));
    return team;
}

#endif
