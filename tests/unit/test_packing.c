/* SPDX-License-Identifier: BSD-2-Clause */
/* Packings of spheres: gaps and faces by brute force, fractions in closed form, sizes, determinism,
 * the densities that are promised. */
#include "packed.h"

#define UNEQUAL "{distribution: uniform, min: 0.9 um, max: 1.1 um}"

/* By volume; the matrix takes what the particles leave. Few sweeps: what is checked is as true
 * after many. */
typedef char Text[1000];
static void Spheres(Text text, const char *box, double share, const char *radius, const char *gap,
                    int seed) {
  snprintf(text, sizeof(Text),
           "box: {%s}\ncomposition: {by: volume, sulfur: %.17g, electrolyte: %.17g}\n"
           "particles: {phase: sulfur, radius: %s, minimum_gap: %s}\nseed: %d\n"
           "packing: {monte_carlo_sweeps: 30}\n",
           box, share, 1 - share, radius, gap, seed);
}

static double Fraction(const SulPacking *packing) {
  double sum = 0;
  for (size_t i = 0; i < packing->particle_count; i++)
    sum += 4 * M_PI / 3 * pow(packing->particles[i].radius, 3);
  return sum / (packing->edges[0] * packing->edges[1] * packing->edges[2]);
}

/* Every sphere off the faces by the face gap. */
static void CheckWhole(const SulPacking *packing) {
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *p = &packing->particles[i];
    for (int k = 0; k < 3; k++) {
      double room = fmin(p->centre[k], packing->edges[k] - p->centre[k]) - p->radius - p->coating;
      CHECK(room >= packing->face_gap);
    }
  }
}

/* Every sphere off each face, edge and corner by the gap, or deep enough in it. */
static void CheckCut(const SulPacking *packing) {
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *p = &packing->particles[i];
    for (int subset = 1; subset < 8; subset++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        double d = fmin(p->centre[k], packing->edges[k] - p->centre[k]);
        if (subset >> k & 1) sum += d * d;
      }
      for (int shell = 0; shell < 2; shell++) {
        double r = shell ? p->radius + p->coating : p->radius;
        bool clear = sqrt(sum) >= r + packing->face_gap;
        bool deep = sqrt(sum) <= r - fmax(packing->face_gap, SUL_CUT_DEPTH * r);
        CHECK(clear || deep);
      }
    }
  }
}

static void CheckSpheres(const char *name, const char *box, double share, const char *radius,
                         const char *gap, int seed) {
  Text text;
  Spheres(text, box, share, radius, gap, seed);
  double start = SulClock();
  SulPacking packing = Packed(text);
  double least = BruteGap(&packing);
  printf("%-28s %5zu spheres, %.4f by volume, gap %.4g um, %.2f s\n", name, packing.particle_count,
         Fraction(&packing), 1e6 * least, SulClock() - start);
  CHECK(packing.particle_count > 0);
  CHECK(least >= packing.minimum_gap);
  CHECK_NEAR(Fraction(&packing), share, 5e-3, 0);
  CHECK_NEAR(packing.phases[1].volume_reached, Fraction(&packing), 1e-9, 0);
  CHECK_NEAR(packing.phases[0].volume_reached, 1 - Fraction(&packing), 1e-9, 0);
  if (packing.faces == SUL_FACES_WHOLE)
    CheckWhole(&packing);
  else
    CheckCut(&packing);
  SulPackingFree(&packing);
}

/* Set where the code is to be run and its numbers are not the question: under sanitizers. */
static bool Coarse(void) {
  return getenv("SULFEM_COARSE") != NULL;
}

#define UNIFORM "{distribution: uniform, min: 0.5 um, max: 5 um}"
#define WALLS ", boundary: walls"
#define WRAPS ", boundary: periodic"

