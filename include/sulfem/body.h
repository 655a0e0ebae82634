/* SPDX-License-Identifier: BSD-2-Clause */
/* The body: a mesh with its materials and conditions, its loads, and what it is like under one of
 * them. SI units; nodal arrays are [nodes][3] in local node numbers, owned nodes first. */
#ifndef SULFEM_BODY_H
#define SULFEM_BODY_H

#include <sulfem/array.h>
#include <sulfem/fem.h>
#include <sulfem/lithiation.h>
#include <sulfem/log.h>
#include <sulfem/points.h>

/* ---- The body -------------------------------------------------------------------------------- */

typedef struct {
  int boundary;     /* index into mesh->boundaries */
  int entry;        /* of the case's boundaries, from 0 */
  int course;       /* that it follows in time, see SulProgram */
  double pressure;  /* Pa, positive pushes on the body, where the course is 1 */
  const char *path; /* where it was asked for, told in messages */
  int line;
} SulPressureCondition;

/* Faces in one plane that stay in one: it moves along its normal to where what pushes on it is
 * balanced. Its movement is the amplitude of a course of its own, which a step solves for. */
typedef struct {
  int boundary;     /* index into mesh->boundaries */
  int amplitude;    /* the course */
  int course;       /* that its pressure follows */
  double pressure;  /* Pa, positive pushes on the body, where that course is 1 */
  double stiffness; /* Pa/m, added for each metre of movement outwards */
  double size;      /* m, movement outwards at amplitude 1 */
} SulPlate;

enum { SUL_CONTROLS_MAX = 9 };

/* What a run goes through: targets one after the other, and what every phase and condition does on
 * the way, straight from target to target. It begins at 0 everywhere, but for courses that are 1
 * throughout. The arrays of numbers are the case's. */
typedef struct {
  int count;              /* targets */
  const double *value;    /* [count], factors on the phases' lithiations */
  const double *duration; /* [count] s, from the target before; NULL: loads know no time */
  const double **phase;   /* [phase_count], each [count]: in the place of value, or NULL */
  int course_count;       /* of conditions; the first is 1 throughout */
  const double **course;  /* [course_count], each [count]; NULL: 1 throughout */
} SulProgram;

/* Boundaries whose faces are the same, a period apart. */
typedef struct {
  int boundary[2];
} SulPeriod;

typedef struct {
  const SulMesh *mesh; /* not owned */
  SulProgram program;
  bool finite;      /* strain is: pressures follow the faces that they push on */
  SulPhase *phases; /* [mesh->phase_count] */
  int displacement_count, pressure_count;
  SulDisplacementCondition *displacements;
  SulPressureCondition *pressures;
  int plate_count;                   /* at most SUL_CONTROLS_MAX */
  SulPlate plates[SUL_CONTROLS_MAX]; /* each has a displacement condition, too */
  double *face_pressure; /* [program.course_count][mesh->faces_local] Pa, each where its course
                                 is 1; on the first of a triangle's faces only */
  int period_count;
  SulPeriod *periods;            /* [period_count], whose copies share rows in the mesh */
  SulConstraints constraints;    /* of SulBodyHold, with the pins of free rigid motions */
  SulRigidMotions motions;       /* that the conditions leave free */
  SulPoints *points;             /* of SulBodyHold: what the materials answer */
  SulActiveParticles *particles; /* of phases whose lithiation varies; NULL: there are none */
} SulBody;

/* Collective. Fills face_pressure. A triangle in several groups is pressed once if one entry of the
 * case names them; if several do, that is SUL_INPUT, with the place. `length`: metres per mesh
 * unit. */
PetscErrorCode SulBodyPressFaces(SulBody *body, double length, SulError *error);

/* Collective, once the conditions and face_pressure are there. Makes points and constraints, finds
 * the rigid motions that they leave free (named in the log) and pins them. Do the conditions agree
 * with each other, with the mesh and with the loads? Else SUL_INPUT: pressures that do work on a
 * free rigid motion, too. */
PetscErrorCode SulBodyHold(SulBody *body, SulLog *log, SulError *error);

/* Collective. Frees what it owns and zeroes; takes a zeroed one too. */
PetscErrorCode SulBodyDestroy(SulBody *body);

/* Are all materials affine and do no faces move, so that solutions are sums? */
bool SulBodyIsAffine(const SulBody *body);

/* ---- Loads ----------------------------------------------------------------------------------- */

/* What the body answers to: the eigenstrain of each phase, and the factors on the pressures and
 * prescribed displacements of each course. */
typedef struct {
  double place;       /* in the program, see SulLoadAt; 0 for a load that is no part of it */
  double time;        /* s, 0 where the program knows no time */
  double program;     /* its value; 0 for a part of a load */
  double *lithiation; /* [phase_count] */
  double *swelling;   /* [phase_count] */
  double *course;     /* [course_count], 0 where nothing of the course pushes or moves */
} SulLoad;

/* None. */
void SulLoadMake(int phase_count, int course_count, SulLoad *load);
/* The body's load when the program multiplies the phases' lithiations by `program`, with all
 * conditions in full. */
void SulLoadCreate(const SulBody *body, double program, SulLoad *load);
void SulLoadDestroy(SulLoad *load);
/* Into one made for the same body. */
void SulLoadCopy(const SulBody *body, const SulLoad *from, SulLoad *to);

