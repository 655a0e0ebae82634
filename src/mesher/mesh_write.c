/* SPDX-License-Identifier: BSD-2-Clause */
/* MSH 4.1 as Gmsh's reference manual describes it: version 4.1, file type 1 (binary), data size 8;
 * all counts and tags of nodes and elements are size_t, tags of entities are int. */
#include "mesh_write.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>

enum { TRIANGLE = 2, TETRAHEDRON = 4, TRIANGLE_6 = 9, TETRAHEDRON_10 = 11 };
enum { FACE_GROUPS = 6 };

typedef struct {
  FILE *file;
  const SulDraft *draft;
  const SulPacking *packing; /* NULL: surfaces only, without groups */
  double (*nodes)[3];
  size_t *tag_of_node;    /* tags are given entity by entity */
  int *owner;             /* of a node: surface, or surface_count + volume */
  size_t *first_of_owner; /* [owners + 1] into sorted */
  int *sorted;            /* nodes by owner */
  double (*box)[6];       /* of every owner */
} Writer;

static void PutInt(Writer *writer, int value) {
  fwrite(&value, sizeof value, 1, writer->file);
}

static void PutSize(Writer *writer, size_t value) {
  fwrite(&value, sizeof value, 1, writer->file);
}

static void PutDoubles(Writer *writer, const double *values, size_t count) {
  fwrite(values, sizeof *values, count, writer->file);
}

/* ---- which entity a node belongs to */

static void Own(Writer *writer, int node, int owner) {
  if (node >= 0 && writer->owner[node] < 0) writer->owner[node] = owner;
}

static void FindOwners(Writer *writer) {
  const SulDraft *draft = writer->draft;
  memset(writer->owner, 0xff, (size_t)draft->node_count * sizeof *writer->owner);
  for (int t = 0; t < draft->triangle_count; t++)
    for (int i = 0; i < 3; i++) {
      Own(writer, draft->triangles[t][i], draft->triangle_surface[t]);
      if (draft->triangle_middles)
        Own(writer, draft->triangle_middles[t][i], draft->triangle_surface[t]);
    }
  for (int t = 0; t < draft->tet_count; t++) {
    int owner = draft->surface_count + draft->tet_volume[t];
    for (int i = 0; i < 4; i++)
      Own(writer, draft->tets[t][i], owner);
    for (int i = 0; draft->tet_middles && i < 6; i++)
      Own(writer, draft->tet_middles[t][i], owner);
  }
}

static void Widen(double box[6], const double x[3]) {
  for (int k = 0; k < 3; k++) {
    box[k] = fmin(box[k], x[k]);
    box[3 + k] = fmax(box[3 + k], x[k]);
  }
}

/* A volume's box is that of its surfaces and its own nodes. */
static void FindBoxes(Writer *writer) {
  const SulDraft *draft = writer->draft;
  int owners = draft->surface_count + draft->volume_count;
  for (int o = 0; o < owners; o++)
    for (int k = 0; k < 6; k++)
      writer->box[o][k] = k < 3 ? HUGE_VAL : -HUGE_VAL;
  for (int n = 0; n < draft->node_count; n++)
    if (writer->owner[n] >= 0) Widen(writer->box[writer->owner[n]], writer->nodes[n]);
  for (int t = 0; t < draft->tet_count; t++)
    for (int i = 0; i < 4; i++)
      Widen(writer->box[draft->surface_count + draft->tet_volume[t]],
            writer->nodes[draft->tets[t][i]]);
}

static void SortNodes(Writer *writer) {
  const SulDraft *draft = writer->draft;
  int owners = draft->surface_count + draft->volume_count;
  size_t *first = writer->first_of_owner;
  for (int n = 0; n < draft->node_count; n++)
    if (writer->owner[n] >= 0) first[writer->owner[n] + 1]++;
  for (int o = 0; o < owners; o++)
    first[o + 1] += first[o];
  size_t *fill = SulAllocate((size_t)owners, sizeof *fill);
  memcpy(fill, first, (size_t)owners * sizeof *fill);
  for (int n = 0; n < draft->node_count; n++) {
    if (writer->owner[n] < 0) continue;
    size_t place = fill[writer->owner[n]]++;
    writer->sorted[place] = n;
    writer->tag_of_node[n] = writer->packing ? place + 1 : (size_t)n + 1;
  }
  free(fill);
}

