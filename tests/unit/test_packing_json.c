/* SPDX-License-Identifier: BSD-2-Clause */
/* Composition to volumes, smeared moduli, and MESH.json there and back. */
#include "../../src/pack/packing_parts.h"
#include "packed.h"
#include <jansson.h>
#include <sys/stat.h>
#include <unistd.h>

static const char seed_recipe[] =
    "box: {edge: 50 um, boundary: periodic}\n"
    "composition: {by: weight, sulfur: 0.30, electrolyte: 0.50, carbon: 0.20}\n"
    "materials:\n"
    "  sulfur: S-Cronk2026\n"
    "  electrolyte: Li6PS5Cl-Cronk2026\n"
    "  carbon: {density: 1.9 g/cm3, youngs_modulus: 2 GPa, poissons_ratio: 0.25}\n"
    "particles: {phase: sulfur, radius: {distribution: uniform, min: 0.5 um, max: 5 um},\n"
    "  minimum_gap: 0.05 um}\n"
    "carbon: {representation: smeared, rule: mori-tanaka}\n";

static void CheckComposition(void) {
  SulError error = {0};
  SulRecipe recipe;
  double share[3];
  SulRecipeParse("recipe.yaml", seed_recipe, &recipe, &error);
  CHECK(!SulFailed(&error));
  SulCompositionShares(&recipe, share);
  double sum = 0.3 / 2.0 + 0.5 / 1.6 + 0.2 / 1.9;
  CHECK_NEAR(share[0], 0.3 / 2.0 / sum, 1e-14, 0);
  CHECK_NEAR(share[1], 0.5 / 1.6 / sum, 1e-14, 0);
  CHECK_NEAR(share[2], 0.2 / 1.9 / sum, 1e-14, 0);
  CHECK_NEAR(SulCompositionFraction(&recipe, 0, share[0]), 0.3, 1e-14, 0);
  SulRecipeFree(&recipe);
}

/* Against the formulas as they stand in textbooks for a matrix with dispersed spheres; stiff matrix
 * and soft spheres: the upper bound. */
static void CheckSmear(void) {
  SulPacking packing = Packed(seed_recipe);
  const SulSmeared *s = &packing.smeared;
  double f = s->share;
  double k1 = 22 / (3 * (1 - 0.6)), g1 = 22 / 2.6, k2 = 2 / 1.5, g2 = 2 / 2.5;
  double k = k1 + f / (1 / (k2 - k1) + 3 * (1 - f) / (3 * k1 + 4 * g1));
  double g = g1 + f / (1 / (g2 - g1) + 6 * (1 - f) * (k1 + 2 * g1) / (5 * g1 * (3 * k1 + 4 * g1)));
  double young = 9 * k * g / (3 * k + g) * 1e9;
  CHECK_NEAR(f, 0.2 / 1.9 / (0.2 / 1.9 + 0.5 / 1.6), 1e-14, 0);
  CHECK_NEAR(s->youngs_modulus, young, 1e-12, 0);
  CHECK_NEAR(s->poissons_ratio, (3 * k - 2 * g) / (2 * (3 * k + g)), 1e-12, 0);
  CHECK_NEAR(s->upper_youngs_modulus, young, 1e-12, 0);
  CHECK(s->lower_youngs_modulus < young && s->lower_youngs_modulus > 2e9);
  CHECK(strcmp(s->rule, "mori-tanaka") == 0 && strcmp(s->substance, "carbon") == 0);
  CHECK_NEAR(s->density, 1600 * (1 - f) + 1900 * f, 1e-14, 0);
  SulPackingFree(&packing);
}

static double Young(const char *composition, const char *materials, SulSmeared *smeared) {
  char text[1000];
  snprintf(
      text, sizeof text,
      "box: {edge: 10.018 um, boundary: periodic}\ncomposition: {by: volume, s: 0.2, e: 0.5, %s}\n"
      "matrix: e\nparticles: {phase: s, radius: 1 um}\n%s",
      composition, materials);
  SulPacking packing = Packed(text);
  *smeared = packing.smeared;
  double sum = 0;
  for (int i = 0; i < packing.substance_count; i++)
    sum += packing.substances[i].volume_reached;
  CHECK_NEAR(sum, 1, 1e-12, 0);
  SulPackingFree(&packing);
  return smeared->youngs_modulus;
}

