/* unit_tests: the YAML unit tests of a project. Private to the project layer. */
#ifndef STOPLOG_PROJECT_UNIT_TESTS_H
#define STOPLOG_PROJECT_UNIT_TESTS_H

#include "project/load.h"

/* Reads tests/test*.yaml into the project. */
MUST_USE enum status unit_tests_take(struct assembly *assembly, struct err *err);

#endif
