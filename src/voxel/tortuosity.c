/* SPDX-License-Identifier: BSD-2-Clause */
/* Steady diffusion through a phase's voxels, and from its flux the tortuosity. */
#include <math.h>
#include <stdlib.h>
#include <sulfem/parallel.h>
#include <sulfem/steady_flux.h>

#include "coarsening.h"

typedef struct {
  SulUnknowns unknowns;
  double full; /* flux of a full grid, D times edge times potential */
  SulDiffusion diffusion;
  SulCoarsening coarsening;
  Mat coarse, interpolation;
  Vec residual;
  SulFluxSystem system;
} Problem;

static const double face_conductance = 2; /* half a voxel's length */

/* The load is the conductance to the face of inflow, where the potential is 1; a linear fall is the
 * first guess. */
static PetscErrorCode FillVectors(Problem *p) {
  const SulUnknowns *u = &p->unknowns;
  PetscScalar *load, *guess;
  size_t across = (size_t)u->size[1];

  PetscFunctionBegin;
  PetscCall(VecGetArray(p->system.load, &load));
  PetscCall(VecGetArray(p->system.solution, &guess));
  for (size_t row = u->row_begin; row < u->row_end; row++)
    for (size_t r = u->first[row]; r < u->first[row + 1]; r++)
      for (int i = u->run[r].begin; i < u->run[r].end; i++) {
        PetscInt n = u->run[r].number + i - u->run[r].begin - u->begin;
        int at[3] = {i, (int)(row % across), (int)(row / across)};
        guess[n] = 1 - (at[u->axis] + 0.5) / u->size[u->axis];
        load[n] = SulUnknownsFaces(u, row, i) & 1 ? face_conductance : 0;
      }
  PetscCall(VecRestoreArray(p->system.load, &load));
  PetscCall(VecRestoreArray(p->system.solution, &guess));
  PetscFunctionReturn(0);
}

/* The fluxes, relative to a full grid's, and the effective diffusivity from the dissipation, whose
 * error is of second order in that of the potential: flux in less potential times residual. */
static PetscErrorCode Fluxes(void *context, SulTortuosity *result) {
  const Problem *p = context;
  const SulUnknowns *u = &p->unknowns;
  const PetscScalar *potential;
  double flux[2] = {0, 0}, dissipated;

  PetscFunctionBegin;
  PetscCall(VecGetArrayRead(p->system.solution, &potential));
  for (size_t row = u->row_begin; row < u->row_end; row++)
    for (size_t r = u->first[row]; r < u->first[row + 1]; r++)
      for (int i = u->run[r].begin; i < u->run[r].end; i++) {
        double c = potential[u->run[r].number + i - u->run[r].begin - u->begin];
        int faces = SulUnknownsFaces(u, row, i);
        if (faces & 1) flux[0] += face_conductance * (1 - c);
        if (faces & 2) flux[1] += face_conductance * c;
      }
  PetscCall(VecRestoreArrayRead(p->system.solution, &potential));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, flux, 2, MPI_DOUBLE, MPI_SUM, u->comm));
  PetscCall(MatMult(p->system.matrix, p->system.solution, p->residual));
  PetscCall(VecAYPX(p->residual, -1, p->system.load));
  PetscCall(VecDot(p->residual, p->system.solution, &dissipated));
  result->flux_in = flux[0] / p->full;
  result->flux_out = flux[1] / p->full;
  result->diffusivity = (flux[0] - dissipated) / p->full;
  PetscFunctionReturn(0);
}

/* Two levels: the operator itself, smoothed by Chebyshev polynomials with the inverse diagonal (by
 * Gershgorin's circles no eigenvalue is above 2), and the aggregates, left to algebraic multigrid.
 */
