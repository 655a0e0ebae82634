/* SPDX-License-Identifier: BSD-2-Clause */
/* Points of the stress rule in blocks: the cells of one phase and one rule, SUL_LANES of them at a
 * time. Forces, reports and checkpoints read here what the materials have answered.
 *
 *     block   phase "sulfur", 4 points a cell            arrays  [batch][point][component][lane]
 *             batch 0      batch 1      batch 2
 *             c0 c1 c2 c3  c4 c5 c6 c7  c8 c8 c8 c8      lane = a cell; the last batch is filled up
 *
 * The integral of all physics is P : Grad v on the reference mesh, P being the first
 * Piola-Kirchhoff stress, so the geometry is that of the mesh for the whole run. Ghost cells answer
 * too: the rows of a rank's own nodes are whole without a message. Nothing here communicates.
 *
 * A block keeps its stress if its material has a memory or is not affine, if its lithiation varies
 * from point to point, or if its cells have one dilatation each (SulPhase.mean_dilatation). Of the
 * others whoever wants it has the points answer again: stored it would be a twentieth to a tenth of
 * a linear run's memory. */
#ifndef SULFEM_POINTS_H
#define SULFEM_POINTS_H

#include <sulfem/mesh.h>
#include <sulfem/model.h>

typedef struct {
  int phase;
  int points;  /* of a cell: 1 at order 1, 4 on affine and 14 on curved cells of order 2 */
  bool affine; /* one Jacobian for all points of a cell */
  const SulModel *model;
  unsigned traits; /* of the phase: SulPhaseTraits */
  const double *parameters;
  const double *lithiated; /* parameters at lithiation 1; NULL: they do not change */
  int state_size;
  PetscInt cells_owned, cells, batches;
  PetscInt *cell;        /* [batches][SUL_LANES] local numbers, a rank's own first */
  SulLane *stress;       /* [batches][points][9] Pa, that forces are made of, of the last response;
                             NULL: not kept */
  SulLane *mean_stress;  /* [batches][points] Pa, where a cell has one dilatation: a third of the
                             trace of Kirchhoff's stress that the material answered, of the last
                             response; NULL: the points answer one by one */
  SulLane *state, *next; /* [batches][points][state_size] where the step begins and ends */
  SulLane
      *share; /* [batches], of the change of the phase's swelling that a cell's takes; NULL where
                     there is none, and where the lithiation differs within particles */
  SulLane *lithiation, *swelling; /* [batches][points], of phases where they vary (SulBodyLithiate),
                                     in the place of the phase's; NULL: they do not */
  double drive; /* J, int dW/dswelling dV of the rank's own cells, W the elastic energy per volume
                   of the reference mesh; of the last response; 0 where the lithiation differs
                   within particles */
} SulBlock;

/* Does the lithiation differ within particles? */
static inline bool SulBlockIsGraded(const SulBlock *block) {
  return block->lithiation && !block->share;
}

/* What the points answer to. */
typedef struct {
  const double *u;          /* [nodes_local][3] m, halo filled */
  const double *swelling;   /* [phase_count], stretch less one */
  const double *lithiation; /* [phase_count]; NULL: none */
  double step;              /* s; 0: no time passes */
} SulDeformation;

typedef struct {
  const SulMesh *mesh;
  int block_count;
  SulBlock *blocks; /* by phase; affine cells before curved ones; a rank's own cells first */
  int *block_of;    /* [phase_count][2], block of the phase's affine and curved cells, or -1 */
  PetscInt *place;  /* [cells_local], batch * SUL_LANES + lane of its block; NULL: none keeps */
  SulDeformation answered; /* the last one; its arrays are the caller's and must stay */
  double energy;           /* J, of the rank's own cells, of the last response */
} SulPoints;

/* Sees Cauchy's stress [points][9] of a batch; it is gone after the call. */
typedef struct {
  void (*See)(void *context, const SulBlock *block, PetscInt batch, const SulLane *stress);
  void *context;
} SulPointsVisitor;

/* Points without answer: the step has to be smaller. */
typedef struct {
  PetscInt count; /* on this rank, ghost cells included */
  PetscInt cell;  /* one of them, local; -1: none */
} SulPointsFailed;

void SulPointsCreate(const SulMesh *mesh, const SulPhase *phases, SulPoints *points);
void SulPointsDestroy(SulPoints *points);

/* The points' answer, for the blocks, and force [owned rows][3] += int P : Grad v dV, N. The begin
 * state is only read, so that a step can be tried again. */
SulPointsFailed SulPointsRespond(SulPoints *points, const SulDeformation *deformation,
                                 double *force);

/* The same force of another deformation; nothing is kept. */
SulPointsFailed SulPointsTry(const SulPoints *points, const SulDeformation *deformation,
                             double *force);

/* force[nodes][3] += int P : Grad v dV over the cells of a phase (-1: all) with the stress of the
 * last response, at each node what its own cells do, copies apart from masters; `nodes` is
 * mesh->nodes_owned or nodes_local. */
void SulPointsForce(const SulPoints *points, int phase, PetscInt nodes, double *force);

/* force [owned rows][3] += the change of the above by `change` [nodes_local][3], linearised where
 * the points last answered: the product with the stiffness, without a matrix and without
 * constraints. */
void SulPointsTangent(const SulPoints *points, const double *change, double *force);

/* The visitor sees the last response, batch by batch in the order of the blocks. */
void SulPointsVisit(const SulPoints *points, const SulPointsVisitor *visitor);

/* The most that the last answer adds to the state variable of that name at a point of this rank's
 * own cells; 0 where no material has one. Of variables with one component that only grow. */
double SulPointsLargestChange(const SulPoints *points, const char *variable);

/* J, of the rank's own cells of a phase: int dW/dx dV, x the lithiation that its moduli follow, at
 * the swelling and the state at the end of the last response; 0 where they do not, and where the
 * lithiation differs within particles. */
double SulPointsDriveOfModuli(const SulPoints *points, int phase);

/* What the points of a block could be at. */
typedef struct {
  const double *u;                /* [nodes_local][3] m, halo filled */
  SulLane *swelling, *lithiation; /* [batches][points] */
  SulLane *state;                 /* [batches][points][state_size] */
} SulPointsAt;

/* J, of the rank's own cells of a block of graded lithiation: what is stored there while nothing
 * flows. */
double SulPointsEnergyAt(const SulPoints *points, const SulBlock *block, const SulPointsAt *at);

/* The end of the step becomes the begin of the next one. */
void SulPointsCommit(SulPoints *points);

/* Averages over this rank's own cells of what the points last answered to, [cells_owned] each. */
void SulPointsLithiation(const SulPoints *points, double *lithiation, double *swelling);

/* Lowest and highest of a phase's points on this rank, where they vary; INFINITY and -INFINITY: it
 * has none. */
void SulPointsLithiationRange(const SulPoints *points, int phase, double range[2]);

/* ---- Reading what was answered --------------------------------------------------------------- */

/* The nominal stress, P_ij at 3 i + j, Pa, the first of Piola and Kirchhoff: with the normal before
 * deformation it gives the force per area before deformation, and so balances the nodal forces at
 * finite strain too. At small strain it is Cauchy's. */

/* Volume average over a cell, own or ghost. */
void SulNominalOfCell(const SulPoints *points, PetscInt cell, double nominal[9]);

/* At any place of the cell, by its coordinates on the reference tetrahedron: the material's answer
 * there, or, where the stress is kept, the polynomial through the points, constant, linear or (14
 * points) the quadratic one nearest to them. */
void SulNominalAt(const SulPoints *points, PetscInt cell, const double xi[3], double nominal[9]);

#endif
