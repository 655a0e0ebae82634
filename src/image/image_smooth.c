/* SPDX-License-Identifier: BSD-2-Clause */
/* Smooth meshes of images: the smoothed field and its lines go to CGAL, and what comes back becomes
 * a body with flat faces. */
#include "cgal_image.h"
#include "image_field.h"
#include "image_lines.h"
#include "image_mesh.h"
#include "image_work.h"
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what CGAL is asked for: region p + 1 is phase p */

static int RegionAt(const double point[3], const void *field) {
  return 1 + SulImageFieldPhase(field, point);
}

static bool Spend(const double point[3], int steps, void *work) {
  return SulImageWorkSpend(work, point, steps);
}

/* Edges of regular tetrahedra and triangles to the radii of the balls around them. */
static SulCgalTask Task(const SulImageMesh *mesh, const SulImageField *field,
                        const SulImageLines *lines, const bool *meshed, SulImageWork *work) {
  const SulImageRecipe *recipe = mesh->recipe;
  double voxel = mesh->grid->edge;
  SulCgalTask task = {.label = RegionAt,
                      .data = field,
                      .spend = Spend,
                      .work = work,
                      .meshed = meshed,
                      .line_count = lines->count,
                      .first = lines->first,
                      .points = (const double(*)[3])lines->points,
                      .size = sqrt(3.0 / 8) * recipe->size / voxel,
                      .facet_size = sqrt(1.0 / 3) * recipe->size_at_interfaces / voxel,
                      .edge_size = recipe->size_at_interfaces / voxel,
                      .distance = recipe->distance / voxel,
                      .facet_angle = 25,
                      .sliver_angle = 12,
                      .precision = 1e-3};
  for (int d = 0; d < 3; d++)
    task.box[d] = field->size[d];
  return task;
}

/* ---- what comes back */

static void FreeMade(SulCgalMesh *made) {
  free(made->nodes);
  free(made->tets);
  free(made->tet_label);
  free(made->neighbours);
  free(made->facets);
  free(made->facet_tet);
  free(made->facet_label);
}

/* Marks the tetrahedra that hang together through faces with the most others. */
static bool *LargestBody(const SulCgalMesh *made, int *dropped) {
  size_t count = (size_t)made->tet_count;
  int *body_of = SulAllocate(count, sizeof *body_of), *stack = SulAllocate(count, sizeof *stack);
  int bodies = 0, best = 0, best_count = 0;
  for (int seed = 0; seed < made->tet_count; seed++) {
    if (body_of[seed]) continue;
    int height = 0, size = 0;
    body_of[seed] = ++bodies;
    stack[height++] = seed;
    for (; height > 0; size++) {
      int tet = stack[--height];
      for (int side = 0; side < 4; side++) {
        int next = made->neighbours[tet][side];
        if (next < 0 || body_of[next]) continue;
        body_of[next] = bodies;
        stack[height++] = next;
      }
    }
    if (size <= best_count) continue;
    best = bodies;
    best_count = size;
  }
  bool *kept = SulAllocate(count, sizeof *kept);
  for (int t = 0; t < made->tet_count; t++)
    kept[t] = body_of[t] == best;
  *dropped = made->tet_count - best_count;
  free(body_of);
  free(stack);
  return kept;
}

/* The face of the box in which all three corners lie to `tolerance` voxels, and the largest
 * distance of theirs; -1: none. */
static int FaceOf(const SulCgalMesh *made, const int size[3], int facet, double tolerance,
                  double *off) {
  int best = -1;
  *off = tolerance;
  for (int side = 0; side < 6; side++) {
    double level = side % 2 ? size[side / 2] : 0, most = 0;
    for (int i = 0; i < 3; i++)
      most = fmax(most, fabs(made->nodes[made->facets[facet][i]][side / 2] - level));
    if (most > *off) continue;
    *off = most;
    best = side;
  }
  return best;
}

typedef struct {
  SulImageMesh *mesh;
  const SulImageField *field;
  SulCgalMesh *made;
  bool *kept;
  int *node_of; /* [made node_count] in the draft; -1: not used */
  double moved; /* the furthest that a node had to be moved into a face, voxels */
} Copy;

/* The void in front of a facet: CGAL's word, or, where three phases meet and it names one that is
 * meshed, the void that is strongest there. */
