/* Tractions in the interfaces: both sides' stress at the faces' quadrature points. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/element.h>
#include <sulfem/report.h>

const double SulNormalPercentiles[SUL_NORMAL_PERCENTILES] = {5, 50, 95};
const double SulShearPercentiles[SUL_SHEAR_PERCENTILES] = {50, 95};

void SulInterfaceFieldDestroy(SulInterfaceField *field) {
  free(field->area);
  free(field->traction);
  free(field->normal);
  free(field->shear);
  free(field->jump);
  free(field->particles);
  memset(field, 0, sizeof *field);
}

/* ---- One face -------------------------------------------------------------------------------- */

/* What the traction depends on. */
typedef struct {
  const SulInterfaces *interfaces;
  const SulBody *body;
  const SulLoad *load;
  const double *u;
} State;

/* Integrals of a face or of a particle, to be added up over faces and ranks. */
enum { AREA, NORMAL, SIDE_A, SIDE_B, SHEAR, TENSION, ABOVE, SIZE, JUMP, FORCE, SUMS = FORCE + 3 };
enum { HIGHEST, LOWEST_NEGATED, MOST, EXTREMES };

typedef struct {
  double sum[SUMS];
  double extreme[EXTREMES];
} Numbers;

/* Values at the points of a pair's faces. */
typedef struct {
  size_t count;
  double *normal, *shear, *area;
} Samples;