/* ---- sections */

/* Physical tags: volumes 1 + phase, surfaces 1..6 for the faces, 7 + phase for walls of voids. */
static int SurfaceGroup(const Writer *writer, int surface) {
  const SulDraftSurface *of = &writer->draft->surfaces[surface];
  if (!writer->packing) return 0;
  if (of->face >= 0) return 1 + of->face;
  return of->phase >= 0 ? 1 + FACE_GROUPS + of->phase : 0;
}

static void PutNames(Writer *writer) {
  const SulPacking *packing = writer->packing;
  fprintf(writer->file, "$PhysicalNames\n%d\n", FACE_GROUPS + packing->phase_count);
  for (int f = 0; f < FACE_GROUPS; f++)
    fprintf(writer->file, "2 %d \"%s\"\n", 1 + f, sul_box_faces[f]);
  for (int p = 0; p < packing->phase_count; p++) {
    bool meshed = packing->phases[p].meshed;
    fprintf(writer->file, "%d %d \"%s\"\n", meshed ? 3 : 2, meshed ? 1 + p : 1 + FACE_GROUPS + p,
            packing->phases[p].name);
  }
  fprintf(writer->file, "$EndPhysicalNames\n");
}

static void PutVolumeEntity(Writer *writer, int volume, const int *surfaces, size_t count) {
  PutInt(writer, volume + 1);
  PutDoubles(writer, writer->box[writer->draft->surface_count + volume], 6);
  PutSize(writer, 1);
  PutInt(writer, 1 + writer->draft->volumes[volume].phase);
  PutSize(writer, count);
  for (size_t i = 0; i < count; i++)
    PutInt(writer, surfaces[i]);
}

/* Signed tags of the surfaces around every volume, one volume after the other. */
static int *Bounds(const SulDraft *draft, size_t *first) {
  for (int s = 0; s < draft->surface_count; s++) {
    if (draft->surfaces[s].inside >= 0) first[draft->surfaces[s].inside + 1]++;
    if (draft->surfaces[s].outside >= 0) first[draft->surfaces[s].outside + 1]++;
  }
  for (int v = 0; v < draft->volume_count; v++)
    first[v + 1] += first[v];
  int *bounds = SulAllocate(first[draft->volume_count], sizeof *bounds);
  size_t *fill = SulAllocate((size_t)draft->volume_count, sizeof *fill);
  memcpy(fill, first, (size_t)draft->volume_count * sizeof *fill);
  for (int s = 0; s < draft->surface_count; s++) {
    if (draft->surfaces[s].inside >= 0) bounds[fill[draft->surfaces[s].inside]++] = s + 1;
    if (draft->surfaces[s].outside >= 0) bounds[fill[draft->surfaces[s].outside]++] = -(s + 1);
  }
  free(fill);
  return bounds;
}

static void PutEntities(Writer *writer) {
  const SulDraft *draft = writer->draft;
  int volumes = writer->packing ? draft->volume_count : 0;
  fprintf(writer->file, "$Entities\n");
  PutSize(writer, 0);
  PutSize(writer, 0);
  PutSize(writer, (size_t)draft->surface_count);
  PutSize(writer, (size_t)volumes);
  for (int s = 0; s < draft->surface_count; s++) {
    int group = SurfaceGroup(writer, s);
    PutInt(writer, s + 1);
    PutDoubles(writer, writer->box[s], 6);
    PutSize(writer, group > 0);
    if (group > 0) PutInt(writer, group);
    PutSize(writer, 0);
  }
  size_t *first = SulAllocate((size_t)draft->volume_count + 1, sizeof *first);
  int *bounds = Bounds(draft, first);
  for (int v = 0; v < volumes; v++)
    PutVolumeEntity(writer, v, bounds + first[v], first[v + 1] - first[v]);
  free(bounds);
  free(first);
  fprintf(writer->file, "\n$EndEntities\n");
}