static PetscErrorCode CreateLevels(Problem *p, PC pc) {
  KSP smoother, coarse;
  PC inner;

  PetscFunctionBegin;
  PetscCall(SulCoarseningCreate(&p->diffusion, &p->coarsening, &p->coarse, &p->interpolation));
  PetscCall(PCSetType(pc, PCMG));
  PetscCall(PCMGSetLevels(pc, 2, NULL));
  PetscCall(PCMGSetInterpolation(pc, 1, p->interpolation));
  PetscCall(PCMGGetSmoother(pc, 1, &smoother));
  PetscCall(KSPSetType(smoother, KSPCHEBYSHEV));
  PetscCall(KSPChebyshevSetEigenvalues(smoother, 2, 0.3));
  PetscCall(KSPSetTolerances(smoother, PETSC_DEFAULT, PETSC_DEFAULT, PETSC_DEFAULT, 2));
  PetscCall(KSPGetPC(smoother, &inner));
  PetscCall(PCSetType(inner, PCJACOBI));
  PetscCall(PCMGGetCoarseSolve(pc, &coarse));
  PetscCall(KSPSetType(coarse, KSPPREONLY));
  PetscCall(KSPSetOperators(coarse, p->coarse, p->coarse));
  PetscCall(KSPGetPC(coarse, &inner));
  PetscCall(PCSetType(inner, PCGAMG));
  PetscFunctionReturn(0);
}

static PetscErrorCode CreateSolver(Problem *p, double tolerance) {
  PC pc;

  PetscFunctionBegin;
  PetscCall(SulDiffusionCreate(&p->unknowns, &p->diffusion, &p->system.matrix));
  PetscCall(MatCreateVecs(p->system.matrix, &p->system.solution, &p->system.load));
  PetscCall(VecDuplicate(p->system.load, &p->residual));
  PetscCall(FillVectors(p));
  PetscCall(SulFluxSolverCreate(&p->system, tolerance));
  PetscCall(KSPGetPC(p->system.ksp, &pc));
  PetscCall(CreateLevels(p, pc));
  PetscCall(KSPSetFromOptions(p->system.ksp));
  PetscFunctionReturn(0);
}

static PetscErrorCode Destroy(Problem *p) {
  PetscFunctionBegin;
  PetscCall(SulFluxSystemDestroy(&p->system));
  PetscCall(MatDestroy(&p->coarse));
  PetscCall(MatDestroy(&p->interpolation));
  PetscCall(SulDiffusionDestroy(&p->diffusion));
  SulCoarseningDestroy(&p->coarsening);
  PetscCall(VecDestroy(&p->residual));
  SulUnknownsDestroy(&p->unknowns);
  PetscFunctionReturn(0);
}

/* Clusters and unknowns; the number of the phases' voxels in all. Not collective. */
static double FindUnknowns(MPI_Comm comm, const SulVoxels *grid, const SulPhaseSet *phases,
                           int axis, SulUnknowns *unknowns, SulError *error) {
  double voxels = 0;
  SulRuns runs;
  SulRunsFind(grid, phases, &runs, error);
  if (SulFailed(error)) return 0;
  for (size_t r = 0; r < runs.count; r++)
    voxels += runs.run[r].end - runs.run[r].begin;
  uint8_t *faces = SulRunsReach(&runs, error);
  if (faces) SulUnknownsCreate(comm, &runs, faces, axis, unknowns, error);
  free(faces);
  SulRunsFree(&runs);
  return voxels;
}

PetscErrorCode SulTortuosityFind(MPI_Comm comm, const SulVoxels *grid, const SulPhaseSet *phases,
                                 SulFlux flux, SulTortuosity *result, SulError *error) {
  Problem p = {.system = {.fluxes = Fluxes, .context = &p}};
  double voxels, length = grid->size[flux.axis];

  PetscFunctionBegin;
  *result = (SulTortuosity){.factor = INFINITY};
  flux = SulFluxWanted(flux);
  voxels = FindUnknowns(comm, grid, phases, flux.axis, &p.unknowns, error);
  SulCall(error, SulErrorShare(comm, error));
  result->unknowns = p.unknowns.total;
  result->percolates = p.unknowns.total > 0;
  if (result->percolates) {
    double all = (double)grid->size[0] * grid->size[1] * grid->size[2];
    p.full = all / (length * length);
    PetscCall(CreateSolver(&p, flux.tolerance));
    PetscCall(SulFluxSolve(&p.system, flux, result, error));
    result->factor = voxels / all / result->diffusivity;
  }
  PetscCall(Destroy(&p));
  PetscFunctionReturn(0);
}
