/* SPDX-License-Identifier: BSD-2-Clause */
/* Meshes of small packings: closed-form volumes and areas, validity, groups, the same file twice.
 */
#include "../../src/mesher/mesh_gmsh.h"
#include "meshed.h"

/* Curved: the volume error of a quadratic sphere falls with the fourth power of the size. */
static void TestOneSphere(void) {
  static Sample sample;
  double exact = 4 * pi / 3 * 8, errors[2];
  for (int i = 0; i < 2; i++) {
    Begin(&sample, 10, i == 0 ? 1.0 : 0.5, 2);
    Add(&sample, 5, 4.8, 5.3, 2);
    Mesh(&sample);
    errors[i] = fabs(Volume(&sample, "sulfur") - exact) / exact;
    CHECK_NEAR(Volume(&sample, "sulfur") + Volume(&sample, "electrolyte"), 1000, 1e-12, 1);
    CheckBox(&sample, 10);
    CHECK(sample.report.straightened == 0);
    End(&sample);
  }
  CHECK(errors[0] < 3e-3);
  CHECK(errors[1] < errors[0] / 10);
}

static void TestCoating(void) {
  static Sample sample;
  for (int order = 1; order <= 2; order++) {
    Begin(&sample, 10, 0.6, order);
    sample.packing.phase_count = 3;
    for (int i = 0; i < 2; i++) {
      SulParticle *particle = Add(&sample, 3 + 4.2 * i, 5, 5, 1.8);
      particle->coating = 0.2e-6;
      particle->coating_phase = 2;
    }
    Mesh(&sample);
    double core = 2 * 4 * pi / 3 * pow(1.8, 3), whole = 2 * 4 * pi / 3 * 8;
    double tolerance = order == 1 ? 1e-3 : 5e-4;
    CHECK_NEAR(Volume(&sample, "sulfur"), core, tolerance, 1);
    CHECK_NEAR(Volume(&sample, "shell"), whole - core, 2 * tolerance, 1);
    CHECK_NEAR(Volume(&sample, "electrolyte"), 1000 - whole, tolerance, 1);
    End(&sample);
  }
}

static void TestVoid(void) {
  static Sample sample;
  Begin(&sample, 10, 0.6, 2);
  snprintf(sample.phases[2].name, SUL_NAME_SIZE, "pore");
  sample.phases[2].role = SUL_ROLE_PORE;
  sample.phases[2].meshed = false;
  sample.packing.phase_count = 3;
  Add(&sample, 3, 5, 5, 1.8);
  Add(&sample, 7, 5, 5, 1.5)->phase = 2;
  Mesh(&sample);
  CHECK(sample.mesh.phase_count == 2);
  CHECK_NEAR(Area(&sample, "pore"), 4 * pi * 1.5 * 1.5, 1e-3, 1);
  double solid = 1000 - 4 * pi / 3 * pow(1.5, 3);
  CHECK_NEAR(Volume(&sample, "sulfur") + Volume(&sample, "electrolyte"), solid, 1e-5, 1);
  End(&sample);
}

static void TestEllipsoid(void) {
  static Sample sample;
  Begin(&sample, 12, 0.6, 2);
  SulParticle *particle = Add(&sample, 6, 6, 6, 2);
  const double c = cos(0.7), s = sin(0.7);
  const double rotation[9] = {c, s, 0, -s, c, 0, 0, 0, 1};
  memcpy(particle->rotation, rotation, sizeof rotation);
  particle->semi_axes[0] = 4e-6;
  particle->semi_axes[1] = 2e-6;
  particle->semi_axes[2] = 1e-6;
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "sulfur"), 4 * pi / 3 * 8, 2e-3, 1);
  End(&sample);
}

