/* SPDX-License-Identifier: BSD-2-Clause */
/* The mesh room on meshes that Gmsh makes here: a sphere in a box, in every format and order.
 *
 * Every rank also reads each mesh by itself (PETSC_COMM_SELF): what the ranks hold together must be
 * that mesh, cell by cell, in the numbers of the file. */
#include "check.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/gmsh_versions.h>
#include <sulfem/mesh.h>
#include <sulfem/parallel.h>
#include <unistd.h>

static const double edge[3] = {1, 1.2, 1.5}, radius = 0.3, micrometre = 1e-6;
static int rank, ranks;
static SulLog *quiet;

/* ---- Making meshes --------------------------------------------------------------------------- */

/* A box with a sphere in it; groups "electrolyte" 3, "sulfur" 7, "xmin" 1, "interface" 9, "all" 4.
 */
static void SphereInBox(double size) {
  int status, pairs[2][2] = {{3, 0}, {3, 0}}, *out, **map, faces[6] = {0}, found = 0;
  size_t out_size, *map_sizes, map_count;
  double pi = acos(-1);
  pairs[0][1] = gmshModelOccAddBox(0, 0, 0, edge[0], edge[1], edge[2], -1, &status);
  pairs[1][1] = gmshModelOccAddSphere(0.5, 0.6, 0.7, radius, -1, -pi / 2, pi / 2, 2 * pi, &status);
  gmshModelOccFragment(pairs[0], 2, pairs[1], 2, &out, &out_size, &map, &map_sizes, &map_count, -1,
                       1, 1, &status);
  gmshModelOccSynchronize(&status);
  int sphere[1] = {2}, matrix[1] = {3}, ball[1], xmin[1] = {0};
  SulGmshAddGroup(3, sphere, 1, 7, &status);
  SulGmshAddGroup(3, matrix, 1, 3, &status);
  gmshModelSetPhysicalName(3, 7, "sulfur", &status);
  gmshModelSetPhysicalName(3, 3, "electrolyte", &status);
  int *surfaces;
  size_t surface_size;
  gmshModelGetEntities(&surfaces, &surface_size, 2, &status);
  for (size_t i = 0; i < surface_size / 2; i++) {
    double low[3], high[3];
    gmshModelGetBoundingBox(2, surfaces[2 * i + 1], &low[0], &low[1], &low[2], &high[0], &high[1],
                            &high[2], &status);
    bool plane = high[0] - low[0] < 0.1 || high[1] - low[1] < 0.1 || high[2] - low[2] < 0.1;
    if (plane) faces[found++] = surfaces[2 * i + 1];
    if (!plane) ball[0] = surfaces[2 * i + 1];
    if (high[0] < 0.1) xmin[0] = surfaces[2 * i + 1];
  }
  CHECK(found == 6 && xmin[0] > 0);
  SulGmshAddGroup(2, xmin, 1, 1, &status);
  gmshModelSetPhysicalName(2, 1, "xmin", &status);
  SulGmshAddGroup(2, ball, 1, 9, &status);
  gmshModelSetPhysicalName(2, 9, "interface", &status);
  SulGmshAddGroup(2, faces, 6, 4, &status);
  gmshModelSetPhysicalName(2, 4, "all", &status);
  gmshOptionSetNumber("Mesh.MeshSizeMax", size, &status);
  gmshOptionSetNumber("Mesh.MeshSizeFromCurvature", 2.4 / size, &status);
  gmshModelMeshGenerate(3, &status);
  CHECK(status == 0);
  gmshFree(out);
  gmshFree(surfaces);
  for (size_t i = 0; i < map_count; i++)
    gmshFree(map[i]);
  gmshFree(map);
  gmshFree(map_sizes);
}

static const struct {
  const char *name;
  double version;
  int binary;
} formats[4] = {{"41", 4.1, 0}, {"41b", 4.1, 1}, {"22", 2.2, 0}, {"22b", 2.2, 1}};

/* Name of the mesh file: the ranks' number is in it, as tests of several sizes run side by side. */
static void Name(char path[64], const char *stem, int order, const char *format) {
  snprintf(path, 64, "test_mesh_%d_%s_%d_%s.msh", ranks, stem, order, format);
}

