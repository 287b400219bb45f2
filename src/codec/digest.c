/* digest: SHA-256 over bytes and over lists of fields, as lower-case hex or base64. */
#include "codec/digest.h"

#include <sys/types.h>
#include <sha2.h>
#include <stdint.h>

struct digest {
    SHA2_CTX state;
};

struct digest *digest_new(struct arena *arena)
{
    struct digest *digest = arena_new(arena, struct digest);
    SHA256Init(&digest->state);
    return digest;
}

static void update(struct digest *digest, struct str bytes)
{
    SHA256Update(&digest->state, (const uint8_t *)bytes.ptr, bytes.len);
}

void digest_field(struct digest *digest, struct str bytes)
{
    uint8_t prefix[8];
    uint64_t len = bytes.len;
    for (size_t i = sizeof prefix; i > 0; i--, len >>= 8)
        prefix[i - 1] = (uint8_t)(len & 0xFF);
    SHA256Update(&digest->state, prefix, sizeof prefix);
    update(digest, bytes);
}

struct str digest_end(struct digest *digest, struct arena *arena)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t sum[SHA256_DIGEST_LENGTH];
    char *hex = arena_alloc(arena, 2 * sizeof sum + 1);

    SHA256Final(sum, &digest->state);
    for (size_t i = 0; i < sizeof sum; i++) {
        hex[2 * i] = digits[sum[i] >> 4];
        hex[2 * i + 1] = digits[sum[i] & 15];
    }
    return (struct str){ hex, 2 * sizeof sum };
}

struct str digest_hex(struct arena *arena, struct str bytes)
{
    struct digest *digest = digest_new(arena);
    update(digest, bytes);
    return digest_end(digest, arena);
}

struct str digest_base64(struct arena *arena, struct str bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    enum { TEXT = (SHA256_DIGEST_LENGTH + 2) / 3 * 4 };
    uint8_t sum[SHA256_DIGEST_LENGTH + 1] = { 0 }; /* 33 bytes: eleven groups, the last byte 0 */
    char *text = arena_alloc(arena, TEXT + 1);
    struct digest *digest = digest_new(arena);
    update(digest, bytes);
    SHA256Final(sum, &digest->state);
    for (size_t i = 0, at = 0; i < sizeof sum; i += 3) {
        uint32_t group = (uint32_t)(sum[i] << 16 | sum[i + 1] << 8 | sum[i + 2]);
        for (unsigned shift = 24; shift > 0; shift -= 6)
            text[at++] = letters[group >> (shift - 6) & 63];
    }
    text[TEXT - 1] = '='; /* 32 bytes leave one sign of padding */
    text[TEXT] = '\0';
    return (struct str){ text, TEXT };
}