/* A narrow gap gets elements of its own size, and no inverted ones when they are curved. */
static void TestGap(void) {
  static Sample sample;
  Begin(&sample, 10, 0.8, 2);
  Add(&sample, 2.96, 5, 5, 2);
  Add(&sample, 7.01, 5, 5, 2);
  Mesh(&sample);
  CHECK(sample.report.gamma_least > 0.2);
  CHECK(sample.report.gaps == 1); /* both walls are far enough */
  CHECK(sample.report.gap_elements_least >= 1 && sample.report.gap_elements_least < 10);
  CHECK(sample.report.gap_elements_narrowest == sample.report.gap_elements_least);
  CHECK(sample.report.gap_elements_mean == sample.report.gap_elements_least);
  CHECK_NEAR(Volume(&sample, "sulfur"), 2 * 4 * pi / 3 * 8, 1e-3, 1);
  End(&sample);
}

/* 27 spheres of three sizes on a shaken lattice; by Delaunay twice, byte for byte the same. */
static void TestMany(void) {
  static Sample sample;
  unsigned long hashes[3];
  for (int run = 0; run < 3; run++) {
    Begin(&sample, 12, 0.7, 2);
    if (run > 0) sample.packing.mesh.mesher = SUL_MESHER_DELAUNAY;
    double exact = 0;
    for (int i = 0; i < 27; i++) {
      double radius = 1 + 0.35 * (i * 7 % 3);
      double shift = 0.2 * sin(i * 12.9898);
      Add(&sample, 2 + 4 * (i % 3) + shift, 2 + 4 * (i / 3 % 3) - shift, 2 + 4 * (i / 9), radius);
      exact += 4 * pi / 3 * pow(radius, 3);
    }
    Mesh(&sample);
    CHECK(sample.report.straightened < sample.report.triangles / 20);
    CHECK_NEAR(Volume(&sample, "sulfur"), exact, 1e-2, 1);
    CHECK_NEAR(Volume(&sample, "sulfur") + Volume(&sample, "electrolyte"), 1728, 1e-12, 1);
    unsigned long hash = 1469598103934665603u;
    FILE *file = fopen(sample.path, "rb");
    for (int c; file && (c = fgetc(file)) != EOF;)
      hash = (hash ^ (unsigned long)c) * 1099511628211u;
    if (file) fclose(file);
    hashes[run] = hash;
    End(&sample);
  }
  CHECK(hashes[1] == hashes[2]);
}

/* Spheres cut by a face, an edge and a corner, and one that cuts a pocket off the matrix: an
 * eighth, a quarter and a half of a sphere in the box, and the sphere minus its caps. */
static void TestCut(void) {
  static Sample sample;
  for (int order = 1; order <= 2; order++) {
    Begin(&sample, 10, 0.5, order);
    sample.packing.faces = SUL_FACES_CUT;
    Add(&sample, 0, 0, 0, 2);
    Add(&sample, 10, 10, 5, 2);
    Add(&sample, 5, 0, 5, 2);
    Add(&sample, 5, 5, 5, 1.5);
    Add(&sample, 2.4, 8.4, 8.4, 2);
    Mesh(&sample);
    double r = 2, d = 1.6, cap = pi / 3 * (r - d) * (r - d) * (2 * r + d);
    double part = 4 * pi / 3 * 8, exact = part / 8 + part / 4 + part / 2 + 4 * pi / 3 * 3.375;
    exact += part - 2 * cap;
    CHECK_NEAR(Volume(&sample, "sulfur"), exact, order == 1 ? 0.04 : 5e-4, 1);
    CHECK_NEAR(Volume(&sample, "sulfur") + Volume(&sample, "electrolyte"), 1000, 1e-12, 1);
    CheckBox(&sample, 10);
    End(&sample);
  }
}

/* A periodic box shows every part of a particle that sticks out at the opposite face. */
static void TestPeriodic(void) {
  static Sample sample;
  Begin(&sample, 10, 0.6, 2);
  double exact = AddPeriodic(&sample);
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "sulfur"), exact, 1e-3, 1);
  CHECK_NEAR(Volume(&sample, "sulfur") + Volume(&sample, "electrolyte"), 1000, 1e-12, 1);
  CheckBox(&sample, 10);
  End(&sample);
}

