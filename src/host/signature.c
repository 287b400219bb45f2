/* signature: ssh-keygen asked about one signature and one address.
 *
 * ssh-keygen says only "Could not verify" for most reasons, so after a failure it is asked again in
 * ways that tell them apart. The second answers never change the first. */
#include "host/signature.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "host/repo_private.h"
#include "host/spawn.h"

static bool is_blank_line(struct str line)
{
    return line.len == 0;
}

/* Takes one line with its end off the front. */
static struct str take_line(struct str *rest)
{
    ptrdiff_t end = str_find_byte(*rest, '\n');
    size_t len = end < 0 ? rest->len : (size_t)end + 1;
    struct str line = str_sub(*rest, 0, len);
    *rest = str_sub(*rest, len, rest->len);
    return line;
}

/* Every header whose name begins with gpgsig goes to the signature, the rest to the payload; lines
 * that start with a space continue the header before them. */
static void split_commit(struct arena *arena, struct str bytes, struct signature *out)
{
    struct buf payload, armor;
    struct str rest = bytes;
    size_t found = 0;
    bool inside = false;
    buf_init(&payload, arena, bytes.len + 1);
    buf_init(&armor, arena, bytes.len + 1);
    while (rest.len > 0 && rest.ptr[0] != '\n') {
        struct str line = take_line(&rest);
        bool starts = str_starts(line, STR("gpgsig"));
        inside = starts || (inside && line.ptr[0] == ' ');
        found += starts;
        if (starts && !str_starts(line, STR("gpgsig ")))
            out->fault = STR("it is signed for another kind of repository");
        if (!inside)
            buf_add(&payload, line);
        else
            buf_add(&armor, str_sub(line, starts ? sizeof "gpgsig " - 1 : 1, line.len));
    }
    buf_add(&payload, rest);
    if (found > 1)
        out->fault = STR("it has more than one signature");
    out->payload = buf_str(&payload);
    out->armor = found > 0 ? buf_str(&armor) : STR_EMPTY;
}

enum status repo_signature(struct repo *repo, const struct oid *commit, struct signature *out,
                           struct err *err)
{
    struct object object;
    struct commit_header header;
    *out = (struct signature){ STR_EMPTY, STR_EMPTY, STR_EMPTY };
    TRY(object_read(repo, commit, OBJECT_COMMIT, &object, err));
    enum status status = commit_parse(repo, commit, object.bytes, &header, err);
    if (status == OK)
        split_commit(repo->arena, object.bytes, out);
    object_release(&object);
    return status;
}

enum status repo_certificate(struct repo *repo, const struct oid *id, struct str *out,
                             struct err *err)
{
    return blob_read(repo, id, out, err);
}

void certificate_signature(struct str certificate, struct signature *out)
{
    struct str rest = certificate;
    *out = (struct signature){ certificate, STR_EMPTY, STR_EMPTY };
    while (rest.len > 0) {
        struct str before = rest, line = take_line(&rest);
        if (!str_starts(line, STR("-----BEGIN ")))
            continue;
        out->payload = str_sub(certificate, 0, certificate.len - before.len);
        out->armor = before;
        return;
    }
}

/* --- ssh-keygen ------------------------------------------------------------------------------ */

const char *signature_program(void)
{
    static const char *const places[] = { "/usr/bin/ssh-keygen", "/usr/local/bin/ssh-keygen",
                                          "/bin/ssh-keygen" };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (access(places[i], X_OK) == 0)
            return places[i];
    return NULL;
}

enum { ALLOWED, ARMOR, REVOKED, FILE_COUNT, WORDS_MAX = 16 };

/* One conversation about one signature. */
struct question {
    struct arena *arena;
    const char *program;
    struct handed files[FILE_COUNT];
    bool has_revoked;
    struct str payload;
    const char *email;
};

static void close_files(struct question *question)
{
    for (int i = 0; i < FILE_COUNT; i++)
        handed_close(&question->files[i]);
}

