/* SPDX-License-Identifier: BSD-2-Clause */
/* A distributed tetrahedral mesh, flat arrays, made from a Gmsh file.
 *
 * Every rank owns a part of the cells (PTScotch) and of the nodes. It holds its own cells, then the
 * ghost cells: all cells that touch one of its own nodes, so that rows of the system are assembled
 * without communication. Its nodes are its own (numbered first, along a space-filling curve), then
 * the ghost nodes of its local cells.
 *
 *     cells  [0 .. cells_owned | .. cells_local)     nodes  [0 .. nodes_owned | .. nodes_local)
 *              mine              touch my nodes               mine              seen by my cells
 *
 * Three numberings, never mixed: local (PetscInt, 0..nodes_local), global (PetscInt, contiguous per
 * rank), file (PetscInt64, 0.. in the order of the mesh file: the same on any number of ranks, used
 * by all output).
 *
 * Nodes are places; unknowns stand in rows of the linear system. A node has a row of its own, but
 * where groups are paired (SulFacePair) a copy of a node shares its master's: see SulRows. */
#ifndef SULFEM_MESH_H
#define SULFEM_MESH_H

#include <petscsf.h>
#include <stdbool.h>
#include <sulfem/error.h>
#include <sulfem/log.h>
#include <sulfem/text.h>

typedef struct {
  char name[SUL_NAME_SIZE];
  int tag;             /* Gmsh's physical tag */
  PetscInt64 count;    /* cells or faces, over all ranks */
  PetscInt64 interior; /* of a surface group: faces inside the body, between two cells */
  double measure;      /* volume m^3 or area m^2 of the geometry that is computed with */
} SulGroup;

/* Block rows of the linear system, one for three equations, by local numbers: those of this rank,
 * then those that its ghost nodes have. A row of this rank bears the number of its master node:
 * among the owned nodes the masters come first, and the copies, [owned .. nodes_owned), behind
 * them. All nodes of a row are one rank's, which so has all cells around it. What belongs to nodes
 * (coordinates, displacements, output) and what to rows (forces, conditions, the system) say the
 * arrays' comments. */
typedef struct {
  PetscInt owned, local;
  PetscInt first;          /* global number of the first owned one */
  const PetscInt *global;  /* [local], ghosts ascending */
  const PetscInt *of_node; /* [nodes_local]; NULL: a node's row has its number */
  const PetscInt *cells;   /* [cells_local][cell_nodes], the rows of the cells' nodes */
  PetscSF halo;            /* roots: owned rows; leaves: owned..local-1 */
} SulRows;

static inline PetscInt SulRowOf(const SulRows *rows, PetscInt node) {
  return rows->of_node ? rows->of_node[node] : node;
}

typedef struct {
  MPI_Comm comm;
  int order;      /* 1 or 2: of geometry and displacement alike (isoparametric) */
  int cell_nodes; /* 4 or 10: vertices, then mid-edge nodes of edges 01 12 02 03 13 23 (VTK order)
                   */
  int face_nodes; /* 3 or 6: vertices, then mid-edge nodes 01 12 20 */

  int phase_count; /* volume groups, by ascending tag */
  SulGroup *phases;
  int boundary_count; /* surface groups, by ascending tag */
  SulGroup *boundaries;

  PetscInt64 cells_total, nodes_total;
  PetscInt64 mended_cells;  /* curved ones that were folded over */
  double mended_move;       /* largest move of their mid-edge nodes, in longest edges of a cell */
  PetscInt64 doubled_nodes; /* on the outside, at the places of others */
  double box[2][3];         /* lowest and highest coordinates over all ranks, m */

  PetscInt cells_owned, cells_local;
  PetscInt *cells;   /* [cells_local][cell_nodes], local node numbers; positive volume */
  int *cell_phase;   /* [cells_local], 0..phase_count-1 */
  bool *cell_affine; /* [cells_local], mid-edge nodes at the edges' middles (always at order 1) */
  PetscInt64 *cell_file; /* [cells_local], 0..cells_total-1 */

  /* Components: largest sets of cells of one phase that hang together through faces (a particle,
   * the matrix), numbered by their lowest cell of the file: the same on any number of ranks. */
  int component_count;  /* over all ranks */
  int *component_phase; /* [component_count], the same on all ranks */
  int *cell_component;  /* [cells_local] */

  PetscInt nodes_owned, nodes_local;
  PetscInt node_first;   /* global number of the first owned node */
  PetscInt *node_global; /* [nodes_local] */
  PetscInt64 *node_file; /* [nodes_owned], 0..nodes_total-1 */
  double *coordinates;   /* [nodes_local][3], m */

  /* Faces of the surface groups: those of owned cells, then those of ghost cells. A triangle that
   * stands in two surface groups appears twice; one inside the body (an interface) appears once,
   * with one of its two cells. Vertices run counter-clockwise seen from outside face_cell. */
  PetscInt faces_owned, faces_local;
  PetscInt *faces;      /* [faces_local][face_nodes], local node numbers */
  PetscInt *face_cell;  /* [faces_local], local cell number */
  int *face_boundary;   /* [faces_local], 0..boundary_count-1 */
  bool *face_interior;  /* [faces_local], two cells meet in it */
  PetscInt *face_first; /* [faces_local], the first local face that is the same triangle: itself, or
                           one of another group */

  PetscSF halo; /* roots: owned nodes; leaves: local nodes nodes_owned..nodes_local-1 */

  SulRows *shared; /* NULL: each node has a row of its own (SulMeshRows) */
} SulMesh;

