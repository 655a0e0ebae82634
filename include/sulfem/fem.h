/* SPDX-License-Identifier: BSD-2-Clause */
/* Element loops: internal force, stiffness, loads, displacement conditions, rigid motions.
 *
 * The system is  sum over cells of  int B^T sigma(u) dV = f  on the nodes that are free to move.
 * Everything is driven by two functions: the residual (internal force through the material's point
 * function) and the stiffness (its tangent at zero strain); linear elasticity is one Newton step
 * from a field that meets the displacement conditions. SI units; displacements are [nodes_local][3]
 * in local node numbers, owned nodes first, forces [owned][3] by rows of this rank (SulRows). No function communicates unless its comment says
 * collective. */
#ifndef SULFEM_FEM_H
#define SULFEM_FEM_H

#include <petscmat.h>
#include <sulfem/mesh.h>
#include <sulfem/model.h>
#include <sulfem/points.h>

/* ---- Quadrature on a cell -------------------------------------------------------------------- */

enum { SUL_POINTS_MAX = 14, SUL_CELL_NODES_MAX = 10, SUL_FACE_NODES_MAX = 6 };

/* Shape functions of a cell at its quadrature points. */
typedef struct {
  int points;
  double weight[SUL_POINTS_MAX];                          /* times det J: sums to the volume, m^3 */
  double value[SUL_POINTS_MAX][SUL_CELL_NODES_MAX];       /* N_a */
  double gradient[SUL_POINTS_MAX][SUL_CELL_NODES_MAX][3]; /* dN_a/dx, 1/m */
  double position[SUL_POINTS_MAX][3];                     /* m */
} SulCellPoints;

/* The rule of the stress and of the stiffness: 1 point at order 1, 4 on affine cells of order 2
 * (the stress is linear there), 14 on curved ones. `value` and `position` are not filled. */
void SulCellStressPoints(const SulMesh *mesh, PetscInt cell, SulCellPoints *points);

/* A rule that integrates products of two displacements: 4 points at order 1, 14 at order 2. */
void SulCellMassPoints(const SulMesh *mesh, PetscInt cell, SulCellPoints *points);

/* Displacement gradient at a place of the cell, by its coordinates on the reference tetrahedron:
 * gradient[3*i+j] = du_i/dx_j of the nodal array `u`. */
void SulCellGradientAt(const SulMesh *mesh, PetscInt cell, const double xi[3], const double *u,
                       double gradient[9]);

/* int |u|^2 dV over a cell of the nodal array u [nodes_local][3]. */
double SulCellSquare(const SulMesh *mesh, PetscInt cell, const double *u);

/* Quadrature on a face: area-weighted normals n dA (pointing out of face_cell) and shape functions,
 * exact for N_a n dA on curved faces. */
typedef struct {
  int points;
  double normal[12][3]; /* m^2 */
  double value[12][SUL_FACE_NODES_MAX];
  double position[12][3];
} SulFacePoints;
void SulFacePointsGet(const SulMesh *mesh, PetscInt face, SulFacePoints *points);

/* The same of the face where u [nodes_local][3] has moved it; NULL: not at all. */
void SulFacePointsMoved(const SulMesh *mesh, PetscInt face, const double *u, SulFacePoints *points);

/* The same on any triangle of `nodes` [face_nodes], counter-clockwise seen from where the normals
 * shall point to, at the points of SulTriangleQuadrature(degree). */
void SulTrianglePointsGet(const SulMesh *mesh, const PetscInt *nodes, int degree,
                          SulFacePoints *points);

/* ---- Displacement conditions ----------------------------------------------------------------- */

/* By rows (SulRows), u_a = P_a u_a + g_a: at a constrained one the projector P_a takes out the prescribed directions
 * (any directions: a face may be inclined to the axes) and g_a is the prescribed part. The system
 * is kept in full blocks of three, P K P + s (I - P), symmetric positive definite. */
