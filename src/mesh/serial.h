/* SPDX-License-Identifier: BSD-2-Clause */
/* The whole mesh on rank 0, from the file to the moment it is distributed. Private to src/mesh.
 *
 * The functions below run on rank 0 in the order in which they stand here, and mend or refuse what
 * they find. Memory at order 1: about 60 bytes a cell and 60 a node, plus the tables of
 * SulSerialFaces while it runs. */
#ifndef SULFEM_MESH_SERIAL_H
#define SULFEM_MESH_SERIAL_H

#include <petscsys.h>
#include <stdbool.h>
#include <sulfem/error.h>
#include <sulfem/log.h>
#include <sulfem/mesh.h>

typedef struct {
  const char *path;
  int order;      /* 1 or 2: of the arrays below */
  int cell_nodes; /* 4 or 10, VTK order */
  int phase_count, boundary_count;
  SulGroup *phases, *boundaries; /* count and measure not filled yet */

  PetscInt nodes;
  double (*coordinates)[3]; /* mesh units */
  PetscInt64 *node_tag;     /* Gmsh's, for messages; NULL once SulSerialAddEdges made nodes */
  PetscInt64 *node_file;
  PetscInt *master; /* [nodes] the lowest of the nodes that share its row; NULL: each has its own */

  PetscInt cells;
  PetscInt *cell_node;  /* [cells][cell_nodes] */
  int *cell_phase;      /* index into phases */
  PetscInt64 *cell_tag; /* Gmsh's, for messages */
  PetscInt64 *cell_file;
  bool *cell_affine;
  PetscInt folded; /* curved cells that SulSerialUnfold is to mend */
  PetscInt mended; /* and has, with what else had to move; of SulMesh as the next two */
  double mended_move;
  PetscInt doubled;
  int component_count;
  int *cell_component;  /* [cells], as in SulMesh */
  int *component_phase; /* [component_count] */
  PetscInt *neighbour;  /* [cells][4], the cell behind face f (opposite vertex f), or -1 */

  PetscInt triangles;
  PetscInt (*triangle)[3];      /* vertices, as in the file */
  int *triangle_boundary;       /* index into boundaries */
  PetscInt64 *triangle_tag;     /* Gmsh's, for messages */
  PetscInt *triangle_cell;      /* of its one or two cells the first in the file */
  unsigned char *triangle_side; /* the cell's face */
  bool *triangle_interior;
} SulSerialMesh;

void SulSerialDestroy(SulSerialMesh *serial);

/* Reads an MSH file (2.2 or 4.1, text or binary): groups, nodes, cells and triangles. Drops
 * mid-edge nodes if element_order is 1; order of the file otherwise (element_order 2, or 0). Groups
 * without a name are called by their tag. What is damaged, contradicts itself or stands there twice
 * is refused with its place (SUL_INPUT). */
void SulMshRead(const char *path, int element_order, SulSerialMesh *serial, SulError *error);

/* The same from `length` bytes in memory, behind which a zero byte stands. No MPI, no call of
 * PETSc.
 */
void SulMshParse(const char *path, const unsigned char *bytes, size_t length, int element_order,
                 SulSerialMesh *serial, SulError *error);

/* Positive volume everywhere, by swapping vertices where that cures it; fills cell_affine. Curved
 * cells that are folded over are counted in `folded` if they can be mended, and refused if not. */
void SulSerialShapes(SulSerialMesh *serial, SulError *error);

/* Sorts the cells along a Hilbert curve of their centroids and fills cell_file. */
void SulSerialSortCells(SulSerialMesh *serial);

/* Numbers the nodes in the order in which the cells meet them and drops those that no cell uses. */
void SulSerialNumberNodes(SulSerialMesh *serial);

/* Fills neighbour, triangle_cell, triangle_side and triangle_interior. */
void SulSerialFaces(SulSerialMesh *serial, SulError *error);

/* Refuses a body that is not in one piece. */
void SulSerialBodies(const SulSerialMesh *serial, SulError *error);

/* Mends the folded cells by drawing their mid-edge nodes in, counts them and warns of it. */
void SulSerialUnfold(SulSerialMesh *serial, SulLog *log, SulError *error);

/* Counts nodes on the outside that lie at one place, and warns of them: an interface joined in
 * part. */
void SulSerialDoubled(SulSerialMesh *serial, SulLog *log);

/* Fills the components of the phases, numbered by their lowest cell of the file. */
void SulSerialComponents(SulSerialMesh *serial);

/* Makes order 2 of a straight mesh: a node in the middle of each edge. */
void SulSerialAddEdges(SulSerialMesh *serial, SulError *error);

/* The nodes of one group become copies of those of the other, or the other way round, which is found a
 * translation away; groups that do not match node by node are refused (SUL_INPUT). Pairs may have
 * nodes in common, as at the edges of a box. Numbers of nodes must be the last ones. */
void SulSerialPair(SulSerialMesh *serial, const SulFacePair *pair, SulError *error);

/* Ascending; was it an odd permutation? */
bool SulSortThree(PetscInt v[3]);

/* Sorts `count` pairs by key, stably; `value` goes along. */
void SulSortPairs(PetscInt count, PetscInt64 *key, PetscInt *value);

/* The items, of `size` bytes each, in another order: item i is what was order[i]. Gives the new
 * array and frees the old one. */
void *SulPermuted(void *items, PetscInt count, size_t size, const PetscInt *order);

/* Collective. A part for each cell: part[cells] on rank 0 (allocated here), NULL elsewhere. */
PetscErrorCode SulPartition(MPI_Comm comm, const SulSerialMesh *serial, SulLog *log, int **part);

/* Collective. Fills every array of `mesh` but groups' counts and measures. `serial` and `part`
 * count on rank 0; `serial` is destroyed as soon as it is dealt out. `length`: metres per mesh
 * unit. */
PetscErrorCode SulDistribute(MPI_Comm comm, SulSerialMesh *serial, const int *part, double length,
                             SulMesh *mesh);

/* Collective. Counts, volumes and areas of the groups; box. */
PetscErrorCode SulMeasureGroups(SulMesh *mesh);

#endif
