#include "gate/make.h"

static struct str reason(struct arena *arena, struct commit_info commit, const char *pusher,
                         const char *mailmap, const char *email)
{
    struct banned *banned = banned_people(arena, &commit, 1, str_of(pusher), str_of(mailmap));
    return banned_reason(banned, str_of(email));
}

static void authors_committers_and_co_authors_may_not_approve(void **state)
{
    struct arena *arena = *state;
    static const char message[] = "Change\n\nCo-authored-by: Dora <dora@x.io>\n";
    static const struct {
        const char *email, *why;
    } cases[] = {
        { "ann@x.io", "wrote commit 0101010" },
        { "ANN@X.io", "wrote commit 0101010" },
        { "bob@x.io", "committed commit 0101010" },
        { "dora@x.io", "co-wrote commit 0101010" },
        { "eve@x.io", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_str(reason(arena, make_commit(1, 2, " Ann@x.io", "bob@x.io", message), "", "",
                          cases[i].email),
                   str_of(cases[i].why));
}

/* Lines that git does not read as trailers ban all the same. */
static void co_authors_are_found_wherever_they_stand(void **state)
{
    struct arena *arena = *state;
    static const char *const messages[] = {
        "T\n\nCo-authored-by: Dora <dora@x.io>\n\nmore prose after it\n",
        "T\n\nco-AUTHORED-by:Dora <DORA@x.io>\nThis prose voids the block.\n",
        "T\n\nCo-authored-by: Dora\n <dora@x.io>\n",
        "T\n\n  Co-authored-by: Dora <dora@x.io>\r\n",
        "T\n\nCo-developed-by: Dora <dora@x.io>\n",
        "T\n\nPair-programmed-with: Dora <dora@x.io>\n",
    };
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        assert_str(
            reason(arena, make_commit(1, 2, "a@x.io", "a@x.io", messages[i]), "", "", "dora@x.io"),
            STR("co-wrote commit 0101010"));
}

static void an_empty_commit_makes_nobody_an_author(void **state)
{
    struct arena *arena = *state;
    struct commit_info commit =
        make_commit(1, 2, "ann@x.io", "ann@x.io", "Approve\n\nCo-authored-by: D <dora@x.io>\n");
    commit.is_empty = true;
    assert_str(reason(arena, commit, "", "", "ann@x.io"), STR_EMPTY);
    assert_str(reason(arena, commit, "", "", "dora@x.io"), STR("co-wrote commit 0101010"));
}

static void the_pusher_may_not_approve(void **state)
{
    struct arena *arena = *state;
    struct commit_info commit = make_commit(1, 2, "ann@x.io", "ann@x.io", "T");
    assert_str(reason(arena, commit, "Bob@X.io", "", "bob@x.io"), STR("pushed this change"));
    assert_str(reason(arena, commit, "BOB", "", "bob@x.io"), STR("pushed this change as bob"));
    assert_str(reason(arena, commit, "bo", "", "bob@x.io"), STR_EMPTY);
    assert_str(reason(arena, commit, "", "", "bob@x.io"), STR_EMPTY);
}

static void a_mailmap_only_widens(void **state)
{
    struct arena *arena = *state;
    struct commit_info commit = make_commit(1, 2, "ann@old.io", "ann@old.io", "T");
    static const char map[] = "# Ann <eve@x.io> <ann@old.io>\n"
                              "Ann <ann@x.io> <ann@old.io>\n"
                              "<ann@home.io> Ann <ANN@x.io>\r\n"
                              "Name Only <ann@old.io>\n"
                              "broken <a\n<> <ann@old.io>\n";
    assert_str(reason(arena, commit, "", map, "ann@x.io"),
               STR("wrote commit 0101010 as ann@old.io"));
    assert_str(reason(arena, commit, "", map, "ann@home.io"),
               STR("wrote commit 0101010 as ann@old.io"));
    assert_str(reason(arena, commit, "", map, "ann@old.io"), STR("wrote commit 0101010"));
    assert_str(reason(arena, commit, "", map, "eve@x.io"), STR_EMPTY);
}

static void addresses_of_one_person_are_one(void **state)
{
    struct arena *arena = *state;
    struct banned *banned =
        banned_people(arena, NULL, 0, STR_EMPTY, STR("A <a@x.io> <a@y.io>\nA <a@x.io> <a@z.io>\n"));
    assert_str(banned_person(banned, STR("A@y.io")), banned_person(banned, STR("a@z.io")));
    assert_str(banned_person(banned, STR("Other@x.io")), STR("other@x.io"));
}

static void addresses_of_no_person_may_not_approve(void **state)
{
    struct arena *arena = *state;
    struct banned *banned = banned_people(arena, NULL, 0, STR_EMPTY, STR_EMPTY);
    assert_true(banned_reason(banned, STR("noreply@github.com")).len > 0);
    assert_true(banned_reason(banned, STR("NoReply@corp.io")).len > 0);
    assert_true(banned_reason(banned, STR("49+dependabot[bot]@users.noreply.github.com")).len > 0);
    assert_str(banned_reason(banned, STR("49+ann@users.noreply.github.com")), STR_EMPTY);
}

/* A long chain of mailmap lines stays cheap: persons are joined by size. */
static void a_long_mailmap_is_no_trap(void **state)
{
    struct arena *arena = *state;
    struct buf map;
    buf_init(&map, arena, 16u << 20);
    for (int i = 0; i < 50000; i++)
        buf_printf(&map, "<p%d@x.io> <p%d@x.io>\n", i, i + 1);
    struct commit_info commit = make_commit(1, 2, "p0@x.io", "p0@x.io", "T");
    struct banned *banned = banned_people(arena, &commit, 1, STR_EMPTY, buf_str(&map));
    assert_true(banned_reason(banned, STR("p50000@x.io")).len > 0);
}

static struct str certified(struct arena *arena, const char *author, const char *pusher,
                            const char *mailmap, bool may, const char *email)
{
    struct commit_info commit = make_commit(1, 2, author, author, "T");
    struct banned *banned = banned_people(arena, &commit, 1, str_of(pusher), str_of(mailmap));
    banned_certify(banned, STR("Ann@x.io"), may);
    return banned_reason(banned, str_of(email));
}

/* Who signed the push certificate pushed; a policy may let that person approve, but not an author.
 */
static void a_certificate_names_the_pusher(void **state)
{
    struct arena *arena = *state;
    static const char map[] = "<ann@x.io> <a@home.io>\n";
    assert_str(certified(arena, "carl@x.io", "", "", false, "ann@x.io"), STR("pushed this change"));
    assert_str(certified(arena, "carl@x.io", "", "", true, "ann@x.io"), STR_EMPTY);
    assert_str(certified(arena, "carl@x.io", "ann", "", true, "ann@x.io"), STR_EMPTY);
    assert_str(certified(arena, "carl@x.io", "ann", "", true, "ann@y.io"),
               STR("pushed this change as ann"));
    assert_str(certified(arena, "carl@x.io", "a@home.io", map, true, "ann@x.io"), STR_EMPTY);
    assert_str(certified(arena, "carl@x.io", "bob@x.io", "", true, "bob@x.io"),
               STR("pushed this change"));
    assert_str(certified(arena, "ann@x.io", "", "", true, "ann@x.io"), STR("wrote commit 0101010"));
    assert_str(certified(arena, "a@home.io", "ann@x.io", map, true, "ann@x.io"),
               STR("wrote commit 0101010 as a@home.io"));
    assert_str(certified(arena, "carl@x.io", "", map, false, "a@home.io"),
               STR("pushed this change as ann@x.io"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(authors_committers_and_co_authors_may_not_approve),
        arena_test(co_authors_are_found_wherever_they_stand),
        arena_test(an_empty_commit_makes_nobody_an_author),
        arena_test(the_pusher_may_not_approve),
        arena_test(a_mailmap_only_widens),
        arena_test(addresses_of_one_person_are_one),
        arena_test(addresses_of_no_person_may_not_approve),
        arena_test(a_long_mailmap_is_no_trap),
        arena_test(a_certificate_names_the_pusher),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
