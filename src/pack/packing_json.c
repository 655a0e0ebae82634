/* SPDX-License-Identifier: BSD-2-Clause */
/* MESH.json: what stands in it is told in docs/microstructure.md. Lengths in the mesh's unit. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/json.h>
#include <sulfem/packing.h>
#include <sulfem/text.h>

/* Fifteen digits: what a user wrote (0.05) comes back as written, and 1e-15 of a length is nothing.
 */
enum { DIGITS = 15 };

static json_t *Numbers(const double *values, int count, double unit) {
  json_t *list = json_array();
  for (int i = 0; i < count; i++)
    json_array_append_new(list, json_real(values[i] / unit));
  return list;
}

static json_t *Particle(const SulPacking *packing, const SulParticle *particle) {
  double unit = packing->length_unit;
  json_t *one = json_object();
  json_object_set_new(one, "centre", Numbers(particle->centre, 3, unit));
  json_object_set_new(one, "radius", json_real(particle->radius / unit));
  json_object_set_new(one, "phase", json_string(packing->phases[particle->phase].name));
  json_object_set_new(one, "population", json_integer(particle->population));
  const double *a = particle->semi_axes;
  if (a[0] != a[1] || a[1] != a[2]) {
    json_object_set_new(one, "semi_axes", Numbers(a, 3, unit));
    json_object_set_new(one, "rotation", Numbers(particle->rotation, 9, 1));
  }
  if (particle->coating_phase < 0) return one;
  json_t *coating = json_object();
  json_object_set_new(coating, "phase", json_string(packing->phases[particle->coating_phase].name));
  json_object_set_new(coating, "thickness", json_real(particle->coating / unit));
  json_object_set_new(one, "coating", coating);
  return one;
}

/* 0 stands for a density that is not known. */
static json_t *Density(double value) {
  return value > 0 ? json_real(value) : json_null();
}

/* What the phase is made of, as far as it is known. */
static void PutMaterial(const SulPackedPhase *phase, json_t *one) {
  if (phase->material[0]) json_object_set_new(one, "material", json_string(phase->material));
  if (phase->density > 0) json_object_set_new(one, "density", json_real(phase->density));
  if (!(phase->youngs_modulus > 0)) return;
  json_object_set_new(one, "youngs_modulus", json_real(phase->youngs_modulus));
  json_object_set_new(one, "poissons_ratio", json_real(phase->poissons_ratio));
}

static json_t *Phases(const SulPacking *packing) {
  json_t *list = json_array();
  for (int i = 0; i < packing->phase_count; i++) {
    const SulPackedPhase *phase = &packing->phases[i];
    json_t *one = json_object();
    json_object_set_new(one, "group", json_string(phase->name));
    json_object_set_new(one, "role", json_string(SulRoleName(phase->role)));
    json_object_set_new(one, "meshed", json_boolean(phase->meshed));
    json_object_set_new(one, "volume_fraction", json_real(phase->volume_reached));
    json_object_set_new(one, "volume_fraction_wanted", json_real(phase->volume_target));
    if (phase->volume_meshed > 0)
      json_object_set_new(one, "volume_fraction_mesh", json_real(phase->volume_meshed));
    PutMaterial(phase, one);
    json_array_append_new(list, one);
  }
  return list;
}

/* The four tables by substance: reached and wanted, by volume of the box and weight of the solids.
 */
static void Fractions(const SulPacking *packing, json_t *root) {
  json_t *volume = json_object(), *weight = json_object();
  json_t *volume_wanted = json_object(), *weight_wanted = json_object(), *density = json_object();
  for (int i = 0; i < packing->substance_count; i++) {
    const SulSubstance *one = &packing->substances[i];
    json_object_set_new(volume, one->name, json_real(one->volume_reached));
    json_object_set_new(volume_wanted, one->name, json_real(one->volume_target));
    json_object_set_new(weight, one->name, SulJsonReal(one->weight_reached));
    json_object_set_new(weight_wanted, one->name, SulJsonReal(one->weight_target));
    json_object_set_new(density, one->name, Density(one->density));
  }
  for (int i = 0; i < packing->phase_count; i++)
    if (packing->phases[i].role == SUL_ROLE_PORE) {
      const SulPackedPhase *pore = &packing->phases[i];
      json_object_set_new(volume, pore->name, json_real(pore->volume_reached));
      json_object_set_new(volume_wanted, pore->name, json_real(pore->volume_target));
    }
  json_object_set_new(root, "volume_fraction", volume);
  json_object_set_new(root, "weight_fraction", weight);
  json_object_set_new(root, "volume_fraction_wanted", volume_wanted);
  json_object_set_new(root, "weight_fraction_wanted", weight_wanted);
  json_object_set_new(root, "density", density);
}

