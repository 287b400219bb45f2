/* signers: lines of a file of allowed signers. */
#include "policy/world.h"

#define KEY "AAAAC3NzaC1lZDI1NTE5AAAAIO5u6L8jUk+HEl8X+zEfwgnzqojsSd6iaas2zrVMRhKE"

static void lines_are_folded_and_keep_their_numbers(void **state)
{
    struct world *world = *state;
    struct str out =
        signers_fold(&world->arena, STR("signers"),
                     STR("# Ann\n"
                         "Ann@Example.com,BOB@x.io namespaces=\"git,File\" ssh-ed25519 " KEY " C\n"
                         "\n"
                         "\"Two Words\"\tssh-ed25519 " KEY "\r\n"
                         "*@x.io valid-before=\"20300101\",cert-authority ssh-ed25519 " KEY),
                     &world->diags);
    assert_clean(world);
    assert_str(out, "\n"
                    "ann@example.com,bob@x.io namespaces=\"git,File\" ssh-ed25519 " KEY " C\n"
                    "\n"
                    "\"two words\"\tssh-ed25519 " KEY "\n"
                    "*@x.io valid-before=\"20300101\",cert-authority ssh-ed25519 " KEY "\n");
    assert_str(signers_fold(&world->arena, STR("signers"), STR_EMPTY, &world->diags), "");
}

static void lines_that_ssh_keygen_could_not_use(void **state)
{
    static const char *const bad[] = {
        "ann@x.io",
        "ann@x.io ssh-ed25519",
        "ssh-ed25519 " KEY,
        "ann@x.io " KEY,
        "ann@x.io ssh-rsa " KEY,
        "ann@x.io ssh-ed25519 AAAA",
        "ann@x.io ssh-ed25519 AAAAC3NzaC1lZDI1NTE5",
        "ann@x.io ssh-ed25519 " KEY "x",
        "ann@x.io ssh-ed25519 !!!!" KEY,
        "ann@x.io a=\"1\" b=\"2\" ssh-ed25519 " KEY,
        "ann@x.io a=\"1 ssh-ed25519 " KEY,
    };
    struct world *world = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        diags_init(&world->diags, &world->arena);
        (void)signers_fold(&world->arena, STR("s"), str_of(bad[i]), &world->diags);
        if (diags_count(&world->diags, DIAG_ERROR) != 1)
            fail_msg("not refused: %s", bad[i]);
        assert_int_equal(world->diags.items[0].place.line, 1);
    }
}

static void a_policy_reads_them(void **state)
{
    struct world *world = *state;
    struct mem_file files[] = {
        { .path = STR(SIGNERS_PATH), .bytes = STR("A@x.io ssh-ed25519 " KEY "\n") },
        { .path = STR(".stoplog/p.yml"),
          .bytes = STR("version: 1\napprovals: {trust: signed, pusher: certified}\n") },
    };
    world_load(world, files, 1);
    assert_clean(world);
    assert_true(world->policy.approvals.has_signers);
    assert_int_equal(world->policy.approvals.trust, TRUST_UNSET);
    assert_false(world->policy.exists); /* keys alone ask nothing */
    world_load(world, files, 2);
    assert_clean(world);
    assert_str(world->policy.approvals.signers, "a@x.io ssh-ed25519 " KEY "\n");
    assert_int_equal(world->policy.approvals.trust, TRUST_SIGNED);
    assert_true(world->policy.approvals.certified_pusher);
    files[0].bytes = STR("nobody\n");
    world_load(world, files, 2);
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(lines_are_folded_and_keep_their_numbers),
        policy_test(lines_that_ssh_keygen_could_not_use),
        policy_test(a_policy_reads_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