/* Writes the same mesh straight and curved in all formats, on rank 0. */
static void Write(const char *stem, double size) {
  char path[64];
  int status;
  if (rank == 0) {
    SulGmshInitialize(&status);
    gmshOptionSetNumber("General.Terminal", 0, &status);
    SphereInBox(size);
    for (int order = 1; order <= 2; order++) {
      gmshModelMeshSetOrder(order, &status);
      for (int f = 0; f < 4; f++) {
        gmshOptionSetNumber("Mesh.MshFileVersion", formats[f].version, &status);
        gmshOptionSetNumber("Mesh.Binary", formats[f].binary, &status);
        Name(path, stem, order, formats[f].name);
        gmshWrite(path, &status);
        CHECK(status == 0);
      }
    }
    gmshFinalize(&status);
  }
  MPI_Barrier(PETSC_COMM_WORLD);
}

static void Remove(const char *stem) {
  char path[64];
  MPI_Barrier(PETSC_COMM_WORLD);
  for (int order = 1; rank == 0 && order <= 2; order++)
    for (int f = 0; f < 4; f++) {
      Name(path, stem, order, formats[f].name);
      unlink(path);
    }
}

static PetscErrorCode Read(MPI_Comm comm, const char *stem, int file_order, const char *format,
                           int element_order, SulMesh *mesh) {
  char path[64];
  SulError error = {0};

  PetscFunctionBegin;
  Name(path, stem, file_order, format);
  SulMeshSource source = {.path = path, .length = micrometre, .element_order = element_order};
  PetscCall(SulMeshRead(comm, &source, quiet, mesh, &error));
  PetscCheck(!SulFailed(&error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error.text);
  PetscFunctionReturn(0);
}

/* ---- One mesh by itself ---------------------------------------------------------------------- */

static void Sum(void *values, PetscInt64 count, MPI_Datatype type) {
  MPI_Allreduce(MPI_IN_PLACE, values, (int)count, type, MPI_SUM, PETSC_COMM_WORLD);
}

/* The file numbers of all local nodes. */
static PetscErrorCode FileNumbers(const SulMesh *mesh, double **file) {
  PetscFunctionBegin;
  *file = calloc((size_t)mesh->nodes_local + 1, sizeof **file);
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    (*file)[i] = (double)mesh->node_file[i];
  PetscCall(SulMeshHalo(mesh, 1, *file));
  PetscFunctionReturn(0);
}

static bool AllOnes(const int *marks, PetscInt64 count) {
  for (PetscInt64 i = 0; i < count; i++)
    if (marks[i] != 1) return false;
  return true;
}

/* Cells and nodes are each owned once, and their numbers in the file are 0, 1, 2, ... */
static void CheckNumbers(const SulMesh *mesh) {
  int *cells = calloc((size_t)mesh->cells_total, sizeof *cells);
  int *nodes = calloc((size_t)mesh->nodes_total, sizeof *nodes);
  int *globals = calloc((size_t)mesh->nodes_total, sizeof *globals);
  for (PetscInt i = 0; i < mesh->cells_owned; i++)
    cells[mesh->cell_file[i]]++;
  for (PetscInt i = 0; i < mesh->nodes_owned; i++) {
    CHECK(mesh->node_global[i] == mesh->node_first + i);
    nodes[mesh->node_file[i]]++;
    globals[mesh->node_global[i]]++;
  }
  Sum(cells, mesh->cells_total, MPI_INT);
  Sum(nodes, mesh->nodes_total, MPI_INT);
  Sum(globals, mesh->nodes_total, MPI_INT);
  CHECK(AllOnes(cells, mesh->cells_total));
  CHECK(AllOnes(nodes, mesh->nodes_total));
  CHECK(AllOnes(globals, mesh->nodes_total));
  free(cells);
  free(nodes);
  free(globals);
}

/* Every cell of an owned node is local, every ghost cell touches an owned node, every ghost node is
 * seen by a cell. */
static void CheckGhosts(const SulMesh *mesh, const double *file) {
  int *all = calloc((size_t)mesh->nodes_total, sizeof *all);
  int *seen = calloc((size_t)mesh->nodes_local, sizeof *seen);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    bool touches = false;
    for (int k = 0; k < mesh->cell_nodes; k++) {
      PetscInt node = mesh->cells[cell * mesh->cell_nodes + k];
      CHECK(node >= 0 && node < mesh->nodes_local);
      seen[node]++;
      if (cell < mesh->cells_owned) all[(PetscInt64)file[node]]++;
      touches = touches || node < mesh->nodes_owned;
    }
    CHECK(cell < mesh->cells_owned || touches);
  }
  Sum(all, mesh->nodes_total, MPI_INT);
  for (PetscInt i = 0; i < mesh->nodes_local; i++)
    CHECK(i < mesh->nodes_owned ? seen[i] == all[(PetscInt64)file[i]] : seen[i] > 0);
  free(all);
  free(seen);
}

