/* SPDX-License-Identifier: BSD-2-Clause */
/* Which phase is the active one, and which the electrolyte. */
#include <string.h>
#include <strings.h>
#include <sulfem/analyse.h>

/* The phase that a word on the command line names. */
static int Named(const SulMesh *mesh, const char *option, const char *word, SulError *error) {
  int found = SulGroupFind(mesh->phases, mesh->phase_count, word);
  if (found >= 0) return found;
  const char **names = SulAllocate((size_t)mesh->phase_count, sizeof *names);
  for (int p = 0; p < mesh->phase_count; p++)
    names[p] = mesh->phases[p].name;
  const char *lack =
      mesh->cells_total > 0 ? "the mesh has no volume group" : "there is no phase that is no void";
  SulErrorSet(error, SUL_INPUT, "%s \"%s\": %s of that name; there are ", option, word, lack);
  SulTextAppendList(error->text, sizeof error->text, names, (size_t)mesh->phase_count);
  const char *near = SulTextNearest(word, names, (size_t)mesh->phase_count);
  if (near) SulErrorAppend(error, "; did you mean \"%s\"?", near);
  free(names);
  return -1;
}

static int OfRole(const SulMesh *mesh, const SulPacking *packing, SulRole role, int but) {
  for (int i = 0; packing && i < packing->phase_count; i++) {
    if (packing->phases[i].role != role) continue;
    int phase = SulGroupFind(mesh->phases, mesh->phase_count, packing->phases[i].name);
    if (phase >= 0 && phase != but) return phase;
  }
  return -1;
}

/* The first of the words that is a group's name, in whatever case. */
static int Called(const SulMesh *mesh, const char *const *words, int but) {
  for (; *words; words++)
    for (int p = 0; p < mesh->phase_count; p++)
      if (p != but && strcasecmp(mesh->phases[p].name, *words) == 0) return p;
  return -1;
}

static int Largest(const double *measure, int count, int stride, int but) {
  int best = -1;
  for (int p = 0; p < count; p++)
    if (p != but && (best < 0 || measure[p * stride] > measure[best * stride])) best = p;
  return best;
}

static int ChooseElectrolyte(const SulMesh *mesh, const SulPacking *packing,
                             const SulGeometry *geometry, int active) {
  static const char *const words[] = {"electrolyte", "solid electrolyte", "SE", "matrix", NULL};
  int found = OfRole(mesh, packing, SUL_ROLE_MATRIX, active);
  if (found < 0) found = Called(mesh, words, active);
  if (found < 0)
    found = Largest(geometry->area + SulLabelOuter(geometry), geometry->phase_count,
                    SulLabels(geometry), active);
  return found;
}

static int ChooseActive(const SulMesh *mesh, const SulPacking *packing, const SulGeometry *geometry,
                        int electrolyte) {
  static const char *const words[] = {
      "active", "active material", "active_material", "sulfur", "S", "Li2S", NULL};
  int found = OfRole(mesh, packing, SUL_ROLE_PARTICLE, electrolyte);
  if (found < 0) found = Called(mesh, words, electrolyte);
  if (found < 0) found = Largest(geometry->volume, geometry->phase_count, 1, electrolyte);
  return found < 0 ? 0 : found;
}

void SulRolesChoose(const SulMesh *mesh, const SulPacking *packing, const SulGeometry *geometry,
                    const SulRoleNames *named, SulRoles *roles, SulError *error) {
  const char *active = named->active, *electrolyte = named->electrolyte;
  *roles = (SulRoles){-1, -1};
  if (active) roles->active = Named(mesh, "--active", active, error);
  if (electrolyte && !SulFailed(error))
    roles->electrolyte = Named(mesh, "--electrolyte", electrolyte, error);
  if (SulFailed(error)) return;
  if (active && electrolyte && roles->active == roles->electrolyte) {
    SulErrorSet(error, SUL_INPUT, "--active and --electrolyte are the same group, \"%s\"", active);
    return;
  }
  /* a lone phase is active: there must be another one for an electrolyte */
  if (!electrolyte && mesh->phase_count > 1)
    roles->electrolyte = ChooseElectrolyte(mesh, packing, geometry, roles->active);
  if (!active) roles->active = ChooseActive(mesh, packing, geometry, roles->electrolyte);
  if (roles->active == roles->electrolyte) roles->electrolyte = -1;
}
