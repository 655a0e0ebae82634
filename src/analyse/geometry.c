/* SPDX-License-Identifier: BSD-2-Clause */
/* Areas of interfaces and lengths of the lines where three phases meet. */
#include <math.h>
#include <stdlib.h>
#include <sulfem/element.h>

#include "label_faces.h"

/* ---- Areas ----------------------------------------------------------------------------------- */

static double FaceArea(const SulMesh *mesh, const SulLabelFace *face) {
  double x[SUL_TRIANGLE_NODES_MAX][3];
  const PetscInt *nodes = mesh->cells + (size_t)face->cell * (size_t)mesh->cell_nodes;
  int order = mesh->cell_affine[face->cell] ? 1 : 2;
  for (int k = 0; k < SulTriangleNodes(order); k++)
    SulGatherNodes(mesh, &nodes[sul_tetrahedron_face_nodes[face->side][k]], 1, &x[k]);
  return SulTriangleArea(order, (const double(*)[3])x);
}

static void AddAreas(const SulMesh *mesh, const SulLabelFaces *faces, SulGeometry *geometry) {
  size_t labels = (size_t)SulLabels(geometry);
  for (size_t f = 0; f < faces->count; f++) {
    const SulLabelFace *face = &faces->faces[f];
    if (!face->mine) continue;
    double area = FaceArea(mesh, face);
    for (int k = 0; k < 2; k++) {
      size_t pair = (size_t)face->label[k] * labels + (size_t)face->label[1 - k];
      geometry->area[pair] += area;
      geometry->faces[pair] += 1;
    }
  }
}

/* ---- Lines ----------------------------------------------------------------------------------- */

/* An edge of phase faces, filed under its lowest local vertex, which is owned. */
typedef struct {
  PetscInt other, next;
  PetscInt cell; /* one of the cells around it, and the edge's number there */
  int edge;
  unsigned long touching; /* bit `label` for each that a face at this edge separates */
} Edge;

typedef struct {
  PetscInt *head; /* [nodes_owned] */
  Edge *edges;
  size_t count, room;
} EdgeTable;

static Edge *FindEdge(EdgeTable *table, PetscInt low, PetscInt high) {
  for (PetscInt e = table->head[low]; e >= 0; e = table->edges[e].next)
    if (table->edges[e].other == high) return &table->edges[e];
  if (table->count == table->room) {
    table->room += table->room / 2;
    table->edges = SulReallocate(table->edges, table->room, sizeof *table->edges);
  }
  Edge *edge = &table->edges[table->count];
  *edge = (Edge){.other = high, .next = table->head[low], .cell = -1};
  table->head[low] = (PetscInt)table->count++;
  return edge;
}

static void AddEdges(const SulMesh *mesh, const SulLabelFace *face, EdgeTable *table) {
  const PetscInt *nodes = mesh->cells + (size_t)face->cell * (size_t)mesh->cell_nodes;
  for (int e = 0; e < 6; e++) {
    int a = sul_tetrahedron_edges[e][0], b = sul_tetrahedron_edges[e][1];
    if (a == face->side || b == face->side) continue;
    PetscInt low = nodes[a] < nodes[b] ? nodes[a] : nodes[b];
    PetscInt high = nodes[a] < nodes[b] ? nodes[b] : nodes[a];
    if (low >= mesh->nodes_owned) continue;
    Edge *edge = FindEdge(table, low, high);
    edge->cell = face->cell;
    edge->edge = e;
    edge->touching |= 1UL << face->label[0] | 1UL << face->label[1];
  }
}

/* Of the parabola through a, m, b (Gauss, 3 points); of the straight edge where it is one. */
static double EdgeLength(const SulMesh *mesh, const Edge *edge) {
  static const double at[3] = {-0.77459666924148337704, 0, 0.77459666924148337704};
  static const double weight[3] = {5. / 9, 8. / 9, 5. / 9};
  const PetscInt *nodes = mesh->cells + (size_t)edge->cell * (size_t)mesh->cell_nodes;
  double x[3][3], length = 0;
  SulGatherNodes(mesh, &nodes[sul_tetrahedron_edges[edge->edge][0]], 1, &x[0]);
  SulGatherNodes(mesh, &nodes[sul_tetrahedron_edges[edge->edge][1]], 1, &x[1]);
  if (!mesh->cell_affine[edge->cell])
    SulGatherNodes(mesh, &nodes[4 + edge->edge], 1, &x[2]);
  else
    for (int k = 0; k < 3; k++)
      x[2][k] = 0.5 * (x[0][k] + x[1][k]);
  for (int q = 0; q < 3; q++) {
    double square = 0;
    for (int k = 0; k < 3; k++) {
      double slope = (at[q] - 0.5) * x[0][k] + (at[q] + 0.5) * x[1][k] - 2 * at[q] * x[2][k];
      square += slope * slope;
    }
    length += weight[q] * sqrt(square);
  }
  return length;
}

