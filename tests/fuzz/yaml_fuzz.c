/* Any bytes as a YAML file, in each way of reading: a tree that keeps its promises, or one diag. */
#include <stdlib.h>

#include "base/limits.h"
#include "codec/utf8.h"
#include "codec/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(struct str text)
{
    require(utf8_valid(text) && str_find_byte(text, '\0') < 0);
}

/* Walks all of the tree, shared parts as often as they appear; gives the number of nodes. */
static size_t walk(const struct node *node, size_t depth)
{
    size_t children = 0, nodes = 1;
    require(depth <= LIMIT_yaml_depth + 1 && node->place.line > 0 && node->place.column > 0);
    check_text(node->text);
    require(node->kind == NODE_SCALAR || node->text.len == 0);
    for (const struct node *child = node->first; child; child = child->next, children++) {
        require(node->kind == NODE_LIST || node->kind == NODE_MAP);
        check_text(child->key);
        nodes += walk(child, depth + 1);
        require(nodes <= LIMIT_yaml_events);
    }
    require(children == node->count);
    return nodes;
}

static void read_once(struct str bytes, struct yaml_options options)
{
    struct arena arena;
    struct diags diags;
    struct err err = { 0 };
    struct node *node = NULL;

    arena_init(&arena, LIMIT_memory_bytes, NULL);
    diags_init(&diags, &arena);
    enum status status = yaml_read(&node, &arena, STR("fuzz.yml"), bytes, options, &diags, &err);
    if (status == OK) {
        require(diags.count == 0);
        (void)walk(node, 1);
    } else {
        require((status == E_INPUT || status == E_LIMIT) && diags.count == 1 && !node);
        require(diags.items[0].text.len > 0 && diags.items[0].place.line > 0);
    }
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size };
    read_once(bytes, (struct yaml_options){ 0 });
    read_once(bytes, (struct yaml_options){ .allow_aliases = true });
    read_once(bytes, (struct yaml_options){ .allow_aliases = true, .several = true });
    read_once(bytes, (struct yaml_options){ .jinja = true });
    read_once(bytes, (struct yaml_options){ .allow_aliases = true, .jinja = true });
    return 0;
}
