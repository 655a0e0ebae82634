/* SPDX-License-Identifier: BSD-2-Clause */
/* A block of cubes for tests, each cut into six tetrahedra around a diagonal: written as a Gmsh file,
 * read by the solver's reader and dealt to the ranks. Two phases, "left" and "right" of the middle,
 * or "right" as a particle inside; groups xmin..zmax and "all", the six of them together.
 *
 * Vertices inside may be moved, so that no cell is like another. A curved block (file order 2) is
 * bent by  x' = x + c y^2, y' = y + c z^2, z' = z:  its volume stays, zmin and zmax stay flat, and
 * ten-node tetrahedra hold that map exactly. */
#ifndef SULFEM_BLOCK_H
#define SULFEM_BLOCK_H

#include "check.h"
#include <stdbool.h>
#include <string.h>
#include <sulfem/log.h>
#include <sulfem/mesh.h>
#include <unistd.h>

typedef struct {
  int cubes[3];   /* of edge 1 mesh unit, which is 1 um */
  int file_order; /* 1 or 2 */
  int order;      /* of the elements */
  double jitter;  /* how far vertices inside are moved, mesh units */
  double curve;   /* c above */
  double angle;   /* the block is turned about z by it */
  bool particle;  /* "right" is the cubes that touch no side, else half of the block */
  bool one_phase; /* "left" alone */
  int periodic;   /* so many pairs of sides share rows: x, then y, then z */
} Block;

static const SulFacePair block_pairs[3] = {
    {{"xmin", "xmax"}, "block", 1}, {{"ymin", "ymax"}, "block", 2}, {{"zmin", "zmax"}, "block", 3}};

static const double block_unit = 1e-6;

/* Numbers in [-1, 1] that look like noise. */
static inline double BlockNoise(unsigned long seed) {
  unsigned long long z = (seed + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  z ^= z >> 31;
  return ldexp((double)(z >> 11), -52) - 1;
}

/* Points of the file: a lattice of half edges, of which a file of order 1 uses the even ones. */
static inline long BlockTag(const Block *block, const int at[3]) {
  const int *n = block->cubes;
  return 1 + at[0] + (2L * n[0] + 1) * (at[1] + (2L * n[1] + 1) * at[2]);
}

static inline bool BlockInside(const Block *block, const int at[3]) {
  for (int i = 0; i < 3; i++)
    if (at[i] == 0 || at[i] == 2 * block->cubes[i]) return false;
  return true;
}

/* An even lattice point, moved; not bent yet. */
static inline void BlockVertex(const Block *block, const int at[3], double place[3]) {
  bool inside = BlockInside(block, at);
  for (int i = 0; i < 3; i++) {
    double moved = block->jitter * BlockNoise((unsigned long)(3 * BlockTag(block, at) + i));
    place[i] = 0.5 * at[i] + (inside ? moved : 0);
  }
}

/* Any lattice point: odd ones lie between the two vertices of their edge. */
static inline void BlockPlace(const Block *block, const int at[3], double place[3]) {
  double ends[2][3];
  int end[2][3];
  for (int i = 0; i < 3; i++) {
    end[0][i] = at[i] - at[i] % 2;
    end[1][i] = at[i] + at[i] % 2;
  }
  for (int e = 0; e < 2; e++)
    BlockVertex(block, end[e], ends[e]);
  double x = 0.5 * (ends[0][0] + ends[1][0]), y = 0.5 * (ends[0][1] + ends[1][1]);
  double z = 0.5 * (ends[0][2] + ends[1][2]), c = block->curve;
  double bent[2] = {x + c * y * y, y + c * z * z};
  place[0] = cos(block->angle) * bent[0] - sin(block->angle) * bent[1];
  place[1] = sin(block->angle) * bent[0] + cos(block->angle) * bent[1];
  place[2] = z;
}

static inline int BlockPhase(const Block *block, const int cube[3]) {
  if (block->one_phase) return 1;
  if (!block->particle) return 2 * cube[0] < block->cubes[0] ? 1 : 2;
  for (int i = 0; i < 3; i++)
    if (cube[i] == 0 || cube[i] == block->cubes[i] - 1) return 1;
  return 2;
}

/* One element of `dimension`, corners on the lattice; mid-edge nodes in Gmsh's order. */
static inline void BlockElement(const Block *block, FILE *file, long *number, int group,
                                int corners, int corner[4][3]) {
  static const int edges[6][2] = {{0, 1}, {1, 2}, {2, 0}, {0, 3}, {2, 3}, {1, 3}};
  static const int types[2][2] = {{2, 9}, {4, 11}}; /* triangle, tetrahedron; orders 1, 2 */
  fprintf(file, "%ld %d 2 %d %d", ++*number, types[corners - 3][block->file_order - 1], group,
          group);
  for (int c = 0; c < corners; c++)
    fprintf(file, " %ld", BlockTag(block, corner[c]));
  for (int e = 0; block->file_order == 2 && e < (corners == 4 ? 6 : 3); e++) {
    int middle[3];
    for (int i = 0; i < 3; i++)
      middle[i] = (corner[edges[e][0]][i] + corner[edges[e][1]][i]) / 2;
    fprintf(file, " %ld", BlockTag(block, middle));
  }
  fputc('\n', file);
}

/* The six tetrahedra of a cube, one for each way along its axes from corner 0 to corner 7. */
static inline void BlockCube(const Block *block, FILE *file, long *number, const int cube[3]) {
  static const int ways[6][3] = {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}};
  for (int w = 0; w < 6; w++) {
    int corner[4][3];
    for (int c = 0; c < 4; c++) {
      for (int i = 0; i < 3; i++)
        corner[c][i] = 2 * cube[i];
      for (int step = 0; step < c; step++)
        corner[c][ways[w][step]] += 2;
    }
    BlockElement(block, file, number, BlockPhase(block, cube), 4, corner);
  }
}

