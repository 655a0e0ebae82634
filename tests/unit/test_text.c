/* SPDX-License-Identifier: BSD-2-Clause */
/* Distances and suggestions, paths, error values. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/error.h>
#include <sulfem/text.h>

static void CheckPath(const char *from, const char *path, const char *expected) {
  char *joined = SulPathBeside(from, path);
  CHECK(strcmp(joined, expected) == 0);
  free(joined);
}

int main(void) {
  CHECK(SulTextDistance("kitten", "sitting") == 3);
  CHECK(SulTextDistance("phsae", "phase") == 1);
  CHECK(SulTextDistance("", "abc") == 3);
  const char *keys[] = {"youngs_modulus", "poissons_ratio", "swelling"};
  CHECK(strcmp(SulTextNearest("yungs_modulus", keys, 3), "youngs_modulus") == 0);
  CHECK(SulTextNearest("colour", keys, 3) == NULL);
  CheckPath("a/b/case.yaml", "../mesh.msh", "a/b/../mesh.msh");
  CheckPath("case.yaml", "mesh.msh", "mesh.msh");
  CheckPath("a/case.yaml", "/mesh.msh", "/mesh.msh");
  CHECK(SulTextEndsIn("a/mesh.msh", ".msh") && SulTextEndsIn("m.msh.msh", ".msh"));
  CHECK(!SulTextEndsIn(".msh", ".msh") && !SulTextEndsIn("mesh.msh2", ".msh"));

  SulError error = {0};
  CHECK(!SulFailed(&error));
  SulErrorSet(&error, SUL_INPUT, "first %d", 1);
  SulErrorSet(&error, SUL_IO, "second");
  CHECK(error.status == SUL_INPUT && strcmp(error.text, "first 1") == 0);

  char small[8] = "";
  SulTextAppend(small, sizeof small, "%s", "long enough");
  CHECK(strcmp(small, "long...") == 0);
  return CheckResult();
}
