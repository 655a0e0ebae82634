/* SPDX-License-Identifier: BSD-2-Clause */
/* Passes over all blocks: gradient of a nodal field, stress at the points, forces on the nodes.
 *
 * With N_a the shape functions on the reference tetrahedron, J the Jacobian of a cell and H = Grad u
 *
 *     H_ij = sum_k (sum_a u_ai dN_a/dxi_k) (J^-1)_kj
 *     f_ai = sum_q w_q det J sum_k (sum_j P_ij (J^-1)_kj) dN_a/dxi_k
 *
 * so that the sums over nodes use slopes that are the same in all cells. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "dilatation.h"

/* A point of all cells of a batch. */
typedef struct {
  double weight;                        /* of the rule */
  const SulLane *map;                   /* J^-1 and det J */
  const SulLane *swelling, *lithiation; /* of a response */
  SulLane *gradient, *stress;           /* [9] */
  SulLane energy[1];
  SulLane drive[1]; /* W's slope along the swelling, of a response that is kept */
} Place;

/* All of them. */
typedef struct {
  PetscInt number;
  const SulReferencePoints *reference;
  SulMap map[SUL_POINTS_MAX];
  SulLane gradient[9 * SUL_POINTS_MAX];
  SulLane own[9 * SUL_POINTS_MAX]; /* stress that is not kept */
  const SulLane *seen;             /* [points][9], by a visitor */
  Place place[SUL_POINTS_MAX];
} Batch;

/* One pass: what is wanted of it. */
typedef struct Pass {
  const SulPoints *points;
  const double *field; /* [nodes_local][3], whose gradient the stress follows from, or NULL */
  double *force;       /* [targets][3], added to, or NULL */
  PetscInt targets;    /* owned rows, or nodes: those below this are.. */
  const PetscInt *to;  /* ..among [cells_local][cell_nodes] */
  const SulDeformation *deformation; /* of a response */
  bool keep;                         /* the response, where blocks have room for it */
  const SulPointsVisitor *visitor;
  SulLane swelling, lithiation; /* of the block at hand */
  double energy, drive;
  const double *still[2]; /* parameters of the block at hand with which nothing flows */
  SulLane *linearisation; /* [points][linearisation_size] of the batch at hand; NULL: not wanted */
  SulPointsFailed failed;
  /* The stress that follows from the gradient at a place, of a response the energy too; NULL: the
   * kept one. `point`: batch * points + q. */
  void (*Stress)(struct Pass *pass, const SulBlock *block, PetscInt point, Place *place);
} Pass;

/* `weight` is that of the rule, det J the last of `map`. */
static void AddForce(int nodes, const double (*slope)[3], double weight, const SulLane *map,
                     const SulLane *stress, SulLane (*restrict force)[3]) {
  SulLane pulled[9];
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < 3; k++)
      for (int l = 0; l < SUL_LANES; l++)
        pulled[3 * i + k][l] =
            weight * map[9][l] *
            (stress[3 * i][l] * map[3 * k][l] + stress[3 * i + 1][l] * map[3 * k + 1][l] +
             stress[3 * i + 2][l] * map[3 * k + 2][l]);
  for (int a = 0; a < nodes; a++)
    for (int i = 0; i < 3; i++)
      for (int l = 0; l < SUL_LANES; l++)
        force[a][i][l] += pulled[3 * i][l] * slope[a][0] + pulled[3 * i + 1][l] * slope[a][1] +
                          pulled[3 * i + 2][l] * slope[a][2];
}

/* Lanes of a batch that hold one of the first `cells` cells of its block. */
static int LanesOf(PetscInt batch, PetscInt cells) {
  PetscInt left = cells - batch * SUL_LANES;
  return left < 0 ? 0 : left < SUL_LANES ? (int)left : SUL_LANES;
}

static void Scatter(const Pass *pass, const SulBlock *block, PetscInt batch,
                    const SulLane (*force)[3]) {
  const SulMesh *mesh = pass->points->mesh;
  int lanes = LanesOf(batch, block->cells);
  for (int l = 0; l < lanes; l++) {
    const PetscInt *to = &pass->to[block->cell[batch * SUL_LANES + l] * mesh->cell_nodes];
    for (int a = 0; a < mesh->cell_nodes; a++)
      for (int i = 0; i < 3 && to[a] < pass->targets; i++)
        pass->force[3 * to[a] + i] += force[a][i][l];
  }
}

static SulLane *Part(SulLane *of, PetscInt point, int size) {
  return of ? &of[(size_t)point * (size_t)size] : NULL;
}

