/* SPDX-License-Identifier: BSD-2-Clause */
/* Interfaces: the faces in which two phases meet, and the traction in them, where fracture and loss
 * of contact begin. SI units.
 *
 *         A | B            A: the particle, see SulInterfacePair; n points out of it.
 *           |--> n         traction t = sigma n: what B does to A, Pa. Its normal part t . n is
 *        ---|---           positive in tension; its shear is the length of t - (t . n) n.
 *
 * In the exact solution both sides give the same t. In the discrete one they differ by a jump, and
 * both are off: a stress that falls away from the interface is too small on that side. So
 *
 *     t = w t_A + (1 - w) t_B + c,    w = M_B / (M_A + M_B),    M = lambda + 2 mu
 *
 * The error of a side's stress is that of its strain times its stiffness: the stiffer side counts
 * less, so that a nearly rigid particle does not drown what the matrix knows (the weights that
 * discontinuous Galerkin methods use at large contrast: A. Ern, A. F. Stephansen, P. Zunino, IMA J.
 * Numer. Anal. 29, 235 (2009)). The correction c is continuous and linear on each face; it brings
 * the traction into the balance that the discrete solution is in (consistent fluxes: T. J. R.
 * Hughes, G. Engel, L. Mazzei, M. G. Larson, J. Comput. Phys. 163, 467 (2000)): with the hat
 * function N of a vertex,
 *
 *     c = ( int over A's cells of grad N . sigma dV - int N (w t_A + (1 - w) t_B) dA ) / int N dA
 *
 * It vanishes where the plain traction is exact, as under a uniform stress. The tractions on a
 * particle inside the body then sum to zero, to the solver's tolerance. No correction is made at
 * vertices where a third phase or a face under pressure joins in, nor along directions in which the
 * vertex is held: the balance there contains forces from elsewhere. */
#ifndef SULFEM_INTERFACE_H
#define SULFEM_INTERFACE_H

#include <sulfem/body.h>
#include <sulfem/case.h>

/* Two phases with a common face. Which is the particle: the one that swells or shrinks more, or,
 * where both do alike, the one in smaller pieces (volume over number of components). */
typedef struct {
  int phase[2];         /* of the particle (A), of what is around it (B) */
  double weight;        /* w, of A's stress */
  double strength;      /* Pa, NAN: not given */
  PetscInt first, last; /* this rank's own faces of the pair */
  PetscInt ghost_first, ghost_last;
} SulInterfacePair;

/* A component of the phase A of a pair, as far as it meets the phase B. */
typedef struct {
  int pair;
  int component; /* of SulMesh */
} SulInterfaceParticle;

typedef struct {
  PetscInt cell[2];   /* local, of A and of B */
  unsigned char side; /* of A's cell */
  int particle;
} SulInterfaceFace;

/* Pairs by their phases' numbers in the mesh; particles by pair, then component: both the same on
 * all ranks, whatever their number. Faces by particle: those that this rank owns (each is on one
 * rank), then ghosts, which are the others with a vertex that this rank owns. */
typedef struct {
  const SulMesh *mesh;
  int pair_count, particle_count;
  SulInterfacePair *pairs;
  SulInterfaceParticle *particles;
  PetscInt64 total;        /* faces over all ranks */
  PetscInt count;          /* of this rank, without ghosts */
  PetscInt local;          /* with them */
  SulInterfaceFace *faces; /* [local] */
} SulInterfaces;

/* Collective. Finds all faces between two phases. Strengths are those of the case; one for phases
 * that do not touch is told in the log. Destroy takes a zeroed struct too. */
PetscErrorCode SulInterfacesCreate(const SulMesh *mesh, const SulBody *body, const SulCase *input,
                                   SulLog *log, SulInterfaces *interfaces);
void SulInterfacesDestroy(SulInterfaces *interfaces);

/* Nodes of a face, [face_nodes] local numbers, counter-clockwise seen from B. */
void SulInterfaceNodes(const SulInterfaces *interfaces, PetscInt face, PetscInt *nodes);

/* ---- Tractions ------------------------------------------------------------------------------- */

/* Numbers of a particle's surface towards B, or of several. */
typedef struct {
  double area;                  /* m^2 */
  double normal, shear;         /* Pa, area averages */
  double side[2];               /* Pa, the mean normal traction as A alone and as B alone has it */
  double tension, above;        /* shares of the area: normal > 0, normal > strength */
  double size, jump;            /* Pa, area averages of |t| and of |t_A - t_B| */
  double force[3];              /* N, the integral of t */
  double lowest, highest, most; /* Pa, normal and shear over the quadrature points */
} SulParticleTraction;

/* Area averages over the faces of this rank, and the particles' numbers. */
typedef struct {
  double *area;                   /* [count] m^2 */
  double *traction;               /* [count][3] Pa */
  double *normal;                 /* [count] Pa, positive in tension */
  double *shear;                  /* [count] Pa, of the pointwise length */
  double *jump;                   /* [count] Pa, of |t_A - t_B| */
  SulParticleTraction *particles; /* [particle_count], the same on all ranks */
} SulInterfaceField;

void SulInterfaceFieldCreate(const SulInterfaces *interfaces, SulInterfaceField *field);
void SulInterfaceFieldDestroy(SulInterfaceField *field);

enum { SUL_NORMAL_PERCENTILES = 3, SUL_SHEAR_PERCENTILES = 2 };
extern const double SulNormalPercentiles[SUL_NORMAL_PERCENTILES]; /* 5, 50, 95 */
extern const double SulShearPercentiles[SUL_SHEAR_PERCENTILES];   /* 50, 95 */

/* One pair's numbers. Percentiles as SulWeightedStatistics has them, weights being areas. */
typedef struct {
  char between[2][SUL_NAME_SIZE]; /* the particle's phase first */
  SulParticleTraction all;        /* over all its particles */
  double normal[SUL_NORMAL_PERCENTILES], shear[SUL_SHEAR_PERCENTILES]; /* Pa */
  double strength;                                                     /* Pa, or NAN */
  int particle_count, in_tension, above; /* particles with a point in tension, above strength */
  double mean_lowest, mean_highest;      /* Pa, of the particles' mean normal tractions */
} SulInterfaceReport;

/* Collective. Tractions of what the body's points answered last, at the quadrature points of every
 * face: 1 at order 1 (the stress is constant in a cell), 3 between affine cells of
 * order 2, 7 on curved ones. `reports`: [pair_count], allocated here, free() it. */
PetscErrorCode SulInterfacesReport(const SulInterfaces *interfaces, const SulBody *body,
                                   SulInterfaceField *field, SulInterfaceReport **reports);

#endif
