/* banned: calls that are unsafe, depend on the locale, or hide global state become build errors.
 * Included by the compiler flag -include, so every file of ours sees it after the system headers.
 */
#ifndef STOPLOG_BASE_BANNED_H
#define STOPLOG_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With clang fortified headers make macros of these, which cannot be poisoned. */
#undef sprintf
#undef vsprintf
#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets atoi atol atof
#pragma GCC poison gmtime localtime asctime strncpy strncat setlocale system popen
/* A header of libgit2 has a field of this name, so the word itself has to stay legal. */
#define ctime(...) ctime_is_banned

#endif