typedef struct {
  PetscInt count; /* constrained rows among the local ones */
  PetscInt *slot; /* [rows local], index into the arrays below, or -1 */
  double (*projector)[9];
  int courses;             /* that prescribed displacements follow in time */
  double (*prescribed)[3]; /* [slot * courses + course] m; g_a: their sum, each times its factor */
  int *face_slot;          /* [faces_local], index into face_projector, or -1: nothing prescribed */
  double (*face_projector)[9]; /* on the directions that all conditions on the face's triangle
                                  prescribe; its twins (face_first) have the same */
} SulConstraints;

/* One displacement condition on a boundary group. */
typedef struct {
  int boundary; /* index into mesh->boundaries */
  enum { SUL_CONSTRAIN_COMPONENTS, SUL_CONSTRAIN_NORMAL, SUL_CONSTRAIN_AFFINE } kind;
  bool component[3];  /* SUL_CONSTRAIN_COMPONENTS: which are prescribed */
  double value[3];    /* and to what, m; SUL_CONSTRAIN_NORMAL: value[0] outwards */
  bool plane;         /* SUL_CONSTRAIN_NORMAL: all faces lie in one plane, or it is SUL_INPUT */
  double gradient[9]; /* SUL_CONSTRAIN_AFFINE: u = G x, all components, x from the mesh's origin */
  int course;         /* that values and gradient follow in time, from 0 */
  const char *path;   /* where it was asked for, told in messages */
  int line;
} SulDisplacementCondition;

/* Collective. A face for SUL_CONSTRAIN_NORMAL that is not flat, and conditions that contradict each
 * other at a node, are SUL_INPUT and name line and groups. */
PetscErrorCode SulConstraintsCreate(const SulMesh *mesh, const SulDisplacementCondition *conditions,
                                    int count, SulConstraints *constraints, SulError *error);
void SulConstraintsDestroy(SulConstraints *constraints);

/* v_a := P_a v_a for the first `rows` local rows. */
void SulConstraintsProject(const SulConstraints *constraints, PetscInt rows, double *values);

/* block := P_row block P_column, the block of two local rows, by rows (by columns: exchange the
 * two, projectors being symmetric). */
void SulConstraintsProjectBlock(const SulConstraints *constraints, PetscInt row, PetscInt column,
                                double block[9]);

/* Adds the direction (unit vector) at a local row to the constraints, with displacement 0. */
void SulConstraintsPin(SulConstraints *constraints, PetscInt row, const double direction[3]);

/* ---- Residual, stiffness and loads ----------------------------------------------------------- */

/* force += by owned rows, factor int N p n dA over the faces, N, internal less applied as a
 * residual; pressure[faces_local] in Pa, positive pushes on the body. The faces are those that
 * u [nodes_local][3] leads to, or, where that is NULL, the mesh's. */
void SulPressureForce(const SulMesh *mesh, const double *pressure, double factor, const double *u,
                      double *force);

/* One kind of things that couple rows, as cells do: each row of one has a block with each of its
 * others. This rank has all that have one of its own rows. */
typedef struct {
  PetscInt count;
  int width;
  const PetscInt *row; /* [count][width] local rows */
} SulConnectivity;

/* Which blocks the stiffness has: made once, of use as long as the matrix is filled again. Those of the
 * mesh's cells, and of `count` other kinds, where nothing stands but what is added. The mesh must
 * outlive it. */
typedef struct SulPattern SulPattern;
PetscErrorCode SulPatternCreate(const SulMesh *mesh, const SulConnectivity *others, int count,
                                SulPattern **made);
void SulPatternDestroy(SulPattern **pattern);

/* Collective. A matrix with room for these blocks and nothing in it: BAIJ with blocks of 3 in the
 * global numbers of the mesh's rows (MatSetFromOptions decides the kind). */
PetscErrorCode SulStiffnessAllocate(const SulPattern *pattern, Mat *stiffness);

