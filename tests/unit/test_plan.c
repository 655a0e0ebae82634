/* SPDX-License-Identifier: BSD-2-Clause */
/* The plan of load steps: as few solves as loads are independent, and sums of them that are the steps'
 * loads again. */
#include "problem.h"

enum { STEPS = 5 };

typedef struct {
  const char *text; /* of the case */
  double program[STEPS];
  int solves;
  int needs[STEPS]; /* the last solve that the step needs, -1: none */
} Plan;

#define PRESSED "boundaries:\n  - {faces: [zmax], condition: pressure, pressure: 5 MPa}\n"
#define BOTH(convention)                                                                           \
  "phases:\n"                                                                                      \
  "  - {group: left, youngs_modulus: 20 GPa, poissons_ratio: 0.3, lithiation: {fraction: 1}, "     \
  "swelling: {volume_change: 0.5, convention: " convention "}}\n"                                  \
  "  - {group: right, youngs_modulus: 5 GPa, poissons_ratio: 0.2, lithiation: {fraction: 0.5}, "   \
  "swelling: {volume_change: -0.2, convention: " convention "}}\n"

static const Plan plans[] = {
    /* one phase swells: whatever its law, all steps are multiples of one load */
    {"", {0.2, 0.4, 0.6, 0.8, 1}, 1, {0, 0, 0, 0, 0}},
    /* a pressure that stays beside it: two loads */
    {PRESSED, {0.2, 0.4, 0.6, 0.8, 1}, 2, {1, 1, 1, 1, 1}},
    /* a step without load needs nothing */
    {"", {0, 0.5, 0, 1, 0}, 1, {-1, 0, -1, 0, -1}},
    /* two phases that swell in proportion */
    {BOTH("linear"), {0.2, 0.4, 0.6, 0.8, 1}, 1, {0, 0, 0, 0, 0}},
    /* not in proportion: two; with a pressure three */
    {BOTH("exact"), {0.2, 0.4, 0.6, 0.8, 1}, 2, {1, 1, 1, 1, 1}},
    {BOTH("exact") PRESSED, {0.2, 0.4, 0.6, 0.8, 1}, 3, {2, 2, 2, 2, 2}},
    /* the pressure alone, then both: two loads */
    {PRESSED, {0, 1, 1, 1, 1}, 2, {1, 1, 1, 1, 1}},
    {"", {0, 0, 0, 0, 0}, 0, {-1, -1, -1, -1, -1}},
};

static void CheckSums(const SulPlan *plan) {
  for (int s = 0; s < plan->step_count; s++)
    for (int p = 0; p <= plan->phase_count; p++) {
      bool swells = p < plan->phase_count;
      double due = swells ? plan->step[s].swelling[p] : plan->step[s].course[0], sum = 0;
      for (int k = 0; k < plan->solve_count; k++)
        sum += plan->factor[s * plan->solve_count + k] *
               (swells ? plan->solve[k].swelling[p] : plan->solve[k].course[0]);
      CHECK_NEAR(sum, due, 1e-14, 1);
    }
  for (int i = 0; i < plan->step_count * plan->solve_count; i++)
    CHECK(fabs(plan->factor[i]) <= 1 + 1e-12); /* no sum makes the solver's error larger */
}

static PetscErrorCode CheckPlan(const Plan *wanted) {
  const Block block = {.cubes = {2, 1, 1}, .file_order = 1, .order = 1};
  Problem problem;
  SulLoad loads[STEPS];
  SulPlan plan;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, wanted->text, &problem));
  for (int s = 0; s < STEPS; s++)
    SulLoadCreate(&problem.body, wanted->program[s], &loads[s]);
  PetscCall(SulPlanCreate(&problem.body, loads, STEPS, &plan));
  CHECK(plan.step_count == STEPS && plan.solve_count == wanted->solves);
  for (int s = 0; s < STEPS; s++) {
    CHECK(SulPlanNeeds(&plan, s) == wanted->needs[s]);
    for (int p = 0; p < plan.phase_count; p++)
      CHECK(plan.step[s].swelling[p] ==
            SulPhaseSwelling(&problem.body.phases[p], wanted->program[s]));
    CHECK(plan.step[s].course[0] == (problem.body.pressure_count > 0));
  }
  CheckSums(&plan);
  SulPlanDestroy(&plan);
  for (int s = 0; s < STEPS; s++)
    SulLoadDestroy(&loads[s]);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

/* A single step is solved for as it stands. */
static PetscErrorCode CheckSingle(void) {
  const Block block = {.cubes = {2, 1, 1}, .file_order = 1, .order = 1};
  Problem problem;
  SulLoad load;
  SulPlan plan;

  PetscFunctionBegin;
  PetscCall(ProblemCreate(&block, BOTH("exact") PRESSED, &problem));
  SulLoadCreate(&problem.body, 0.7, &load);
  PetscCall(SulPlanCreate(&problem.body, &load, 1, &plan));
  CHECK(plan.solve_count == 1 && plan.factor[0] == 1 && plan.solve[0].course[0] == 1);
  for (int p = 0; p < 2; p++)
    CHECK(plan.solve[0].swelling[p] == plan.step[0].swelling[p]);
  SulPlanDestroy(&plan);
  SulLoadDestroy(&load);
  PetscCall(ProblemDestroy(&problem));
  PetscFunctionReturn(0);
}

int main(int argc, char **argv) {
  PetscFunctionBeginUser;
  PetscCall(PetscInitialize(&argc, &argv, NULL, NULL));
  for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++)
    PetscCall(CheckPlan(&plans[i]));
  PetscCall(CheckSingle());
  PetscCall(PetscFinalize());
  return CheckResult();
}
