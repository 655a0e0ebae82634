/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads of a body, the forces that they make, and the balance of what answers to one. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/body.h>
#include <sulfem/parallel.h>

/* ---- Loads ----------------------------------------------------------------------------------- */

/* Does any condition of the course push or move at all? */
static bool IsMoved(const SulBody *body, int course) {
  bool moved = false;
  for (int i = 0; i < body->displacement_count; i++) {
    const SulDisplacementCondition *condition = &body->displacements[i];
    if (condition->course != course) continue;
    for (int k = 0; k < 3; k++)
      moved |= condition->component[k] && condition->value[k] != 0;
    for (int k = 0; k < 9; k++)
      moved |= condition->gradient[k] != 0;
  }
  for (int i = 0; i < body->pressure_count; i++)
    moved |= body->pressures[i].course == course && body->pressures[i].pressure != 0;
  for (int i = 0; i < body->plate_count; i++)
    moved |= body->plates[i].course == course && body->plates[i].pressure != 0;
  return moved;
}

/* Is it the movement of a plate, which no program knows? */
static bool IsAmplitude(const SulBody *body, int course) {
  bool is = false;
  for (int i = 0; i < body->plate_count; i++)
    is |= body->plates[i].amplitude == course;
  return is;
}

void SulLoadMake(int phase_count, int course_count, SulLoad *load) {
  memset(load, 0, sizeof *load);
  load->lithiation = SulAllocate((size_t)phase_count, sizeof *load->lithiation);
  load->swelling = SulAllocate((size_t)phase_count, sizeof *load->swelling);
  load->course = SulAllocate((size_t)course_count, sizeof *load->course);
}

/* `factor` on the lithiation of the phase. */
static void Lithiate(const SulBody *body, int phase, double factor, SulLoad *load) {
  load->lithiation[phase] = factor * body->phases[phase].lithiation;
  load->swelling[phase] = SulPhaseSwelling(&body->phases[phase], factor);
}

void SulLoadCreate(const SulBody *body, double program, SulLoad *load) {
  SulLoadMake(body->mesh->phase_count, body->program.course_count, load);
  load->program = program;
  for (int p = 0; p < body->mesh->phase_count; p++)
    Lithiate(body, p, program, load);
  for (int c = 0; c < body->program.course_count; c++)
    load->course[c] = IsMoved(body, c) ? 1 : 0;
}

void SulLoadDestroy(SulLoad *load) {
  free(load->lithiation);
  free(load->swelling);
  free(load->course);
  memset(load, 0, sizeof *load);
}

void SulLoadCopy(const SulBody *body, const SulLoad *from, SulLoad *to) {
  size_t phases = (size_t)body->mesh->phase_count, courses = (size_t)body->program.course_count;
  to->place = from->place;
  to->time = from->time;
  to->program = from->program;
  memcpy(to->lithiation, from->lithiation, phases * sizeof(double));
  memcpy(to->swelling, from->swelling, phases * sizeof(double));
  memcpy(to->course, from->course, courses * sizeof(double));
}

/* Of a list of targets: straight between them, from 0. */
static double Between(const double *targets, int before, double share) {
  double from = before > 0 ? targets[before - 1] : 0;
  return share > 0 ? from + share * (targets[before] - from) : from;
}

double SulBodyTarget(const SulBody *body, int phase, int target) {
  const double *own = body->program.phase ? body->program.phase[phase] : NULL;
  const double *targets = own ? own : body->program.value;
  return target > 0 ? targets[target - 1] * body->phases[phase].lithiation : 0;
}

void SulLoadAt(const SulBody *body, double place, SulLoad *load) {
  const SulProgram *program = &body->program;
  int before = place > 0 ? (int)floor(place) : 0; /* targets */
  double share = place > 0 ? place - before : 0;
  if (before == program->count) { /* a target itself */
    before--;
    share = 1;
  }
  load->place = place;
  load->time = 0;
  for (int k = 0; k < before && program->duration; k++)
    load->time += program->duration[k];
  if (program->duration) load->time += share * program->duration[before];
  load->program = Between(program->value, before, share);
  for (int p = 0; p < body->mesh->phase_count; p++) {
    const double *own = program->phase ? program->phase[p] : NULL;
    Lithiate(body, p, own ? Between(own, before, share) : load->program, load);
  }
  for (int c = 0; c < program->course_count; c++) {
    const double *own = program->course ? program->course[c] : NULL;
    double constant = place < 0 ? 1 + place : 1;
    if (IsAmplitude(body, c)) continue;
    load->course[c] = !IsMoved(body, c) ? 0 : own ? Between(own, before, share) : constant;
  }
}

/* ---- Forces of a load ------------------------------------------------------------------------ */

double SulBodyPressure(const SulBody *body, const SulLoad *load, PetscInt face) {
  double pressure = 0;
  for (int c = 0; c < body->program.course_count; c++)
    pressure += load->course[c] * body->face_pressure[c * body->mesh->faces_local + face];
  return pressure;
}

