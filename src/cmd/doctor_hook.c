/* doctor_hook: whether git runs a hook that asks the gate.
 *
 * Goes by the marks of what install.sh writes (its hook_kind), never by a word somewhere in a file:
 * a comment that speaks of stoplog stops nobody. Of a hook that somebody else wrote it only says
 * that it cannot know. */
#include <sys/stat.h>

#include "base/limits.h"
#include "cmd/doctor.h"
#include "codec/utf8.h"

/* What is at the path of a hook. */
enum hook_state {
    HOOK_NONE,
    HOOK_NOT_EXECUTABLE, /* git skips it, silently */
    HOOK_FOREIGN,        /* nothing of stoplog's */
    HOOK_CALLS,          /* somebody else's, with a line that calls `stoplog hook` */
    HOOK_PARTS_BROKEN,   /* runs parts, and the gate's is missing or is not run */
    HOOK_PARTS,          /* runs parts, the gate's among them */
    HOOK_GATE            /* is the gate's own */
};

struct found {
    enum hook_state state;
    struct str name, path; /* "pre-receive", its file */
};

/* The mark is the start of the second line. */
static bool has_mark(struct str text, struct str mark)
{
    ptrdiff_t end = str_find_byte(text, '\n');
    return end >= 0 && str_starts(str_sub(text, (size_t)end + 1, text.len), mark);
}

/* A line that is no comment calls the program for this hook. */
static bool has_call(struct arena *arena, struct str text, struct str name)
{
    struct str call = str_fmt(arena, "stoplog hook %.*s", STR_ARG(name));
    while (text.len > 0) {
        ptrdiff_t end = str_find_byte(text, '\n');
        size_t len = end < 0 ? text.len : (size_t)end;
        struct str line = str_trim(str_sub(text, 0, len));
        if (!str_starts(line, STR("#")) && str_find(line, call) >= 0)
            return true;
        text = str_sub(text, end < 0 ? len : len + 1, text.len);
    }
    return false;
}

static bool is_executable(struct str path)
{
    struct stat st;
    return stat(path.ptr, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & S_IXUSR);
}

static bool is_gate(struct arena *arena, struct str path, struct str name)
{
    struct str text;
    struct err err;
    return file_read(arena, path, LIMIT_file_bytes, &text, &err) == OK && is_executable(path) &&
           has_mark(text, str_fmt(arena, "# stoplog-hook %.*s ", STR_ARG(name)));
}

static enum hook_state state_of(struct arena *arena, const struct found *found)
{
    struct str text, part = str_fmt(arena, "%.*s.d/50-stoplog", STR_ARG(found->path));
    struct err err;
    if (file_read(arena, found->path, LIMIT_file_bytes, &text, &err) != OK)
        return HOOK_NONE;
    if (!is_executable(found->path))
        return HOOK_NOT_EXECUTABLE;
    if (is_gate(arena, found->path, found->name))
        return HOOK_GATE;
    bool is_ours = has_mark(text, STR("# stoplog-dispatch "));
    if ((is_ours || str_find(text, STR(".d/")) >= 0) && is_gate(arena, part, found->name))
        return HOOK_PARTS;
    if (is_ours)
        return HOOK_PARTS_BROKEN;
    return has_call(arena, text, found->name) ? HOOK_CALLS : HOOK_FOREIGN;
}

static struct found look_for(struct arena *arena, struct str folder, const char *name)
{
    struct found found = { .name = str_of(name) };
    found.path = str_dup(arena, path_join(arena, folder, found.name));
    found.state = state_of(arena, &found);
    return found;
}

/* Where Gitaly, and nobody else, looks for the hooks of one repository. */
static bool gitaly_runs_it(struct visit *visit)
{
    struct arena *arena = visit->cmd->arena;
    struct str path = path_join(arena, repo_git_dir(visit->session->repo),
                                STR("custom_hooks/pre-receive.d/50-stoplog"));
    return is_gate(arena, str_dup(arena, path), STR("pre-receive"));
}

static unsigned take_number(struct str *text)
{
    unsigned number = 0;
    for (; text->len > 0 && byte_is_digit(text->ptr[0]) && number < 1000000;
         *text = str_sub(*text, 1, text->len))
        number = number * 10 + (unsigned)(text->ptr[0] - '0');
    return number;
}

