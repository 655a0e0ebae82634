/* The case's groups matched with the mesh's. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/solve.h>

static void ListGroups(const SulGroup *groups, int count, const char *wanted, SulError *error) {
  const char **names = SulAllocate((size_t)count, sizeof *names);
  for (int i = 0; i < count; i++)
    names[i] = groups[i].name;
  if (count == 0) SulErrorAppend(error, "there are none");
  SulTextAppendList(error->text, sizeof error->text, names, (size_t)count);
  const char *near = SulTextNearest(wanted, names, (size_t)count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  free(names);
}

static void AssignPhase(const SulCase *input, const SulPhaseInput *phase, const SulMesh *mesh,
                        SulBody *body, SulError *error) {
  int at = SulGroupFind(mesh->phases, mesh->phase_count, phase->phase.name);
  if (at >= 0) {
    body->phases[at] = phase->phase;
    body->inputs[at] = phase;
    return;
  }
  if (SulFailed(error)) return;
  SulErrorSet(
      error, SUL_INPUT,
      "%s:%d: phases: group: the mesh %s has no volume group \"%s\"; its volume groups are ",
      input->path, phase->group_line, input->mesh_file, phase->phase.name);
  ListGroups(mesh->phases, mesh->phase_count, phase->phase.name, error);
}

static void CheckAllAssigned(const SulCase *input, const SulMesh *mesh, const SulBody *body,
                             SulError *error) {
  for (int p = 0; p < mesh->phase_count; p++)
    if (!body->inputs[p])
      SulErrorSet(
          error, SUL_INPUT,
          "%s:%d: phases: the volume group \"%s\" of the mesh %s (%lld cells) has no entry; "
          "every volume group needs one: - {group: %s, material: ...}",
          input->path, input->phases[0].line, mesh->phases[p].name, input->mesh_file,
          (long long)mesh->phases[p].count, mesh->phases[p].name);
}

static SulDisplacementCondition Displacement(const SulBoundaryInput *from, int boundary,
                                             const char *path, int line) {
  SulDisplacementCondition condition = {.boundary = boundary, .kind = SUL_CONSTRAIN_COMPONENTS};
  if (from->condition == SUL_CONDITION_SYMMETRY) condition.kind = SUL_CONSTRAIN_NORMAL;
  if (from->condition == SUL_CONDITION_AFFINE) condition.kind = SUL_CONSTRAIN_AFFINE;
  for (int i = 0; i < 3; i++) {
    condition.component[i] = from->condition == SUL_CONDITION_FIXED || from->prescribed[i];
    condition.value[i] = from->displacement[i];
  }
  memcpy(condition.gradient, from->gradient, sizeof condition.gradient);
  condition.path = path;
  condition.line = line;
  return condition;
}

static void AssignFace(const SulCase *input, const SulBoundaryInput *from, size_t face,
                       const SulMesh *mesh, SulBody *body, SulError *error) {
  const char *name = from->faces[face];
  int at = SulGroupFind(mesh->boundaries, mesh->boundary_count, name);
  if (SulFailed(error)) return;
  if (at < 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: faces: the mesh %s has no surface group \"%s\"; its surface "
                "groups are ",
                input->path, from->face_lines[face], input->mesh_file, name);
    ListGroups(mesh->boundaries, mesh->boundary_count, name, error);
  } else if (from->condition != SUL_CONDITION_PRESSURE) {
    body->displacements[body->displacement_count++] =
        Displacement(from, at, input->path, from->face_lines[face]);
  } else if (mesh->boundaries[at].interior > 0) {
    SulErrorSet(error, SUL_INPUT,
                "%s:%d: boundaries: pressure: %lld faces of the group \"%s\" lie inside the body, "
                "where a pressure has no side to push on; name a group of the outer surface",
                input->path, from->face_lines[face], (long long)mesh->boundaries[at].interior,
                name);
  } else {
    body->pressures[body->pressure_count++] =
        (SulPressureCondition){at, from->pressure, input->path, from->face_lines[face]};
  }
}

void SulBodyAssign(const SulCase *input, const SulMesh *mesh, SulBody *body, SulError *error) {
  size_t faces = 0;
  memset(body, 0, sizeof *body);
  body->phases = SulAllocate((size_t)mesh->phase_count, sizeof *body->phases);
  body->inputs = SulAllocate((size_t)mesh->phase_count, sizeof *body->inputs);
  for (size_t i = 0; i < input->boundary_count; i++)
    faces += input->boundaries[i].face_count;
  body->displacements = SulAllocate(faces, sizeof *body->displacements);
  body->pressures = SulAllocate(faces, sizeof *body->pressures);
  for (size_t i = 0; i < input->phase_count; i++)
    AssignPhase(input, &input->phases[i], mesh, body, error);
  CheckAllAssigned(input, mesh, body, error);
  for (size_t i = 0; i < input->boundary_count; i++)
    for (size_t f = 0; f < input->boundaries[i].face_count; f++)
      AssignFace(input, &input->boundaries[i], f, mesh, body, error);
}

void SulBodyDestroy(SulBody *body) {
  free(body->phases);
  free(body->inputs);
  free(body->displacements);
  free(body->pressures);
  memset(body, 0, sizeof *body);
}
