/* SPDX-License-Identifier: BSD-2-Clause */
/* sulfem materials: what it prints, and its exit status. */
#include "check.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/command.h>
#include <sulfem/text.h>
#include <unistd.h>

static char said[1 << 17]; /* by the last Run, standard output and error */

/* Runs the command with its words and keeps what it says. */
static SulStatus Run(const char *one, const char *two, const char *three) {
  const char *words[] = {one, two, three};
  char *arguments[3];
  int count = 0;
  while (count < 3 && words[count]) {
    arguments[count] = SulTextCopy(words[count]);
    count++;
  }
  FILE *file = tmpfile();
  fflush(NULL);
  int output = dup(STDOUT_FILENO), errors = dup(STDERR_FILENO);
  dup2(fileno(file), STDOUT_FILENO);
  dup2(fileno(file), STDERR_FILENO);
  SulStatus status = SulCommandMaterials(count, arguments);
  fflush(NULL);
  dup2(output, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
  close(output);
  close(errors);
  rewind(file);
  said[fread(said, 1, sizeof said - 1, file)] = '\0';
  fclose(file);
  for (int i = 0; i < count; i++)
    free(arguments[i]);
  return status;
}

static void CheckJson(void) {
  CHECK(Run("--json", NULL, NULL) == SUL_OK);
  json_error_t problem;
  json_t *root = json_loads(said, 0, &problem);
  CHECK(root != NULL);
  json_t *sulfur = json_object_get(json_object_get(root, "materials"), "S");
  json_t *shrinking = json_object_get(json_object_get(root, "reactions"), "Li2S -> S + 2 Li");
  json_t *unknown = json_object_get(json_object_get(root, "materials"), "MoS6");
  CHECK(json_real_value(json_object_get(sulfur, "youngs_modulus")) == 17.8e9);
  CHECK_NEAR(json_real_value(json_object_get(shrinking, "volume_change")), -0.440358, 1e-6, 0);
  CHECK(json_is_null(json_object_get(unknown, "youngs_modulus")));
  json_decref(root);
}

static void CheckOwnFile(void) {
  char path[] = "/tmp/sulfem-materials-XXXXXX";
  int handle = mkstemp(path);
  static const char text[] =
      "materials:\n  S: {youngs_modulus: 9 GPa, poissons_ratio: 0.3, source: weighed here}\n";
  CHECK(write(handle, text, sizeof text - 1) == (ssize_t)sizeof text - 1);
  close(handle);
  CHECK(Run("S", "--library", path) == SUL_OK);
  CHECK(strstr(said, "9 GPa") && strstr(said, "weighed here") && !strstr(said, "17.8"));
  CHECK(Run("--library", path, NULL) == SUL_OK);
  CHECK(strstr(said, "weighed here") && strstr(said, "LiCoO2"));
  unlink(path);
}

int main(void) {
  CHECK(Run(NULL, NULL, NULL) == SUL_OK);
  CHECK(strstr(said, "Li6PS5Cl") && strstr(said, "Deng et al.") && strstr(said, "second-hand"));
  CHECK(strstr(said, "+0.78686") && strstr(said, "1671.96") && strstr(said, "from memory, weak"));
  CHECK(Run("LPSCl", NULL, NULL) == SUL_OK && strstr(said, "nanoindentation"));
  CHECK(Run("Li2S -> S", NULL, NULL) == SUL_OK && strstr(said, "-0.440358"));
  CHECK(Run("Fe", NULL, NULL) == SUL_OK && strstr(said, "7.874 g/cm3"));
  CHECK(Run("MoS6", NULL, NULL) == SUL_OK && strstr(said, "not known"));
  CHECK(Run("--help", NULL, NULL) == SUL_OK && strstr(said, "usage: sulfem materials"));
  CHECK(Run("LPSC1", NULL, NULL) == SUL_INPUT && strstr(said, "did you mean \"LPSCl\"?"));
  CHECK(Run("--jsn", NULL, NULL) == SUL_INPUT && strstr(said, "did you mean \"--json\"?"));
  CHECK(Run("Li", "metal", NULL) == SUL_INPUT && strstr(said, "one with blanks is quoted"));
  CHECK(Run("--library", NULL, NULL) == SUL_INPUT && strstr(said, "needs a file"));
  CHECK(Run("--library", "/nowhere.yaml", NULL) == SUL_INPUT && strstr(said, "cannot be opened"));
  CheckJson();
  CheckOwnFile();
  return CheckResult();
}