/* The load at a place of the body's program, plates where they are: target k (from 1) at k, on the
 * way to it between k - 1 and k. From -1 to 0 nothing is lithiated and what is constant afterwards
 * comes on. */
void SulLoadAt(const SulBody *body, double place, SulLoad *load);

/* The phase's lithiation at a target of the program (from 1; 0: the beginning). */
double SulBodyTarget(const SulBody *body, int phase, int target);

/* Collective. Gives the points of phases whose lithiation varies theirs under the load
 * (sulfem/lithiation.h). To be called before the points answer to a load that is new. It depends on
 * the load's place in the program, and on nothing that was asked for before. The mean over a
 * particle is held against its share of the load's; SulActiveParticles.off keeps the worst.
 * Diffusion whose linear solver fails is SUL_DIVERGED; one that was asked to stop on its way is
 * SUL_STOPPED. */
PetscErrorCode SulBodyLithiate(const SulBody *body, const SulLoad *load, SulError *error);

/* Collective. What diffusion will need on all ranks together, from measurements. */
PetscErrorCode SulBodyDiffusionMemory(const SulBody *body, double *bytes);

/* What the points have answered to becomes where the next step begins (SulPointsCommit), and what
 * diffuses goes on from the load that it was last set for. */
PetscErrorCode SulBodyCommit(const SulBody *body);

/* What diffusion goes on from after the last commit, as arrays of a checkpoint: fills list (NULL:
 * does not) and returns their number, 0 where nothing diffuses. They stay the body's. */
enum { SUL_BODY_ARRAYS_MAX = 5 };
int SulBodyArrays(const SulBody *body, SulArray *list);
/* Collective. Goes on from what has been `read` into all of them; false: from the beginning. */
PetscErrorCode SulBodyResume(const SulBody *body, bool read, SulError *error);

/* m, how far a plate has moved outwards; Pa, what pushes on it then. */
double SulPlateMovement(const SulPlate *plate, const SulLoad *load);
double SulPlatePressure(const SulPlate *plate, const SulLoad *load);

/* Collective. work[plate_count] := of forces, by owned rows, on the movement of each plate
 * at amplitude 1, J; due[plate_count] := of what pushes on it under the load, with the opposite
 * sign: the two are equal in equilibrium, the forces being internal less applied ones. */
PetscErrorCode SulPlatesWork(const SulBody *body, const double *force, double *work);
void SulPlatesDue(const SulBody *body, const SulLoad *load, double *due);

/* Pa, of all courses on the first of a triangle's faces. */
double SulBodyPressure(const SulBody *body, const SulLoad *load, PetscInt face);

/* Does a pressure of any course act on the face, first of its triangle's? */
bool SulBodyIsPressed(const SulBody *body, PetscInt face);

/* force += by owned rows, internal less applied: minus the pressures', N, on the faces as
 * u [nodes_local][3] moves them where strain is finite. */
void SulBodyPush(const SulBody *body, const SulLoad *load, const double *u, double *force);

/* Collective. Adds the derivative of the above by u, times `scale`, to a stiffness in blocks:
 * P K P, K being the symmetric part, which is all of it where faces with one pressure close or end
 * at conditions that hold their edge. */
PetscErrorCode SulBodyPushStiffness(const SulBody *body, const SulLoad *load, const double *u,
                                    double scale, Mat stiffness);

/* What the points are asked with; it refers to both, and leaves the step's duration open. */
SulDeformation SulBodyDeformation(const SulLoad *load, const double *u);

/* force := by owned rows, internal forces of u [nodes_local][3] (halo filled), less applied. */
void SulBodyResidual(const SulBody *body, const SulLoad *load, const double *u, double *force);

/* u [nodes_local][3] := the prescribed displacements under the load, zero elsewhere. */
void SulBodyPrescribed(const SulBody *body, const SulLoad *load, double *u);

/* force := by owned rows, what the free nodes feel before they move, N: the residual of the
 * prescribed displacements, zero along constrained directions. */
void SulBodyLoadForce(const SulBody *body, const SulLoad *load, double *force);

/* ---- A solution ------------------------------------------------------------------------------ */

/* What a step leaves, a report reads and a checkpoint holds. */
typedef struct {
  double time;          /* place in the program (SulLoadAt); 0: the undeformed body */
  SulLoad load;         /* that it answers to */
  double *displacement; /* [nodes_local][3] m, halo filled */
  double *reaction;     /* by owned rows, N, of the surroundings on the nodes, zero at free ones */
  double imbalance;     /* norm of the forces left at free nodes, relative to the load's */
} SulSolution;

/* Undeformed, under no load. */
void SulSolutionCreate(const SulBody *body, SulSolution *solution);
void SulSolutionDestroy(SulSolution *solution);

/* Collective. Fills reaction and imbalance of the displacements under the load: equilibrium as the
 * materials' point functions see it, whoever solved. The body's points then have this solution's
 * answer, for reports to read; its arrays must stay until they have. No time passes: what creeps
 * does not. Lithiation that cannot be found is as with SulBodyLithiate. */
PetscErrorCode SulSolutionBalance(const SulBody *body, SulSolution *solution, SulError *error);

#endif