/* The coating's share of a cut particle: half of a sphere less half of its core. */
static void TestCutCoating(void) {
  static Sample sample;
  Begin(&sample, 10, 0.5, 2);
  sample.packing.phase_count = 3;
  sample.packing.faces = SUL_FACES_CUT;
  SulParticle *particle = Add(&sample, 5, 5, 0, 2);
  particle->coating = 0.4e-6;
  particle->coating_phase = 2;
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "sulfur"), 2 * pi / 3 * 8, 1e-3, 1);
  CHECK_NEAR(Volume(&sample, "shell"), 2 * pi / 3 * (pow(2.4, 3) - 8), 2e-3, 1);
  CheckBox(&sample, 10);
  End(&sample);
}

/* A void that a face cuts leaves a hole in the face. */
static void TestCutVoid(void) {
  static Sample sample;
  Begin(&sample, 10, 0.5, 2);
  sample.packing.faces = SUL_FACES_CUT;
  sample.phases[1].meshed = false;
  sample.phases[1].role = SUL_ROLE_PORE;
  Add(&sample, 5, 5, 0, 2);
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "electrolyte"), 1000 - 2 * pi / 3 * 8, 1e-4, 1);
  CHECK_NEAR(Area(&sample, "zmin"), 100 - 4 * pi, 1e-4, 1);
  CHECK_NEAR(Area(&sample, "sulfur"), 8 * pi, 1e-3, 1);
  End(&sample);
}

static void TestCutEllipsoid(void) {
  static Sample sample;
  Begin(&sample, 12, 0.5, 2);
  sample.packing.faces = SUL_FACES_CUT;
  SulParticle *particle = Add(&sample, 0, 6, 6, 2);
  const double c = cos(0.7), s = sin(0.7);
  const double rotation[9] = {c, s, 0, -s, c, 0, 0, 0, 1};
  memcpy(particle->rotation, rotation, sizeof rotation);
  particle->semi_axes[0] = 4e-6;
  particle->semi_axes[1] = 2e-6;
  particle->semi_axes[2] = 1e-6;
  Mesh(&sample);
  CHECK_NEAR(Volume(&sample, "sulfur"), 2 * pi / 3 * 8, 2e-3, 1);
  CheckBox(&sample, 12);
  End(&sample);
}

static void TestRefusal(void) {
  static Sample sample;
  SulError error = {0};
  SulLog *log = SulLogCreate(false);
  Begin(&sample, 10, 0.8, 2);
  Add(&sample, 2.96, 5, 5, 2);
  Add(&sample, 7.01, 5, 5, 2);
  sample.packing.mesh.quality_floor = 0.9;
  SulMeshPacking(&sample.packing, sample.path, log, NULL, &error);
  CHECK(error.status == SUL_INPUT);
  CHECK(strstr(error.text, "below the bound of 0.9") != NULL);
  CHECK(strstr(error.text, "at particle 1 (sulfur, centre 2.96 5 5, radius 2) and particle 2") ||
        strstr(error.text, "at particle 2 (sulfur, centre 7.01 5 5, radius 2) and particle 1"));
  CHECK(access(sample.path, F_OK) != 0);
  SulLogClose(&log);
}

static void TestUnwritable(void) {
  static Sample sample;
  SulError error = {0};
  SulLog *log = SulLogCreate(false);
  Begin(&sample, 10, 1, 1);
  Add(&sample, 5, 5, 5, 2);
  SulMeshPacking(&sample.packing, "/nowhere/at/all.msh", log, NULL, &error);
  CHECK(error.status == SUL_IO);
  SulLogClose(&log);
}

int main(int argc, char **argv) {
  if (PetscInitialize(&argc, &argv, NULL, NULL)) return 1;
  TestOneSphere();
  TestCoating();
  TestVoid();
  TestEllipsoid();
  TestGap();
  TestMany();
  TestCut();
  TestPeriodic();
  TestCutCoating();
  TestCutVoid();
  TestCutEllipsoid();
  TestRefusal();
  TestUnwritable();
  int result = CheckResult();
  PetscFinalize();
  return result;
}
