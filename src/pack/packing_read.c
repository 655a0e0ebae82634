/* SPDX-License-Identifier: BSD-2-Clause */
/* MESH.json back into a packing. */
#include "packing_parts.h"
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/packing.h>
#include <sulfem/quantity.h>
#include <sys/stat.h>

enum { PHASES_MOST = 250 }; /* voxels count them in a byte */

typedef struct {
  const char *path;
  SulPacking *packing;
  SulError *error;
} Reader;

static void Miss(const Reader *reader, const char *what) {
  SulErrorSet(reader->error, SUL_INPUT,
              "%s: is not a file of `sulfem pack`: %s is missing or not of the right kind",
              reader->path, what);
}

static const char *Text(const Reader *reader, const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  if (!text) Miss(reader, key);
  return text ? text : "";
}

/* A name that was cut would be another one. */
static void Name(const Reader *reader, const json_t *object, const char *key,
                 char name[SUL_NAME_SIZE]) {
  const char *text = Text(reader, object, key);
  if (strlen(text) >= SUL_NAME_SIZE) Miss(reader, key);
  snprintf(name, SUL_NAME_SIZE, "%s", text);
}

static double Number(const Reader *reader, const json_t *object, const char *key, double fallback) {
  const json_t *value = json_object_get(object, key);
  if (json_is_null(value)) return NAN; /* a weight where a density is not known */
  if (!value && !isnan(fallback)) return fallback;
  if (!json_is_number(value)) Miss(reader, key);
  return json_number_value(value);
}

/* 0 where it is not known. */
static double Density(const Reader *reader, const json_t *object, const char *key) {
  double density = Number(reader, object, key, 0);
  return isnan(density) ? 0 : density;
}

static void Numbers(const Reader *reader, const json_t *object, const char *key, int count,
                    double unit, double *values) {
  const json_t *list = json_object_get(object, key);
  if (json_array_size(list) != (size_t)count) Miss(reader, key);
  for (int i = 0; i < count && !SulFailed(reader->error); i++) {
    const json_t *one = json_array_get(list, (size_t)i);
    if (!json_is_number(one)) Miss(reader, key);
    values[i] = json_number_value(one) * unit;
  }
}

static int FindPhase(const SulPacking *packing, const char *name) {
  for (int i = 0; i < packing->phase_count; i++)
    if (strcmp(packing->phases[i].name, name) == 0) return i;
  return -1;
}

static void ReadTop(const Reader *reader, const json_t *root) {
  SulPacking *packing = reader->packing;
  const json_t *title = json_object_get(root, "title");
  packing->title = SulTextCopy(json_is_string(title) ? json_string_value(title) : "");
  packing->recipe_text = SulTextCopy(Text(reader, root, "recipe"));
  const char *unit = Text(reader, root, "length_unit");
  if (strlen(unit) >= sizeof packing->length_unit_name) Miss(reader, "length_unit");
  snprintf(packing->length_unit_name, sizeof packing->length_unit_name, "%s", unit);
  if (!SulFailed(reader->error)) packing->length_unit = SulUnit(unit, SUL_LENGTH, reader->error);
  Numbers(reader, root, "box", 3, packing->length_unit, packing->edges);
  packing->minimum_gap = Number(reader, root, "minimum_gap", NAN) * packing->length_unit;
  packing->face_gap =
      Number(reader, root, "face_gap", packing->minimum_gap / packing->length_unit) *
      packing->length_unit;
  packing->seed = (uint64_t)json_integer_value(json_object_get(root, "seed"));
  packing->porosity = Number(reader, root, "porosity", 0);
  const char *boundary = json_string_value(json_object_get(root, "boundary"));
  const char *faces = json_string_value(json_object_get(root, "faces"));
  packing->periodic = boundary && strcmp(boundary, "periodic") == 0;
  packing->faces = faces && strcmp(faces, "cut") == 0 ? SUL_FACES_CUT : SUL_FACES_WHOLE;
}

static SulRole RoleNamed(const Reader *reader, const char *name) {
  for (int role = SUL_ROLE_MATRIX; role <= SUL_ROLE_PHASE; role++)
    if (strcmp(SulRoleName((SulRole)role), name) == 0) return (SulRole)role;
  Miss(reader, "a phase's role");
  return SUL_ROLE_MATRIX;
}

