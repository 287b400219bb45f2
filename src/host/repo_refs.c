/* repo_refs: names and what they point to now.
 *
 * Symbolic refs are followed step by step, never by libgit2's resolve, so that the final name is
 * known even when nothing exists under it. Under GIT_NAMESPACE every name is looked up, and
 * reported, as the client of that namespace sees it. */
#include "host/repo_private.h"

#include <stdlib.h>

#include <git2.h>

#include "base/limits.h"

/* The name in the repository of a name inside the namespace, as a C string. */
static const char *inside(const struct repo *repo, struct str ref)
{
    return str_concat(repo->arena, repo->ref_prefix, ref).ptr;
}

static struct str outside(const struct repo *repo, struct str ref)
{
    bool ours = str_starts(ref, repo->ref_prefix);
    return str_dup(repo->arena, ours ? str_sub(ref, repo->ref_prefix.len, ref.len) : ref);
}

/* *out is NULL when there is no such ref. */
static enum status ref_lookup(struct repo *repo, struct str ref, git_reference **out,
                              struct err *err)
{
    *out = NULL;
    if (str_find_byte(ref, '\0') >= 0)
        return err_set(err, E_INPUT, "a ref name with a NUL byte");
    int rc = git_reference_lookup(out, repo->handle, inside(repo, ref));
    if (rc == 0 || rc == GIT_ENOTFOUND)
        return OK;
    if (rc == GIT_EINVALIDSPEC)
        return err_set(err, E_INPUT, "%.*s is not a ref name", STR_ARG(path_shown(ref)));
    return library_failed(err, E_IO, "ref %.*s", STR_ARG(path_shown(ref)));
}

/* Follows symbolic refs; *value is none when nothing exists under the final name. */
static enum status ref_follow(struct repo *repo, struct str ref, struct str *final,
                              struct oid *value, struct err *err)
{
    *final = ref;
    *value = (struct oid){ .len = 0 };
    for (size_t step = 0; step <= LIMIT_symref_depth; step++) {
        git_reference *found;
        TRY(ref_lookup(repo, *final, &found, err));
        if (!found)
            return OK;
        const char *target = git_reference_symbolic_target(found);
        if (target)
            *final = outside(repo, str_of(target));
        else
            *value = oid_from_library(git_reference_target(found));
        git_reference_free(found);
        if (!target)
            return OK;
    }
    return err_set(err, E_LIMIT, "%.*s: more than %zu symbolic refs in a row (limit symref_depth)",
                   STR_ARG(path_shown(ref)), LIMIT_symref_depth);
}

enum status repo_ref_final(struct repo *repo, struct str ref, struct str *out, struct err *err)
{
    struct oid value;
    TRY(ref_follow(repo, ref, out, &value, err));
    *out = str_dup(repo->arena, *out);
    return OK;
}

enum status repo_ref_value(struct repo *repo, struct str ref, struct oid *out, struct err *err)
{
    struct str final;
    TRY(ref_follow(repo, ref, &final, out, err));
    if (oid_is_none(out))
        return err_set(err, E_NOTFOUND, "%.*s does not exist", STR_ARG(path_shown(ref)));
    return OK;
}

enum status repo_head_ref(struct repo *repo, struct str *out, struct err *err)
{
    struct str head = STR("HEAD");
    TRY(repo_ref_final(repo, head, out, err));
    if (str_eq(*out, head))
        *out = STR_EMPTY;
    return OK;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct ref_value *)a)->ref, ((const struct ref_value *)b)->ref);
}

/* A symbolic ref to nothing has no value and is left out, as in git for-each-ref. */
static enum status ref_add(struct repo *repo, const git_reference *ref, struct ref_values *out,
                           struct err *err)
{
    struct str name = outside(repo, str_of(git_reference_name(ref)));
    struct oid value = { .len = 0 };

    if (git_reference_type(ref) == GIT_REFERENCE_DIRECT) {
        value = oid_from_library(git_reference_target(ref));
    } else {
        struct str final;
        TRY(ref_follow(repo, name, &final, &value, err));
    }
    if (!oid_is_none(&value))
        vec_push(repo->arena, out, (struct ref_value){ name, value });
    return OK;
}

static enum status refs_collect(struct repo *repo, git_reference_iterator *iterator,
                                struct ref_values *out, struct err *err)
{
    git_reference *ref;
    int rc;

    while ((rc = git_reference_next(&ref, iterator)) == 0) {
        enum status status = ref_add(repo, ref, out, err);
        git_reference_free(ref);
        TRY(status);
    }
    return rc == GIT_ITEROVER ? OK : library_failed(err, E_IO, "reading refs");
}

/* Bytes that no ref name may hold but a pattern gives a meaning to (git-check-ref-format). */
static bool is_literal(struct str prefix)
{
    for (size_t i = 0; i < prefix.len; i++)
        if (prefix.ptr[i] == '*' || prefix.ptr[i] == '?' || prefix.ptr[i] == '[' ||
            prefix.ptr[i] == '\\' || prefix.ptr[i] == '\0')
            return false;
    return true;
}

enum status repo_refs(struct repo *repo, struct str prefix, struct ref_values *out, struct err *err)
{
    git_reference_iterator *iterator;

    *out = (struct ref_values){ 0 };
    if (!is_literal(prefix))
        return OK;
    const char *glob = str_concat(repo->arena, str_of(inside(repo, prefix)), STR("*")).ptr;
    if (git_reference_iterator_glob_new(&iterator, repo->handle, glob) < 0)
        return library_failed(err, E_IO, "reading refs");
    enum status status = refs_collect(repo, iterator, out, err);
    git_reference_iterator_free(iterator);
    if (out->count > 0)
        qsort(out->items, out->count, sizeof *out->items, by_name);
    return status;
}

enum status repo_revision(struct repo *repo, struct str revision, struct oid *commit,
                          struct err *err)
{
    struct str shown = path_shown(revision);
    git_object *object;

    if (revision.len == 0 || str_find_byte(revision, '\0') >= 0)
        return err_set(err, E_INPUT, "an empty revision");
    int rc = git_revparse_single(&object, repo->handle, str_dup(repo->arena, revision).ptr);
    if (rc == GIT_EAMBIGUOUS)
        return err_set(err, E_INPUT, "%.*s names several objects; use more digits", STR_ARG(shown));
    if (rc == GIT_ENOTFOUND || rc == GIT_EINVALIDSPEC)
        return err_set(err, E_INPUT, "%.*s names no commit of this repository", STR_ARG(shown));
    if (rc < 0)
        return library_failed(err, E_INPUT, "%.*s", STR_ARG(shown));
    struct oid id = oid_from_library(git_object_id(object));
    git_object_free(object);
    return repo_peel_commit(repo, &id, commit, err);
}