/* The two triangles of a cube on a side, xmin..zmax, in the group given. */
static inline void BlockSide(const Block *block, FILE *file, long *number, const int cube[3],
                             int side, int group) {
  int axis = side / 2, high = side % 2;
  for (int t = 0; t < 2; t++) {
    int corner[4][3], first = (axis + 1 + t) % 3;
    for (int c = 0; c < 3; c++)
      for (int i = 0; i < 3; i++)
        corner[c][i] = 2 * cube[i] + (i == axis ? 2 * high : 0);
    corner[1][first] += 2;
    for (int i = 0; i < 3; i++)
      if (i != axis) corner[2][i] += 2;
    BlockElement(block, file, number, group, 3, corner);
  }
}

static inline long BlockElements(const Block *block, FILE *file) {
  const int *n = block->cubes;
  long number = 0;
  for (int k = 0; k < n[2]; k++)
    for (int j = 0; j < n[1]; j++)
      for (int i = 0; i < n[0]; i++) {
        int cube[3] = {i, j, k};
        BlockCube(block, file, &number, cube);
        for (int side = 0; side < 6; side++) {
          int axis = side / 2, high = side % 2;
          if (cube[axis] != (high ? n[axis] - 1 : 0)) continue;
          BlockSide(block, file, &number, cube, side, 11 + side);
          BlockSide(block, file, &number, cube, side, 20);
        }
      }
  return number;
}

static inline void BlockWrite(const Block *block, const char *path) {
  static const char *const sides[6] = {"xmin", "xmax", "ymin", "ymax", "zmin", "zmax"};
  FILE *file = fopen(path, "w");
  const int *n = block->cubes, step = block->file_order == 2 ? 1 : 2;
  long nodes = 1, phases = block->one_phase ? 1 : 2;
  for (int i = 0; i < 3; i++)
    nodes *= 2 / step * n[i] + 1;
  fprintf(file, "$MeshFormat\n2.2 0 8\n$EndMeshFormat\n$PhysicalNames\n%ld\n3 1 \"left\"\n",
          phases + 7);
  if (phases == 2) fprintf(file, "3 2 \"right\"\n");
  for (int s = 0; s < 6; s++)
    fprintf(file, "2 %d \"%s\"\n", 11 + s, sides[s]);
  fprintf(file, "2 20 \"all\"\n$EndPhysicalNames\n$Nodes\n%ld\n", nodes);
  int at[3];
  for (at[2] = 0; at[2] <= 2 * n[2]; at[2] += step)
    for (at[1] = 0; at[1] <= 2 * n[1]; at[1] += step)
      for (at[0] = 0; at[0] <= 2 * n[0]; at[0] += step) {
        double place[3];
        BlockPlace(block, at, place);
        fprintf(file, "%ld %.17g %.17g %.17g\n", BlockTag(block, at), place[0], place[1], place[2]);
      }
  long cubes = (long)n[0] * n[1] * n[2];
  long triangles = 4L * (n[0] * n[1] + n[1] * n[2] + n[2] * n[0]);
  fprintf(file, "$EndNodes\n$Elements\n%ld\n", 6 * cubes + 2 * triangles);
  CHECK(BlockElements(block, file) == 6 * cubes + 2 * triangles);
  fprintf(file, "$EndElements\n");
  fclose(file);
}

/* Collective. */
static inline PetscErrorCode BlockRead(const Block *block, SulMesh *mesh) {
  char path[64];
  int rank, process = (int)getpid();
  SulError error = {0};

  PetscFunctionBegin;
  PetscCallMPI(MPI_Comm_rank(PETSC_COMM_WORLD, &rank));
  PetscCallMPI(MPI_Bcast(&process, 1, MPI_INT, 0, PETSC_COMM_WORLD));
  snprintf(path, sizeof path, "block-%d.msh", process);
  if (rank == 0) BlockWrite(block, path);
  SulLog *log = SulLogCreate(false);
  SulMeshSource source = {.path = path,
                          .length = block_unit,
                          .element_order = block->order,
                          .pair_count = block->periodic,
                          .pairs = block_pairs};
  PetscCall(SulMeshRead(PETSC_COMM_WORLD, &source, log, mesh, &error));
  PetscCheck(!SulFailed(&error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error.text);
  if (rank == 0) unlink(path);
  SulLogClose(&log);
  PetscFunctionReturn(0);
}

#endif