/* Files of earlier versions do not have these keys. */
static void ReadMaterial(const Reader *reader, const json_t *one, SulPackedPhase *phase) {
  if (json_object_get(one, "material")) Name(reader, one, "material", phase->material);
  phase->density = Density(reader, one, "density");
  phase->youngs_modulus = Number(reader, one, "youngs_modulus", 0);
  phase->poissons_ratio = Number(reader, one, "poissons_ratio", 0);
}

/* Before the phases had materials of their own the smeared matrix had moduli already. */
static void CompleteMatrix(SulPacking *packing) {
  const SulSmeared *smeared = &packing->smeared;
  SulPackedPhase *matrix = &packing->phases[0];
  if (matrix->youngs_modulus > 0 || !smeared->rule[0]) return;
  matrix->youngs_modulus = smeared->youngs_modulus;
  matrix->poissons_ratio = smeared->poissons_ratio;
}

static void ReadPhases(const Reader *reader, const json_t *root) {
  SulPacking *packing = reader->packing;
  const json_t *list = json_object_get(root, "phases");
  size_t count = json_array_size(list);
  if (count == 0 || count > PHASES_MOST) Miss(reader, "phases");
  if (SulFailed(reader->error)) return;
  packing->phases = SulAllocate(count, sizeof *packing->phases);
  for (size_t i = 0; i < count && !SulFailed(reader->error); i++) {
    const json_t *one = json_array_get(list, i);
    SulPackedPhase *phase = &packing->phases[packing->phase_count++];
    Name(reader, one, "group", phase->name);
    phase->role = RoleNamed(reader, Text(reader, one, "role"));
    phase->meshed = !json_is_false(json_object_get(one, "meshed"));
    phase->volume_reached = Number(reader, one, "volume_fraction", NAN);
    phase->volume_target = Number(reader, one, "volume_fraction_wanted", 0);
    phase->volume_meshed = Number(reader, one, "volume_fraction_mesh", 0);
    ReadMaterial(reader, one, phase);
  }
}

static void ReadSubstances(const Reader *reader, const json_t *root) {
  SulPacking *packing = reader->packing;
  json_t *density = json_object_get(root, "density");
  packing->substances = SulAllocate(json_object_size(density), sizeof *packing->substances);
  const char *name;
  json_t *value;
  json_object_foreach(density, name, value) {
    SulSubstance *one = &packing->substances[packing->substance_count++];
    snprintf(one->name, sizeof one->name, "%s", name);
    one->density = Density(reader, density, name);
    one->volume_reached = Number(reader, json_object_get(root, "volume_fraction"), name, 0);
    one->weight_reached = Number(reader, json_object_get(root, "weight_fraction"), name, 0);
    one->volume_target = Number(reader, json_object_get(root, "volume_fraction_wanted"), name, 0);
    one->weight_target = Number(reader, json_object_get(root, "weight_fraction_wanted"), name, 0);
  }
}

static void ReadSmeared(const Reader *reader, const json_t *root) {
  const json_t *node = json_object_get(root, "smeared");
  SulSmeared *smeared = &reader->packing->smeared;
  if (!node) return;
  Name(reader, node, "substance", smeared->substance);
  smeared->share = Number(reader, node, "share_of_group", NAN);
  smeared->density = Density(reader, node, "density");
  if (!json_object_get(node, "rule")) return;
  const json_t *lower = json_object_get(node, "lower_bound");
  const json_t *upper = json_object_get(node, "upper_bound");
  snprintf(smeared->rule, sizeof smeared->rule, "%s", Text(reader, node, "rule"));
  smeared->youngs_modulus = Number(reader, node, "youngs_modulus", NAN);
  smeared->poissons_ratio = Number(reader, node, "poissons_ratio", NAN);
  smeared->lower_youngs_modulus = Number(reader, lower, "youngs_modulus", NAN);
  smeared->lower_poissons_ratio = Number(reader, lower, "poissons_ratio", NAN);
  smeared->upper_youngs_modulus = Number(reader, upper, "youngs_modulus", NAN);
  smeared->upper_poissons_ratio = Number(reader, upper, "poissons_ratio", NAN);
}

