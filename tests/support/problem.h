/* SPDX-License-Identifier: BSD-2-Clause */
/* A block (block.h), a case and what the solver makes of both, for tests of fem, solve and report. */
#ifndef SULFEM_PROBLEM_H
#define SULFEM_PROBLEM_H

#include "block.h"
#include <stdlib.h>
#include <sulfem/run.h>
#include <sulfem/solve.h>

typedef struct {
  SulCase input;
  SulMesh mesh;
  SulBody body;
  SulLog *log;
} Problem;

/* Two phases: "left" swells by 10 % in volume, "right" is softer and does not. */
#define PROBLEM_PHASES                                                                             \
  "phases:\n"                                                                                      \
  "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, swelling: {volume_change: 0.1}," \
  " lithiation: {fraction: 1}}\n"                                                                  \
  "  - {group: right, youngs_modulus: 5 GPa, poissons_ratio: 0.2}\n"
#define PROBLEM_PHASE                                                                              \
  "phases:\n"                                                                                      \
  "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, swelling: {volume_change: 0.1}," \
  " lithiation: {fraction: 1}}\n"

/* Collective. `rest`: the case behind its phases, or with them where it begins with "phases:"; the error
 * is the caller's to look at. */
static inline PetscErrorCode ProblemTry(const Block *block, const char *rest, Problem *problem,
                                        SulError *error) {
  char text[4000];

  PetscFunctionBegin;
  memset(problem, 0, sizeof *problem);
  problem->log = SulLogCreate(false);
  const char *phases = block->one_phase ? PROBLEM_PHASE : PROBLEM_PHASES;
  snprintf(text, sizeof text, "mesh: {file: block.msh, length_unit: um}\nelement_order: %d\n%s%s",
           block->order, strncmp(rest, "phases:", 7) ? phases : "", rest);
  SulCaseParse("case.yaml", text, &problem->input, error);
  PetscCheck(!SulFailed(error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error->text);
  PetscCall(BlockRead(block, &problem->mesh));
  const SulPhaseInput *inputs[2];
  SulBodyAssign(&problem->input, &problem->mesh, inputs, &problem->body, error);
  if (!SulFailed(error)) PetscCall(SulBodyPressFaces(&problem->body, block_unit, error));
  PetscFunctionReturn(0);
}

static inline PetscErrorCode ProblemCreate(const Block *block, const char *rest, Problem *problem) {
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(ProblemTry(block, rest, problem, &error));
  PetscCheck(!SulFailed(&error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error.text);
  PetscFunctionReturn(0);
}

/* Collective. SulSolutionBalance of what has an answer. */
static inline PetscErrorCode ProblemBalance(const SulBody *body, SulSolution *solution) {
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(SulSolutionBalance(body, solution, &error));
  CHECK(!SulFailed(&error));
  PetscFunctionReturn(0);
}

static inline PetscErrorCode ProblemDestroy(Problem *problem) {
  PetscFunctionBegin;
  PetscCall(SulBodyDestroy(&problem->body));
  PetscCall(SulMeshDestroy(&problem->mesh));
  SulCaseFree(&problem->input);
  SulLogClose(&problem->log);
  PetscFunctionReturn(0);
}

/* Collective. The conditions of the body, without pins. */
static inline PetscErrorCode ProblemConstraints(const Problem *problem,
                                                SulConstraints *constraints) {
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(SulConstraintsCreate(&problem->mesh, problem->body.displacements,
                                 problem->body.displacement_count, constraints, &error));
  PetscCheck(!SulFailed(&error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error.text);
  PetscFunctionReturn(0);
}

/* Collective. Once a problem. */
static inline PetscErrorCode ProblemSystem(Problem *problem, SulSystem *system) {
  SulError error = {0};

  PetscFunctionBegin;
  PetscCall(SulBodyHold(&problem->body, problem->log, &error));
  PetscCheck(!SulFailed(&error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error.text);
  PetscCall(SulSystemCreate(&problem->body, &problem->input, problem->log, system, &error));
  PetscCheck(!SulFailed(&error), PETSC_COMM_SELF, PETSC_ERR_USER, "%s", error.text);
  PetscFunctionReturn(0);
}

/* At rest, with the load of a program's value. */
static inline void ProblemSolution(const Problem *problem, double program, SulSolution *solution) {
  SulSolutionCreate(&problem->body, solution);
  SulLoadDestroy(&solution->load);
  SulLoadCreate(&problem->body, program, &solution->load);
}

/* Eigenstrains of the phases at program value 1; free() it. */
static inline double *ProblemSwelling(const Problem *problem) {
  double *swelling = SulAllocate((size_t)problem->mesh.phase_count, sizeof *swelling);
  for (int p = 0; p < problem->mesh.phase_count; p++)
    swelling[p] = SulPhaseSwelling(&problem->body.phases[p], 1);
  return swelling;
}

/* A displacement that has no pattern, the same on any number of ranks, halo filled; free() it. */
static inline PetscErrorCode ProblemField(const SulMesh *mesh, int components, unsigned long seed,
                                          double **values) {
  PetscFunctionBegin;
  *values = SulAllocate((size_t)mesh->nodes_local, (size_t)components * sizeof **values);
  for (PetscInt a = 0; a < mesh->nodes_owned; a++)
    for (int i = 0; i < components; i++)
      (*values)[components * a + i] =
          BlockNoise(seed + (unsigned long)(components * mesh->node_file[a] + i));
  PetscCall(SulMeshHalo(mesh, components, *values));
  PetscFunctionReturn(0);
}

/* Collective. Sum and largest size over all ranks. */
static inline double ProblemSum(double mine) {
  MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, MPI_SUM, PETSC_COMM_WORLD);
  return mine;
}

static inline double ProblemLargest(PetscInt count, const double *values) {
  double largest = 0;
  for (PetscInt i = 0; i < count; i++)
    largest = fmax(largest, fabs(values[i]));
  MPI_Allreduce(MPI_IN_PLACE, &largest, 1, MPI_DOUBLE, MPI_MAX, PETSC_COMM_WORLD);
  return largest;
}

#endif
