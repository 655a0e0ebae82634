/* SPDX-License-Identifier: BSD-2-Clause */
/* The body's conditions made into constraints and forces, and the balance of a solution. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/body.h>
#include <sulfem/parallel.h>

#include "spread.h"

static void RefuseTwoPressures(const SulMesh *mesh, double length, PetscInt face,
                               const SulPressureCondition *first,
                               const SulPressureCondition *second, SulError *error) {
  double centre[3] = {0};
  for (int v = 0; v < 3; v++)
    for (int i = 0; i < 3; i++)
      centre[i] +=
          mesh->coordinates[3 * mesh->faces[face * mesh->face_nodes + v] + i] / (3 * length);
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: boundaries: pressure: the groups \"%s\" (line %d) and \"%s\" share triangles, "
      "one of them around (%.6g, %.6g, %.6g) in mesh units: would both pressures act there? "
      "Name a triangle in one group only; or name both groups in one entry, which presses "
      "every triangle once",
      second->path, second->line, mesh->boundaries[first->boundary].name, first->line,
      mesh->boundaries[second->boundary].name, centre[0], centre[1], centre[2]);
}

PetscErrorCode SulBodyPressFaces(SulBody *body, double length, SulError *error) {
  const SulMesh *mesh = body->mesh;
  const SulPressureCondition **of_boundary, **of_face;

  PetscFunctionBegin;
  of_boundary = SulAllocate((size_t)mesh->boundary_count, sizeof *of_boundary);
  of_face = SulAllocate((size_t)mesh->faces_local, sizeof *of_face);
  body->face_pressure = SulAllocate((size_t)body->program.course_count * (size_t)mesh->faces_local,
                                    sizeof *body->face_pressure);
  for (int i = 0; i < body->pressure_count; i++)
    of_boundary[body->pressures[i].boundary] = &body->pressures[i];
  for (PetscInt face = 0; face < mesh->faces_local; face++) {
    const SulPressureCondition *condition = of_boundary[mesh->face_boundary[face]];
    const SulPressureCondition **taken = &of_face[mesh->face_first[face]];
    if (!condition) continue;
    if (*taken && (*taken)->entry != condition->entry)
      RefuseTwoPressures(mesh, length, face, *taken, condition, error);
    *taken = condition;
    body->face_pressure[condition->course * mesh->faces_local + mesh->face_first[face]] =
        condition->pressure;
  }
  free(of_boundary);
  free(of_face);
  PetscCall(SulErrorShare(mesh->comm, error));
  PetscFunctionReturn(0);
}

/* Nodal forces of a load that is not in equilibrium on a free motion would accelerate the body.
 * Swelling and prescribed displacements do no work on rigid motions, so a pressure does. */
static PetscErrorCode CheckEquilibrium(const SulBody *body, SulError *error) {
  double work[6];

  PetscFunctionBegin;
  if (body->pressure_count == 0) PetscFunctionReturn(0);
  const size_t owned = (size_t)SulMeshRows(body->mesh).owned;
  double *force = SulAllocate(owned, 3 * sizeof *force);
  for (int c = 0; c < body->program.course_count; c++) { /* each comes and goes by itself */
    const SulPressureCondition *load = body->pressures, *last = load + body->pressure_count - 1;
    while (load < last && load->course != c)
      load++; /* the first of the course */
    memset(force, 0, 3 * owned * sizeof *force);
    SulPressureForce(body->mesh, &body->face_pressure[c * body->mesh->faces_local], 1, NULL, force);
    PetscCall(SulRigidMotionsWork(body->mesh, &body->motions, force, work));
    for (int k = 0; k < body->motions.count; k++)
      if (work[k] > 1e-6)
        SulErrorSet(
            error, SUL_INPUT,
            "%s:%d: boundaries: the loads do work on a rigid motion that no condition holds (%s): "
            "the body would fly away; hold it with \"symmetry\", \"fixed\" or \"displacement\" "
            "on some faces, or balance the pressures",
            load->path, load->line, body->motions.name[k]);
  }
  free(force);
  PetscFunctionReturn(0);
}

/* Collective. A plate moves: what nothing but plates holds would go with it. */
static PetscErrorCode CheckPlates(const SulBody *body, SulError *error) {
  size_t count = 0;
  SulConstraints others;
  SulRigidMotions motions = {0};

  PetscFunctionBegin;
  if (body->plate_count == 0) PetscFunctionReturn(0);
  SulDisplacementCondition *kept = SulAllocate((size_t)body->displacement_count, sizeof *kept);
  for (int i = 0; i < body->displacement_count; i++)
    if (!body->displacements[i].plane) kept[count++] = body->displacements[i];
  PetscCall(SulConstraintsCreate(body->mesh, kept, (int)count, &others, error));
  if (!SulFailed(error)) PetscCall(SulRigidMotionsFind(body->mesh, &others, &motions));
  SulConstraintsDestroy(&others);
  free(kept);
  if (SulFailed(error) || motions.count == body->motions.count) PetscFunctionReturn(0);
  const SulPlate *plate = &body->plates[0];
  for (int i = 0; i < body->displacement_count; i++)
    if (body->displacements[i].boundary == plate->boundary)
      SulErrorSet(
          error, SUL_INPUT,
          "%s:%d: boundaries: nothing but plates holds the body against a rigid motion (%s), "
          "and a plate moves: hold the body on another face, with \"symmetry\" for example",
          body->displacements[i].path, body->displacements[i].line,
          motions.name[motions.count - 1]);
  PetscFunctionReturn(0);
}

PetscErrorCode SulBodyHold(SulBody *body, SulLog *log, SulError *error) {
  PetscFunctionBegin;
  body->points = SulAllocate(1, sizeof *body->points);
  SulPointsCreate(body->mesh, body->phases, body->points);
  SulCall(error, SulConstraintsCreate(body->mesh, body->displacements, body->displacement_count,
                                      &body->constraints, error));
  PetscCall(SulRigidMotionsFind(body->mesh, &body->constraints, &body->motions));
  for (int k = 0; k < body->motions.count; k++)
    SulLogLine(log, "free rigid motion: %s (taken out of the solution)", body->motions.name[k]);
  SulCall(error, CheckEquilibrium(body, error));
  SulCall(error, CheckPlates(body, error));
  PetscCall(SulRigidMotionsPin(body->mesh, &body->motions, &body->constraints));
  PetscCall(SulBodySpread(body, error));
  PetscFunctionReturn(0);
}

bool SulBodyIsAffine(const SulBody *body) {
  bool affine = !body->finite;
  for (int p = 0; p < body->mesh->phase_count; p++)
    affine &= (SulPhaseTraits(&body->phases[p]) & SUL_AFFINE) != 0;
  return affine;
}

PetscErrorCode SulBodyDestroy(SulBody *body) {
  PetscFunctionBegin;
  free(body->phases);
  free(body->program.phase);
  free(body->program.course);
  free(body->displacements);
  free(body->pressures);
  free(body->periods);
  free(body->face_pressure);
  SulConstraintsDestroy(&body->constraints);
  if (body->points) SulPointsDestroy(body->points);
  free(body->points);
  PetscCall(SulActiveParticlesDestroy(&body->particles));
  memset(body, 0, sizeof *body);
  PetscFunctionReturn(0);
}