static int WallOf(const Copy *copy, int facet) {
  const SulCgalMesh *made = copy->made;
  int label = made->facet_label[facet] - 1, best = -1;
  if (label >= 0 && copy->mesh->volume_of[label] == SUL_NO_VOLUME) return label;
  float strength[SUL_VOXEL_VOID + 1];
  double centre[3] = {0};
  for (int i = 0; i < 3; i++)
    for (int d = 0; d < 3; d++)
      centre[d] += made->nodes[made->facets[facet][i]][d] / 3;
  SulImageFieldAt(copy->field, centre, strength);
  for (int p = 0; p < copy->field->phase_count; p++)
    if (copy->mesh->volume_of[p] == SUL_NO_VOLUME && (best < 0 || strength[p] > strength[best]))
      best = p;
  return best;
}

/* Every facet with nothing of the body in front of it is a face of the box or the wall of a void. A
 * facet that looks out of the box must be flat: its corners are moved there. */
static void CopyFacets(Copy *copy, SulError *error) {
  const SulCgalMesh *made = copy->made;
  const SulVoxels *grid = copy->mesh->grid;
  const double round_off = 1e-2, furthest = 1;
  SulDraft *draft = &copy->mesh->draft;
  SulDraftReserveTriangles(draft, made->facet_count);
  for (int f = 0; f < made->facet_count && !SulFailed(error); f++) {
    if (!copy->kept[made->facet_tet[f]]) continue;
    int phase = made->tet_label[made->facet_tet[f]] - 1, label = made->facet_label[f];
    double off;
    int wall = label == 0 ? -1 : WallOf(copy, f);
    int face = FaceOf(made, grid->size, f, wall < 0 ? furthest : round_off, &off);
    const double *at = made->nodes[made->facets[f][0]];
    if (wall < 0 && face < 0)
      SulErrorSet(error, SUL_INTERNAL,
                  "CGAL left a facet at %.4g %.4g %.4g (voxels) that closes the box but lies in "
                  "none of its faces",
                  at[0], at[1], at[2]);
    for (int i = 0; i < 3 && face >= 0; i++)
      made->nodes[made->facets[f][i]][face / 2] = face % 2 ? grid->size[face / 2] : 0;
    if (face >= 0) copy->moved = fmax(copy->moved, off);
    if (SulFailed(error)) return;
    int surface = SulImageSurfaceOf(copy->mesh, face, face < 0 ? wall : -1, phase);
    for (int i = 0; i < 3; i++)
      draft->triangles[draft->triangle_count][i] = copy->node_of[made->facets[f][i]];
    draft->triangle_surface[draft->triangle_count++] = surface;
  }
}

static void CopyTets(Copy *copy) {
  const SulCgalMesh *made = copy->made;
  SulDraft *draft = &copy->mesh->draft;
  SulDraftReserveTets(draft, made->tet_count);
  memset(copy->node_of, 0xff, (size_t)made->node_count * sizeof *copy->node_of);
  for (int t = 0; t < made->tet_count; t++) {
    if (!copy->kept[t]) continue;
    for (int i = 0; i < 4; i++) {
      int *node = &copy->node_of[made->tets[t][i]];
      if (*node < 0) *node = draft->node_count++;
      draft->tets[draft->tet_count][i] = *node;
    }
    draft->tet_volume[draft->tet_count++] = copy->mesh->volume_of[made->tet_label[t] - 1];
  }
}

static void CopyNodes(Copy *copy) {
  const SulVoxels *grid = copy->mesh->grid;
  SulDraft *draft = &copy->mesh->draft;
  int count = draft->node_count;
  draft->node_count = 0;
  SulDraftReserveNodes(draft, count);
  draft->node_count = count;
  for (int n = 0; n < copy->made->node_count; n++)
    for (int d = 0; d < 3 && copy->node_of[n] >= 0; d++)
      draft->nodes[copy->node_of[n]][d] = copy->made->nodes[n][d] * grid->edge / copy->mesh->unit;
}

static void TakeOver(SulImageMesh *mesh, const SulImageField *field, SulCgalMesh *made, SulLog *log,
                     SulError *error) {
  int dropped;
  Copy copy = {.mesh = mesh, .field = field, .made = made, .kept = LargestBody(made, &dropped)};
  copy.node_of = SulAllocate((size_t)made->node_count, sizeof *copy.node_of);
  CopyTets(&copy);
  CopyFacets(&copy, error);
  CopyNodes(&copy);
  if (dropped)
    SulLogLine(log, "loose      %d tetrahedra that do not hang on the body removed", dropped);
  SulLogLine(log, "faces      flat; nodes were moved by %.2g voxels at most", copy.moved);
  free(copy.kept);
  free(copy.node_of);
}

