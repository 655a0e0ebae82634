/* SPDX-License-Identifier: BSD-2-Clause */
/* The case's groups matched with the mesh's. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/run.h>

#include "parts.h"

static void AssignPhase(const SulCase *input, const SulPhaseInput *phase,
                        const SulPhaseInput **inputs, SulBody *body, SulError *error) {
  const SulMesh *mesh = body->mesh;
  int at = SulGroupFind(mesh->phases, mesh->phase_count, phase->phase.name);
  if (at >= 0) {
    body->phases[at] = phase->phase;
    body->phases[at].mean_dilatation = input->mean_dilatation;
    body->phases[at].within = phase->profile != SUL_PROFILE_UNIFORM;
    body->phases[at].varies =
        body->phases[at].within || phase->table.radius_count > 0 || phase->table.particle_count > 0;
    body->program.phase[at] = phase->course;
    inputs[at] = phase;
    return;
  }
  if (SulFailed(error)) return;
  SulErrorSet(error, SUL_INPUT, "%s:%d: phases: group: the mesh %s has no volume group \"%s\"",
              input->path, phase->group_line, input->mesh_file, phase->phase.name);
  SulGroupsList("volume", mesh->phases, mesh->phase_count, phase->phase.name, error);
}

static void CheckAllAssigned(const SulCase *input, const SulMesh *mesh,
                             const SulPhaseInput *const *inputs, SulError *error) {
  for (int p = 0; p < mesh->phase_count; p++)
    if (!inputs[p])
      SulErrorSet(
          error, SUL_INPUT,
          "%s:%d: phases: the volume group \"%s\" of the mesh %s (%lld cells) has no entry; "
          "every volume group needs one: - {group: %s, material: ...}",
          input->path, input->phases[0].line, mesh->phases[p].name, input->mesh_file,
          (long long)mesh->phases[p].count, mesh->phases[p].name);
}

/* On the boundary `at` of the mesh. */
typedef struct {
  int at, course;
  const char *path;
  int line;
} Place;

static SulDisplacementCondition Displacement(const SulBoundaryInput *from, const Place *place) {
  SulDisplacementCondition condition = {.boundary = place->at,
                                        .kind = SUL_CONSTRAIN_COMPONENTS,
                                        .course = place->course,
                                        .path = place->path,
                                        .line = place->line};
  if (from->condition == SUL_CONDITION_SYMMETRY) condition.kind = SUL_CONSTRAIN_NORMAL;
  if (from->condition == SUL_CONDITION_PLATE) condition.kind = SUL_CONSTRAIN_NORMAL;
  condition.plane = from->condition == SUL_CONDITION_PLATE;
  if (from->condition == SUL_CONDITION_AFFINE) condition.kind = SUL_CONSTRAIN_AFFINE;
  for (int i = 0; i < 3; i++) {
    condition.component[i] = from->condition == SUL_CONDITION_FIXED || from->prescribed[i];
    condition.value[i] = from->displacement[i];
  }
  memcpy(condition.gradient, from->gradient, sizeof condition.gradient);
  return condition;
}

/* The number of a boundary's course. What is constant is the first; conditions that come and go
 * together have one in common, and may balance each other. */
static int AssignCourse(const SulCase *input, const SulBoundaryInput *from, SulProgram *program) {
  const size_t size = input->step_count * sizeof *from->course;
  if (!from->course) return 0;
  for (int c = 1; c < program->course_count; c++)
    if (program->course[c] && memcmp(program->course[c], from->course, size) == 0) return c;
  program->course[program->course_count] = from->course;
  return program->course_count++;
}

/* The plate's movement is a course of its own; one amplitude is the body's largest edge. */
static void AssignPlate(const SulBoundaryInput *from, const Place *place, SulBody *body,
                        SulError *error) {
  SulProgram *program = &body->program;
  const SulMesh *mesh = body->mesh;
  double size = 0;
  if (body->plate_count == SUL_CONTROLS_MAX) {
    SulErrorSet(error, SUL_INPUT, "%s:%d: boundaries: plate: there may be %d at most", place->path,
                place->line, SUL_CONTROLS_MAX);
    return;
  }
  for (int i = 0; i < 3; i++)
    size = fmax(size, mesh->box[1][i] - mesh->box[0][i]);
  program->course[program->course_count] = NULL;
  body->plates[body->plate_count++] = (SulPlate){.boundary = place->at,
                                                 .amplitude = program->course_count,
                                                 .course = place->course,
                                                 .pressure = from->pressure,
                                                 .stiffness = from->stiffness,
                                                 .size = size};
  SulDisplacementCondition *condition = &body->displacements[body->displacement_count++];
  *condition = Displacement(from, place);
  condition->course = program->course_count++;
  condition->value[0] = size;
}

