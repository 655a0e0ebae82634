/* SPDX-License-Identifier: BSD-2-Clause */
/* How large a recipe's mesh will be, before anything is packed. */
#include <math.h>
#include <stdlib.h>
#include <sulfem/composition.h>

static const double pi = 3.14159265358979323846;

/* Tetrahedra in a volume h^3 meshed with size h, and nodes a tetrahedron by order: measured
 * (docs/sweep.md). A regular tetrahedron of edge h has a volume of 0.118 h^3. */
static const double cells_per_cube = 7.5;
static const double nodes_per_cell[3] = {0, 0.19, 1.40};

typedef struct {
  double number, radius; /* as many spheres of one radius, with the same volume and surface */
} Spheres;

static Spheres SpheresOf(const SulSizes *sizes, double volume) {
  double radius = SulSizesMoment(sizes, 3) / SulSizesMoment(sizes, 2);
  return (Spheres){volume / (4.0 / 3.0 * pi * radius * radius * radius), radius};
}

static double SizeAt(const SulMeshWishes *wishes, double radius, double distance) {
  double near = fmin(wishes->size_at_particles, 0.6 * radius);
  return fmin(near + wishes->growth * distance, fmax(wishes->size_far, near));
}

/* Sum of volume / h^3 inside spheres: shells at every depth. */
static double Inside(const SulMeshWishes *wishes, Spheres spheres) {
  enum { SHELLS = 100 };
  double sum = 0, step = spheres.radius / SHELLS;
  for (int i = 0; i < SHELLS; i++) {
    double depth = (i + 0.5) * step, r = spheres.radius - depth;
    double h = SizeAt(wishes, spheres.radius, depth);
    sum += 4 * pi * r * r * step / (h * h * h);
  }
  return spheres.number * sum;
}

/* The same around spheres: the share of the matrix that is farther than d from all of them falls
 * like exp(-volume of their shells of thickness d / volume of the matrix), as for spheres without
 * order. */
static double Around(const SulMeshWishes *wishes, Spheres spheres, double matrix) {
  enum { SHELLS = 400 };
  double far = fmax(wishes->size_far - wishes->size_at_particles, 0) / wishes->growth;
  double reach = far + spheres.radius, step = reach / SHELLS, sum = 0, left = 1;
  for (int i = 1; i <= SHELLS; i++) {
    double d = i * step, r = spheres.radius, h = SizeAt(wishes, r, d - 0.5 * step);
    double shell = 4.0 / 3.0 * pi * (pow(r + d, 3) - r * r * r);
    double now = exp(-spheres.number * shell / matrix);
    sum += (left - now) * matrix / (h * h * h);
    left = now;
  }
  return sum + left * matrix / pow(fmax(wishes->size_far, wishes->size_at_particles), 3);
}

/* Sums over all spheres of their radii to the powers 0 to 3. */
typedef struct {
  double radius[4];
} Sums;

static void Add(Sums *sums, const SulSizes *sizes, double volume) {
  double number = volume / (4.0 / 3.0 * pi * SulSizesMoment(sizes, 3));
  for (int power = 0; power < 4; power++)
    sums->radius[power] += number * (power == 0 ? 1 : SulSizesMoment(sizes, power));
}

/* What a gap of `narrow` times the usual size adds: the integral of 1 / h^3 less its usual value
 * where h grows like a cone from the gap. Half of it lies in the particles, where sizes grow half
 * as fast. */
static double Cone(double narrow, double growth) {
  const double q = narrow, halves = 0.5 * (1 + 8);
  double part = -log(q) - 1.5 + 2 * q - 0.5 * q * q - pow(1 - q, 3) / 3;
  return halves * 4 * pi / pow(growth, 3) * part;
}

/* Sum of volume / h^3 that narrow gaps add. Pairs of neighbours are as frequent as between hard
 * spheres as large as the minimum gap keeps them apart: at contact after Carnahan and Starling (J.
 * Chem. Phys. 51, 635 (1969)), and falling off within a seventh of the diameter. */
static double Narrow(const SulRecipe *recipe, const Sums *sums, double volume) {
  enum { STEPS = 200 };
  const double *r = sums->radius, densest = 0.64, gap = recipe->minimum_gap;
  const SulMeshWishes *wishes = &recipe->mesh;
  double mean = r[3] / r[2], across = 2 * mean + gap;
  double widest = wishes->gap_elements * SizeAt(wishes, mean, 0);
  double filled = fmin(4.0 / 3.0 * pi * r[3] / volume * pow(across / (2 * mean), 3), densest);
  double contact = (1 - 0.5 * filled) / pow(1 - filled, 3), sum = 0;
  double squares = 2 * r[2] / r[0] + 2 * pow(r[1] / r[0], 2); /* of the sums of two radii */
  double pairs = 0.5 * r[0] * r[0] / volume * 4 * pi * squares * pow(across / (2 * mean), 2);
  for (int i = 0; i < STEPS && widest > gap; i++) {
    double width = gap + (widest - gap) * (i + 0.5) / STEPS;
    double frequent = 1 + (contact - 1) * exp(-(width - gap) / (0.15 * across));
    sum += Cone(width / widest, wishes->growth) * frequent * (widest - gap) / STEPS;
  }
  return pairs * sum;
}

static double ShareOf(const SulRecipe *recipe, const double *share,
                      const SulPopulation *population) {
  if (population->ingredient < 0) return 0;
  return share[population->ingredient] * population->share * (1 - recipe->porosity);
}

void SulRecipeEstimate(const SulRecipe *recipe, double *cells, double *vertices, double *nodes) {
  double *share = SulAllocate((size_t)recipe->ingredient_count, sizeof *share);
  double volume = recipe->edges[0] * recipe->edges[1] * recipe->edges[2], solid = 0, cubes = 0;
  Sums sums = {{0}};
  SulCompositionShares(recipe, share);
  for (int p = 0; p < recipe->population_count; p++) {
    const SulPopulation *population = &recipe->populations[p];
    double mine = volume * ShareOf(recipe, share, population);
    Spheres spheres = SpheresOf(&population->radius, mine);
    cubes += Inside(&recipe->mesh, spheres);
    solid += mine;
    Add(&sums, &population->radius, mine);
  }
  if (recipe->carbon == SUL_CARBON_AGGREGATES) {
    double mine = volume * share[recipe->carbon_ingredient] * (1 - recipe->porosity);
    Spheres spheres = SpheresOf(&recipe->carbon_spheres.radius, mine);
    cubes += Inside(&recipe->mesh, spheres);
    solid += mine;
    Add(&sums, &recipe->carbon_spheres.radius, mine);
  }
  double matrix = fmax(volume * (1 - recipe->porosity) - solid, 0);
  if (matrix > 0 && sums.radius[2] > 0) {
    Spheres all = {sums.radius[2] * pow(sums.radius[2] / sums.radius[3], 2),
                   sums.radius[3] / sums.radius[2]};
    cubes += Around(&recipe->mesh, all, matrix) + Narrow(recipe, &sums, volume);
  }
  *cells = cells_per_cube * cubes;
  *vertices = nodes_per_cell[1] * *cells;
  *nodes = nodes_per_cell[2] * *cells;
  free(share);
}

double SulMeshingMemory(double cells) {
  return 1e8 + 1000 * cells;
}