bool SulBodyIsPressed(const SulBody *body, PetscInt face) {
  bool pressed = false;
  for (int c = 0; c < body->program.course_count && body->pressure_count > 0; c++)
    pressed |= body->face_pressure[c * body->mesh->faces_local + face] != 0;
  return pressed;
}

void SulBodyPush(const SulBody *body, const SulLoad *load, const double *u, double *force) {
  for (int c = 0; c < body->program.course_count && body->pressure_count > 0; c++)
    SulPressureForce(body->mesh, &body->face_pressure[c * body->mesh->faces_local], load->course[c],
                     body->finite ? u : NULL, force);
}

/* force := minus the applied forces, by owned rows, N. */
static void ApplyPressure(const SulBody *body, const SulLoad *load, const double *u,
                          double *force) {
  const PetscInt owned = SulMeshRows(body->mesh).owned;
  for (PetscInt i = 0; i < 3 * owned; i++) /* a rank may own none */
    force[i] = 0;
  SulBodyPush(body, load, u, force);
}

SulDeformation SulBodyDeformation(const SulLoad *load, const double *u) {
  return (SulDeformation){.u = u, .swelling = load->swelling, .lithiation = load->lithiation};
}

/* Affine materials always have an answer. */
void SulBodyResidual(const SulBody *body, const SulLoad *load, const double *u, double *force) {
  SulDeformation deformation = SulBodyDeformation(load, u);
  ApplyPressure(body, load, u, force);
  SulPointsTry(body->points, &deformation, force);
}

void SulBodyPrescribed(const SulBody *body, const SulLoad *load, double *u) {
  const SulConstraints *constraints = &body->constraints;
  const SulRows rows = SulMeshRows(body->mesh);
  for (PetscInt a = 0; a < body->mesh->nodes_local; a++) {
    PetscInt slot = constraints->slot[SulRowOf(&rows, a)];
    for (int i = 0; i < 3; i++) {
      u[3 * a + i] = 0;
      for (int c = 0; c < constraints->courses && slot >= 0; c++)
        u[3 * a + i] +=
            load->course[c] * constraints->prescribed[slot * constraints->courses + c][i];
    }
  }
}

void SulBodyLoadForce(const SulBody *body, const SulLoad *load, double *force) {
  double *prescribed = SulAllocate((size_t)body->mesh->nodes_local, 3 * sizeof *prescribed);
  SulBodyPrescribed(body, load, prescribed);
  SulBodyResidual(body, load, prescribed, force);
  free(prescribed);
  SulConstraintsProject(&body->constraints, SulMeshRows(body->mesh).owned, force);
}

/* ---- Solutions ------------------------------------------------------------------------------- */

void SulSolutionCreate(const SulBody *body, SulSolution *solution) {
  const SulMesh *mesh = body->mesh;
  memset(solution, 0, sizeof *solution);
  SulLoadMake(mesh->phase_count, body->program.course_count, &solution->load);
  solution->displacement = SulAllocate((size_t)mesh->nodes_local, 3 * sizeof(double));
  solution->reaction = SulAllocate((size_t)SulMeshRows(mesh).owned, 3 * sizeof(double));
}

void SulSolutionDestroy(SulSolution *solution) {
  SulLoadDestroy(&solution->load);
  free(solution->displacement);
  free(solution->reaction);
  memset(solution, 0, sizeof *solution);
}

static PetscErrorCode Norm(MPI_Comm comm, size_t count, const double *values, double *norm) {
  double sum = 0;

  PetscFunctionBegin;
  for (size_t i = 0; i < count; i++)
    sum += values[i] * values[i];
  PetscCallMPI(MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_DOUBLE, MPI_SUM, comm));
  *norm = sqrt(sum);
  PetscFunctionReturn(0);
}

PetscErrorCode SulSolutionBalance(const SulBody *body, SulSolution *solution, SulError *error) {
  const SulMesh *mesh = body->mesh;
  const PetscInt owned = SulMeshRows(mesh).owned;
  size_t size = 3 * (size_t)owned;
  SulDeformation deformation = SulBodyDeformation(&solution->load, solution->displacement);
  double load_norm, free_norm;

  PetscFunctionBegin;
  SulCall(error, SulBodyLithiate(body, &solution->load, error));
  double *free_part = SulAllocate(size, sizeof *free_part);
  SulBodyLoadForce(body, &solution->load, free_part);
  PetscCall(Norm(mesh->comm, size, free_part, &load_norm));
  ApplyPressure(body, &solution->load, solution->displacement, solution->reaction);
  SulPointsRespond(body->points, &deformation, solution->reaction);
  memcpy(free_part, solution->reaction, size * sizeof *free_part);
  SulConstraintsProject(&body->constraints, owned, free_part);
  PetscCall(Norm(mesh->comm, size, free_part, &free_norm));
  solution->imbalance = load_norm > 0 ? free_norm / load_norm : 0;
  for (size_t i = 0; i < size; i++)
    solution->reaction[i] -= free_part[i];
  free(free_part);
  PetscFunctionReturn(0);
}
