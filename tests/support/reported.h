/* SPDX-License-Identifier: BSD-2-Clause */
/* A problem (problem.h) with a solution and what is reported of it, for tests of fem and report. */
#ifndef SULFEM_REPORTED_H
#define SULFEM_REPORTED_H

#include "problem.h"
#include <sulfem/report.h>

typedef struct {
  Problem problem;
  SulSystem system;
  SulSolution solution;
  SulStressField field;
  SulStepReport step;
} State;

/* Collective. The case `text` at a program's value; nothing is solved. */
static inline PetscErrorCode StateCreate(const Block *block, const char *text, double program,
                                         State *state) {
  PetscFunctionBegin;
  memset(state, 0, sizeof *state);
  PetscCall(ProblemCreate(block, text, &state->problem));
  PetscCall(ProblemSystem(&state->problem, &state->system));
  ProblemSolution(&state->problem, program, &state->solution);
  SulStressFieldCreate(&state->problem.body, NULL, &state->field);
  PetscFunctionReturn(0);
}

static inline PetscErrorCode StateDestroy(State *state) {
  PetscFunctionBegin;
  SulStepReportFree(&state->step);
  SulStressFieldDestroy(&state->field);
  SulSolutionDestroy(&state->solution);
  PetscCall(SulSystemDestroy(&state->system));
  PetscCall(ProblemDestroy(&state->problem));
  PetscFunctionReturn(0);
}

/* Collective. The displacements u [nodes_local][3] m, whoever found them, and their balance. */
static inline PetscErrorCode StateSet(State *state, const double *u) {
  PetscFunctionBegin;
  memcpy(state->solution.displacement, u, 3 * (size_t)state->problem.mesh.nodes_local * sizeof *u);
  PetscCall(ProblemBalance(&state->problem.body, &state->solution));
  PetscFunctionReturn(0);
}

/* Collective. The same, and what is reported of them. */
static inline PetscErrorCode StateReport(State *state, const double *u) {
  PetscFunctionBegin;
  SulStepReportFree(&state->step);
  PetscCall(StateSet(state, u));
  PetscCall(SulReportStep(&state->problem.body, &state->solution, &state->field, &state->step));
  PetscFunctionReturn(0);
}

#endif