/* W's slope along the swelling s: W depends on H - s I at small strain, and is (1 + s)^3 times a
 * function of F / (1 + s) at finite strain; P : F = tr P + P : H. */
static void Drive(const SulBlock *block, Place *place) {
  const SulLane *p = (const SulLane *)place->stress;
  const bool finite = block->model->traits & SUL_FINITE;
  for (int l = 0; l < SUL_LANES; l++) {
    double trace = p[0][l] + p[4][l] + p[8][l], along = 0;
    for (int i = 0; i < 9 && finite; i++)
      along += p[i][l] * place->gradient[i][l];
    place->drive[0][l] =
        finite ? (3 * place->energy[0][l] - trace - along) / (1 + place->swelling[0][l]) : -trace;
  }
}

/* Of the rank's own cells. */
static void AddEnergy(Pass *pass, const SulBlock *block, PetscInt point, const Place *place) {
  PetscInt batch = point / block->points;
  for (int l = LanesOf(batch, block->cells_owned) - 1; l >= 0; l--) {
    double volume = place->weight * place->map[9][l];
    pass->energy += volume * place->energy[0][l];
    if (pass->keep && !SulBlockIsGraded(block))
      pass->drive += (block->share ? block->share[batch][l] : 1) * volume * place->drive[0][l];
  }
}

/* What a visitor sees of a point of finite strain. */
static void TurnToCauchy(const Place *place, SulLane *seen) {
  for (int l = 0; l < SUL_LANES; l++) {
    double h[9], p[9];
    for (int i = 0; i < 9; i++) {
      h[i] = place->gradient[i][l];
      p[i] = place->stress[i][l];
    }
    SulCauchyStress(h, p);
    for (int i = 0; i < 9; i++)
      seen[i][l] = p[i];
  }
}

/* Its own where they vary, else the phase's. */
static void Lithiate(const Pass *pass, const SulBlock *block, PetscInt point, Place *place) {
  place->lithiation = (const SulLane *)&pass->lithiation;
  place->swelling = (const SulLane *)&pass->swelling;
  if (!block->lithiation) return;
  place->lithiation = (const SulLane *)&block->lithiation[point];
  place->swelling = (const SulLane *)&block->swelling[point];
}

static void SetPlaces(const Pass *pass, const SulBlock *block, Batch *batch) {
  PetscInt first = batch->number * block->points;
  bool kept = block->stress && (pass->keep || !pass->Stress);
  SulBatchMap(pass->points->mesh, block, batch->number, batch->map);
  for (int q = 0; q < block->points; q++) {
    Place *place = &batch->place[q];
    place->weight = batch->reference->rule->weights[q];
    place->map = (const SulLane *)batch->map[block->affine ? 0 : q];
    place->gradient = &batch->gradient[9 * q];
    place->stress = kept ? Part(block->stress, first + q, 9) : &batch->own[9 * q];
    Lithiate(pass, block, first + q, place);
  }
  batch->seen = (const SulLane *)batch->place[0].stress;
}

/* gradient[points][9] of a nodal field. */
static void Gradients(const SulMesh *mesh, const SulBlock *block, const Batch *batch,
                      const double *field, SulLane *gradient) {
  SulLane u[SUL_CELL_NODES_MAX][3];
  SulBatchGather(mesh, &block->cell[batch->number * SUL_LANES], mesh->cell_nodes, field, u);
  for (int q = 0; q < block->points; q++)
    SulBatchGradient(mesh->cell_nodes, (const double(*)[3])batch->reference->gradient[q],
                     (const SulLane(*)[3])u, batch->place[q].map, &gradient[9 * q]);
}

static void Stresses(Pass *pass, const SulBlock *block, Batch *batch) {
  for (int q = 0; q < block->points && pass->Stress; q++) {
    pass->Stress(pass, block, batch->number * block->points + q, &batch->place[q]);
    if (pass->keep) Drive(block, &batch->place[q]);
  }
  if (!pass->visitor || !pass->field || !(block->model->traits & SUL_FINITE)) return;
  for (int q = 0; q < block->points; q++)
    TurnToCauchy(&batch->place[q], &batch->own[9 * q]);
  batch->seen = (const SulLane *)batch->own;
}

/* ---- Cells with one dilatation ----------------------------------------------------------------- */

static void Linearised(Pass *pass, const SulBlock *block, PetscInt point, Place *place);

static SulDilatationSwelling SwellingOf(const SulBlock *block, const Batch *batch) {
  return (SulDilatationSwelling){(const SulLane *)batch->place[0].swelling,
                                 block->lithiation ? 1 : 0};
}

