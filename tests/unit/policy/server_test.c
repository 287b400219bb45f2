/* server: the administrator's file. */
#include "policy/world.h"

static void parse(struct world *world, struct server *server, const char *text)
{
    diags_init(&world->diags, &world->arena);
    server_parse(server, &world->arena, STR("/etc/stoplog/stoplog.yml"), str_of(text),
                 world->patterns, &world->diags);
}

static void defaults(void **state)
{
    struct world *world = *state;
    struct server server;
    parse(world, &server, "version: 1\n");
    assert_clean(world);
    assert_true(server.exists);
    assert_int_equal(server.mode, SERVER_ENFORCE);
    assert_false(server.require_policy);
    assert_int_equal(server.cpu_seconds, 0);
    assert_str(server.pusher_env, "");
    assert_str(server.path, "/etc/stoplog/stoplog.yml");
    assert_false(server_governs(&server, STR("refs/heads/main")));
}

static void all_keys(void **state)
{
    struct world *world = *state;
    struct server server;
    parse(world, &server,
          "version: 1\nmode: observe\nrefs: [main, 'release/*']\n"
          "pusher_env: GL_USERNAME\nrequire_policy: yes\ncpu_seconds: 5\n"
          "trust: signed\nsigners: /etc/stoplog/signers\nrevoked_signers: /etc/stoplog/gone\n");
    assert_clean(world);
    assert_int_equal(server.mode, SERVER_OBSERVE);
    assert_true(server.require_policy);
    assert_int_equal(server.cpu_seconds, 5);
    assert_str(server.pusher_env, "GL_USERNAME");
    assert_int_equal(server.trust, TRUST_SIGNED);
    assert_str(server.signers, "/etc/stoplog/signers");
    assert_str(server.revoked_signers, "/etc/stoplog/gone");
    assert_true(server_governs(&server, STR("refs/heads/release/2")));
    assert_false(server_governs(&server, STR("refs/heads/dev")));
}

static void mistakes(void **state)
{
    struct world *world = *state;
    struct server server;
    parse(world, &server,
          "version: 1\nmode: watch\nrefs: []\npusher_env: 1X\n"
          "require_policy: perhaps\ncpu_seconds: 31\nmemory: 1\n");
    assert_string_equal(
        world_diags(world),
        "/etc/stoplog/stoplog.yml:2:7: error: unknown mode \"watch\" [one of: enforce, observe]\n"
        "/etc/stoplog/stoplog.yml:3:7: error: \"refs\" of the server's file must be a text or a "
        "list, not an empty list\n"
        "/etc/stoplog/stoplog.yml:4:13: error: \"1X\" is not the name of an environment variable\n"
        "/etc/stoplog/stoplog.yml:5:17: error: \"require_policy\" must be true or false, not "
        "\"perhaps\"\n"
        "/etc/stoplog/stoplog.yml:6:14: error: \"cpu_seconds\" must be a number from 1 to 30, not "
        "\"31\"\n"
        "/etc/stoplog/stoplog.yml:7:1: error: unknown key \"memory\" in the server's file [one of: "
        "version, mode, refs, pusher_env, require_policy, trust, signers, revoked_signers, "
        "override, audit_log, bootstrap, cpu_seconds]\n");
    parse(world, &server, "version: 1\noverride: carol\naudit_log: log\n");
    assert_string_equal(
        world_diags(world),
        "/etc/stoplog/stoplog.yml:1:1: error: \"override\" needs \"audit_log\": a path to write "
        "to\n"
        "/etc/stoplog/stoplog.yml:3:12: error: \"log\" must be a path that begins with /\n");
    parse(world, &server,
          "version: 1\noverride: [carol, r@x.io]\naudit_log: /log\nbootstrap: zoe\n");
    assert_clean(world);
    assert_int_equal(server.override.count, 2);
    assert_str(server.override.items[1], "r@x.io");
    assert_str(server.bootstrap.items[0], "zoe");
    assert_str(server.audit_log, "/log");
    parse(world, &server, "version: 1\ncpu_seconds: 30\n");
    assert_clean(world);
    parse(world, &server, "mode: enforce\n");
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
    parse(world, &server, "");
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
    parse(world, &server, "- x\n");
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
    parse(world, &server, "a: [\n");
    assert_int_equal(diags_count(&world->diags, DIAG_ERROR), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        policy_test(defaults),
        policy_test(all_keys),
        policy_test(mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
