/* pages: the page of every fact, compiled in, so that `stoplog explain` needs no file. One
 * .incbin per row of facts.def; a row without its page does not build. Paths are relative to the
 * top of the repository, where make runs. */
#include "report/report.h"

#define TEXT_OF(word) #word
#define FACT(code, slug, class, scope, summary)                                                    \
    __asm__(".pushsection .rodata\n"                                                               \
            "stoplog_page_" TEXT_OF(code) ":\n"                                                    \
                                          ".incbin \"rules/" TEXT_OF(                              \
                                              code) ".md\"\n"                                      \
                                                    "stoplog_page_end_" TEXT_OF(                   \
                                                        code) ":\n"                                \
                                                              ".byte 0\n"                          \
                                                              ".popsection\n");                    \
    extern const char stoplog_page_##code[], stoplog_page_end_##code[];
#include "change/facts.def"
#undef FACT

struct str report_fact_page(enum fact_code code)
{
    static const struct {
        const char *start, *end;
    } pages[] = {
#define FACT(code, slug, class, scope, summary)                                                    \
    [FACT_##code] = { stoplog_page_##code, stoplog_page_end_##code },
#include "change/facts.def"
#undef FACT
    };
    if (code >= FACT_COUNT)
        return STR_EMPTY;
    return (struct str){ pages[code].start, (size_t)(pages[code].end - pages[code].start) };
}
