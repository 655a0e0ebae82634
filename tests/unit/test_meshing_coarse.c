/* SPDX-License-Identifier: BSD-2-Clause */
/* Meshes of elements that are large for their particles: straight ones that keep volumes, cuts that
 * stay sound, and volumes that are refused. */
#include "meshed.h"
#include "packed.h"

/* Straight: facets that lay inside the sphere would lack 8 % and 2 % of it; moved outwards they
 * enclose its volume. */
static void TestStraight(void) {
  static Sample sample;
  double exact = 4 * pi / 3 * 8;
  for (int i = 0; i < 2; i++) {
    Begin(&sample, 10, i == 0 ? 1.0 : 0.5, 1);
    Add(&sample, 5, 5, 5, 2);
    Mesh(&sample);
    CHECK_NEAR(Volume(&sample, "sulfur"), exact, i == 0 ? 2e-3 : 1e-4, 1);
    CHECK_NEAR(Volume(&sample, "sulfur") + Volume(&sample, "electrolyte"), 1000, 1e-12, 1);
    CHECK_NEAR(sample.phases[1].volume_meshed, Volume(&sample, "sulfur") / 1000, 1e-12, 1);
    End(&sample);
  }
}

/* Straight and cut by faces, an edge and a corner of the box; a straight spheroid. */
static void TestStraightCut(void) {
  static Sample sample;
  Begin(&sample, 10, 0.7, 1);
  double exact = AddPeriodic(&sample);
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "sulfur"), exact, 3e-3, 1);
  CheckBox(&sample, 10);
  End(&sample);
  Begin(&sample, 12, 0.6, 1);
  SulParticle *particle = Add(&sample, 6, 6, 6, 2);
  particle->semi_axes[0] = 4e-6;
  particle->semi_axes[2] = 1e-6;
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "sulfur"), 4 * pi / 3 * 8, 2e-3, 1);
  End(&sample);
}

/* What the elements make of a phase's volume is held against the share that the recipe wants; the
 * advice is for what is at fault, the elements (1 % less than the particles) or the particles. */
static void TestWrongVolume(void) {
  static Sample sample;
  const double exact = 4 * pi / 3 * 8 / 1000;
  const double reached[2] = {1.01 * exact, exact};
  static const char *const advice[2] = {"a smaller size_at_particles (now 1 um) would help",
                                        "a larger box or smaller radii would help"};
  for (int i = 0; i < 2; i++) {
    SulError error = {0};
    SulLog *log = SulLogCreate(false);
    Begin(&sample, 10, 1, 2);
    Add(&sample, 5, 5, 5, 2);
    sample.phases[1].volume_target = 1.01 * exact;
    sample.phases[1].volume_reached = reached[i];
    SulMeshPacking(&sample.packing, sample.path, log, NULL, &error);
    CHECK(error.status == SUL_INPUT);
    CHECK(strstr(error.text, "sulfur has 3.3") && strstr(error.text, "the recipe wants 3.385 %"));
    CHECK(strstr(error.text, i == 0 ? "particles themselves have 3.385 %" : "have 3.351 %"));
    CHECK(strstr(error.text, advice[i]) && !strstr(error.text, advice[1 - i]));
    CHECK(access(sample.path, F_OK) != 0);
    SulLogClose(&log);
  }
}

/* Small particles in triangles nearly as large, cut everywhere: no edge but those of rims may lie
 * in a face, or the face's own triangles cross it and the volume cannot be filled. These two
 * packings have such cuts. */
static void TestCoarseCuts(void) {
  static const char *const seeds[] = {"3", "7"};
  char path[128], text[600];
  snprintf(path, sizeof path, "meshing-%d.msh", (int)getpid());
  for (int i = 0; i < 2; i++) {
    snprintf(text, sizeof text,
             "box: {edge: 2.5 um, boundary: periodic}\n"
             "composition: {by: volume, sulfur: 0.26419470, electrolyte: 0.73580530}\n"
             "particles: {phase: sulfur, minimum_gap: 0.025 um,\n"
             "            radius: {distribution: uniform, min: 0.25 um, max: 0.5 um}}\n"
             "mesh: {size_at_particles: 0.3 um, size_far: 0.8 um}\n"
             "seed: %s\n",
             seeds[i]);
    SulPacking packing = Packed(text);
    SulMeshReport report;
    SulError error = {0};
    SulLog *log = SulLogCreate(false);
    SulMeshPacking(&packing, path, log, &report, &error);
    if (SulFailed(&error)) fprintf(stderr, "seed %s: %s\n", seeds[i], error.text);
    CHECK(!SulFailed(&error) && report.gamma_least > 0.02);
    SulLogClose(&log);
    SulPackingFree(&packing);
    remove(path);
  }
}

int main(int argc, char **argv) {
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  TestStraight();
  TestStraightCut();
  TestWrongVolume();
  TestCoarseCuts();
  int result = CheckResult();
  PetscFinalize();
  return result;
}