static double Length(const double v[3]) {
  return sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

static int RuleDegree(const SulMesh *mesh, const SulInterfaceFace *face) {
  if (mesh->order == 1) return 1;
  return mesh->cell_affine[face->cell[0]] && mesh->cell_affine[face->cell[1]] ? 2 : 5;
}

void SulInterfaceFieldCreate(const SulInterfaces *interfaces, SulInterfaceField *field) {
  size_t count = (size_t)interfaces->count;
  field->area = SulAllocate(count, sizeof(double));
  field->traction = SulAllocate(count, 3 * sizeof(double));
  field->normal = SulAllocate(count, sizeof(double));
  field->shear = SulAllocate(count, sizeof(double));
  field->jump = SulAllocate(count, sizeof(double));
  field->particles = SulAllocate((size_t)interfaces->particle_count, sizeof *field->particles);
  for (PetscInt f = 0; f < interfaces->count; f++) {
    PetscInt nodes[SUL_FACE_NODES_MAX];
    SulFacePoints points;
    SulInterfaceNodes(interfaces, f, nodes);
    SulTrianglePointsGet(interfaces->mesh, nodes,
                         RuleDegree(interfaces->mesh, &interfaces->faces[f]), &points);
    for (int q = 0; q < points.points; q++)
      field->area[f] += Length(points.normal[q]);
  }
}

/* Which vertices of the cell the face's first three nodes are. */
static void FindCorners(const SulMesh *mesh, PetscInt cell, const PetscInt *nodes, int corner[3]) {
  for (int k = 0; k < 3; k++)
    for (int vertex = 0; vertex < 4; vertex++)
      if (mesh->cells[cell * mesh->cell_nodes + vertex] == nodes[k]) corner[k] = vertex;
}

/* sigma n of one side's cell at a point of the face, `xi` on the reference triangle. */
static void SideTraction(const State *state, PetscInt cell, const int corner[3], const double xi[3],
                         const double n[3], double traction[3]) {
  const SulMesh *mesh = state->interfaces->mesh;
  int p = mesh->cell_phase[cell];
  const SulPhase *phase = &state->body->phases[p];
  const double share[3] = {1 - xi[0] - xi[1], xi[0], xi[1]};
  double at[3] = {0}, gradient[9], strain[6], s[6];
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      at[i] += share[k] * sul_tetrahedron_node_xi[corner[k]][i];
  SulCellGradientAt(mesh, cell, at, state->u, gradient);
  SulStrain(gradient, strain);
  phase->model->stress(phase->parameters, strain, state->load->swelling[p], s);
  traction[0] = s[0] * n[0] + s[3] * n[1] + s[5] * n[2];
  traction[1] = s[3] * n[0] + s[1] * n[1] + s[4] * n[2];
  traction[2] = s[5] * n[0] + s[4] * n[1] + s[2] * n[2];
}

/* Adds a point with both sides' tractions to the face's numbers, and to the samples. */
static void AddPoint(const SulInterfacePair *pair, double area, const double n[3],
                     const double side[2][3], Numbers *face, Samples *samples) {
  double t[3], jump[3], tangential[3], normal = 0;
  for (int i = 0; i < 3; i++) {
    t[i] = pair->weight * side[0][i] + (1 - pair->weight) * side[1][i];
    jump[i] = side[0][i] - side[1][i];
    normal += t[i] * n[i];
    face->sum[SIDE_A] += area * side[0][i] * n[i];
    face->sum[SIDE_B] += area * side[1][i] * n[i];
    face->sum[FORCE + i] += area * t[i];
  }
  for (int i = 0; i < 3; i++)
    tangential[i] = t[i] - normal * n[i];
  double shear = Length(tangential);
  face->sum[AREA] += area;
  face->sum[NORMAL] += area * normal;
  face->sum[SHEAR] += area * shear;
  face->sum[SIZE] += area * Length(t);
  face->sum[JUMP] += area * Length(jump);
  if (normal > 0) face->sum[TENSION] += area;
  if (normal > pair->strength) face->sum[ABOVE] += area; /* never where there is none, NAN */
  face->extreme[HIGHEST] = fmax(face->extreme[HIGHEST], normal);
  face->extreme[LOWEST_NEGATED] = fmax(face->extreme[LOWEST_NEGATED], -normal);
  face->extreme[MOST] = fmax(face->extreme[MOST], shear);
  samples->normal[samples->count] = normal;
  samples->shear[samples->count] = shear;
  samples->area[samples->count++] = area;
}

static const Numbers nothing = {.extreme = {-DBL_MAX, -DBL_MAX, -DBL_MAX}};

static Numbers EvaluateFace(const State *state, const SulInterfacePair *pair, PetscInt f,
                            Samples *samples) {
  const SulMesh *mesh = state->interfaces->mesh;
  const SulInterfaceFace *face = &state->interfaces->faces[f];
  int degree = RuleDegree(mesh, face), corner[2][3] = {{0}};
  const SulQuadrature *rule = SulTriangleQuadrature(degree);
  PetscInt nodes[SUL_FACE_NODES_MAX];
  SulFacePoints points;
  Numbers numbers = nothing;
  SulInterfaceNodes(state->interfaces, f, nodes);
  SulTrianglePointsGet(mesh, nodes, degree, &points);
  for (int side = 0; side < 2; side++)
    FindCorners(mesh, face->cell[side], nodes, corner[side]);
  for (int q = 0; q < points.points; q++) {
    double area = Length(points.normal[q]), n[3], traction[2][3];
    for (int i = 0; i < 3; i++)
      n[i] = points.normal[q][i] / area;
    for (int side = 0; side < 2; side++)
      SideTraction(state, face->cell[side], corner[side], rule->xi[q], n, traction[side]);
    AddPoint(pair, area, n, (const double(*)[3])traction, &numbers, samples);
  }
  return numbers;
}

static void AddNumbers(const Numbers *from, Numbers *to) {
  for (int i = 0; i < SUMS; i++)
    to->sum[i] += from->sum[i];
  for (int i = 0; i < EXTREMES; i++)
    to->extreme[i] = fmax(to->extreme[i], from->extreme[i]);
}

/* ---- A pair ---------------------------------------------------------------------------------- */

static Samples SamplesCreate(const SulInterfaces *interfaces, const SulInterfacePair *pair) {
  size_t room = 0;
  for (PetscInt f = pair->first; f < pair->last; f++)
    room +=
        (size_t)SulTriangleQuadrature(RuleDegree(interfaces->mesh, &interfaces->faces[f]))->points;
  return (Samples){.normal = SulAllocate(room, sizeof(double)),
                   .shear = SulAllocate(room, sizeof(double)),
                   .area = SulAllocate(room, sizeof(double))};
}

static void SamplesDestroy(Samples *samples) {
  free(samples->normal);
  free(samples->shear);
  free(samples->area);
}

/* Collective. */
static PetscErrorCode Percentiles(MPI_Comm comm, const Samples *samples, const double *values,
                                  int count, const double *percents, double *percentiles) {
  double fraction[SUL_NORMAL_PERCENTILES], maximum, mean, total;

  PetscFunctionBegin;
  for (int k = 0; k < count; k++)
    fraction[k] = percents[k] / 100;
  PetscCall(SulWeightedStatistics(comm, samples->count, values, samples->area, count, fraction,
                                  percentiles, &maximum, &mean, &total));
  PetscFunctionReturn(0);
}

/* Collective. Fills the fields of the pair's faces and its percentiles, adds to the particles. */
static PetscErrorCode EvaluatePair(const State *state, const SulInterfacePair *pair,
                                   SulInterfaceField *field, Numbers *particles,
                                   SulInterfaceReport *report) {
  MPI_Comm comm = state->interfaces->mesh->comm;
  Samples samples = SamplesCreate(state->interfaces, pair);

  PetscFunctionBegin;
  for (PetscInt f = pair->first; f < pair->last; f++) {
    Numbers numbers = EvaluateFace(state, pair, f, &samples);
    double area = numbers.sum[AREA];
    AddNumbers(&numbers, &particles[state->interfaces->faces[f].particle]);
    field->normal[f] = numbers.sum[NORMAL] / area;
    field->shear[f] = numbers.sum[SHEAR] / area;
    field->jump[f] = numbers.sum[JUMP] / area;
    for (int i = 0; i < 3; i++)
      field->traction[3 * f + i] = numbers.sum[FORCE + i] / area;
  }
  PetscCall(Percentiles(comm, &samples, samples.normal, SUL_NORMAL_PERCENTILES,
                        SulNormalPercentiles, report->normal));
  PetscCall(Percentiles(comm, &samples, samples.shear, SUL_SHEAR_PERCENTILES, SulShearPercentiles,
                        report->shear));
  SamplesDestroy(&samples);
  PetscFunctionReturn(0);
}

/* Collective. The sum of all ranks' numbers. */
static PetscErrorCode Combine(MPI_Comm comm, int count, Numbers *numbers) {
  size_t particles = (size_t)count;
  double *sums = SulAllocate(particles, sizeof numbers->sum);
  double *extremes = SulAllocate(particles, sizeof numbers->extreme);

  PetscFunctionBegin;
  for (size_t p = 0; p < particles; p++) {
    memcpy(&sums[p * SUMS], numbers[p].sum, sizeof numbers->sum);
    memcpy(&extremes[p * EXTREMES], numbers[p].extreme, sizeof numbers->extreme);
  }
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, sums, count * SUMS, MPI_DOUBLE, MPI_SUM, comm));
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, extremes, count * EXTREMES, MPI_DOUBLE, MPI_MAX, comm));
  for (size_t p = 0; p < particles; p++) {
    memcpy(numbers[p].sum, &sums[p * SUMS], sizeof numbers->sum);
    memcpy(numbers[p].extreme, &extremes[p * EXTREMES], sizeof numbers->extreme);
  }
  free(sums);
  free(extremes);
  PetscFunctionReturn(0);
}

