/* signers: a file of allowed signers, line by line: "principals [options] keytype base64 [comment]"
 * (ssh-keygen(1), ALLOWED SIGNERS).
 *
 * ssh-keygen reads the file in the end. Here a line that it could not use is found before it locks
 * everybody out, and principals are folded. */
#include "policy/trust.h"

#include "base/buf.h"

static const struct str key_types[] = {
    STR_INIT("ssh-ed25519"),
    STR_INIT("sk-ssh-ed25519@openssh.com"),
    STR_INIT("ssh-rsa"),
    STR_INIT("ecdsa-sha2-nistp256"),
    STR_INIT("ecdsa-sha2-nistp384"),
    STR_INIT("ecdsa-sha2-nistp521"),
    STR_INIT("sk-ecdsa-sha2-nistp256@openssh.com"),
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes the next word off the front; blanks within double quotes belong to it. */
static struct str next_word(struct str *rest)
{
    while (rest->len > 0 && is_blank(rest->ptr[0]))
        *rest = str_sub(*rest, 1, rest->len);
    size_t len = 0;
    for (bool quoted = false; len < rest->len && (quoted || !is_blank(rest->ptr[len])); len++)
        quoted = quoted != (rest->ptr[len] == '"');
    struct str word = str_sub(*rest, 0, len);
    *rest = str_sub(*rest, len, rest->len);
    return word;
}

static const struct str *key_type(struct str word)
{
    for (size_t i = 0; i < sizeof key_types / sizeof *key_types; i++)
        if (str_eq(key_types[i], word))
            return &key_types[i];
    return NULL;
}

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (byte_is_digit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Byte `at` of what the text stands for; -1 behind its end or where it is no base64. */
static int decoded_byte(struct str text, size_t at)
{
    size_t first = at / 3 * 4 + at % 3, second = first + 1;
    if (second >= text.len)
        return -1;
    int high = base64_value(text.ptr[first]), low = base64_value(text.ptr[second]);
    if (high < 0 || low < 0)
        return -1;
    unsigned both = (unsigned)high << 6 | (unsigned)low;
    return (int)(both >> (4 - 2 * (at % 3)) & 0xff);
}

/* A public key begins with the length and the name of its type (RFC 4253, 6.6). */
static bool is_key_of(struct str text, struct str type)
{
    if (text.len % 4 != 0 || text.len < 4 * type.len / 3 + 24)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (base64_value(text.ptr[i]) < 0 && !(text.ptr[i] == '=' && i + 2 >= text.len))
            return false;
    for (size_t i = 0; i < type.len + 4; i++) {
        int want = i < 3 ? 0 : i == 3 ? (int)type.len : (unsigned char)type.ptr[i - 4];
        if (decoded_byte(text, i) != want)
            return false;
    }
    return true;
}

/* What is wrong with a line, or NULL. */
static const char *line_fault(struct str rest)
{
    (void)next_word(&rest);
    struct str word = next_word(&rest);
    const struct str *type = key_type(word);
    if (!type)
        type = key_type(next_word(&rest));
    if (!type)
        return "a signer's line is \"addresses [options] type key\", and no type of key is there";
    if (!is_key_of(next_word(&rest), *type))
        return "the key of this signer is cut or of another type";
    return NULL;
}

static void fold_line(struct buf *out, struct str line, struct place place, struct diags *diags)
{
    struct str rest = str_trim(line);
    if (rest.len == 0 || rest.ptr[0] == '#')
        return;
    const char *fault = line_fault(rest);
    if (fault)
        diag_add(diags, DIAG_ERROR, place, "%s", fault);
    struct str principals = next_word(&rest);
    buf_add(out, str_lower(out->arena, principals));
    buf_add(out, rest);
}

struct str signers_fold(struct arena *arena, struct str path, struct str bytes, struct diags *diags)
{
    struct buf out;
    struct str line;
    buf_init(&out, arena, bytes.len + 2);
    for (uint32_t number = 1; bytes.len > 0 && str_split(&bytes, '\n', &line); number++) {
        fold_line(&out, line, (struct place){ path, number, 1 }, diags);
        buf_byte(&out, '\n');
    }
    return buf_str(&out);
}
