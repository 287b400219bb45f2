/* variables: see the header. Source: sqlmesh/core/macros.py (precedence of blueprint and
 * configuration variables). */
#include "project/variables.h"

#include "codec/digest.h"

static void add(struct arena *arena, struct model *model, struct str name, struct str value,
                struct str path)
{
    vec_push(arena, &model->inputs,
             (struct input){ INPUT_VARIABLE, name, digest_hex(arena, value), path, 0, false });
}

static bool add_all(struct arena *arena, struct model *model, const struct draft *draft,
                    const struct config *config)
{
    for (struct map_entry *it = map_first(&config->variables); it; it = map_next(it))
        if (!map_get(&draft->variables, map_key(it)))
            add(arena, model, map_key(it), *(const struct str *)map_value(it), config->path);
    for (struct map_entry *it = map_first(&draft->variables); it; it = map_next(it))
        add(arena, model, map_key(it), *(const struct str *)map_value(it), STR_EMPTY);
    return true;
}

bool variable_add_input(struct arena *arena, struct model *model, const struct draft *draft,
                        const struct config *config, struct str name)
{
    struct str path = STR_EMPTY;
    if (str_eq(name, variable_any))
        return add_all(arena, model, draft, config);
    const struct str *value = map_get(&draft->variables, name);
    if (!value) {
        value = map_get(&config->variables, name);
        path = value ? config->path : STR_EMPTY;
    }
    if (!value && str_eq(name, STR("gateway")) && config->default_gateway.len)
        value = &config->default_gateway;
    if (value)
        add(arena, model, name, *value, path);
    return value != NULL;
}

static bool is_name_byte(char c)
{
    return byte_is_alpha(c) || byte_is_digit(c) || c == '_';
}

void variables_in_text(struct variable_names *out, struct arena *arena, struct str text)
{
    for (size_t i = 0; i + 1 < text.len; i++) {
        if (text.ptr[i] != '@')
            continue;
        size_t start = i + 1 + (text.ptr[i + 1] == '{'), end = start;
        while (end < text.len && is_name_byte(text.ptr[end]))
            end++;
        struct str name = str_lower(arena, str_sub(text, start, end - start));
        bool any = end < text.len && text.ptr[end] == '(' &&
                   (str_eq(name, STR("var")) || str_eq(name, STR("blueprint_var")));
        if (name.len)
            vec_push(arena, out, any ? variable_any : name);
    }
}