/* Global numbers of the ghosts are those of their owners; the halo moves several components. */
static PetscErrorCode CheckHalo(const SulMesh *mesh) {
  double *values = calloc(2 * (size_t)mesh->nodes_local + 1, sizeof *values);

  PetscFunctionBegin;
  for (PetscInt i = 0; i < mesh->nodes_owned; i++) {
    values[2 * i] = (double)mesh->node_global[i];
    values[2 * i + 1] = mesh->coordinates[3 * i + 1];
  }
  PetscCall(SulMeshHalo(mesh, 2, values));
  for (PetscInt i = 0; i < mesh->nodes_local; i++) {
    CHECK(values[2 * i] == (double)mesh->node_global[i]);
    CHECK(values[2 * i + 1] == mesh->coordinates[3 * i + 1]);
  }
  free(values);
  PetscFunctionReturn(0);
}

static void CellCoordinates(const SulMesh *mesh, PetscInt cell, double (*x)[3]) {
  for (int k = 0; k < mesh->cell_nodes; k++)
    for (int d = 0; d < 3; d++)
      x[k][d] = mesh->coordinates[3 * mesh->cells[cell * mesh->cell_nodes + k] + d];
}

/* Faces lie in their cell, turn counter-clockwise seen from outside, and know whether they are
 * inside the body. */
static void CheckFaces(const SulMesh *mesh) {
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    const PetscInt *nodes = mesh->faces + face * mesh->face_nodes;
    PetscInt cell = mesh->face_cell[face];
    CHECK(face < mesh->faces_owned ? cell < mesh->cells_owned
                                   : cell >= mesh->cells_owned && cell < mesh->cells_local);
    double x[10][3], centre[3] = {0}, t[2][3], out = 0;
    int found = 0;
    CellCoordinates(mesh, cell, x);
    for (int k = 0; k < mesh->cell_nodes; k++)
      for (int i = 0; i < mesh->face_nodes; i++)
        found += mesh->cells[cell * mesh->cell_nodes + k] == nodes[i];
    CHECK(found == mesh->face_nodes);
    const double *corner = mesh->coordinates + 3 * nodes[0];
    for (int d = 0; d < 3; d++) {
      centre[d] = 0.25 * (x[0][d] + x[1][d] + x[2][d] + x[3][d]);
      for (int i = 0; i < 2; i++)
        t[i][d] = mesh->coordinates[3 * nodes[i + 1] + d] - corner[d];
    }
    for (int d = 0; d < 3; d++) {
      int a = (d + 1) % 3, b = (d + 2) % 3;
      out += (t[0][a] * t[1][b] - t[0][b] * t[1][a]) * (corner[d] - centre[d]);
    }
    CHECK(out > 0);
    bool interface = !strcmp(mesh->boundaries[mesh->face_boundary[face]].name, "interface");
    CHECK(mesh->face_interior[face] == interface);
    for (int i = 3; i < mesh->face_nodes; i++) { /* mid-edge nodes near their edge's middle */
      const int *ends = sul_triangle_edges[i - 3];
      for (int d = 0; d < 3; d++)
        CHECK_NEAR(mesh->coordinates[3 * nodes[i] + d],
                   0.5 * (mesh->coordinates[3 * nodes[ends[0]] + d] +
                          mesh->coordinates[3 * nodes[ends[1]] + d]),
                   0.06e-6, 1);
    }
  }
}