static SulParticleTraction Finish(const Numbers *numbers) {
  const double *sum = numbers->sum;
  double area = sum[AREA];
  return (SulParticleTraction){.area = area,
                               .normal = sum[NORMAL] / area,
                               .shear = sum[SHEAR] / area,
                               .side = {sum[SIDE_A] / area, sum[SIDE_B] / area},
                               .tension = sum[TENSION] / area,
                               .above = sum[ABOVE] / area,
                               .size = sum[SIZE] / area,
                               .jump = sum[JUMP] / area,
                               .force = {sum[FORCE], sum[FORCE + 1], sum[FORCE + 2]},
                               .lowest = -numbers->extreme[LOWEST_NEGATED],
                               .highest = numbers->extreme[HIGHEST],
                               .most = numbers->extreme[MOST]};
}

static void FinishPair(const SulInterfaces *interfaces, int pair, const SulInterfaceField *field,
                       const Numbers *numbers, SulInterfaceReport *report) {
  Numbers all = nothing;
  double strength = interfaces->pairs[pair].strength;
  report->mean_lowest = DBL_MAX;
  report->mean_highest = -DBL_MAX;
  for (int p = 0; p < interfaces->particle_count; p++) {
    if (interfaces->particles[p].pair != pair) continue;
    const SulParticleTraction *particle = &field->particles[p];
    AddNumbers(&numbers[p], &all);
    report->particle_count++;
    report->in_tension += particle->highest > 0;
    report->above += particle->highest > strength;
    report->mean_lowest = fmin(report->mean_lowest, particle->normal);
    report->mean_highest = fmax(report->mean_highest, particle->normal);
  }
  report->all = Finish(&all);
  report->strength = strength;
  for (int side = 0; side < 2; side++)
    snprintf(report->between[side], sizeof report->between[side], "%s",
             interfaces->mesh->phases[interfaces->pairs[pair].phase[side]].name);
}

PetscErrorCode SulInterfacesReport(const SulInterfaces *interfaces, const SulBody *body,
                                   const SulLoad *load, const double *u, SulInterfaceField *field,
                                   SulInterfaceReport **reports) {
  State state = {interfaces, body, load, u};
  size_t particles = (size_t)interfaces->particle_count;
  Numbers *numbers = SulAllocate(particles, sizeof *numbers);

  PetscFunctionBegin;
  *reports = SulAllocate((size_t)interfaces->pair_count, sizeof **reports);
  for (size_t p = 0; p < particles; p++)
    numbers[p] = nothing;
  for (int k = 0; k < interfaces->pair_count; k++)
    PetscCall(EvaluatePair(&state, &interfaces->pairs[k], field, numbers, &(*reports)[k]));
  PetscCall(Combine(interfaces->mesh->comm, interfaces->particle_count, numbers));
  for (size_t p = 0; p < particles; p++)
    field->particles[p] = Finish(&numbers[p]);
  for (int k = 0; k < interfaces->pair_count; k++)
    FinishPair(interfaces, k, field, numbers, &(*reports)[k]);
  free(numbers);
  PetscFunctionReturn(0);
}
