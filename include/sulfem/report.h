/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers from a solution: what summary.json holds. SI units. */
#ifndef SULFEM_REPORT_H
#define SULFEM_REPORT_H

#include <petscsys.h>
#include <stdbool.h>
#include <sulfem/body.h>
#include <sulfem/interface.h>
#include <sulfem/text.h>
#include <sulfem/work.h>

enum { SUL_PERCENTILES = 4 };
extern const double SulPercentiles[SUL_PERCENTILES]; /* 50, 90, 95, 99 */

typedef struct {
  char group[SUL_NAME_SIZE];
  double volume;                     /* m^3 */
  double lithiation;                 /* mean of the phase at this step */
  bool varies;                       /* it differs between points; else the next are the same */
  double lithiation_range[2];        /* its lowest and highest at the quadrature points */
  double swelling;                   /* mean linear eigenstrain at this step */
  double pressure_mean;              /* Pa, positive in compression */
  double von_mises_mean;             /* Pa, by volume */
  double von_mises_max;              /* Pa, over the quadrature points */
  double von_mises[SUL_PERCENTILES]; /* Pa, smallest value v with volume share(vM <= v) >= p */
  /* Scatter of the pressure within cells, relative to the mean of |pressure| + von Mises stress. */
  double scatter_mean, scatter_max;
  double exceeds;       /* Pa, a von Mises stress that the case asks about; 0: none */
  double exceeds_share; /* of the volume, in which the von Mises stress is larger */
  /* Pa, the most tensile principal stress of a cell's average */
  double tensile_mean, tensile_max, tensile_p1, tensile_p99;
  double tension_share; /* of the volume, in which it is positive */
  bool plastic;         /* its points remember a plastic_strain; else the rest is 0 */
  double plastic_strain_mean, plastic_strain_max;
  double plastic_strain[SUL_PERCENTILES]; /* as of von_mises */
  double yielded;                         /* share of the volume with plastic strain */
  double dissipation;                     /* J since the start, int plastic_work dV */
} SulPhaseReport;

typedef struct {
  char group[SUL_NAME_SIZE];
  double area;                 /* m^2 */
  double force[3];             /* N, of the surroundings on the body through this boundary */
  double displacement_mean[3]; /* m, by area */
  bool plate;                  /* then */
  double movement;             /* m, outwards */
  double pressure; /* Pa, the force's part inwards along the normal by the area, both before
                      deformation; NAN where the boundary is not flat */
} SulBoundaryReport;

/* External + swelling = stored + dissipated, J since the start. */
typedef struct {
  double external, swelling, stored, dissipated;
  double held;  /* what the swelling would store were it held, J */
  double error; /* of the balance, relative to what external and swelling work have moved in all, at
                   least 1e-10 of held */
} SulWorkReport;

typedef struct {
  double lithiation; /* the program's value */
  double time;       /* s, since the start; 0 where loads know no time */
  bool converged;
  int iterations;          /* of the solves this step cost; 0 where it is a superposition */
  int substeps;            /* accepted on the way from the target before: 1 for a linear problem */
  int cuts;                /* tries on the way that were not accepted */
  int newton_iterations;   /* of all tries; 0 for a linear problem */
  double imbalance;        /* of internal and applied forces at free nodes, relative to the load */
  double residual;         /* true relative residual of the worst solve behind this step */
  double strain_energy;    /* J */
  double displacement_max; /* m */
  double displacement_l2;  /* m^2.5 */
  SulWorkReport work;      /* of SulReportWork */
  double scatter;          /* the largest of the phases' scatter_mean */
  int phase_count;
  SulPhaseReport *phases;
  int boundary_count;
  SulBoundaryReport *boundaries;
  bool opposite[3];           /* the mesh has both boundaries of the axis; else the next are 0 */
  double thickness[3];        /* m, between their mean places at this step */
  double thickness_change[3]; /* m, of it since the beginning */
  int interface_count;        /* 0 where interfaces are not wanted */
  SulInterfaceReport *interfaces;
} SulStepReport;

void SulStepReportFree(SulStepReport *step);

/* ---- Fields ---------------------------------------------------------------------------------- */

/* A state variable of the materials as cell averages; 0 in phases without it. */
typedef struct {
  const SulStateVariable *variable;
  double *values; /* [cells_owned][variable->components] */
} SulStateColumn;

/* Values of the owned cells in local order, SI units, and of their quadrature points. Stresses are
 * Cauchy's, averages by volume before deformation. */
typedef struct {
  double *stress;     /* [cells_owned][6] Pa, volume average, xx yy zz xy yz xz */
  double *von_mises;  /* [cells_owned] Pa, volume average of the pointwise value */
  double *pressure;   /* [cells_owned] Pa, positive in compression */
  double *volume;     /* [cells_owned] m^3 */
  double *lithiation; /* [cells_owned], means of the points' */
  double *swelling;   /* [cells_owned], the same */
  double *scatter; /* [cells_owned] Pa, standard deviation of the pressure at a cell's points; where
                         it is constant, how far it is from its neighbours' in the same phase */
  int state_count;
  SulStateColumn *states; /* [state_count] */
  double *principal; /* [cells_owned][3] Pa, of the averaged stress, descending; NULL: not wanted */
  double *direction[3]; /* [cells_owned][3] each, unit vectors (SulPrincipalStresses) */
  /* A number, first the von Mises stress, and the volume of every quadrature point, by phase. */
  size_t *sample_first; /* [phase_count + 1] */
  double *sample_value, *sample_volume;
} SulStressField;

/* Not collective; nothing is evaluated yet but the volumes. The states are those that the phases'
 * models put out, and those named in `asked`, which ends with NULL or is NULL. */
void SulStressFieldCreate(const SulBody *body, const char *const *asked, SulStressField *field);
/* Principal stresses, too, from the next report on. */
void SulStressFieldAddPrincipal(const SulBody *body, SulStressField *field);
void SulStressFieldDestroy(SulStressField *field);

/* Collective. Reads the points of the solution whose balance was the last one found, and fills the
 * step's phases (statistics), boundaries (reactions), energy, norms and imbalance. Its `iterations`,
 * `converged`, `residual`, `time` and the counts of tries are the caller's: a report does not know
 * how a step was taken. */
PetscErrorCode SulReportStep(const SulBody *body, const SulSolution *solution,
                             SulStressField *field, SulStepReport *step);

/* Not collective. The balance of the work done up to the step that was reported. */
void SulReportWork(const SulWork *work, SulStepReport *step);

/* Values [count] of this rank and their weights. */
typedef struct {
  size_t count;
  const double *values, *weights;
} SulSamples;

typedef struct {
  double maximum, mean;
  double total; /* weight */
} SulStatistics;

/* Collective. percentiles[k] is the smallest sample v such that samples <= v have at least
 * fraction[k] of all weight, over all ranks; exact, so independent of how samples are spread.
 * Without samples all are 0. */
PetscErrorCode SulWeightedStatistics(MPI_Comm comm, const SulSamples *samples, int fractions,
                                     const double *fraction, double *percentiles,
                                     SulStatistics *statistics);

/* Collective. Forces of the surroundings on the body through each boundary, from the solution's
 * reactions and the pressures: forces[boundary_count][3] N. A group's force is the sum over its
 * triangles, whichever group carries the condition; all triangles together carry the total of both.
 * Through a side of a period go the forces of the body behind it. On faces inside the body it is what a condition there adds from outside, not what one side does
 * to the other. */
PetscErrorCode SulBoundaryForces(const SulBody *body, const SulSolution *solution,
                                 double (*forces)[3]);

#endif