/* Collective. Fills it, in the place of what was there, with the tangent at rest times `scale`:
 * P K P + s (I - P) with s the mean diagonal of the node's block. Closed-form rows on affine
 * cells. */
PetscErrorCode SulStiffnessAtRest(const SulPattern *pattern, const SulPhase *phases,
                                  const SulConstraints *constraints, double scale, Mat stiffness);

/* Collective. The same, in place, of the tangent where the points last answered, times `scale`: the
 * derivative of SulPointsTry's force. `rows` is the points' mesh, or one of order 1 with the same
 * cells in the same order: P^T K P then, P being the interpolation from the vertices that is linear
 * on the reference cell. Constraints are those of its nodes. Rows of a linear material come from
 * here as well. */
PetscErrorCode SulStiffnessTangent(const SulPoints *points, const SulMesh *rows,
                                   const SulConstraints *constraints, double scale, Mat stiffness);

/* A matrix to be filled so, and with what: scale (tangent + at_rest (tangent at rest)). The second
 * part keeps a preconditioner positive where the first does not. */
typedef struct {
  const SulMesh *mesh; /* the points', or that of its vertices */
  const SulConstraints *constraints;
  double scale, at_rest;
  Mat stiffness;
  double *bound; /* NULL, or of the largest eigenvalue as SulStiffnessSpectralBound's, of a
                    symmetric tangent; at most the number of a cell's nodes, which bounds it where
                    the tangents of single cells are positive */
} SulTangentRows;

/* Collective. Several from one look at the points. */
PetscErrorCode SulStiffnessTangents(const SulPoints *points, const SulTangentRows *asked,
                                    int count);

/* Collective. All at once, for a matrix that is filled once. */
PetscErrorCode SulStiffnessCreate(const SulMesh *mesh, const SulPhase *phases,
                                  const SulConstraints *constraints, double scale, Mat *stiffness);

/* Collective. A number that the largest eigenvalue of D^-1 K does not exceed, D the diagonal blocks
 * of the stiffness K, under any displacement conditions: the number of a cell's nodes at order 1;
 * within 1 % the largest that a single cell has at order 2. */
PetscErrorCode SulStiffnessSpectralBound(const SulMesh *mesh, const SulPhase *phases,
                                         double *bound);

/* ---- Rigid motions --------------------------------------------------------------------------- */

/* A rigid motion u(x) = translation + rotation x (x - centre), rotation in 1/m. */
typedef struct {
  double translation[3], rotation[3];
} SulRigidMotion;

typedef struct {
  int count; /* 0..6 motions that the constraints leave free */
  double centre[3];
  SulRigidMotion motion[6];
  char name[6][120]; /* "translation along x", "rotation about (0.6, 0.8, 0)" */
} SulRigidMotions;

/* Collective. */
PetscErrorCode SulRigidMotionsFind(const SulMesh *mesh, const SulConstraints *constraints,
                                   SulRigidMotions *motions);

/* The motion's displacement at x. */
void SulRigidDisplacement(const SulRigidMotions *motions, int which, const double x[3],
                          double u[3]);

/* Collective. Adds the fewest pins that hold the free motions (statically determinate: loads in
 * equilibrium cause no reaction there). */
PetscErrorCode SulRigidMotionsPin(const SulMesh *mesh, const SulRigidMotions *motions,
                                  SulConstraints *constraints);

/* Collective. Takes the free motions out of u [nodes_local][3]: int u . r dV = 0 for each. */
PetscErrorCode SulRigidMotionsRemove(const SulMesh *mesh, const SulRigidMotions *motions,
                                     double *u);

/* Collective. Work of forces, by owned rows, on each motion, relative to the largest that
 * forces of these sizes could do. */
PetscErrorCode SulRigidMotionsWork(const SulMesh *mesh, const SulRigidMotions *motions,
                                   const double *force, double work[6]);

#endif