static void CheckDensities(void) {
  CheckSpheres("dilute", "edge: 50 um" WRAPS, 0.05, UNIFORM, "0.05 um", 1);
  CheckSpheres("thirty, periodic", "edge: 50 um" WRAPS, 0.30, UNIFORM, "0.05 um", 1);
  CheckSpheres("thirty, walls", "edge: 50 um" WALLS, 0.30, UNIFORM, "0.05 um", 1);
  CheckSpheres("fifty, walls", "edge: 50 um" WALLS, 0.50, UNIFORM, "0.05 um", 2);
  CheckSpheres("sixty, periodic", "edge: 50 um" WRAPS, 0.60, UNIFORM, "0.05 um", 1);
  CheckSpheres("sixty, another seed", "edge: 50 um" WRAPS, 0.60, UNIFORM, "0.05 um", 2);
  if (!Coarse())
    CheckSpheres("sixty, walls, large box", "edge: 90 um" WALLS, 0.60, UNIFORM, "0.05 um", 1);
  CheckSpheres("equal spheres, fifty-five", "edge: 20 um" WRAPS, 0.55, "1 um", "0.02 um", 1);
  if (!Coarse())
    CheckSpheres("equal spheres, walls", "edge: 30 um" WALLS, 0.55, "1 um", "0.02 um", 1);
  CheckSpheres("flat box", "edge: [40 um, 30 um, 12 um]" WRAPS, 0.40, UNIFORM, "0.05 um", 1);
  CheckSpheres("few large", "edge: 200 um" WRAPS, 0.30,
               "{distribution: uniform, min: 25 um, max: 50 um}", "2 um", 1);
}

/* A cut box that is not periodic lists the copies: the spheres, cut by the box, fill the share. */
static void CheckCopies(void) {
  Text text;
  Spheres(text, "edge: 30 um, boundary: walls, particles: cut", 0.35, UNIFORM, "0.05 um", 1);
  SulPacking packing = Packed(text);
  CHECK(!packing.periodic && packing.faces == SUL_FACES_CUT);
  CHECK(BruteGap(&packing) >= packing.minimum_gap);
  enum { CELLS = 120 };
  size_t inside = 0;
  for (size_t c = 0; c < (size_t)CELLS * CELLS * CELLS; c++) {
    double x[3] = {(double)(c % CELLS), (double)(c / CELLS % CELLS), (double)(c / CELLS / CELLS)};
    bool in = false;
    for (size_t i = 0; i < packing.particle_count && !in; i++) {
      const SulParticle *p = &packing.particles[i];
      double sum = 0;
      for (int k = 0; k < 3; k++)
        sum += pow((x[k] + 0.5) / CELLS * packing.edges[k] - p->centre[k], 2);
      in = sum < p->radius * p->radius;
    }
    inside += in;
  }
  CHECK_NEAR((double)inside / ((double)CELLS * CELLS * CELLS), 0.35, 3e-3, 0);
  SulPackingFree(&packing);
}

/* Copies of a sphere at a corner, an edge, a face and in the middle of a periodic box. */
static void CheckImages(void) {
  SulPacking packing = {.edges = {10, 10, 10}, .periodic = true, .faces = SUL_FACES_CUT};
  static const double centres[5][3] = {
      {0.5, 0.5, 0.5}, {0.5, 9.5, 5}, {5, 5, 0.5}, {5, 5, 5}, {0.8, 0.8, 5}};
  static const int expected[5] = {8, 4, 2, 1, 3};
  for (int i = 0; i < 5; i++) {
    SulParticle sphere = {
        .radius = 1, .semi_axes = {1, 1, 1}, .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    memcpy(sphere.centre, centres[i], sizeof sphere.centre);
    double shifts[8][3];
    int count = SulParticleImages(&packing, &sphere, shifts);
    CHECK(count == expected[i]);
    CHECK(shifts[0][0] == 0 && shifts[0][1] == 0 && shifts[0][2] == 0);
  }
}

static void CheckDeterminism(void) {
  Text text, other;
  Spheres(text, "edge: 30 um" WRAPS, 0.58, UNIFORM, "0.05 um", 1);
  Spheres(other, "edge: 30 um" WRAPS, 0.58, UNIFORM, "0.05 um", 2);
  SulPacking first = Packed(text), again = Packed(text), different = Packed(other);
  printf("hash of the packing: %016llx\n", (unsigned long long)PackingHash(&first));
  CHECK(PackingHash(&first) == PackingHash(&again));
  CHECK(PackingHash(&first) != PackingHash(&different));
  CHECK(PackingHash(&first) == UINT64_C(0x3bd890f391245576)); /* the bits on any machine */
  SulPackingFree(&first);
  SulPackingFree(&again);
  SulPackingFree(&different);
}

/* The radial distribution function of equal spheres, mean from contact to 4 % of the distance
 * beyond it, for diameters that hold the gap. */
static double Contacts(const char *sweeps, double *filled) {
  char text[1000];
  snprintf(text, sizeof text,
           "box: {edge: 16 um, boundary: periodic}\ncomposition: {by: volume, s: 0.45, e: 0.55}\n"
           "particles: {phase: s, radius: 1 um, minimum_gap: 0.02 um}\n%s",
           sweeps);
  SulPacking packing = Packed(text);
  double diameter = 2.02e-6, edge = packing.edges[0], n = (double)packing.particle_count;
  double pairs = 0, density = n / pow(edge / diameter, 3); /* in diameters */
  for (size_t i = 0; i < packing.particle_count; i++)
    for (size_t j = 0; j < i; j++) {
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        double d = fabs(packing.particles[i].centre[k] - packing.particles[j].centre[k]);
        sum += pow(fmin(d, edge - d), 2);
      }
      pairs += sqrt(sum) < 1.04 * diameter;
    }
  SulPackingFree(&packing);
  *filled = M_PI / 6 * density;
  return 2 * pairs / n / (4 * M_PI / 3 * (pow(1.04, 3) - 1) * density);
}

