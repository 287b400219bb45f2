#include "base/check.h"

#include <string.h>

#include "codec/digest.h"

/* FIPS 180-2 examples. */
static void known_answers(void **state)
{
    assert_str(digest_hex(*state, STR("")),
               STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_str(digest_hex(*state, STR("abc")),
               STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    char *million = arena_alloc(*state, 1000000);
    memset(million, 'a', 1000000);
    assert_str(digest_base64(*state, STR("")), STR("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
    assert_str(digest_base64(*state, STR("abc")),
               STR("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="));
    assert_str(digest_hex(*state, (struct str){ million, 1000000 }),
               STR("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

static struct str fields(struct arena *arena, const struct str *parts, size_t count)
{
    struct digest *digest = digest_new(arena);
    for (size_t i = 0; i < count; i++)
        digest_field(digest, parts[i]);
    return digest_end(digest, arena);
}

/* A field is eight bytes of length, high byte first, and its bytes: stored digests rely on it. */
static void fields_have_a_fixed_form(void **state)
{
    const struct str parts[] = { STR("ab"), STR("") };
    assert_str(fields(*state, parts, 2),
               digest_hex(*state, STR("\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\0")));
    assert_str(fields(*state, NULL, 0), digest_hex(*state, STR("")));
}

static void boundaries_count(void **state)
{
    const struct str a[] = { STR("ab"), STR("c") }, b[] = { STR("a"), STR("bc") };
    const struct str c[] = { STR("abc") }, d[] = { STR("abc"), STR("") };
    struct str digests[] = { fields(*state, a, 2), fields(*state, b, 2), fields(*state, c, 1),
                             fields(*state, d, 2) };
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(str_eq(digests[i], digests[j]));
    assert_str(fields(*state, a, 2), digests[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(known_answers),
        arena_test(fields_have_a_fixed_form),
        arena_test(boundaries_count),
    };
    return cmocka_run_group_tests_name("codec/digest", tests, NULL, NULL);
}
