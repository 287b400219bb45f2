/* Any bytes as a contract: read, or refused with a warning; what is read keeps what contract.h and
 * parts.h promise; equal bytes say the same, and a contract does not differ from itself. */
#include <stdlib.h>

#include "../unit/contract/dump.h"
#include "contract/diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 512 << 20 };

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(struct str text)
{
    require(text.ptr != NULL && str_find_byte(text, '\0') < 0);
}

static void check_sorted(const struct contract_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++) {
        check_text(texts->items[i]);
        require(i == 0 || str_cmp(texts->items[i - 1], texts->items[i]) < 0);
    }
}

static void check_checks(const struct contract_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++) {
        const struct contract_check *check = &checks->items[i];
        require(check->key.len > 0 && check->what.len == 64 && check->type.len + 1 > 0);
        require(i == 0 || str_cmp(checks->items[i - 1].key, check->key) < 0);
        check_text(check->name);
        check_text(check->valid);
        for (size_t at = 0; at < check->bounds.count; at++) {
            check_text(check->bounds.items[at].text);
            require(at == 0 || str_cmp(check->bounds.items[at - 1].operator,
                                       check->bounds.items[at].operator) <= 0);
        }
    }
}

/* Gives how many columns there are. */
static size_t check_columns(const struct contract_columns *columns, size_t depth)
{
    size_t count = columns->count;
    require(columns->count == 0 || depth <= LIMIT_contract_depth);
    for (size_t i = 0; i < columns->count; i++) {
        const struct contract_column *column = &columns->items[i];
        require(column->path.len > 0 && column->place.line > 0);
        require(column->name.len > 0 || str_ends(column->path, STR("[]")));
        require(column->has_values || column->values.count == 0);
        require(!column->end.has_day || column->end.place.line > 0);
        check_text(column->logical_type);
        check_text(column->physical_type);
        check_sorted(&column->values);
        check_sorted(&column->references);
        check_checks(&column->checks);
        for (size_t at = 1; at < column->options.count; at++)
            require(str_cmp(column->options.items[at - 1].key, column->options.items[at].key) < 0);
        count += check_columns(&column->children, depth + 1);
    }
    return count;
}

static void check_contract(const struct contract *contract)
{
    size_t columns = 0;
    struct str names[3];
    for (size_t i = 0; i < contract->objects.count; i++) {
        const struct contract_object *object = &contract->objects.items[i];
        size_t count = contract_object_names(names, object);
        require(count >= 1 && count <= 3 && object->name.len > 0);
        require(object->lists_columns || object->columns.count == 0);
        check_sorted(&object->references);
        check_checks(&object->checks);
        columns += check_columns(&object->columns, 1);
        for (size_t at = 0; at < object->columns.count; at++)
            require(
                contract_column_find(object, contract_column_physical(&object->columns.items[at])));
    }
    require(columns <= LIMIT_contract_columns);
    for (size_t i = 1; i < contract->slas.count; i++)
        require(str_cmp(contract->slas.items[i - 1].property, contract->slas.items[i].property) <=
                0);
    require(contract->status == contract_status_find(contract->status_text));
}

/* NULL when it is not read. */
static struct contract *read_once(struct arena *arena, struct str bytes, struct str *shown)
{
    struct contract *contract = arena_new(arena, struct contract);
    struct buf out;
    buf_init(&out, arena, LIMIT_report_bytes);
    bool is_read = dump_read(&out, contract, STR("fuzz.yaml"), bytes);
    *shown = buf_str(&out);
    require(is_read || shown->len > 0);
    return is_read ? contract : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = { (const char *)data, size }, first, second;
    struct promise_changes changes = { 0 };
    struct arena arena;
    arena_init(&arena, MEMORY, NULL);
    struct contract *once = read_once(&arena, bytes, &first);
    struct contract *again = read_once(&arena, bytes, &second);
    require(str_eq(first, second) && !once == !again);
    if (once) {
        check_contract(once);
        require(str_eq(once->described, again->described) && str_eq(once->unread, again->unread));
        contract_diff(&changes, &arena, once, again, NULL);
        require(changes.count == 0);
    } else {
        require(str_find(first, STR("warning: ")) >= 0 || str_find(first, STR("error: ")) >= 0);
    }
    arena_release(&arena);
    return 0;
}