static void PutNodes(Writer *writer) {
  const SulDraft *draft = writer->draft;
  int owners = draft->surface_count + draft->volume_count;
  const size_t *first = writer->first_of_owner;
  size_t blocks = 0;
  for (int o = 0; o < owners; o++)
    blocks += first[o + 1] > first[o];
  fprintf(writer->file, "$Nodes\n");
  PutSize(writer, blocks);
  PutSize(writer, first[owners]);
  PutSize(writer, 1);
  PutSize(writer, writer->packing ? first[owners] : (size_t)draft->node_count);
  for (int o = 0; o < owners; o++) {
    if (first[o + 1] == first[o]) continue;
    bool surface = o < draft->surface_count;
    PutInt(writer, surface ? 2 : 3);
    PutInt(writer, surface ? o + 1 : o - draft->surface_count + 1);
    PutInt(writer, 0);
    PutSize(writer, first[o + 1] - first[o]);
    for (size_t i = first[o]; i < first[o + 1]; i++)
      PutSize(writer, writer->tag_of_node[writer->sorted[i]]);
    for (size_t i = first[o]; i < first[o + 1]; i++)
      PutDoubles(writer, writer->nodes[writer->sorted[i]], 3);
  }
  fprintf(writer->file, "\n$EndNodes\n");
}

/* Elements in the order of their entities: places[first[e] .. first[e+1]) are those of entity e. */
static int *SortElements(const int *entity, int count, int entities, size_t *first) {
  for (int e = 0; e < count; e++)
    first[entity[e] + 1]++;
  for (int e = 0; e < entities; e++)
    first[e + 1] += first[e];
  size_t *fill = SulAllocate((size_t)entities, sizeof *fill);
  memcpy(fill, first, (size_t)entities * sizeof *fill);
  int *sorted = SulAllocate((size_t)count, sizeof *sorted);
  for (int e = 0; e < count; e++)
    sorted[fill[entity[e]]++] = e;
  free(fill);
  return sorted;
}

/* Nodes of an element: its corners, and the middles of its edges in the order of the format. */
typedef struct {
  int corners, middles;
  int middle_order[6];
} Element;

/* `middles` NULL: of order 1. */
static void PutElement(Writer *writer, const Element *of, size_t tag, const int *corners,
                       const int *middles) {
  size_t line[11], count = 0;
  line[count++] = tag;
  for (int i = 0; i < of->corners; i++)
    line[count++] = writer->tag_of_node[corners[i]];
  for (int i = 0; middles && i < of->middles; i++)
    line[count++] = writer->tag_of_node[middles[of->middle_order[i]]];
  fwrite(line, sizeof *line, count, writer->file);
}

static void PutTriangles(Writer *writer, const int *sorted, size_t begin, size_t end, size_t *tag) {
  static const Element triangle = {3, 3, {0, 1, 2}};
  const SulDraft *draft = writer->draft;
  for (size_t i = begin; i < end; i++) {
    int t = sorted[i];
    const int *middles = draft->triangle_middles ? draft->triangle_middles[t] : NULL;
    PutElement(writer, &triangle, (*tag)++, draft->triangles[t], middles);
  }
}

static void PutTets(Writer *writer, const int *sorted, size_t begin, size_t end, size_t *tag) {
  static const Element tet = {4, 6, {0, 1, 2, 3, 5, 4}}; /* Gmsh has the edge 23 before 13 */
  const SulDraft *draft = writer->draft;
  for (size_t i = begin; i < end; i++) {
    int t = sorted[i];
    const int *middles = draft->tet_middles ? draft->tet_middles[t] : NULL;
    PutElement(writer, &tet, (*tag)++, draft->tets[t], middles);
  }
}