#define E_MATRIX "e: {youngs_modulus: 20 GPa, poissons_ratio: 0.3, density: 2 g/cm3}"
#define OF(name, young, ratio)                                                                     \
  name ": {youngs_modulus: " young " GPa, poissons_ratio: " ratio ", density: 1 g/cm3}"
#define TWO(first, second)                                                                         \
  "materials: {" E_MATRIX ", " first ", " second "}\ncarbon: {phase: [carbon, binder]}\n"

/* Several smeared ingredients: two alike are one of both shares; two as the matrix change nothing;
 * a bulk modulus by Mori and Tanaka in closed form; bounds hold it. */
static void CheckSeveral(void) {
  SulSmeared one, two;
  double alone =
      Young("carbon: 0.3", "materials: {" E_MATRIX ", " OF("carbon", "2", "0.2") "}\n", &one);
  double alike = Young("carbon: 0.1, binder: 0.2",
                       TWO(OF("carbon", "2", "0.2"), OF("binder", "2", "0.2")), &two);
  CHECK_NEAR(alike, alone, 1e-12, 0);
  CHECK_NEAR(two.share, one.share, 1e-14, 0);
  CHECK(strcmp(two.substance, "carbon, binder") == 0);
  CHECK_NEAR(two.density, 2000 * 0.5 / 0.8 + 1000 * 0.3 / 0.8, 1e-12, 0);
  double same = Young("carbon: 0.1, binder: 0.2",
                      TWO(OF("carbon", "20", "0.3"), OF("binder", "20", "0.3")), &two);
  CHECK_NEAR(same, 20e9, 1e-12, 0);
  Young("carbon: 0.1, binder: 0.2", TWO(OF("carbon", "2", "0.2"), OF("binder", "0.5", "0.46")),
        &two);
  double star = 4.0 / 3 * 20e9 / 2.6, k0 = 20e9 / 1.2, k1 = 2e9 / 1.8, k2 = 0.5e9 / 0.24;
  double a1 = (k0 + star) / (k1 + star), a2 = (k0 + star) / (k2 + star);
  double k = (5 * k0 + k1 * a1 + 2 * k2 * a2) / (5 + a1 + 2 * a2); /* Benveniste's concentrations */
  CHECK_NEAR(two.youngs_modulus / (3 * (1 - 2 * two.poissons_ratio)), k, 1e-12, 0);
  CHECK(two.lower_youngs_modulus < two.youngs_modulus);
  CHECK_NEAR(two.upper_youngs_modulus, two.youngs_modulus, 1e-12,
             0); /* the matrix is the stiffest */
}

static void CheckSame(const SulPacking *a, const SulPacking *b) {
  CHECK(a->particle_count == b->particle_count && a->phase_count == b->phase_count);
  CHECK(a->substance_count == b->substance_count && a->seed == b->seed);
  CHECK(a->periodic == b->periodic && a->faces == b->faces);
  CHECK(strcmp(a->recipe_text, b->recipe_text) == 0 && strcmp(a->title, b->title) == 0);
  CHECK_NEAR(b->minimum_gap, a->minimum_gap, 1e-14, 0);
  CHECK_NEAR(b->edges[2], a->edges[2], 1e-14, 0);
  for (int i = 0; i < a->phase_count; i++) {
    CHECK(strcmp(a->phases[i].name, b->phases[i].name) == 0);
    CHECK(a->phases[i].role == b->phases[i].role && a->phases[i].meshed == b->phases[i].meshed);
    CHECK_NEAR(b->phases[i].volume_reached, a->phases[i].volume_reached, 1e-14, 0);
  }
  for (int i = 0; i < a->substance_count; i++) {
    double weight = a->substances[i].weight_reached; /* none where a density is not known */
    CHECK(isnan(weight) == isnan(b->substances[i].weight_reached));
    if (!isnan(weight)) CHECK_NEAR(b->substances[i].weight_reached, weight, 1e-14, 0);
    CHECK_NEAR(b->substances[i].density, a->substances[i].density, 1e-14, 0);
  }
  for (size_t i = 0; i < a->particle_count; i++) {
    const SulParticle *p = &a->particles[i], *q = &b->particles[i];
    CHECK(p->phase == q->phase && p->coating_phase == q->coating_phase);
    CHECK(p->population == q->population);
    CHECK_NEAR(q->coating, p->coating, 1e-14, 0);
    for (int k = 0; k < 3; k++) {
      CHECK_NEAR(q->centre[k], p->centre[k], 1e-14, 0);
      CHECK_NEAR(q->semi_axes[k], p->semi_axes[k], 1e-14, 0);
    }
    for (int k = 0; k < 9; k++)
      CHECK_NEAR(q->rotation[k], p->rotation[k], 1e-14, 1);
  }
}