/* ---- stages */

static void MakeField(const SulImageMesh *mesh, SulImageField *field, SulLog *log,
                      SulError *error) {
  double start = SulClock();
  SulImageFieldMake(field, mesh->grid, mesh->recipe->smoothing, error);
  if (SulFailed(error)) return;
  SulImageFieldBalance(field, mesh->grid);
  SulLogLine(log, "smoothed   %.1f s", SulClock() - start);
}

/* Where the mesher's steps ran out, and which phases meet there. */
static void TellOver(const SulImageMesh *mesh, const SulImageWork *work, SulError *error) {
  const SulVoxels *grid = mesh->grid;
  bool there[SUL_VOXEL_VOID + 1] = {false};
  const char *names[SUL_VOXEL_VOID + 1];
  double unit = grid->edge / mesh->unit;
  int from[3], to[3];
  size_t count = 0;
  SulImageWorkPlace(work, grid->size, from, to);
  for (int k = from[2]; k < to[2]; k++)
    for (int j = from[1]; j < to[1]; j++)
      for (int i = from[0]; i < to[0]; i++)
        there[grid->labels[SulVoxelIndex(grid, i, j, k)]] = true;
  for (int p = 0; p < grid->phase_count; p++)
    if (there[p]) names[count++] = grid->names[p];
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: key \"mesh.surface\": smooth did not end: CGAL is over its budget of %lld "
              "steps a block of %d voxels between %.4g %.4g %.4g and %.4g %.4g %.4g %s, where "
              "there are ",
              mesh->recipe->path, mesh->recipe->mesh_line, work->budget, SUL_WORK_BLOCK,
              from[0] * unit, from[1] * unit, from[2] * unit, to[0] * unit, to[1] * unit,
              to[2] * unit, mesh->recipe->length_unit_name);
  SulTextAppendList(error->text, sizeof error->text, names, count);
  SulErrorAppend(error, "; more smoothing, a smallest_region, or a larger distance or size would "
                        "help, or surface: stairs");
}

static void RunCgal(SulImageMesh *mesh, const SulCgalTask *task, SulLog *log, SulError *error) {
  const SulImageWork *work = task->work;
  char why[1000] = "";
  SulCgalMesh made;
  bool good = SulCgalMeshMake(task, &made, why, sizeof why);
  if (!good && work->over >= 0)
    TellOver(mesh, work, error);
  else if (!good)
    SulErrorSet(error, SUL_INTERNAL, "CGAL could not mesh the image: %s", why);
  else if (made.tet_count == 0)
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: key \"mesh\": nothing is left of the image after smoothing; smooth less",
                mesh->recipe->path, mesh->recipe->mesh_line);
  if (!SulFailed(error)) {
    SulLogLine(log, "CGAL       %d tetrahedra refined in %.1f s, slivers removed in %.1f s",
               made.tet_count, made.time_refine, made.time_optimise);
    SulLogLine(log,
               "steps      %lld in the busiest block, of %lld allowed; %d flat tetrahedra left out",
               SulImageWorkMost(work), work->budget, made.flat);
    TakeOver(mesh, task->data, &made, log, error);
  }
  FreeMade(&made);
}

void SulImageSmooth(SulImageMesh *mesh, SulLog *log, SulError *error) {
  if (!SulCgalIsThere()) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: key \"mesh.surface\": smooth takes CGAL, which this program was built "
                "without; install it (Debian: libcgal-dev) and build again, or write stairs",
                mesh->recipe->path, mesh->recipe->mesh_line);
    return;
  }
  SulImageField field = {0};
  SulImageLines lines = {0};
  bool *meshed = SulAllocate((size_t)mesh->grid->phase_count + 1, sizeof *meshed);
  for (int p = 0; p < mesh->grid->phase_count; p++)
    meshed[p + 1] = mesh->volume_of[p] != SUL_NO_VOLUME;
  MakeField(mesh, &field, log, error);
  if (!SulFailed(error)) {
    SulImageLinesFind(&field, meshed + 1, &lines);
    SulImageWork work;
    SulImageWorkMake(&work, field.size, mesh->recipe->size_at_interfaces / mesh->grid->edge);
    SulCgalTask task = Task(mesh, &field, &lines, meshed, &work);
    RunCgal(mesh, &task, log, error);
    SulImageWorkFree(&work);
  }
  SulImageLinesFree(&lines);
  SulImageFieldFree(&field);
  free(meshed);
}
