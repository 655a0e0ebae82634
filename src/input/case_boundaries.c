/* SPDX-License-Identifier: BSD-2-Clause */
/* The section `boundaries`: conditions on surface groups of the mesh. */
#include "case_parts.h"
#include <stdio.h>
#include <string.h>
#include <sulfem/quantity.h>
#include <sulfem/text.h>

#define BOUNDARY_EXAMPLE "boundaries: [{faces: [xmin, xmax], condition: fixed}]"

static void RefuseSecond(const SulCase *result, const SulYaml *face, SulError *error) {
  for (size_t b = 0; b <= result->boundary_count; b++) {
    const SulBoundaryInput *boundary = &result->boundaries[b];
    for (size_t i = 0; i < boundary->face_count; i++)
      if (strcmp(boundary->faces[i], face->text) == 0)
        SulYamlFail(face, error, "\"%s\" has a condition already, on line %d; a face takes one",
                    face->text, boundary->face_lines[i]);
  }
}

static void ReadFaces(const SulYaml *entry, const SulCase *result, SulBoundaryInput *boundary,
                      SulError *error) {
  const SulYaml *faces = SulYamlNeed(entry, "faces", "faces: [xmin, xmax]", error);
  size_t count = SulYamlLength(faces, "faces: [xmin, xmax]", error);
  boundary->faces = SulAllocate(count, sizeof *boundary->faces);
  boundary->face_lines = SulAllocate(count, sizeof *boundary->face_lines);
  for (size_t i = 0; i < count && !SulFailed(error); i++) {
    const SulYaml *face = faces->items[i];
    snprintf(boundary->faces[i], SUL_NAME_SIZE, "%s", SulYamlName(face, error));
    boundary->face_lines[i] = face->line;
    if (!SulFailed(error)) RefuseSecond(result, face, error);
    boundary->face_count++;
  }
}

static void ReadDisplacement(const SulYaml *entry, SulBoundaryInput *boundary, SulError *error) {
  static const char example[] = "displacement: [0 um, free, free]";
  const SulYaml *node = SulYamlNeed(entry, "displacement", example, error);
  if (SulYamlLength(node, example, error) == 0) return;
  if (node->count != 3) {
    SulYamlFail(node, error, "expected three entries (x, y, z), found %zu; for example: %s",
                node->count, example);
    return;
  }
  bool any = false;
  for (int i = 0; i < 3 && !SulFailed(error); i++) {
    boundary->prescribed[i] = strcmp(SulYamlText(node->items[i], error), "free") != 0;
    any = any || boundary->prescribed[i];
    if (boundary->prescribed[i])
      boundary->displacement[i] = SulYamlQuantity(node->items[i], SUL_LENGTH, error);
  }
  if (!any)
    SulYamlFail(node, error,
                "all three components are free: leave the entry out (a face that is "
                "not named is traction-free)");
}

/* u = G x on the faces: the affine field of a homogeneous strain. */
static void ReadGradient(const SulYaml *node, SulBoundaryInput *boundary, SulError *error) {
  static const char example[] = "gradient: [[0.01, 0, 0], [0, 0.01, 0], [0, 0, 0.01]]";
  boundary->condition = SUL_CONDITION_AFFINE;
  if (SulYamlLength(node, example, error) == 0) return;
  for (size_t i = 0; i < 3 && !SulFailed(error); i++) {
    const SulYaml *row = node->count == 3 ? node->items[i] : node;
    if (row == node || SulYamlLength(row, example, error) != 3) {
      SulYamlFail(row, error, "expected three rows of three numbers, du_i/dx_j; for example: %s",
                  example);
      return;
    }
    for (size_t j = 0; j < 3; j++)
      boundary->gradient[3 * i + j] = SulYamlNumber(row->items[j], error);
  }
}

static void ReadDisplacementOrGradient(const SulYaml *entry, SulBoundaryInput *boundary,
                                       SulError *error) {
  const SulYaml *gradient = SulYamlFind(entry, "gradient");
  SulYamlExclude(entry, "displacement", "gradient", error);
  if (gradient)
    ReadGradient(gradient, boundary, error);
  else
    ReadDisplacement(entry, boundary, error);
}

/* The keys `pressure` and `displacement` (or `gradient`) go with the conditions of the same name.
 */