/* In the file an unknown density is null, and no number that a script could take for one. */
static void CheckDensities(const char *file, const SulPacking *packing) {
  json_t *root = json_load_file(file, 0, NULL), *density = json_object_get(root, "density");
  for (int i = 0; i < packing->substance_count; i++) {
    const json_t *one = json_object_get(density, packing->substances[i].name);
    CHECK(packing->substances[i].density > 0 ? json_is_real(one) : json_is_null(one));
  }
  json_decref(root);
}

static void CheckRoundTrip(const char *text) {
  char path[] = "/tmp/sulfem-packing-XXXXXX";
  CHECK(mkdtemp(path) != NULL);
  char *file = SulPathJoin(path, "mesh.json");
  SulError error = {0};
  SulPacking packing = Packed(text), back;
  SulPackingWrite(&packing, file, &error);
  SulPackingRead(file, &back, &error);
  if (SulFailed(&error)) fprintf(stderr, "%s\n", error.text);
  CHECK(!SulFailed(&error));
  if (!SulFailed(&error)) CheckSame(&packing, &back);
  if (!SulFailed(&error)) CheckDensities(file, &packing);
  SulPackingFree(&packing);
  SulPackingFree(&back);
  remove(file);
  CHECK(rmdir(path) == 0); /* nothing else was left behind */
  free(file);
}

/* A user's own file is not replaced, an earlier packing is. */
static void CheckSpare(void) {
  static const char mine[] = "{\"particles\": 3}\n";
  char file[] = "/tmp/sulfem-packing-XXXXXX", text[sizeof mine] = "";
  SulError error = {0};
  SulPacking packing = Packed(seed_recipe);
  int number = mkstemp(file);
  CHECK(number >= 0 && write(number, mine, sizeof mine - 1) == sizeof mine - 1);
  SulPackingWrite(&packing, file, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, "is no file of `sulfem pack`") != NULL);
  CHECK(pread(number, text, sizeof text, 0) == sizeof mine - 1 && strcmp(text, mine) == 0);
  close(number);
  remove(file);
  error = (SulError){0};
  SulPackingWrite(&packing, file, &error);
  SulPackingWrite(&packing, file, &error);
  CHECK(!SulFailed(&error));
  SulPackingFree(&packing);
  remove(file);
}

/* The file with one of its values changed; *message: what must be said of it. */
static void CheckDamaged(const json_t *good, const char *key, json_t *value, const char *message) {
  SulError error = {0};
  SulPacking packing;
  json_t *bad = json_deep_copy(good);
  json_t *particle = json_array_get(json_object_get(bad, "particles"), 0);
  json_object_set(json_object_get(bad, key) ? bad : particle, key, value);
  char *text = json_dumps(bad, 0);
  SulPackingParse("mesh.json", text, &packing, &error);
  if (error.status != SUL_INPUT || !strstr(error.text, message))
    fprintf(stderr, "%s: %s\n", key, error.text);
  CHECK(error.status == SUL_INPUT && strstr(error.text, message) != NULL);
  free(text);
  json_decref(value);
  json_decref(bad);
}

/* Phases whose particles would fill the box many times: the sulfur in another role, which says that
 * it fills a tenth of what it does, or a matrix that is there twice. */
static json_t *Phases(const json_t *good, const char *role) {
  json_t *phases = json_deep_copy(json_object_get(good, "phases"));
  json_t *sulfur = json_array_get(phases, 1), *matrix = json_array_get(phases, 0);
  double fraction = json_number_value(json_object_get(sulfur, "volume_fraction"));
  if (role) {
    json_object_set_new(sulfur, "role", json_string(role));
    json_object_set_new(sulfur, "volume_fraction", json_real(fraction / 10));
  } else {
    json_object_set_new(matrix, "volume_fraction", json_real(0.9));
  }
  return phases;
}

