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
#include <string.h>

#include "batch.h"

/* A point of all cells of a batch. */
typedef struct {
  double weight;                        /* of the rule */
  const SulLane *map;                   /* J^-1 and det J */
  const SulLane *swelling, *lithiation; /* of a response */
  SulLane gradient[9], energy[1];
  SulLane *stress; /* [9] */
} Place;

/* One pass: what is wanted of it. */
typedef struct Pass {
  const SulPoints *points;
  const double *field; /* [nodes_local][3], whose gradient the stress follows from, or NULL */
  double *force;       /* [nodes][3], added to, or NULL */
  PetscInt nodes;
  const SulDeformation *deformation; /* of a response */
  bool keep;                         /* the response, where blocks have room for it */
  const SulPointsVisitor *visitor;
  SulLane swelling, lithiation; /* of the block at hand */
  double energy, drive;
  const double *still[2]; /* parameters of the block at hand with which nothing flows */
  SulPointsFailed failed;
  /* The stress that follows from the gradient at a place, of a response the energy too; NULL: the
   * kept one. `point`: batch * points + q. */
  void (*Stress)(struct Pass *pass, const SulBlock *block, PetscInt point, Place *place);
} Pass;

static void Gradient(int nodes, const double (*slope)[3], const SulLane (*u)[3],
                     const SulLane *inverse, SulLane *restrict gradient) {
  SulLane along[9] = {{0}}; /* du_i/dxi_k */
  for (int a = 0; a < nodes; a++)
    for (int i = 0; i < 3; i++)
      for (int k = 0; k < 3; k++)
        for (int l = 0; l < SUL_LANES; l++)
          along[3 * i + k][l] += u[a][i][l] * slope[a][k];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int l = 0; l < SUL_LANES; l++)
        gradient[3 * i + j][l] = along[3 * i][l] * inverse[j][l] +
                                 along[3 * i + 1][l] * inverse[3 + j][l] +
                                 along[3 * i + 2][l] * inverse[6 + j][l];
}

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
    const PetscInt *node = &mesh->cells[block->cell[batch * SUL_LANES + l] * mesh->cell_nodes];
    for (int a = 0; a < mesh->cell_nodes; a++)
      for (int i = 0; i < 3 && node[a] < pass->nodes; i++)
        pass->force[3 * node[a] + i] += force[a][i][l];
  }
}

static SulLane *Part(SulLane *of, PetscInt point, int size) {
  return of ? &of[(size_t)point * (size_t)size] : NULL;
}

/* W's slope along the swelling s: W depends on H - s I at small strain, and is (1 + s)^3 times a
 * function of F / (1 + s) at finite strain; P : F = tr P + P : H. */
static double Drive(const SulBlock *block, const Place *place, int lane) {
  const SulLane *p = (const SulLane *)place->stress;
  double swelling = place->swelling[0][lane];
  double trace = p[0][lane] + p[4][lane] + p[8][lane], along = 0;
  if (!(block->model->traits & SUL_FINITE)) return -trace;
  for (int i = 0; i < 9; i++)
    along += p[i][lane] * place->gradient[i][lane];
  return (3 * place->energy[0][lane] - trace - along) / (1 + swelling);
}

