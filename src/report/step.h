/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of a step's report. Private to src/report. */
#ifndef SULFEM_STEP_H
#define SULFEM_STEP_H

#include <sulfem/report.h>

/* Collective. Fills a field from what the body's points answered last. */
PetscErrorCode SulStressFill(const SulBody *body, SulStressField *field);

/* [phase_count], the phases' next samples, to be counted up cell by cell in the order in which the
 * points answer; free() it. */
size_t *SulSamplesBegin(const SulMesh *mesh, const SulStressField *field);

/* Makes the list of states, and fills the k-th where the points' step ends. */
void SulStatesCreate(const SulBody *body, const char *const *asked, SulStressField *field);
void SulStateFill(const SulPoints *points, int k, SulStressField *field);

/* sample_value of a phase := the state variable `name`, of one component, where the points' step
 * ends. */
void SulStateSamples(const SulPoints *points, int phase, const char *name, SulStressField *field);

/* Collective. forces[boundary_count][3] += through the sides of the body's periods, from what the
 * points answered last. */
PetscErrorCode SulPeriodicForces(const SulBody *body, double (*forces)[3]);

/* Collective. Principal stresses of the phase's cells, not of its points: what fields.h5 has. */
PetscErrorCode SulReportPrincipal(const SulMesh *mesh, int p, const SulStressField *field,
                                  SulPhaseReport *phase);

/* Collective. The share of the phase's volume in which samples (of its von Mises stress) lie above
 * `stress`; nothing where that is 0. */
PetscErrorCode SulReportExceeds(MPI_Comm comm, const SulSamples *samples, double stress,
                                SulPhaseReport *phase);

/* Not collective. From the boundaries xmin and xmax, ... of the step, where the mesh has both. */
void SulReportThickness(const SulMesh *mesh, SulStepReport *step);

/* Collective. The scatter of cells with one point or one dilatation, where the pressure is constant:
 * the distance of their pressure from the mean over their vertices of the average around each. */
PetscErrorCode SulScatterOfNeighbours(const SulMesh *mesh, SulStressField *field);

#endif