/* A disc of the particle's volume whose bounding box is most of the packing's. */
static void CheckFlat(const json_t *good) {
  json_t *bad = json_deep_copy(good);
  json_t *particle = json_array_get(json_object_get(bad, "particles"), 0);
  double radius = json_number_value(json_object_get(particle, "radius"));
  json_object_set_new(particle, "rotation",
                      json_pack("[fffffffff]", 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0));
  CheckDamaged(bad, "semi_axes", json_pack("[fff]", 3 * radius, 3 * radius, radius / 9),
               "ten times");
  json_decref(bad);
}

/* What is in such a file may come from anywhere. */
static void CheckRefused(void) {
  char path[] = "/tmp/sulfem-packing-XXXXXX";
  SulError error = {0};
  SulPacking packing = Packed(seed_recipe);
  close(mkstemp(path));
  remove(path);
  SulPackingWrite(&packing, path, &error);
  json_t *good = json_load_file(path, 0, NULL);
  CHECK(json_is_object(good));
  CheckDamaged(good, "radius", json_real(-1), "radius must be above 0");
  CheckDamaged(good, "radius", json_real(26), "larger than the box");
  CheckDamaged(good, "centre", json_pack("[fff]", 500.0, 0.0, 0.0), "outside of the box");
  CheckDamaged(good, "box", json_pack("[fff]", 50.0, 50.0, -50.0), "edges of the box");
  CheckDamaged(good, "box", json_pack("[fff]", 5e7, 50.0, 50.0), "fill");
  CheckDamaged(good, "box", json_pack("[fff]", 50.0, 50.0, 60.0), "fill");
  CheckDamaged(good, "porosity", json_real(7), "porosity");
  CheckDamaged(good, "minimum_gap", json_real(-1), "minimum gap");
  CheckDamaged(good, "particles", json_array(), "fill 0 %");
  CheckDamaged(good, "phases", json_array(), "phases");
  CheckDamaged(good, "phases", Phases(good, "pore"), "\"sulfur\" fill");
  CheckDamaged(good, "phases", Phases(good, NULL), "sum to 1");
  CheckFlat(good);
  json_decref(good);
  remove(path);
  SulPackingFree(&packing);
}

static void CheckPath(void) {
  char *path = SulPackingPath("a.msh/mesh.msh");
  CHECK(path && strcmp(path, "a.msh/mesh.json") == 0);
  CHECK(SulPackingPath("mesh.vtk") == NULL);
  free(path);
}

static void CheckUnreadable(void) {
  SulError error = {0};
  SulPacking packing;
  SulPackingRead("/nowhere/mesh.json", &packing, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, "/nowhere/mesh.json") != NULL);
  error = (SulError){0};
  SulPackingRead(SULFEM_SOURCE_DIR "/CMakeLists.txt", &packing, &error);
  CHECK(error.status == SUL_INPUT && strstr(error.text, "is not JSON") != NULL);
  error = (SulError){0};
  SulPackingWrite(&packing, "/nowhere/mesh.json", &error);
  CHECK(error.status == SUL_IO);
}

int main(void) {
  CheckComposition();
  CheckSmear();
  CheckSeveral();
  CheckRoundTrip(seed_recipe);
  CheckRoundTrip("title: all kinds\nbox: {edge: [20 um, 15 um, 18 um], boundary: walls}\n"
                 "composition: {by: volume, MoS6: 0.2, Si: 0.1, stuff: 0.62, carbon: 0.08}\n"
                 "matrix: stuff\n"
                 "porosity: 0.05\n"
                 "particles:\n"
                 "  - {phase: MoS6, radius: {distribution: uniform, min: 1.5 um, max: 2.2 um},\n"
                 "     coating: {phase: Li7P3S11, thickness: 0.2 um}}\n"
                 "  - {phase: Si, radius: {distribution: lognormal, median: 1 um, sigma: 0.2},\n"
                 "     shape: {aspect_ratio: 1.7}}\n"
                 "carbon: {representation: aggregates, radius: 0.6 um}\nseed: 3\n");
  CheckSpare();
  CheckRefused();
  CheckPath();
  CheckUnreadable();
  return CheckResult();
}