/* git 2.54 and newer takes hooks from its configuration. */
static bool git_runs_configured(struct visit *visit)
{
    struct str words = STR("git version ");
    struct str text = visit_ask_git(visit, (const char *const[]){ "git", "--version", NULL });
    if (!str_starts(text, words))
        return false;
    text = str_sub(text, words.len, text.len);
    unsigned major = take_number(&text);
    if (!str_starts(text, STR(".")))
        return false;
    text = str_sub(text, 1, text.len);
    return major > 2 || (major == 2 && take_number(&text) >= 54);
}

static bool is_configured(struct visit *visit, struct str name)
{
    struct str event = visit_ask_git(
        visit, (const char *const[]){ "git", "config", "--get", "hook.stoplog.event", NULL });
    struct str command = visit_ask_git(
        visit, (const char *const[]){ "git", "config", "--get", "hook.stoplog.command", NULL });
    return str_eq(event, name) && has_call(visit->cmd->arena, command, name);
}

static void say_configured(struct visit *visit, const struct found *found)
{
    bool runs = git_runs_configured(visit);
    struct str text =
        str_fmt(visit->cmd->arena, "%.*s hook: hook.stoplog of git's configuration%s",
                STR_ARG(found->name), runs ? "" : ", which git before 2.54 does not run");
    visit_say(visit, runs ? HEALTH_OK : HEALTH_FAIL, text, "install.sh --hooks, or a newer git");
}

/* Nothing of stoplog's in the hook's own place: on a server that is no gate. */
static void say_none(struct visit *visit, const struct found *found)
{
    struct arena *arena = visit->cmd->arena;
    struct str where =
        visit->bare ? repo_git_dir(visit->session->repo) : repo_work_dir(visit->session->repo);
    const char *hint =
        str_fmt(arena, "in stoplog's folder: ./install.sh --hooks %s %.*s",
                visit->bare ? "server" : "client", STR_ARG(text_clean(arena, where, 0)))
            .ptr;
    struct str text =
        found->state == HOOK_NONE
            ? str_fmt(arena, "no %.*s hook at %.*s", STR_ARG(found->name), STR_ARG(found->path))
            : str_fmt(arena, "the %.*s hook at %.*s does not run stoplog", STR_ARG(found->name),
                      STR_ARG(found->path));
    if (is_configured(visit, found->name))
        say_configured(visit, found);
    else if (visit->bare && gitaly_runs_it(visit))
        visit_say(visit, HEALTH_WARN, STR("the hook is in custom_hooks: only Gitaly runs it"),
                  hint);
    else
        visit_say(visit, visit->bare ? HEALTH_FAIL : HEALTH_WARN, text, hint);
}

static void say_found(struct visit *visit, const struct found *found)
{
    struct arena *arena = visit->cmd->arena;
    struct str what = str_fmt(arena, "%.*s hook: %.*s", STR_ARG(found->name), STR_ARG(found->path));
    switch (found->state) {
    case HOOK_GATE:
        visit_say(visit, HEALTH_OK, what, NULL);
        break;
    case HOOK_PARTS:
        visit_say(visit, HEALTH_OK, str_fmt(arena, "%.*s.d/50-stoplog", STR_ARG(what)), NULL);
        break;
    case HOOK_PARTS_BROKEN:
        visit_say(
            visit, HEALTH_FAIL,
            str_fmt(arena, "%.*s.d/50-stoplog is missing or not executable", STR_ARG(found->path)),
            "run install.sh --hooks again");
        break;
    case HOOK_NOT_EXECUTABLE:
        visit_say(
            visit, HEALTH_FAIL,
            str_fmt(arena, "%.*s is not executable: git skips it silently", STR_ARG(found->path)),
            "chmod +x it");
        break;
    case HOOK_CALLS:
        visit_say(visit, HEALTH_WARN,
                  str_fmt(arena, "%.*s: calls stoplog; whether its answer counts is not known",
                          STR_ARG(what)),
                  "push something that must be refused, and see");
        break;
    case HOOK_FOREIGN:
    case HOOK_NONE:
        say_none(visit, found);
        break;
    }
}

void check_hook(struct visit *visit)
{
    struct arena *arena = visit->cmd->arena;
    struct str folder =
        visit_ask_git(visit, (const char *const[]){ "git", "rev-parse", "--path-format=absolute",
                                                    "--git-path", "hooks", NULL });
    struct found found = look_for(arena, folder, visit->bare ? "pre-receive" : "pre-push");
    if (visit->bare && found.state < HOOK_CALLS) {
        /* For hosts that run no pre-receive. */
        struct found update = look_for(arena, folder, "update");
        if (update.state >= HOOK_CALLS)
            found = update;
    }
    say_found(visit, &found);
}