static int PhaseNamed(const Reader *reader, const json_t *object) {
  int phase = FindPhase(reader->packing, Text(reader, object, "phase"));
  if (phase < 0) Miss(reader, "the phase of a particle");
  return phase;
}

static void ReadParticle(const Reader *reader, const json_t *one, SulParticle *particle) {
  double unit = reader->packing->length_unit;
  const json_t *coating = json_object_get(one, "coating");
  *particle = (SulParticle){.coating_phase = -1, .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  Numbers(reader, one, "centre", 3, unit, particle->centre);
  particle->radius = Number(reader, one, "radius", NAN) * unit;
  particle->phase = PhaseNamed(reader, one);
  particle->population = (int)json_integer_value(json_object_get(one, "population"));
  for (int k = 0; k < 3; k++)
    particle->semi_axes[k] = particle->radius;
  if (json_object_get(one, "semi_axes")) {
    Numbers(reader, one, "semi_axes", 3, unit, particle->semi_axes);
    Numbers(reader, one, "rotation", 9, 1, particle->rotation);
  }
  if (!coating) return;
  particle->coating_phase = PhaseNamed(reader, coating);
  particle->coating = Number(reader, coating, "thickness", NAN) * unit;
}

static void ReadParticles(const Reader *reader, const json_t *root) {
  SulPacking *packing = reader->packing;
  const json_t *list = json_object_get(root, "particles");
  if (!json_is_array(list)) Miss(reader, "particles");
  size_t count = json_array_size(list);
  if ((double)count > SUL_PARTICLES_MOST) Miss(reader, "a number of particles up to 1e7");
  if (SulFailed(reader->error)) return;
  packing->particles = SulAllocate(count, sizeof *packing->particles);
  for (size_t i = 0; i < count && !SulFailed(reader->error); i++)
    ReadParticle(reader, json_array_get(list, i), &packing->particles[packing->particle_count++]);
}

bool SulPackingMeant(const char *text) {
  json_t *root = json_loads(text, 0, NULL);
  bool other = json_is_object(root) && !json_object_get(root, "particles");
  const json_t *program = json_object_get(root, "program");
  const char *command = json_string_value(json_object_get(program, "command"));
  other = other || (command && strcmp(command, "analyse") == 0);
  json_decref(root);
  return !other;
}

void SulPackingRead(const char *path, SulPacking *packing, SulError *error) {
  *packing = (SulPacking){0};
  char *text = SulFileRead(path, error);
  if (text) SulPackingParse(path, text, packing, error);
  free(text);
}

void SulPackingParse(const char *path, const char *text, SulPacking *packing, SulError *error) {
  *packing = (SulPacking){0};
  Reader reader = {path, packing, error};
  json_error_t where = {0};
  json_t *root = json_loads(text, 0, &where);
  if (!root) SulErrorSet(error, SUL_INPUT, "%s:%d: is not JSON: %s", path, where.line, where.text);
  if (root) ReadTop(&reader, root);
  if (!SulFailed(error)) ReadPhases(&reader, root);
  if (!SulFailed(error)) ReadSubstances(&reader, root);
  if (!SulFailed(error)) ReadSmeared(&reader, root);
  if (!SulFailed(error)) CompleteMatrix(packing);
  if (!SulFailed(error)) ReadParticles(&reader, root);
  if (!SulFailed(error)) SulPackingCheck(path, packing, error);
  json_decref(root);
  if (SulFailed(error)) SulPackingFree(packing);
}

void SulPackingSpare(const char *path, SulError *error) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return;
  json_t *root = json_load_file(path, 0, NULL);
  bool ours = json_is_string(json_object_get(root, "recipe")) &&
              json_is_array(json_object_get(root, "particles"));
  json_decref(root);
  if (!ours)
    SulErrorSet(error, SUL_INPUT,
                "%s: is there already and is no file of `sulfem pack`, so it is not replaced; move "
                "it away, or give the mesh another name",
                path);
}
