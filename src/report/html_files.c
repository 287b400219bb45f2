/* html_files: the style and the script of the HTML report, compiled in as they are. Paths are
 * relative to the top of the repository, where make runs. */
#include "report/html.h"

#define INCLUDE_FILE(name, path)                                                                   \
    __asm__(".pushsection .rodata\n"                                                               \
            "stoplog_" #name ":\n"                                                                 \
            ".incbin \"" path "\"\n"                                                               \
            "stoplog_" #name "_end:\n"                                                             \
            ".byte 0\n"                                                                            \
            ".popsection\n");                                                                      \
    extern const char stoplog_##name[], stoplog_##name##_end[];                                    \
    const struct html_file name = { stoplog_##name, stoplog_##name##_end };

INCLUDE_FILE(html_style, "src/report/html.css")
INCLUDE_FILE(html_script, "src/report/html.js")

struct str html_file_text(const struct html_file *file)
{
    return (struct str){ file->start, (size_t)(file->end - file->start) };
}
