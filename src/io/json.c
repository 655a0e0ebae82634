/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and strings for JSON; what is not finite becomes null. */
#include <math.h>
#include <string.h>
#include <sulfem/json.h>
#include <sulfem/text.h>

json_t *SulJsonReal(double value) {
  return isfinite(value) ? json_real(value) : json_null();
}

void SulJsonPut(json_t *object, const char *key, double value) {
  json_object_set_new(object, key, SulJsonReal(value));
}

char *SulJsonText(json_t *root, int digits, const char *path, SulError *error) {
  char *body = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION((size_t)digits));
  json_decref(root);
  if (!body) {
    SulErrorSet(error, SUL_INPUT,
                "%s: cannot be told of in JSON: its name, or one in it, is no UTF-8 text", path);
    return NULL;
  }
  size_t length = strlen(body);
  char *text = SulReallocate(body, length + 2, 1);
  memcpy(text + length, "\n", 2);
  return text;
}