static void CheckCells(const SulMesh *mesh) {
  double x[10][3];
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) {
    CellCoordinates(mesh, cell, x);
    CHECK(SulTetrahedronVolume(mesh->order, (const double(*)[3])x) > 0);
    for (int e = 0; e < (mesh->order == 2 ? 6 : 0); e++) { /* VTK's order of the edges */
      const int *ends = sul_tetrahedron_edges[e];
      double off = 0, length = 0;
      for (int d = 0; d < 3; d++) {
        off += pow(x[4 + e][d] - 0.5 * (x[ends[0]][d] + x[ends[1]][d]), 2);
        length += pow(x[ends[1]][d] - x[ends[0]][d], 2);
      }
      CHECK(mesh->cell_affine[cell] ? sqrt(off) <= 1e-10 * sqrt(length)
                                    : sqrt(off) < 0.3 * sqrt(length));
    }
    CHECK(mesh->order == 2 || mesh->cell_affine[cell]);
  }
}

static PetscErrorCode CheckMesh(const SulMesh *mesh) {
  double *file;

  PetscFunctionBegin;
  PetscCall(FileNumbers(mesh, &file));
  CheckNumbers(mesh);
  CheckGhosts(mesh, file);
  PetscCall(CheckHalo(mesh));
  CheckCells(mesh);
  CheckFaces(mesh);
  free(file);
  PetscFunctionReturn(0);
}

/* ---- Two meshes ------------------------------------------------------------------------------ */

static void CheckGroups(const SulGroup *a, const SulGroup *b, int count, double scale) {
  for (int g = 0; g < count; g++) {
    CHECK(!strcmp(a[g].name, b[g].name) && a[g].tag == b[g].tag && a[g].count == b[g].count);
    CHECK_NEAR(a[g].measure, b[g].measure, 1e-12, scale);
  }
}

/* `mesh` on all ranks against `whole` on one, in the numbers of the file. */
static PetscErrorCode CheckSame(const SulMesh *mesh, const SulMesh *whole) {
  PetscInt *cell_at = calloc((size_t)whole->cells_total, sizeof *cell_at);
  double *file;

  PetscFunctionBegin;
  PetscCall(FileNumbers(mesh, &file));
  CHECK(mesh->cells_total == whole->cells_total && mesh->nodes_total == whole->nodes_total);
  CHECK(mesh->order == whole->order && whole->cells_owned == whole->cells_total);
  CHECK(mesh->phase_count == whole->phase_count && mesh->boundary_count == whole->boundary_count);
  CheckGroups(mesh->phases, whole->phases, mesh->phase_count, 0);
  CheckGroups(mesh->boundaries, whole->boundaries, mesh->boundary_count, 0);
  for (int side = 0; side < 2; side++)
    for (int d = 0; d < 3; d++)
      CHECK(mesh->box[side][d] == whole->box[side][d]);
  for (PetscInt cell = 0; cell < whole->cells_total; cell++)
    cell_at[whole->cell_file[cell]] = cell;
  CHECK(mesh->component_count == whole->component_count);
  for (PetscInt cell = 0; cell < mesh->cells_local; cell++) { /* ghosts too */
    PetscInt other = cell_at[mesh->cell_file[cell]];
    int component = mesh->cell_component[cell];
    CHECK(mesh->cell_phase[cell] == whole->cell_phase[other]);
    CHECK(component == whole->cell_component[other]);
    CHECK(mesh->component_phase[component] == mesh->cell_phase[cell]);
    CHECK(mesh->cell_affine[cell] == whole->cell_affine[other]);
    for (int k = 0; k < mesh->cell_nodes; k++) {
      PetscInt node = mesh->cells[cell * mesh->cell_nodes + k];
      PetscInt twin = whole->cells[other * mesh->cell_nodes + k];
      CHECK((PetscInt64)file[node] == whole->node_file[twin]);
      for (int d = 0; d < 3; d++) /* texts of 16 digits lose the last bit */
        CHECK_NEAR(mesh->coordinates[3 * node + d], whole->coordinates[3 * twin + d], 1e-15,
                   micrometre);
    }
  }
  free(file);
  free(cell_at);
  PetscFunctionReturn(0);
}

/* All formats and both orders: the mesh is right by itself, and the same as the one a single rank
 * reads from MSH 4.1. */