static void RefuseMisplaced(const SulYaml *entry, const char *key, const char *wanted,
                            const char *condition, SulError *error) {
  const SulYaml *node = SulYamlFind(entry, key);
  if (node && strcmp(wanted, condition) != 0)
    SulYamlFail(node, error, "goes with condition: %s only; the condition here is %s", wanted,
                condition);
}

/* A plate has at least one of the two. */
static void ReadPlate(const SulYaml *entry, SulBoundaryInput *boundary, SulError *error) {
  const SulYaml *pressure = SulYamlFind(entry, "pressure");
  const SulYaml *stiffness = SulYamlFind(entry, "stiffness");
  if (!pressure && !stiffness)
    SulYamlFail(
        entry, error,
        "a plate needs what pushes on it, for example: pressure: 75 MPa, or what it leans "
        "on, for example: stiffness: 1 MPa/um (pressure: 0 MPa for one that is free to go)");
  boundary->pressure = SulYamlQuantity(pressure, SUL_PRESSURE, error);
  boundary->stiffness = SulYamlQuantity(stiffness, SUL_FOUNDATION, error);
  if (stiffness && !(boundary->stiffness >= 0))
    SulYamlFail(stiffness, error, "must not be negative, found \"%s\"", stiffness->text);
}

static void ReadBoundary(const SulYaml *entry, const SulCase *result, SulBoundaryInput *boundary,
                         SulError *error) {
  static const char *const keys[] = {"faces",    "condition", "pressure",  "displacement",
                                     "gradient", "program",   "stiffness", NULL};
  static const char *const conditions[] = {"fixed",        "symmetry", "pressure",
                                           "displacement", "plate",    "periodic"};
  static const SulCondition meant[] = {SUL_CONDITION_FIXED,    SUL_CONDITION_SYMMETRY,
                                       SUL_CONDITION_PRESSURE, SUL_CONDITION_DISPLACEMENT,
                                       SUL_CONDITION_PLATE,    SUL_CONDITION_PERIODIC};
  SulYamlKeys(entry, keys, error);
  boundary->line = entry->line;
  ReadFaces(entry, result, boundary, error);
  const SulYaml *condition = SulYamlNeed(entry, "condition", "condition: fixed", error);
  boundary->condition = meant[SulYamlChoice(condition, conditions, 6, error)];
  if (SulFailed(error)) return;
  bool plate = boundary->condition == SUL_CONDITION_PLATE;
  if (!plate) RefuseMisplaced(entry, "pressure", "pressure", condition->text, error);
  RefuseMisplaced(entry, "stiffness", "plate", condition->text, error);
  RefuseMisplaced(entry, "displacement", "displacement", condition->text, error);
  RefuseMisplaced(entry, "gradient", "displacement", condition->text, error);
  if (boundary->condition == SUL_CONDITION_PRESSURE)
    boundary->pressure = SulYamlQuantity(SulYamlNeed(entry, "pressure", "pressure: 75 MPa", error),
                                         SUL_PRESSURE, error);
  if (plate) ReadPlate(entry, boundary, error);
  if (boundary->condition == SUL_CONDITION_PERIODIC && boundary->face_count != 2)
    SulYamlFail(SulYamlFind(entry, "faces"), error,
                "a period is between two groups, found %zu; an entry for each pair, for example: "
                "{faces: [xmin, xmax], condition: periodic}",
                boundary->face_count);
  if (boundary->condition == SUL_CONDITION_DISPLACEMENT)
    ReadDisplacementOrGradient(entry, boundary, error);
}

void SulCaseBoundaries(const SulYaml *root, SulCase *result, SulError *error) {
  const SulYaml *boundaries = SulYamlFind(root, "boundaries");
  bool none = boundaries && boundaries->kind == SUL_YAML_SEQUENCE && boundaries->count == 0;
  if (none) return; /* a free body, as without the key */
  size_t count = SulYamlLength(boundaries, BOUNDARY_EXAMPLE, error);
  if (!boundaries) return;
  result->boundaries = SulAllocate(count, sizeof *result->boundaries);
  for (; result->boundary_count < count && !SulFailed(error); result->boundary_count++)
    ReadBoundary(boundaries->items[result->boundary_count], result,
                 &result->boundaries[result->boundary_count], error);
}