/* The material answers to gradients with the cell's dilatation; forces are made of what balances. */
static void DilatedResponse(Pass *pass, const SulBlock *block, Batch *batch, SulDilatation *d) {
  SulLane own[SUL_POINTS_MAX], *mean = own;
  PetscInt first = batch->number * block->points;
  if (pass->keep) mean = Part(block->mean_stress, first, 1);
  SulDilatationGradient(d, SwellingOf(block, batch), batch->gradient);
  for (int q = 0; q < block->points; q++)
    pass->Stress(pass, block, first + q, &batch->place[q]);
  if (!pass->force && !pass->keep) return;
  SulDilatationBalance(d, batch->place[0].stress, mean);
  for (int q = 0; q < block->points; q++)
    for (int l = 0; l < SUL_LANES; l++) {
      Place *place = &batch->place[q];
      double along = 3 * d->share[q][l] * d->total[l];
      place->drive[0][l] =
          d->finite ? (3 * place->energy[0][l] - along) / (1 + place->swelling[0][l]) : -along;
    }
}

static void DilatedChange(Pass *pass, const SulBlock *block, Batch *batch, SulDilatation *d) {
  PetscInt first = batch->number * block->points;
  SulLane material[9 * SUL_POINTS_MAX];
  SulDilatationChange change;
  SulDilatationStress(d, (const SulLane *)Part(block->stress, first, 9),
                      (const SulLane *)&block->mean_stress[first], material);
  SulDilatationChangeGradient(d, batch->gradient, &change);
  for (int q = 0; q < block->points; q++)
    Linearised(pass, block, first + q, &batch->place[q]);
  SulDilatationChangeStress(d, &change, (const SulLane *)material, batch->place[0].stress);
}

static void DilatedStresses(Pass *pass, const SulBlock *block, Batch *batch) {
  const SulMesh *mesh = pass->points->mesh;
  const bool linearised = pass->Stress == Linearised;
  PetscInt first = batch->number * block->points;
  SulLane there[9 * SUL_POINTS_MAX];
  SulDilatation d;
  if (!pass->Stress && !pass->visitor) return;
  if (linearised && block->model->traits & SUL_FINITE)
    Gradients(mesh, block, batch, pass->points->answered.u, there);
  SulDilatationBegin(block, batch->reference->rule, (const SulMap *)batch->map,
                     SwellingOf(block, batch),
                     (const SulLane *)(linearised ? there : batch->gradient), &d);
  if (linearised) {
    DilatedChange(pass, block, batch, &d);
  } else if (pass->Stress) {
    DilatedResponse(pass, block, batch, &d);
  } else {
    SulDilatationCauchy(&d, batch->seen, (const SulLane *)&block->mean_stress[first], batch->own);
    batch->seen = (const SulLane *)batch->own;
  }
}

/* ---- A pass ------------------------------------------------------------------------------------ */

static void AddForces(const Pass *pass, const SulBlock *block, const Batch *batch) {
  const int nodes = pass->points->mesh->cell_nodes;
  SulLane force[SUL_CELL_NODES_MAX][3];
  memset(force, 0, sizeof force[0] * (size_t)nodes);
  for (int q = 0; q < block->points; q++) {
    const Place *place = &batch->place[q];
    AddForce(nodes, (const double(*)[3])batch->reference->gradient[q], place->weight, place->map,
             (const SulLane *)place->stress, force);
  }
  Scatter(pass, block, batch->number, (const SulLane(*)[3])force);
}

static void PassBatch(Pass *pass, const SulBlock *block, Batch *batch) {
  SetPlaces(pass, block, batch);
  if (pass->linearisation)
    SulBatchLinearise(pass->points, block, batch->number, pass->linearisation);
  if (pass->field) Gradients(pass->points->mesh, block, batch, pass->field, batch->gradient);
  if (block->mean_stress)
    DilatedStresses(pass, block, batch);
  else
    Stresses(pass, block, batch);
  if (pass->force) AddForces(pass, block, batch);
  for (int q = 0; q < block->points && pass->deformation; q++)
    AddEnergy(pass, block, batch->number * block->points + q, &batch->place[q]);
  if (pass->visitor) pass->visitor->See(pass->visitor->context, block, batch->number, batch->seen);
}

/* The phase's swelling and lithiation. */
static void BeginBlock(Pass *pass, const SulBlock *block) {
  const SulDeformation *deformation =
      pass->deformation ? pass->deformation : &pass->points->answered;
  for (int l = 0; l < SUL_LANES && deformation->swelling; l++) {
    pass->swelling[l] = deformation->swelling[block->phase];
    pass->lithiation[l] = deformation->lithiation ? deformation->lithiation[block->phase] : 0;
  }
}