static PetscErrorCode CheckFormats(const char *stem) {
  PetscFunctionBegin;
  for (int file_order = 1; file_order <= 2; file_order++)
    for (int element_order = 1; element_order <= 2; element_order++) {
      SulMesh whole, mesh;
      PetscCall(Read(PETSC_COMM_SELF, stem, file_order, "41", element_order, &whole));
      for (int f = 0; f < 4; f++) {
        PetscCall(Read(PETSC_COMM_WORLD, stem, file_order, formats[f].name, element_order, &mesh));
        PetscCall(CheckMesh(&mesh));
        PetscCall(CheckSame(&mesh, &whole));
        PetscCall(SulMeshDestroy(&mesh));
      }
      PetscCall(SulMeshDestroy(&whole));
    }
  PetscFunctionReturn(0);
}

/* ---- Measures against closed forms ----------------------------------------------------------- */

static double Measure(const SulGroup *groups, int count, const char *name, int dimension) {
  int group = SulGroupFind(groups, count, name);
  CHECK(group >= 0);
  return group < 0 ? 0 : groups[group].measure / pow(micrometre, dimension);
}

static double SphereVolume(const SulMesh *mesh) {
  return Measure(mesh->phases, mesh->phase_count, "sulfur", 3);
}

static void CheckMeasures(const SulMesh *mesh) {
  double box = edge[0] * edge[1] * edge[2], pi = acos(-1);
  double electrolyte = Measure(mesh->phases, mesh->phase_count, "electrolyte", 3);
  CHECK_NEAR(SphereVolume(mesh) + electrolyte, box, 1e-13, 0);
  CHECK_NEAR(Measure(mesh->boundaries, mesh->boundary_count, "xmin", 2), edge[1] * edge[2], 1e-13,
             0);
  CHECK_NEAR(Measure(mesh->boundaries, mesh->boundary_count, "all", 2),
             2 * (edge[0] * edge[1] + edge[1] * edge[2] + edge[2] * edge[0]), 1e-13, 0);
  double area = Measure(mesh->boundaries, mesh->boundary_count, "interface", 2);
  CHECK_NEAR(area, 4 * pi * radius * radius, mesh->order == 1 ? 0.2 : 0.01, 0);
  CHECK(mesh->phases[0].tag == 3 && mesh->phases[1].tag == 7); /* by ascending tag */
  CHECK(mesh->boundaries[0].tag == 1 && mesh->boundaries[1].tag == 4);
  CHECK(SulGroupFind(mesh->phases, mesh->phase_count, "xmin") < 0);
  for (int d = 0; d < 3; d++) {
    CHECK_NEAR(mesh->box[0][d], 0, 1e-14, micrometre);
    CHECK_NEAR(mesh->box[1][d], edge[d] * micrometre, 1e-14, 0);
  }
}

/* The volume of the sphere is wrong by h^2 when it is faceted and by about h^4 when it is curved;
 * mid-edge nodes made for a straight mesh change nothing. */
static PetscErrorCode CheckSphere(const char *coarse, const char *fine) {
  const char *const stems[2] = {coarse, fine};
  double exact = 4. / 3 * acos(-1) * pow(radius, 3), wrong[2][2], size[2];

  PetscFunctionBegin;
  for (int s = 0; s < 2; s++)
    for (int order = 1; order <= 2; order++) {
      SulMesh mesh;
      PetscCall(Read(PETSC_COMM_WORLD, stems[s], 2, "41b", order, &mesh));
      CheckMeasures(&mesh);
      int ball = SulGroupFind(mesh.boundaries, mesh.boundary_count, "interface");
      size[s] = 1 / sqrt((double)mesh.boundaries[ball].count);
      wrong[s][order - 1] = fabs(SphereVolume(&mesh) - exact) / exact;
      PetscCall(SulMeshDestroy(&mesh));
      if (order == 1) continue;
      PetscCall(Read(PETSC_COMM_WORLD, stems[s], 1, "22b", order, &mesh));
      CHECK_NEAR(fabs(SphereVolume(&mesh) - exact) / exact, wrong[s][0], 1e-12, 1);
      PetscCall(SulMeshDestroy(&mesh));
    }
  double ratio = log(size[0] / size[1]), rate1 = log(wrong[0][0] / wrong[1][0]) / ratio,
         rate2 = log(wrong[0][1] / wrong[1][1]) / ratio;
  if (rank == 0)
    printf(
        "volume of the sphere, coarse and fine: order 1 %.2e %.2e (rate %.2f), order 2 %.2e %.2e "
        "(rate %.2f)\n",
        wrong[0][0], wrong[1][0], rate1, wrong[0][1], wrong[1][1], rate2);
  CHECK(rate1 > 1.8 && rate1 < 2.2);
  CHECK(rate2 > 3.7 && rate2 < 4.4);
  PetscFunctionReturn(0);
}