/* Of the rank's own cells. */
static void AddEnergy(Pass *pass, const SulBlock *block, PetscInt batch, const Place *place) {
  for (int l = LanesOf(batch, block->cells_owned) - 1; l >= 0; l--) {
    double volume = place->weight * place->map[9][l];
    pass->energy += volume * place->energy[0][l];
    if (pass->keep)
      pass->drive += (block->share ? block->share[batch][l] : 1) * volume * Drive(block, place, l);
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

static void PassBatch(Pass *pass, const SulBlock *block, const SulReferencePoints *reference,
                      PetscInt batch) {
  const SulMesh *mesh = pass->points->mesh;
  const int nodes = mesh->cell_nodes;
  const PetscInt *cell = &block->cell[batch * SUL_LANES];
  const bool turned = pass->visitor && pass->field && block->model->traits & SUL_FINITE;
  SulLane u[SUL_CELL_NODES_MAX][3], force[SUL_CELL_NODES_MAX][3];
  SulLane own[9 * SUL_POINTS_MAX], *stress = own;
  SulMap map[SUL_POINTS_MAX];
  Place place;
  if (block->stress && (pass->keep || !pass->Stress))
    stress = Part(block->stress, batch * block->points, 9);
  memset(force, 0, sizeof force[0] * (size_t)nodes);
  SulBatchMap(mesh, block, batch, map);
  if (pass->field) SulBatchGather(mesh, cell, nodes, pass->field, u);
  for (int q = 0; q < block->points; q++) {
    const double(*slope)[3] = (const double(*)[3])reference->gradient[q];
    place.weight = reference->rule->weights[q];
    place.map = (const SulLane *)map[block->affine ? 0 : q];
    place.stress = &stress[9 * q];
    if (pass->field) Gradient(nodes, slope, (const SulLane(*)[3])u, place.map, place.gradient);
    Lithiate(pass, block, batch * block->points + q, &place);
    if (pass->Stress) pass->Stress(pass, block, batch * block->points + q, &place);
    if (pass->force)
      AddForce(nodes, slope, place.weight, place.map, (const SulLane *)place.stress, force);
    if (pass->deformation) AddEnergy(pass, block, batch, &place);
    if (turned) TurnToCauchy(&place, &own[9 * q]);
  }
  if (pass->force) Scatter(pass, block, batch, (const SulLane(*)[3])force);
  if (pass->visitor)
    pass->visitor->See(pass->visitor->context, block, batch,
                       (const SulLane *)(turned ? own : stress));
}

static void PassBlock(Pass *pass, const SulBlock *block) {
  const SulReferencePoints *reference = SulBlockReference(pass->points->mesh, block);
  const SulDeformation *deformation = pass->deformation;
  for (int l = 0; l < SUL_LANES && deformation; l++) {
    pass->swelling[l] = deformation->swelling[block->phase];
    pass->lithiation[l] = deformation->lithiation ? deformation->lithiation[block->phase] : 0;
  }
  for (PetscInt batch = 0; batch < block->batches; batch++)
    PassBatch(pass, block, reference, batch);
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

static void Respond(Pass *pass, const SulBlock *block, PetscInt point, Place *place) {
  SulPointsIn in = {.parameters = block->parameters,
                    .lithiated = block->lithiated,
                    .gradient = (const SulLane *)place->gradient,
                    .swelling = place->swelling,
                    .lithiation = place->lithiation,
                    .state = (const SulLane *)Part(block->state, point, block->state_size),
                    .step = pass->deformation->step};
  SulPointsOut out = {.stress = place->stress, .energy = place->energy};
  if (pass->keep) {
    out.state = Part(block->next, point, block->state_size);
    out.linearisation = Part(block->linearisation, point, block->model->linearisation_size);
  }
  unsigned failed = block->model->respond(&in, &out);
  if (failed) CountFailed(pass, block, point / block->points, failed);
}

static Pass Response(const SulPoints *points, const SulDeformation *deformation, double *force) {
  return (Pass){.points = points,
                .field = deformation->u,
                .force = force,
                .nodes = points->mesh->nodes_owned,
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
  Pass kept = {.points = points, .force = force, .nodes = nodes};
  Pass again = Response(points, &points->answered, force);
  again.nodes = nodes;
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

static void Linearised(Pass *pass, const SulBlock *block, PetscInt point, Place *place) {
  const SulModel *model = block->model;
  (void)pass;
  model->tangent(block->parameters,
                 (const SulLane *)Part(block->linearisation, point, model->linearisation_size),
                 (const SulLane *)place->gradient, place->stress);
}

void SulPointsTangent(const SulPoints *points, const double *change, double *force) {
  Pass pass = {.points = points,
               .field = change,
               .force = force,
               .nodes = points->mesh->nodes_owned,
               .Stress = Linearised};
  for (int b = 0; b < points->block_count; b++)
    PassBlock(&pass, &points->blocks[b]);
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
    if (block->phase != phase || !block->lithiated) continue;
    Freeze(block->model, block->parameters, still[0]);
    Freeze(block->model, block->lithiated, still[1]);
    pass.still[0] = still[0];
    pass.still[1] = still[1];
    PassBlock(&pass, block);
  }
  return pass.energy;
}
