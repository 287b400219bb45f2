/* server: reads the administrator's own file, with the same strictness as a policy. */
#include "policy/server.h"

#include "base/limits.h"
#include "policy/load.h"

static const struct str modes[] = { STR_INIT("enforce"), STR_INIT("observe") };

void read_server_mode(struct loader *load, const struct node *value, void *slot)
{
    size_t word = load_word(load, value, "mode", modes, sizeof modes / sizeof *modes);
    if (word != SIZE_MAX)
        *(enum server_mode *)slot = (enum server_mode)word;
}

void read_env_name(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text);
    bool good = !byte_is_digit(value->text.ptr[0]);
    for (size_t i = 0; i < value->text.len; i++)
        good = good && (byte_is_alpha(value->text.ptr[i]) || byte_is_digit(value->text.ptr[i]) ||
                        value->text.ptr[i] == '_');
    if (good)
        *(struct str *)slot = value->text;
    else
        load_fault(load, value->place, "\"%.*s\" is not the name of an environment variable",
                   STR_ARG(cut));
}

/* A path that does not hang on where a hook runs. */
void read_absolute(struct loader *load, const struct node *value, void *slot)
{
    struct str cut = shown(value->text);
    if (value->text.ptr[0] == '/' && str_find_byte(value->text, '\0') < 0)
        *(struct str *)slot = value->text;
    else
        load_fault(load, value->place, "\"%.*s\" must be a path that begins with /", STR_ARG(cut));
}

void read_logins(struct loader *load, const struct node *value, void *slot)
{
    read_lines(load, value, slot);
}

/* Only tightens: more time than the built-in limit is not given. */
void read_cpu_seconds(struct loader *load, const struct node *value, void *slot)
{
    uint64_t seconds;
    struct str cut = shown(value->text);
    if (node_uint(value, &seconds) && seconds >= 1 && seconds <= LIMIT_cpu_seconds)
        *(unsigned *)slot = (unsigned)seconds;
    else
        load_fault(load, value->place,
                   "\"cpu_seconds\" must be a number from 1 to %zu, not \"%.*s\"",
                   LIMIT_cpu_seconds, STR_ARG(cut));
}

void server_parse(struct server *out, struct arena *arena, struct str path, struct str bytes,
                  struct pattern_set *patterns, struct diags *diags)
{
    struct loader load;
    struct node *root;
    struct err err;
    *out = (struct server){ .exists = true,
                            .path = path,
                            .mode = SERVER_ENFORCE,
                            .pusher_env = STR_EMPTY,
                            .signers = STR_EMPTY,
                            .audit_log = STR_EMPTY,
                            .revoked_signers = STR_EMPTY };
    loader_init(&load, arena, patterns, diags, NULL);
    if (yaml_read(&root, arena, path, bytes, (struct yaml_options){ 0 }, diags, &err) != OK) {
        if (diags_count(diags, DIAG_ERROR) == 0)
            load_fault(&load, (struct place){ .path = path }, "%s", err.text);
        return;
    }
    size_t before = diags ? diags->count : 0;
    schema_read(&load, SCHEMA_SERVER, root, out);
    if (out->override.count > 0 && out->audit_log.len == 0)
        load_fault(&load, root->place, "\"override\" needs \"audit_log\": a path to write to");
    load_sort_diags(diags, before);
}