/* A dense packing is as a fluid of hard spheres in equilibrium: Carnahan and Starling's value at
 * contact, from which g falls to about 0.85 of it on average over these 4 %. As relaxed, and after
 * the few sweeps that do for loose packings, many more spheres stand at the gap. */
static void CheckEquilibrium(void) {
  double f, few = Contacts("packing: {monte_carlo_sweeps: 30}\n", &f), dense = Contacts("", &f);
  double contact = (1 - f / 2) / pow(1 - f, 3);
  printf("g near contact, of Carnahan and Starling's %.3f: %.3f, %.3f of it\n", contact,
         few / contact, dense / contact);
  CHECK(few > 1.3 * contact);
  CHECK(dense > 0.7 * contact && dense < 1.1 * contact);
}

static int Ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* The sizes that end up in the box are still those of the distribution. */
static void CheckSizes(void) {
  Text text;
  Spheres(text, "edge: 120 um" WRAPS, 0.30, UNIFORM, "0.05 um", 5);
  SulPacking packing = Packed(text);
  size_t n = packing.particle_count;
  double *radius = malloc(n * sizeof *radius), worst = 0;
  for (size_t i = 0; i < n; i++)
    radius[i] = 1e6 * packing.particles[i].radius;
  qsort(radius, n, sizeof *radius, Ascending);
  for (size_t i = 0; i < n; i++) {
    double f = (radius[i] - 0.5) / 4.5;
    worst =
        fmax(worst, fmax(fabs(f - (double)i / (double)n), fabs(f - (double)(i + 1) / (double)n)));
    CHECK(radius[i] >= 0.5 - 1e-12 && radius[i] <= 5 + 1e-12);
  }
  printf("%zu radii: Kolmogorov-Smirnov %.3f\n", n, worst * sqrt((double)n));
  CHECK(n > 3000 && worst * sqrt((double)n) < 1.95);
  free(radius);
  SulPackingFree(&packing);
}

/* What a recipe that is too dense is told to try does pack, and is not far below what could. */
static void CheckFits(void) {
  static const double asked[] = {0.5, 0.9}; /* tried in vain; not tried at all */
  for (int i = Coarse() ? 1 : 0; i < 2; i++) {
    char composition[200] = "";
    Text text;
    double fits = 0;
    Spheres(text, "edge: 9 um", asked[i], UNEQUAL, "0.1 um", 1);
    SulError error = Refused(text);
    const char *found = strstr(error.text, "composition: {");
    CHECK(found && sscanf(found, "composition: {by: volume, sulfur: %lf", &fits) == 1);
    if (!found) continue;
    snprintf(composition, sizeof composition, "%.*s", (int)strcspn(found, "}") + 1, found);
    snprintf(text, sizeof text,
             "box: {edge: 9 um}\n%s\nparticles: {phase: sulfur, radius: %s, minimum_gap: 0.1 um}\n",
             composition, UNEQUAL);
    SulPacking packing = Packed(text);
    printf("asked %.2f, told %.4f\n", asked[i], fits);
    CHECK(fits > 0.35 && fits < 0.5);
    CHECK_NEAR(Fraction(&packing), fits, 0.005, 0);
    SulPackingFree(&packing);
  }
}

int main(void) {
  CheckFits();
  CheckDensities();
  CheckCopies();
  CheckImages();
  CheckDeterminism();
  if (!Coarse()) {
    CheckEquilibrium();
    CheckSizes();
  }
  return CheckResult();
}