static void PutElements(Writer *writer) {
  const SulDraft *draft = writer->draft;
  size_t *first2 = SulAllocate((size_t)draft->surface_count + 1, sizeof *first2);
  size_t *first3 = SulAllocate((size_t)draft->volume_count + 1, sizeof *first3);
  int *sorted2 =
      SortElements(draft->triangle_surface, draft->triangle_count, draft->surface_count, first2);
  int *sorted3 = SortElements(draft->tet_volume, draft->tet_count, draft->volume_count, first3);
  size_t blocks = 0, count = 0, tag = 1;
  for (int s = 0; s < draft->surface_count; s++) {
    if (writer->packing && SurfaceGroup(writer, s) == 0) continue;
    blocks++;
    count += first2[s + 1] - first2[s];
  }
  for (int v = 0; v < draft->volume_count; v++)
    blocks += first3[v + 1] > first3[v];
  count += (size_t)draft->tet_count;
  fprintf(writer->file, "$Elements\n");
  PutSize(writer, blocks);
  PutSize(writer, count);
  PutSize(writer, 1);
  PutSize(writer, count);
  for (int s = 0; s < draft->surface_count; s++) {
    if (writer->packing && SurfaceGroup(writer, s) == 0) continue;
    PutInt(writer, 2);
    PutInt(writer, s + 1);
    PutInt(writer, draft->triangle_middles ? TRIANGLE_6 : TRIANGLE);
    PutSize(writer, first2[s + 1] - first2[s]);
    PutTriangles(writer, sorted2, first2[s], first2[s + 1], &tag);
  }
  for (int v = 0; v < draft->volume_count; v++) {
    if (first3[v + 1] == first3[v]) continue;
    PutInt(writer, 3);
    PutInt(writer, v + 1);
    PutInt(writer, draft->tet_middles ? TETRAHEDRON_10 : TETRAHEDRON);
    PutSize(writer, first3[v + 1] - first3[v]);
    PutTets(writer, sorted3, first3[v], first3[v + 1], &tag);
  }
  fprintf(writer->file, "\n$EndElements\n");
  free(first2);
  free(first3);
  free(sorted2);
  free(sorted3);
}

/* ---- the file */

static void PutFile(Writer *writer) {
  fprintf(writer->file, "$MeshFormat\n4.1 1 8\n");
  PutInt(writer, 1);
  fprintf(writer->file, "\n$EndMeshFormat\n");
  if (writer->packing) PutNames(writer);
  PutEntities(writer);
  PutNodes(writer);
  PutElements(writer);
}

static void WriteFile(const SulDraft *draft, const SulPacking *packing, double (*nodes)[3],
                      const char *path, SulError *error) {
  Writer writer = {.draft = draft, .packing = packing, .nodes = nodes};
  remove(path); /* it may be a link to somewhere */
  writer.file = fopen(path, "wb");
  if (!writer.file) {
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", path, strerror(errno));
    return;
  }
  size_t owners = (size_t)draft->surface_count + (size_t)draft->volume_count;
  size_t count = (size_t)draft->node_count;
  writer.owner = SulAllocate(count, sizeof *writer.owner);
  writer.tag_of_node = SulAllocate(count, sizeof *writer.tag_of_node);
  writer.sorted = SulAllocate(count, sizeof *writer.sorted);
  writer.first_of_owner = SulAllocate(owners + 1, sizeof *writer.first_of_owner);
  writer.box = SulAllocate(owners, sizeof *writer.box);
  setvbuf(writer.file, NULL, _IOFBF, 1 << 20);
  FindOwners(&writer);
  FindBoxes(&writer);
  SortNodes(&writer);
  PutFile(&writer);
  bool failed = ferror(writer.file) != 0;
  if (fclose(writer.file) != 0 || failed)
    SulErrorSet(error, SUL_IO, "%s: cannot be written: %s", path, strerror(errno));
  free(writer.owner);
  free(writer.tag_of_node);
  free(writer.sorted);
  free(writer.first_of_owner);
  free(writer.box);
}

void SulDraftWriteSurfaces(const SulDraft *draft, double (*nodes)[3], const char *path,
                           SulError *error) {
  SulDraft surfaces = *draft;
  surfaces.tet_count = 0;
  WriteFile(&surfaces, NULL, nodes, path, error);
}

void SulDraftWrite(const SulDraft *draft, const SulPacking *packing, const char *path,
                   SulError *error) {
  char *partial = SulPathSuffix(path, ".partial");
  WriteFile(draft, packing, draft->nodes, partial, error);
  if (!SulFailed(error)) SulFilePublish(partial, path, error);
  if (SulFailed(error)) remove(partial);
  free(partial);
}