static void PassBlock(Pass *pass, const SulBlock *block) {
  Batch batch = {.reference = SulBlockReference(pass->points->mesh, block)};
  BeginBlock(pass, block);
  for (; batch.number < block->batches; batch.number++)
    PassBatch(pass, block, &batch);
}

/* ---- Responses -------------------------------------------------------------------------------- */

/* The lanes without answer, as far as they are cells. */
static void CountFailed(Pass *pass, const SulBlock *block, PetscInt batch, unsigned failed) {
  for (int l = LanesOf(batch, block->cells) - 1; l >= 0; l--) {
    if (!(failed >> l & 1)) continue;
    pass->failed.count++;
    pass->failed.cell = block->cell[batch * SUL_LANES + l];
  }
}

static SulPointsIn Question(const Pass *pass, const SulBlock *block, PetscInt point,
                            const Place *place) {
  return (SulPointsIn){.parameters = block->parameters,
                       .lithiated = block->lithiated,
                       .gradient = (const SulLane *)place->gradient,
                       .swelling = place->swelling,
                       .lithiation = place->lithiation,
                       .state = (const SulLane *)Part(block->state, point, block->state_size),
                       .step = pass->deformation->step};
}

static void Respond(Pass *pass, const SulBlock *block, PetscInt point, Place *place) {
  SulPointsIn in = Question(pass, block, point, place);
  SulPointsOut out = {.stress = place->stress, .energy = place->energy};
  if (pass->keep) out.state = Part(block->next, point, block->state_size);
  unsigned failed = block->model->respond(&in, &out);
  if (failed) CountFailed(pass, block, point / block->points, failed);
}

static Pass Response(const SulPoints *points, const SulDeformation *deformation, double *force) {
  const SulRows rows = SulMeshRows(points->mesh);
  return (Pass){.points = points,
                .field = deformation->u,
                .force = force,
                .targets = rows.owned,
                .to = rows.cells,
                .deformation = deformation,
                .failed = {.cell = -1},
                .Stress = Respond};
}

SulPointsFailed SulPointsRespond(SulPoints *points, const SulDeformation *deformation,
                                 double *force) {
  Pass pass = Response(points, deformation, force);
  pass.keep = true;
  points->answered = *deformation;
  for (int b = 0; b < points->block_count; b++) {
    pass.drive = 0;
    PassBlock(&pass, &points->blocks[b]);
    points->blocks[b].drive = pass.drive;
  }
  points->energy = pass.energy;
  return pass.failed;
}

SulPointsFailed SulPointsTry(const SulPoints *points, const SulDeformation *deformation,
                             double *force) {
  Pass pass = Response(points, deformation, force);
  for (int b = 0; b < points->block_count; b++)
    PassBlock(&pass, &points->blocks[b]);
  return pass.failed;
}

/* ---- What follows from the last one ----------------------------------------------------------- */

void SulPointsForce(const SulPoints *points, int phase, PetscInt nodes, double *force) {
  Pass kept = {.points = points, .force = force, .targets = nodes, .to = points->mesh->cells};
  Pass again = Response(points, &points->answered, force);
  again.targets = nodes;
  again.to = kept.to;
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    if (phase < 0 || block->phase == phase) PassBlock(block->stress ? &kept : &again, block);
  }
}

void SulPointsVisit(const SulPoints *points, const SulPointsVisitor *visitor) {
  Pass kept = {.points = points, .visitor = visitor};
  Pass again = Response(points, &points->answered, NULL);
  again.visitor = visitor;
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    kept.field = block->model->traits & SUL_FINITE ? points->answered.u : NULL;
    PassBlock(block->stress ? &kept : &again, block);
  }
}

void SulBatchLinearise(const SulPoints *points, const SulBlock *block, PetscInt number,
                       SulLane *linearisation) {
  Pass pass = Response(points, &points->answered, NULL);
  SulDilatation d;
  Batch batch = {.reference = SulBlockReference(points->mesh, block), .number = number};
  BeginBlock(&pass, block);
  SetPlaces(&pass, block, &batch);
  Gradients(points->mesh, block, &batch, pass.field, batch.gradient);
  if (block->mean_stress) {
    SulDilatationBegin(block, batch.reference->rule, (const SulMap *)batch.map,
                       SwellingOf(block, &batch), (const SulLane *)batch.gradient, &d);
    SulDilatationGradient(&d, SwellingOf(block, &batch), batch.gradient);
  }
  for (int q = 0; q < block->points; q++) {
    SulPointsIn in = Question(&pass, block, number * block->points + q, &batch.place[q]);
    SulPointsOut out = {.linearisation = Part(linearisation, q, block->model->linearisation_size)};
    block->model->respond(&in, &out);
  }
}

