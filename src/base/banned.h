/* banned: calls that are unsafe, depend on the locale, or hide global state become build errors.
 * Included by the compiler flag -include, so every file of ours sees it after the system headers.
 */
#ifndef STOPLOG_BASE_BANNED_H
#define STOPLOG_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok gets atoi atol atof
#pragma GCC poison gmtime localtime ctime asctime strncpy strncat setlocale system popen

#endif