static enum status open_files(struct question *question, const struct signers *signers,
                              struct str armor, struct err *err)
{
    for (int i = 0; i < FILE_COUNT; i++)
        question->files[i].fd = -1;
    enum status status = handed_open(&question->files[ALLOWED], signers->allowed, err);
    if (status == OK)
        status = handed_open(&question->files[ARMOR], armor, err);
    if (status == OK)
        status = handed_open(&question->files[REVOKED], signers->revoked, err);
    if (status != OK)
        close_files(question);
    return status;
}

struct answer {
    bool yes;
    struct str out, diagnostics;
};

/* `ssh-keygen -Y verb ...`; what it was not told of is left out. */
static enum status ask(struct question *question, const char *verb, bool for_email,
                       bool with_revoked, struct answer *answer, struct err *err)
{
    const char *argv[WORDS_MAX] = { question->program,
                                    "-Y",
                                    verb,
                                    "-n",
                                    "git",
                                    "-f",
                                    question->files[ALLOWED].path,
                                    "-s",
                                    question->files[ARMOR].path };
    size_t count = 9;
    if (for_email) {
        argv[count++] = "-I";
        argv[count++] = question->email;
    }
    if (with_revoked) {
        argv[count++] = "-r";
        argv[count++] = question->files[REVOKED].path;
    }
    int code = -1;
    struct bounded program = { .argv = argv,
                               .input = question->payload,
                               .files = question->files,
                               .file_count = FILE_COUNT,
                               .milliseconds = LIMIT_signature_ms };
    TRY(spawn_bounded(question->arena, &program, &answer->out, &answer->diagnostics, &code, err));
    answer->yes = code == 0;
    return OK;
}

/* The first line, without the name of the file it is about. */
static struct str first_line(struct str text)
{
    struct str line = str_trim(take_line(&text));
    if (!str_starts(line, STR("/dev/fd/")))
        return line;
    ptrdiff_t space = str_find_byte(line, ' ');
    return space < 0 ? line : str_sub(line, (size_t)space + 1, line.len);
}

/* Why the first answer was no. */
static enum status find_reason(struct question *question, const struct answer *first,
                               struct str *why_not, struct err *err)
{
    struct answer again;
    *why_not = first_line(first->diagnostics);
    if (!is_blank_line(*why_not))
        return OK;
    if (question->has_revoked) {
        TRY(ask(question, "verify", true, false, &again, err));
        *why_not = STR("its key is revoked");
        if (again.yes)
            return OK;
    }
    TRY(ask(question, "find-principals", false, false, &again, err));
    struct str owner = first_line(again.out);
    *why_not = again.yes && owner.len > 0 ? str_fmt(question->arena,
                                                    "it is signed with a key of "
                                                    "%.*s",
                                                    STR_ARG(owner))
                                          : STR("its key is not among the allowed signers");
    return OK;
}

static enum status verify(struct question *question, struct str *why_not, struct err *err)
{
    struct answer answer;
    TRY(ask(question, "verify", true, question->has_revoked, &answer, err));
    *why_not = STR_EMPTY;
    return answer.yes ? OK : find_reason(question, &answer, why_not, err);
}

enum status signature_verify(struct arena *arena, const struct signers *signers,
                             const struct signature *signature, struct str email,
                             struct str *why_not, struct err *err)
{
    struct question question = { .arena = arena,
                                 .program = signature_program(),
                                 .has_revoked = signers->has_revoked,
                                 .payload = signature->payload };
    *why_not = signature->fault;
    if (signature->fault.len > 0)
        return OK;
    if (!str_starts(signature->armor, STR("-----BEGIN SSH SIGNATURE-----"))) {
        *why_not = STR("it is no SSH signature");
        return OK;
    }
    if (email.len == 0 || str_find_byte(email, '\0') >= 0) {
        *why_not = STR("nobody can have this address");
        return OK;
    }
    if (!question.program)
        return err_set(err, E_NOTFOUND, "ssh-keygen is not installed");
    question.email = str_dup(arena, email).ptr;
    TRY(open_files(&question, signers, signature->armor, err));
    enum status status = verify(&question, why_not, err);
    close_files(&question);
    return status;
}