/* Adds the edge's length to every three labels that meet in it. */
static void AddLine(const SulMesh *mesh, const Edge *edge, SulGeometry *geometry) {
  int present[SUL_LINE_PHASES_MAX + 1], count = 0, labels = SulLabels(geometry);
  for (int label = 0; label < SulLabelOuter(geometry); label++)
    if (edge->touching >> label & 1) present[count++] = label;
  if (count < 3) return;
  double length = EdgeLength(mesh, edge);
  for (int i = 0; i < count; i++)
    for (int j = i + 1; j < count; j++)
      for (int k = j + 1; k < count; k++)
        geometry->line[(present[i] * labels + present[j]) * labels + present[k]] += length;
}

static void AddLines(const SulMesh *mesh, const SulLabelFaces *faces, SulGeometry *geometry) {
  EdgeTable table = {.room = 1000};
  table.head = SulAllocate((size_t)mesh->nodes_owned, sizeof *table.head);
  table.edges = SulAllocate(table.room, sizeof *table.edges);
  for (PetscInt n = 0; n < mesh->nodes_owned; n++)
    table.head[n] = -1;
  for (size_t f = 0; f < faces->count; f++)
    AddEdges(mesh, &faces->faces[f], &table);
  for (PetscInt low = 0; low < mesh->nodes_owned; low++)
    for (PetscInt e = table.head[low]; e >= 0; e = table.edges[e].next)
      if (mesh->node_global[low] < mesh->node_global[table.edges[e].other])
        AddLine(mesh, &table.edges[e], geometry);
  free(table.head);
  free(table.edges);
}

/* ---- All of it ------------------------------------------------------------------------------- */

PetscErrorCode SulGeometryMeasure(const SulMesh *mesh, const SulOutside *outside,
                                  SulGeometry *geometry) {
  SulLabelFaces faces;
  int labels;

  PetscFunctionBegin;
  *geometry = (SulGeometry){.phase_count = mesh->phase_count};
  labels = SulLabels(geometry);
  geometry->volume = SulAllocate((size_t)mesh->phase_count, sizeof(double));
  geometry->area = SulAllocate((size_t)labels * (size_t)labels, sizeof(double));
  geometry->faces = SulAllocate((size_t)labels * (size_t)labels, sizeof(double));
  for (int p = 0; p < mesh->phase_count; p++)
    geometry->volume[p] = mesh->phases[p].measure;
  SulLabelFacesFind(mesh, outside, &faces);
  AddAreas(mesh, &faces, geometry);
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, geometry->area, labels * labels, MPI_DOUBLE, MPI_SUM,
                             mesh->comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, geometry->faces, labels * labels, MPI_DOUBLE, MPI_SUM,
                             mesh->comm));
  if (mesh->phase_count <= SUL_LINE_PHASES_MAX) {
    int triples = labels * labels * labels;
    geometry->line = SulAllocate((size_t)triples, sizeof(double));
    AddLines(mesh, &faces, geometry);
    PetscCallMPI(
        MPI_Allreduce(MPI_IN_PLACE, geometry->line, triples, MPI_DOUBLE, MPI_SUM, mesh->comm));
  }
  SulLabelFacesFree(&faces);
  PetscFunctionReturn(0);
}

void SulGeometryFree(SulGeometry *geometry) {
  free(geometry->volume);
  free(geometry->area);
  free(geometry->faces);
  free(geometry->line);
  *geometry = (SulGeometry){0};
}

double SulGeometryArea(const SulGeometry *geometry, int a, int b) {
  return geometry->area[a * SulLabels(geometry) + b];
}

double SulGeometrySurface(const SulGeometry *geometry, int phase) {
  double sum = 0;
  for (int label = 0; label < SulLabels(geometry); label++)
    sum += SulGeometryArea(geometry, phase, label);
  return sum;
}
