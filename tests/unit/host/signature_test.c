/* signature: what a commit is signed with, and whose signature it is; with real keys. */
#include "host/fixture.h"

#include "host/signature.h"

/* A commit object with these lines between its committer and its message. */
static struct oid make_signed(struct fixture *f, const char *dir, const char *extra)
{
    struct oid head = rev(f, dir, "HEAD^{tree}");
    struct str text =
        str_fmt(&f->arena,
                "tree %s\nauthor A <a@x.io> 1700000000 +0000\n"
                "committer A <a@x.io> 1700000000 +0000\n%s\nmessage\n gpgsig no header\n",
                hex_of(f, &head), extra);
    return write_object(f, dir, "commit", text);
}

static void one_header_is_taken_out(void **state)
{
    static const struct {
        const char *extra, *armor, *kept, *fault;
    } cases[] = {
        { "", "", "", "" },
        { "encoding UTF-8\n", "", "encoding UTF-8\n", "" },
        { "gpgsig -----BEGIN X\n line\n \n end\n", "-----BEGIN X\nline\n\nend\n", "", "" },
        { "encoding UTF-8\ngpgsig one\nmergetag x\n y\n", "one\n",
          "encoding UTF-8\nmergetag x\n y\n", "" },
        { "gpgsig one\ngpgsig two\n", NULL, "", "more than one" },
        { "gpgsig one\nx-other z\ngpgsig two\n", NULL, "x-other z\n", "more than one" },
        { "gpgsig one\ngpgsig-sha256 two\n", NULL, "", "more than one" },
        { "gpgsig-sha256 two\n", NULL, "", "another kind" },
    };
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    put(f, dir, "a", "1");
    (void)commit_all(f, dir, "one");
    struct repo *repo = open_at(f, dir);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct oid id = make_signed(f, dir, cases[i].extra);
        struct signature signature;
        EXPECT_OK(f, repo_signature(repo, &id, &signature, &f->err));
        if (cases[i].armor)
            expect_str(signature.armor, cases[i].armor);
        struct str end =
            str_fmt(&f->arena, " +0000\n%s\nmessage\n gpgsig no header\n", cases[i].kept);
        assert_true(str_ends(signature.payload, end));
        assert_true(str_find(signature.fault, str_of(cases[i].fault)) >= 0);
        assert_int_equal(signature.fault.len > 0, cases[i].fault[0] != '\0');
    }
    repo_close(repo);
}

static void a_certificate_ends_in_its_signature(void **state)
{
    struct signature signature;
    (void)state;
    certificate_signature(
        STR("certificate version 0.1\n\na b c\n-----BEGIN SSH SIGNATURE-----\nx\n"), &signature);
    expect_str(signature.payload, "certificate version 0.1\n\na b c\n");
    expect_str(signature.armor, "-----BEGIN SSH SIGNATURE-----\nx\n");
    certificate_signature(STR("certificate version 0.1\n"), &signature);
    expect_str(signature.armor, "");
}

static struct str read_whole(struct fixture *f, const char *path)
{
    struct str bytes;
    EXPECT_OK(f, file_read(&f->arena, str_of(path), 65536, &bytes, &f->err));
    return bytes;
}

static void keygen(struct fixture *f, const char *const *argv)
{
    int code;
    (void)run(f, STR_EMPTY, argv, &code);
    assert_int_equal(code, 0);
}
#define KEYGEN(f, ...) keygen((f), (const char *const[]){ "ssh-keygen", "-q", __VA_ARGS__, NULL })

static void whose_it_is(void **state)
{
    struct fixture *f = *state;
    const char *dir = make_repo(f, "work");
    if (!signature_program())
        skip();
    const char *key = in_dir(f, dir, ".git/key");
    KEYGEN(f, "-t", "ed25519", "-N", "", "-C", "c", "-f", key);
    put(f, dir, ".git/payload", "payload\n");
    KEYGEN(f, "-Y", "sign", "-n", "git", "-f", key, in_dir(f, dir, ".git/payload"));
    struct str public = read_whole(f, in_dir(f, dir, ".git/key.pub"));
    struct signature good = { STR("payload\n"), read_whole(f, in_dir(f, dir, ".git/payload.sig")),
                              STR_EMPTY };
    struct signature other = good, pgp = good, none = good, faulty = good;
    other.payload = STR("another\n");
    pgp.armor = STR("-----BEGIN PGP SIGNATURE-----\n");
    none.armor = STR_EMPTY;
    faulty.fault = STR("broken");
    struct signers ann = { str_concat(&f->arena, STR("ann@x.io "), public), STR_EMPTY, false };
    struct signers revoked = { ann.allowed, public, true };
    struct signers spared = { ann.allowed, STR_EMPTY, true };
    struct signers nobody = { STR_EMPTY, STR_EMPTY, false };
    const struct {
        const struct signers *signers;
        const struct signature *signature;
        const char *email, *why_not;
    } cases[] = {
        { &ann, &good, "ann@x.io", "" },
        { &spared, &good, "ann@x.io", "" },
        { &ann, &good, "bob@x.io", "it is signed with a key of ann@x.io" },
        { &ann, &good, "*", "it is signed with a key of ann@x.io" },
        { &ann, &good, "-?", "it is signed with a key of ann@x.io" },
        { &nobody, &good, "ann@x.io", "its key is not among the allowed signers" },
        { &revoked, &good, "ann@x.io", "its key is revoked" },
        { &ann, &other, "ann@x.io", "Signature verification failed: incorrect signature" },
        { &ann, &pgp, "ann@x.io", "it is no SSH signature" },
        { &ann, &none, "ann@x.io", "it is no SSH signature" },
        { &ann, &faulty, "ann@x.io", "broken" },
        { &ann, &good, "", "nobody can have this address" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str why_not;
        EXPECT_OK(f, signature_verify(&f->arena, cases[i].signers, cases[i].signature,
                                      str_of(cases[i].email), &why_not, &f->err));
        expect_str(why_not, cases[i].why_not);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { CASE(one_header_is_taken_out),
                                        CASE(a_certificate_ends_in_its_signature),
                                        CASE(whose_it_is) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