/* ---- A mesh of two tetrahedra ---------------------------------------------------------------- */

/* Everything that other programs do to Gmsh's format: node tags with large gaps, in no order; a
 * node that no element uses; elements of negative orientation; two groups in one elementary entity.
 */
static void WriteTiny(const char *path) {
  FILE *file = fopen(path, "w");
  fputs("$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$PhysicalNames\n3\n2 5 \"outer\"\n3 1 \"a\"\n"
        "3 2 \"b\"\n$EndPhysicalNames\n$Nodes\n6\n",
        file);
  fputs("2000000000 0 0 0\n7 1 0 0\n1000000 0 1 0\n3 0 0 1\n12 1 1 1\n1 9 9 9\n", file);
  fputs("$EndNodes\n$Elements\n3\n900 4 2 2 1 12 3 7 1000000\n"
        "17 4 2 1 1 7 2000000000 1000000 3\n5 2 2 5 1 2000000000 7 1000000\n$EndElements\n",
        file);
  fclose(file);
}

static void CheckTinyCells(const SulMesh *mesh) {
  static const double corner[5][3] = {{0, 0, 1}, {1, 0, 0}, {1, 1, 1}, {0, 1, 0}, {0, 0, 0}};
  for (PetscInt i = 0; i < mesh->nodes_owned; i++)
    for (int d = 0; d < 3 && mesh->node_file[i] < 5; d++) /* by ascending tag: 3 7 12 ... */
      CHECK(mesh->coordinates[3 * i + d] == micrometre * corner[mesh->node_file[i]][d]);
  for (PetscInt cell = 0; cell < mesh->cells_owned; cell++)
    CHECK(mesh->cell_phase[cell] == (mesh->cell_file[cell] == 0 ? 0 : 1)); /* 17 is first */
}

/* On more ranks than cells some ranks have nothing. */
static PetscErrorCode CheckTiny(void) {
  char path[64];

  PetscFunctionBegin;
  Name(path, "tiny", 1, "22");
  if (rank == 0) WriteTiny(path);
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  for (int order = 1; order <= 2; order++) {
    SulMesh mesh;
    PetscCall(Read(PETSC_COMM_WORLD, "tiny", 1, "22", order, &mesh));
    PetscCall(CheckMesh(&mesh));
    CheckTinyCells(&mesh);
    CHECK(mesh.cells_total == 2 && mesh.nodes_total == (order == 1 ? 5 : 14));
    CHECK_NEAR(Measure(mesh.phases, 2, "a", 3), 1. / 6, 1e-14, 0);
    CHECK_NEAR(Measure(mesh.phases, 2, "b", 3), 1. / 3, 1e-14, 0);
    CHECK_NEAR(Measure(mesh.boundaries, 1, "outer", 2), 0.5, 1e-14, 0);
    PetscCall(SulMeshDestroy(&mesh));
  }
  PetscCallMPI(MPI_Barrier(PETSC_COMM_WORLD));
  if (rank == 0) unlink(path);
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Comm_size(PETSC_COMM_WORLD, &ranks));
  quiet = SulLogCreate(false);
  Write("coarse", 0.3);
  Write("fine", 0.15);
  PetscCall(CheckFormats("coarse"));
  PetscCall(CheckSphere("coarse", "fine"));
  PetscCall(CheckTiny());
  Remove("coarse");
  Remove("fine");
  SulLogClose(&quiet);
  int failures = CheckResult();
  PetscCall(PetscFinalize());
  return failures;
}