/* Once for both groups, of which reading the mesh has made one. */
static void AssignPeriod(const SulBoundaryInput *from, const SulMesh *mesh, const char *path,
                         SulBody *body, SulError *error) {
  SulPeriod *period = &body->periods[body->period_count++];
  for (int k = 0; k < 2; k++) {
    int at = SulGroupFind(mesh->boundaries, mesh->boundary_count, from->faces[k]);
    period->boundary[k] = at;
    if (mesh->boundaries[at].interior > 0)
      SulErrorSet(error, SUL_INPUT,
                  "%s:%d: boundaries: periodic: %lld faces of the group \"%s\" lie inside the "
                  "body, which does not end there; name a group of the outer surface",
                  path, from->face_lines[k], (long long)mesh->boundaries[at].interior,
                  from->faces[k]);
  }
}

static void AssignFace(const SulCase *input, const SulBoundaryInput *from, size_t face,
                       const SulMesh *mesh, SulBody *body, SulError *error) {
  const char *name = from->faces[face];
  int at = SulGroupFind(mesh->boundaries, mesh->boundary_count, name);
  const Place place = {at, AssignCourse(input, from, &body->program), input->path,
                       from->face_lines[face]};
  if (SulFailed(error)) return;
  if (at < 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: faces: the mesh %s has no surface group \"%s\"", input->path,
                from->face_lines[face], input->mesh_file, name);
    SulGroupsList("surface", mesh->boundaries, mesh->boundary_count, name, error);
  } else if (from->condition == SUL_CONDITION_PERIODIC) {
    if (face == 0) AssignPeriod(from, mesh, input->path, body, error);
  } else if (from->condition != SUL_CONDITION_PRESSURE && from->condition != SUL_CONDITION_PLATE) {
    body->displacements[body->displacement_count++] = Displacement(from, &place);
  } else if (mesh->boundaries[at].interior > 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: pressure: %lld faces of the group \"%s\" lie inside the body, "
                "where a pressure has no side to push on; name a group of the outer surface",
                input->path, from->face_lines[face], (long long)mesh->boundaries[at].interior,
                name);
  } else if (from->condition == SUL_CONDITION_PLATE) {
    AssignPlate(from, &place, body, error);
  } else {
    body->pressures[body->pressure_count++] =
        (SulPressureCondition){.boundary = at,
                               .entry = (int)(from - input->boundaries),
                               .course = place.course,
                               .pressure = from->pressure,
                               .path = input->path,
                               .line = from->face_lines[face]};
  }
}

static void AssignProgram(const SulCase *input, int phase_count, SulProgram *program) {
  program->count = (int)input->step_count;
  program->value = input->program;
  program->duration = input->duration;
  program->phase = SulAllocate((size_t)phase_count, sizeof *program->phase);
  program->course_count = 1;
  program->course =
      SulAllocate(1 + input->boundary_count + SUL_CONTROLS_MAX, sizeof *program->course);
}

static void FindFinite(SulBody *body) {
  for (int p = 0; p < body->mesh->phase_count; p++)
    body->finite |= body->phases[p].model && (body->phases[p].model->traits & SUL_FINITE) != 0;
}

void SulBodyAssign(const SulCase *input, const SulMesh *mesh, const SulPhaseInput **inputs,
                   SulBody *body, SulError *error) {
  size_t faces = 0;
  *body = (SulBody){.mesh = mesh};
  AssignProgram(input, mesh->phase_count, &body->program);
  body->phases = SulAllocate((size_t)mesh->phase_count, sizeof *body->phases);
  for (int p = 0; p < mesh->phase_count; p++)
    inputs[p] = NULL;
  for (size_t i = 0; i < input->boundary_count; i++)
    faces += input->boundaries[i].face_count;
  body->displacements = SulAllocate(faces, sizeof *body->displacements);
  body->pressures = SulAllocate(faces, sizeof *body->pressures);
  body->periods = SulAllocate(input->boundary_count, sizeof *body->periods);
  for (size_t i = 0; i < input->phase_count; i++)
    AssignPhase(input, &input->phases[i], inputs, body, error);
  CheckAllAssigned(input, mesh, inputs, error);
  FindFinite(body);
  for (size_t i = 0; i < input->boundary_count; i++)
    for (size_t f = 0; f < input->boundaries[i].face_count; f++)
      AssignFace(input, &input->boundaries[i], f, mesh, body, error);
}