static json_t *Moduli(double young, double poisson) {
  json_t *one = json_object();
  json_object_set_new(one, "youngs_modulus", json_real(young));
  json_object_set_new(one, "poissons_ratio", json_real(poisson));
  return one;
}

static json_t *Smeared(const SulPacking *packing) {
  const SulSmeared *smeared = &packing->smeared;
  json_t *one = json_object();
  json_object_set_new(one, "group", json_string(packing->phases[0].name));
  json_object_set_new(one, "substance", json_string(smeared->substance));
  json_object_set_new(one, "share_of_group", json_real(smeared->share));
  json_object_set_new(one, "density", Density(smeared->density));
  if (!smeared->rule[0]) return one;
  json_object_set_new(one, "rule", json_string(smeared->rule));
  json_object_set_new(one, "youngs_modulus", json_real(smeared->youngs_modulus));
  json_object_set_new(one, "poissons_ratio", json_real(smeared->poissons_ratio));
  json_object_set_new(one, "lower_bound",
                      Moduli(smeared->lower_youngs_modulus, smeared->lower_poissons_ratio));
  json_object_set_new(one, "upper_bound",
                      Moduli(smeared->upper_youngs_modulus, smeared->upper_poissons_ratio));
  return one;
}

static json_t *Image(const SulPacking *packing) {
  const SulImageFacts *image = &packing->image;
  json_t *one = json_object(), *size = json_array();
  for (int d = 0; d < 3; d++)
    json_array_append_new(size, json_integer(image->size[d]));
  json_object_set_new(one, "file", json_string(image->file));
  json_object_set_new(one, "voxel", json_real(image->voxel / packing->length_unit));
  json_object_set_new(one, "size", size);
  json_object_set_new(one, "surface", json_string(image->smooth ? "smooth" : "stairs"));
  json_object_set_new(one, "absorbed_regions", json_integer(image->absorbed));
  json_object_set_new(one, "absorbed_voxels", json_integer((json_int_t)image->absorbed_voxels));
  json_object_set_new(one, "loose_bodies", json_integer(image->loose));
  json_object_set_new(one, "loose_voxels", json_integer((json_int_t)image->loose_voxels));
  return one;
}

static json_t *Document(const SulPacking *packing) {
  double unit = packing->length_unit;
  json_t *root = json_object(), *program = json_object();
  json_object_set_new(program, "name", json_string("sulfem"));
  json_object_set_new(program, "version", json_string(SULFEM_VERSION));
  json_object_set_new(root, "program", program);
  json_object_set_new(root, "title", json_string(packing->title));
  json_object_set_new(root, "length_unit", json_string(packing->length_unit_name));
  json_object_set_new(root, "box", Numbers(packing->edges, 3, unit));
  json_object_set_new(root, "boundary", json_string(packing->periodic ? "periodic" : "walls"));
  json_object_set_new(root, "faces",
                      json_string(packing->faces == SUL_FACES_CUT ? "cut" : "whole"));
  json_object_set_new(root, "seed", json_integer((json_int_t)packing->seed));
  json_object_set_new(root, "minimum_gap", json_real(packing->minimum_gap / unit));
  json_object_set_new(root, "face_gap", json_real(packing->face_gap / unit));
  json_object_set_new(root, "porosity", json_real(packing->porosity));
  Fractions(packing, root);
  json_object_set_new(root, "phases", Phases(packing));
  if (packing->smeared.substance[0]) json_object_set_new(root, "smeared", Smeared(packing));
  if (packing->image.file) json_object_set_new(root, "image", Image(packing));
  json_t *particles = json_array();
  for (size_t i = 0; i < packing->particle_count; i++)
    json_array_append_new(particles, Particle(packing, &packing->particles[i]));
  json_object_set_new(root, "particles", particles);
  json_object_set_new(root, "recipe", json_string(packing->recipe_text));
  return root;
}

char *SulPackingPath(const char *mesh) {
  if (!SulTextEndsIn(mesh, ".msh")) return NULL;
  size_t stem = strlen(mesh) - strlen(".msh"), size = stem + sizeof ".json";
  char *path = SulAllocate(size, 1);
  snprintf(path, size, "%.*s.json", (int)stem, mesh);
  return path;
}

void SulPackingWrite(const SulPacking *packing, const char *path, SulError *error) {
  char *text = SulJsonText(Document(packing), DIGITS, path, error);
  if (text) SulPackingSpare(path, error);
  if (!SulFailed(error)) SulFileWriteText(path, text, error);
  free(text);
}
