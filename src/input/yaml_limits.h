/* SPDX-License-Identifier: BSD-2-Clause */
/* What a YAML text may not be: a bomb. Private to src/input. */
#ifndef SULFEM_YAML_LIMITS_H
#define SULFEM_YAML_LIMITS_H

#include <sulfem/error.h>

enum {
  SUL_YAML_DEPTH = 100,
  SUL_YAML_ENTRIES = 1000000,
  SUL_YAML_ANCHORS = 1000, /* libyaml looks each of them up in a list */
  SUL_YAML_BYTES = 1 << 25 /* of a text, and of its scalars with aliases in full */
};

/* SUL_INPUT, with the line, for a text that is too long, nested too deeply or has too many anchors:
 * found event by event, before libyaml builds anything from it. Other faults are not looked for. */
void SulYamlLimits(const char *path, const char *text, SulError *error);

/* SUL_INPUT where a scalar of the document holds a character that no file, terminal or table may
 * get from it: control characters but for line ends and tabs, and what is no character at all. */
void SulYamlCharacters(const char *path, int line, const char *text, SulError *error);

#endif
