/* SPDX-License-Identifier: BSD-2-Clause */
/* What a point will need, before it has run. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/image.h>
#include <sulfem/mesh.h>
#include <sulfem/solve.h>
#include <sulfem/sweep.h>
#include <sulfem/text.h>
#include <unistd.h>

/* Nodes of a mesh that is straight over those of the same mesh with nodes on its edges, in three
 * dimensions and large meshes (docs/sweep.md). */
static const double corner_share = 0.135;

static int ElementOrder(const SulStudyPoint *point) {
  const SulYaml *order = SulYamlFind(point->input[SUL_BASE_CASE], "element_order");
  SulError ignored = {0};
  return order ? (int)SulYamlInteger(order, 1, 2, &ignored) : 2;
}

static void FromRecipe(const SulStudyPoint *point, int ranks, SulPointEstimate *estimate) {
  SulRecipe recipe;
  SulError ignored = {0};
  double cells, vertices, nodes;
  char *text = SulYamlEmit(point->input[SUL_BASE_RECIPE]);
  bool image = SulRecipeHasImage("recipe", text);
  if (!image) SulRecipeParse("recipe", text, &recipe, &ignored);
  free(text);
  if (image || SulFailed(&ignored)) return;
  SulRecipeEstimate(&recipe, &cells, &vertices, &nodes);
  SulRecipeFree(&recipe);
  estimate->memory = SulMeshingMemory(cells);
  if (!point->input[SUL_BASE_CASE]) return;
  int order = ElementOrder(point);
  estimate->unknowns = 3 * (order == 1 ? vertices : nodes);
  estimate->memory = fmax(estimate->memory, SulSolveMemory(order, estimate->unknowns, ranks));
}

/* The mesh that was looked at last: many points have the same. */
typedef struct {
  char *path;
  bool known; /* false: not there yet, or not to be read */
  long long nodes;
  int order;
} MeshLook;

static void FromMesh(const SulStudyPoint *point, int ranks, MeshLook *look,
                     SulPointEstimate *estimate, SulError *error) {
  const SulYaml *file = SulYamlAt(point->input[SUL_BASE_CASE], "mesh.file");
  int order = ElementOrder(point);
  if (!file || file->kind != SUL_YAML_SCALAR) return;
  if (!look->path || strcmp(look->path, file->text) != 0) {
    free(look->path);
    look->path = SulTextCopy(file->text);
    look->known = access(look->path, F_OK) == 0;
    if (look->known) SulMshCount(look->path, &look->nodes, &look->order, error);
    look->known = look->known && !SulFailed(error);
  }
  if (!look->known) return;
  double factor = order == look->order ? 1 : order == 1 ? corner_share : 1 / corner_share;
  estimate->unknowns = 3 * factor * (double)look->nodes;
  estimate->memory = SulSolveMemory(order, estimate->unknowns, ranks);
}

/* What the finished solve has said. */
static void FromResults(const SulStudy *study, size_t number, SulPointEstimate *estimate) {
  char *folder = SulPointFolder(study, number), *path = SulPathJoin(folder, "summary.json");
  json_t *root = json_load_file(path, 0, NULL);
  const json_t *unknowns = json_object_get(json_object_get(root, "mesh"), "unknowns");
  if (json_is_integer(unknowns)) {
    estimate->unknowns = (double)json_integer_value(unknowns);
    estimate->memory = json_number_value(json_object_get(root, "memory_peak"));
    estimate->measured = true;
  }
  json_decref(root);
  free(path);
  free(folder);
}

static void EstimatePoint(const SulStudy *study, size_t number, int ranks, MeshLook *look,
                          SulPointEstimate *estimate, SulError *error) {
  SulPointStatus status;
  SulStudyPoint point;
  SulError ignored = {0};
  *estimate = (SulPointEstimate){0};
  SulPointLook(study, number, &status, &ignored);
  if (!SulFailed(&ignored) && status.state == SUL_POINT_FINISHED && study->base[SUL_BASE_CASE]) {
    FromResults(study, number, estimate);
    if (estimate->measured) return;
  }
  SulStudyExpand(study, number, NULL, &point, &ignored);
  if (SulFailed(&ignored)) return;
  if (study->base[SUL_BASE_RECIPE])
    FromRecipe(&point, ranks, estimate);
  else
    FromMesh(&point, ranks, look, estimate, error);
  SulStudyPointFree(&point);
}

void SulSweepEstimate(const SulStudy *study, size_t first, size_t last, int ranks,
                      SulPointEstimate *estimates, SulError *error) {
  MeshLook look = {0};
  for (size_t k = first; k <= last; k++)
    EstimatePoint(study, k, ranks, &look, &estimates[k - first], error);
  free(look.path);
}