/* Two surface groups, one of which is the other moved along: their nodes share rows. */
typedef struct {
  const char *group[2];
  const char *path; /* where it was asked for, told in messages */
  int line;
} SulFacePair;

/* What is to be read. */
typedef struct {
  const char *path;  /* MSH 2.2 or 4.1, ASCII or binary, order 1 or 2 */
  double length;     /* metres per mesh unit */
  int element_order; /* 1 or 2; 0: that of the file */
  int pair_count;
  const SulFacePair *pairs; /* [pair_count] */
} SulMeshSource;

/* Collective. Reads the file on rank 0, makes elements of the order that is asked for (mid-edge nodes
 * of a curved mesh are dropped at order 1; a straight mesh gets them at the edges' middles at order
 * 2), swaps vertices of cells of negative orientation, finds the copies of nodes, partitions with
 * PTScotch and distributes. Mistakes in the mesh, and pairs of groups that do not match, fill
 * `error` (SUL_INPUT), the same on all ranks. Destroy with SulMeshDestroy, which also takes a zeroed
 * or half-made mesh. */
PetscErrorCode SulMeshRead(MPI_Comm comm, const SulMeshSource *source, SulLog *log, SulMesh *mesh,
                           SulError *error);
PetscErrorCode SulMeshDestroy(SulMesh *mesh);

/* The nodes of a mesh file and its order; what SulMeshRead would refuse in the file itself is
 * refused here too. Not collective. */
void SulMshCount(const char *path, long long *nodes, int *order, SulError *error);

/* Prints the group table (name, dimension, cells or faces, volume or area), once. */
void SulMeshLogGroups(const SulMesh *mesh, double length, SulLog *log);

/* Collective. Fills the ghost part of a nodal array values[nodes_local][components]. */
PetscErrorCode SulMeshHalo(const SulMesh *mesh, int components, double *values);

/* A view of the mesh's rows, valid as long as the mesh. */
SulRows SulMeshRows(const SulMesh *mesh);

/* Collective. Fills the ghost part of an array values[rows->local][components]. */
PetscErrorCode SulRowsHalo(const SulRows *rows, int components, double *values);

/* Collective. Of values[nodes_local][components] those of masters are there: fills in the copies' and
 * the ghosts'. */
PetscErrorCode SulRowsToNodes(const SulMesh *mesh, int components, double *values);

/* Frees what SulMesh.shared has; NULL stays NULL. */
PetscErrorCode SulRowsDestroy(SulRows **shared);

/* Mean of a local cell's vertices, m. */
void SulCellMiddle(const SulMesh *mesh, PetscInt cell, double middle[3]);

/* Index of the group called `name`, or -1. */
int SulGroupFind(const SulGroup *groups, int count, const char *name);

/* Appends "; its KIND groups are ..." to an error, and the one that is nearest to what was wanted. */
void SulGroupsList(const char *kind, const SulGroup *groups, int count, const char *wanted,
                   SulError *error);

#endif
