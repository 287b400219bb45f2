/* yaml_write: values become libyaml's events. Beside yaml.c the only place that knows libyaml. */
#include "codec/yaml_write.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/vec.h"
#include "codec/utf8.h"

struct yaml_writer {
    struct arena *arena;
    struct buf *out;
    yaml_emitter_t emitter;
    size_t depth;
    struct {
        VEC_OF(bool);
    } maps; /* per level: whether a map is open there */
    bool failed;
};

static int add_bytes(void *data, unsigned char *bytes, size_t len)
{
    struct yaml_writer *writer = data;
    buf_add(writer->out, (struct str){ (const char *)bytes, len });
    return 1;
}

/* Takes the event over, as yaml_emitter_emit does. */
static void emit(struct yaml_writer *writer, yaml_event_t *event, int made)
{
    if (!made)
        abort(); /* out of memory, or not UTF-8, which was seen to before */
    if (!yaml_emitter_emit(&writer->emitter, event)) {
        if (writer->emitter.error == YAML_MEMORY_ERROR)
            abort();
        writer->failed = true;
    }
}

struct yaml_writer *yaml_write_start(struct arena *arena, struct buf *out, bool ascii)
{
    struct yaml_writer *writer = arena_new(arena, struct yaml_writer);
    yaml_event_t event;
    writer->arena = arena;
    writer->out = out;
    if (!yaml_emitter_initialize(&writer->emitter))
        abort();
    yaml_emitter_set_output(&writer->emitter, add_bytes, writer);
    yaml_emitter_set_unicode(&writer->emitter, !ascii);
    yaml_emitter_set_width(&writer->emitter, -1);
    yaml_emitter_set_break(&writer->emitter, YAML_LN_BREAK);
    emit(writer, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(writer, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    return writer;
}

bool yaml_write_end(struct yaml_writer *writer)
{
    yaml_event_t event;
    bool whole = writer->depth == 0 && !writer->failed;
    if (whole) {
        emit(writer, &event, yaml_document_end_event_initialize(&event, 1));
        emit(writer, &event, yaml_stream_end_event_initialize(&event));
    }
    yaml_emitter_delete(&writer->emitter);
    return whole && !writer->failed;
}

/* ---- scalars ---- */

static bool is_meant(struct str text)
{
    static const char *const words[] = { "y",  "n",   "yes",  "no",  "true", "false",
                                         "on", "off", "null", "nan", "inf" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_fold(text, str_of(words[i])))
            return true;
    return false;
}

bool yaml_is_plain(struct str text)
{
    static const struct str signs = STR_INIT("_-./(),<>@+= :");
    if (text.len == 0 || (!byte_is_alpha(text.ptr[0]) && text.ptr[0] != '_'))
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        if (!byte_is_alpha(c) && !byte_is_digit(c) && str_find_byte(signs, c) < 0)
            return false;
        if ((c == ' ' || c == ':') && next == ' ')
            return false;
    }
    return !is_meant(text);
}

static bool commands(struct str text)
{
    struct str rest = text, line;
    while (rest.ptr && str_split(&rest, '\n', &line))
        if (str_find(line, STR("##[")) >= 0 || str_starts(str_trim(line), STR("::")))
            return true;
    return false;
}

/* Lines that a block shows as they are: no other break than LF, nothing hidden, no blanks at the
 * ends of lines, none in front of the first, and nothing that a CI runner, to which the document
 * may be printed, takes for a command: "##[" in a line, "::" at the start of one. */
static bool fits_block(struct str text)
{
    uint32_t code = '\n', before;
    bool has_break = false;
    for (size_t i = 0; i < text.len;) {
        before = code;
        i += utf8_next(text, i, &code);
        has_break = has_break || code == '\n';
        if (code != '\n' && utf8_is_hidden(code))
            return false;
        if ((code == '\n' || i == text.len) && (before == ' ' || before == '\t'))
            return false;
    }
    return has_break && !byte_is_space(text.ptr[0]) && !byte_is_space(text.ptr[text.len - 1]) &&
           !commands(text);
}

static void put_scalar(struct yaml_writer *writer, struct str text, yaml_scalar_style_t style)
{
    yaml_event_t event;
    bool plain = style == YAML_PLAIN_SCALAR_STYLE;
    emit(writer, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text.ptr,
                                      (int)text.len, plain, true, style));
}

static void put_key(struct yaml_writer *writer, const char *key)
{
    if (key)
        put_scalar(writer, str_of(key), YAML_PLAIN_SCALAR_STYLE);
}

void yaml_write_text(struct yaml_writer *writer, const char *key, struct str text)
{
    struct str clean = utf8_clean(writer->arena, text);
    put_key(writer, key);
    put_scalar(writer, clean,
               yaml_is_plain(clean) ? YAML_PLAIN_SCALAR_STYLE
               : fits_block(clean)  ? YAML_LITERAL_SCALAR_STYLE
                                    : YAML_DOUBLE_QUOTED_SCALAR_STYLE);
}

void yaml_write_stated(struct yaml_writer *writer, const char *key, struct str text)
{
    if (text.len > 0)
        yaml_write_text(writer, key, text);
}

void yaml_write_bool(struct yaml_writer *writer, const char *key, bool value)
{
    put_key(writer, key);
    put_scalar(writer, value ? STR("true") : STR("false"), YAML_PLAIN_SCALAR_STYLE);
}

void yaml_write_uint(struct yaml_writer *writer, const char *key, uint64_t value)
{
    put_key(writer, key);
    put_scalar(writer, str_fmt(writer->arena, "%ju", (uintmax_t)value), YAML_PLAIN_SCALAR_STYLE);
}

/* A leading zero makes an octal number in YAML 1.1. */
static bool is_number(struct str text)
{
    size_t at = text.len > 0 && text.ptr[0] == '-', digits = 0, points = 0;
    if (text.len > at + 1 && text.ptr[at] == '0' && text.ptr[at + 1] != '.')
        return false;
    for (; at < text.len; at++) {
        if (byte_is_digit(text.ptr[at]))
            digits++;
        else if (text.ptr[at] != '.' || digits == 0 || points++ > 0)
            return false;
    }
    return digits > 0 && text.ptr[text.len - 1] != '.';
}

void yaml_write_number(struct yaml_writer *writer, const char *key, struct str digits)
{
    if (!is_number(digits)) {
        yaml_write_text(writer, key, digits);
        return;
    }
    put_key(writer, key);
    put_scalar(writer, digits, YAML_PLAIN_SCALAR_STYLE);
}

/* ---- maps and lists ---- */

static void open_level(struct yaml_writer *writer, bool is_map)
{
    if (writer->depth == writer->maps.count)
        vec_push(writer->arena, &writer->maps, is_map);
    writer->maps.items[writer->depth++] = is_map;
}

void yaml_write_map(struct yaml_writer *writer, const char *key)
{
    yaml_event_t event;
    put_key(writer, key);
    emit(writer, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
    open_level(writer, true);
}

void yaml_write_list(struct yaml_writer *writer, const char *key)
{
    yaml_event_t event;
    put_key(writer, key);
    emit(writer, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
    open_level(writer, false);
}

void yaml_write_close(struct yaml_writer *writer)
{
    yaml_event_t event;
    if (writer->depth == 0) {
        writer->failed = true;
        return;
    }
    bool is_map = writer->maps.items[--writer->depth];
    emit(writer, &event,
         is_map ? yaml_mapping_end_event_initialize(&event)
                : yaml_sequence_end_event_initialize(&event));
}
