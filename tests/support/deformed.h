/* SPDX-License-Identifier: BSD-2-Clause */
/* Blocks (operators.h) with any models, deformed without a pattern, for tests of what is not linear. */
#ifndef SULFEM_DEFORMED_H
#define SULFEM_DEFORMED_H

#include "operators.h"

/* Constants that every model understands, and flow well before the deformation of the tests. */
static inline void SetModel(SulPhase *phase, const char *name) {
  const SulModel *model = SulModelFind(name);
  CHECK(model != NULL);
  if (!model) return;
  phase->model = model;
  for (int i = 2; i < SUL_PARAMETERS_MAX; i++)
    phase->parameters[i] = 0;
  int yield = SulModelParameter(model, "yield_stress");
  if (yield < 0) yield = SulModelParameter(model, "plasticity.yield_stress");
  if (yield >= 0) phase->parameters[yield] = 0.1 * phase->parameters[0];
}

/* Gradients of about a tenth, no two cells alike. */
static inline PetscErrorCode Deform(const SulMesh *mesh, double size, unsigned long seed,
                                    double **u) {
  PetscFunctionBegin;
  PetscCall(ProblemField(mesh, 3, seed, u));
  for (PetscInt i = 0; i < 3 * mesh->nodes_local; i++)
    (*u)[i] *= size * block_unit;
  PetscFunctionReturn(0);
}

/* Every point's swelling is another. */
static inline void SwellUnevenly(SulPoints *points) {
  for (int b = 0; b < points->block_count; b++) {
    SulBlock *block = &points->blocks[b];
    for (PetscInt i = 0; i < block->batches * SUL_LANES; i++)
      for (int q = 0; q < block->points; q++) {
        PetscInt at = i / SUL_LANES * block->points + q;
        int64_t file = points->mesh->cell_file[block->cell[i]];
        block->share[i / SUL_LANES][i % SUL_LANES] = 1;
        block->swelling[at][i % SUL_LANES] =
            0.02 * BlockNoise((unsigned long)(SUL_POINTS_MAX * file + q));
      }
  }
}

/* A problem whose phases have certain models, under a displacement that the points answered to. */
typedef struct {
  Operators operators;
  SulSystem system;
  double *u, *swelling, *force; /* force [nodes_owned][3] */
  SulDeformation deformation;
} Deformed;

/* `mean`: with one dilatation a cell; `uneven`: swelling that differs from point to point. */
static inline PetscErrorCode DeformedCreate(const Block *block, const char *const pair[2],
                                            bool mean, bool uneven, Deformed *d) {
  PetscFunctionBegin;
  PetscCall(OperatorsCreate(block, &d->operators));
  Problem *problem = &d->operators.problem;
  for (int p = 0; p < 2; p++) {
    SetModel(&problem->body.phases[p], pair[p]);
    problem->body.phases[p].mean_dilatation = mean;
    problem->body.phases[p].varies = uneven;
  }
  PetscCall(ProblemSystem(problem, &d->system));
  if (uneven) SwellUnevenly(problem->body.points);
  d->swelling = ProblemSwelling(problem);
  PetscCall(Deform(&problem->mesh, 0.06, 1, &d->u));
  d->deformation = (SulDeformation){.u = d->u, .swelling = d->swelling};
  d->force = SulAllocate((size_t)problem->mesh.nodes_owned, 3 * sizeof *d->force);
  CHECK(SulPointsRespond(problem->body.points, &d->deformation, d->force).count == 0);
  PetscFunctionReturn(0);
}

static inline PetscErrorCode DeformedDestroy(Deformed *d) {
  PetscFunctionBegin;
  PetscCall(SulSystemDestroy(&d->system));
  PetscCall(OperatorsDestroy(&d->operators));
  free(d->u);
  free(d->force);
  free(d->swelling);
  PetscFunctionReturn(0);
}

#endif