static void Linearised(Pass *pass, const SulBlock *block, PetscInt point, Place *place) {
  const SulModel *model = block->model;
  int q = (int)(point % block->points);
  model->tangent(block->parameters,
                 (const SulLane *)Part(pass->linearisation, q, model->linearisation_size),
                 (const SulLane *)place->gradient, place->stress);
}

void SulPointsTangent(const SulPoints *points, const double *change, double *force) {
  const SulRows rows = SulMeshRows(points->mesh);
  Pass pass = {.points = points,
               .field = change,
               .force = force,
               .targets = rows.owned,
               .to = rows.cells,
               .Stress = Linearised};
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    size_t size = (size_t)block->points * (size_t)block->model->linearisation_size;
    pass.linearisation = block->traits & SUL_AFFINE ? NULL : SulAllocate(size, sizeof(SulLane));
    PassBlock(&pass, block);
    free(pass.linearisation);
  }
}

/* ---- Moduli that follow the lithiation --------------------------------------------------------- */

/* The slope of the elastic energy along the lithiation, the point's own swelling, state and
 * displacement unchanged, by differences: the moduli are nearly linear in it. */
static void SlopeOfModuli(Pass *pass, const SulBlock *block, PetscInt point, Place *place) {
  const double step = 1e-4;
  SulLane energy[2][1], end[2];
  for (int k = 0; k < 2; k++) {
    for (int l = 0; l < SUL_LANES; l++)
      end[k][l] = fmin(fmax(place->lithiation[0][l] + (2 * k - 1) * step, 0), 1);
    SulPointsIn in = {.parameters = pass->still[0],
                      .lithiated = pass->still[1],
                      .gradient = (const SulLane *)place->gradient,
                      .swelling = place->swelling,
                      .lithiation = (const SulLane *)&end[k],
                      .state = (const SulLane *)Part(block->next, point, block->state_size)};
    block->model->respond(&in, &(SulPointsOut){.energy = energy[k]});
  }
  for (int l = 0; l < SUL_LANES; l++) {
    double apart = end[1][l] - end[0][l], of = pass->lithiation[l], share = 1;
    if (block->share) /* of the phase's change */
      share = of > 0 ? place->lithiation[0][l] / of : block->share[point / block->points][l];
    place->energy[0][l] = apart > 0 ? share * (energy[1][0][l] - energy[0][0][l]) / apart : 0;
  }
}

/* The parameters with a yield stress that nothing reaches. */
static void Freeze(const SulModel *model, const double *parameters, double *still) {
  int yield = SulModelParameter(model, "plasticity.yield_stress");
  memcpy(still, parameters, SUL_PARAMETERS_MAX * sizeof *still);
  if (yield >= 0) still[yield] = 1e300;
}

double SulPointsDriveOfModuli(const SulPoints *points, int phase) {
  Pass pass = Response(points, &points->answered, NULL);
  pass.Stress = SlopeOfModuli;
  for (int b = 0; b < points->block_count; b++) {
    const SulBlock *block = &points->blocks[b];
    double still[2][SUL_PARAMETERS_MAX];
    if (block->phase != phase || !block->lithiated || SulBlockIsGraded(block)) continue;
    Freeze(block->model, block->parameters, still[0]);
    Freeze(block->model, block->lithiated, still[1]);
    pass.still[0] = still[0];
    pass.still[1] = still[1];
    PassBlock(&pass, block);
  }
  return pass.energy;
}

double SulPointsEnergyAt(const SulPoints *points, const SulBlock *block, const SulPointsAt *at) {
  double still[2][SUL_PARAMETERS_MAX];
  SulBlock there = *block;
  SulDeformation deformation = points->answered;
  Freeze(block->model, block->parameters, still[0]);
  if (block->lithiated) Freeze(block->model, block->lithiated, still[1]);
  there.parameters = still[0];
  there.lithiated = block->lithiated ? still[1] : NULL;
  there.swelling = at->swelling;
  there.lithiation = at->lithiation;
  there.state = at->state;
  deformation.u = at->u;
  Pass pass = Response(points, &deformation, NULL);
  PassBlock(&pass, &there);
  return pass.energy;
}
