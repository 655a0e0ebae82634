/* SPDX-License-Identifier: BSD-2-Clause */
/* Force-biased relaxation: overlaps are driven to nothing. */
#include "packing_algorithms.h"
#include "packing_grid.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  uint32_t a, b;
} Pair;

typedef struct {
  SulCrowd *crowd;
  double margin; /* m, asked for beyond the gap so that the minimisation ends in finite time */
  double skin;
  size_t pair_count, pair_room;
  Pair *pairs;
  uint32_t *near;
  double *mass;
  double (*velocity)[3], (*force)[3], (*listed)[3]; /* listed: centres when the pairs were listed */
  size_t work;                                      /* of the last evaluation, in looks at a pair */
  double worst;                                     /* of the last evaluation, without the margin */
  double energy; /* half the sum of all squared overlaps, margin included */
} Relaxation;

static Relaxation Begin(SulCrowd *crowd) {
  size_t n = crowd->count;
  double mean = 0, least = INFINITY;
  for (size_t i = 0; i < n; i++) {
    mean += crowd->bound[i] / (double)n;
    least = fmin(least, crowd->bound[i]);
  }
  Relaxation r = {.crowd = crowd, .margin = 1e-3 * least, .skin = 0.3 * mean};
  r.near = SulAllocate(n, sizeof *r.near);
  r.mass = SulAllocate(n, sizeof *r.mass);
  r.velocity = SulAllocate(n, sizeof *r.velocity);
  r.force = SulAllocate(n, sizeof *r.force);
  r.listed = SulAllocate(n, sizeof *r.listed);
  for (size_t i = 0; i < n; i++) /* large bodies have many contacts: stiff, so make them heavy */
    r.mass[i] = fmax(1, crowd->bound[i] / mean * (crowd->bound[i] / mean));
  return r;
}

static void End(Relaxation *r) {
  free(r->pairs);
  free(r->near);
  free(r->mass);
  free(r->velocity);
  free(r->force);
  free(r->listed);
}

static void AddPair(Relaxation *r, uint32_t a, uint32_t b) {
  r->pairs = SulGrow(r->pairs, &r->pair_room, r->pair_count + 1, sizeof *r->pairs);
  r->pairs[r->pair_count++] = (Pair){a, b};
}

static void ListPairs(Relaxation *r) {
  SulCrowd *crowd = r->crowd;
  for (size_t i = 0; i < crowd->count; i++)
    SulCrowdWrap(crowd, i);
  SulGrid grid = SulGridCreate(crowd, r->skin + r->margin);
  for (size_t i = 0; i < crowd->count; i++)
    SulGridInsert(&grid, i);
  r->pair_count = 0;
  for (size_t i = 0; i < crowd->count; i++) {
    size_t found = SulGridNear(&grid, i, SUL_GRID_EARLIER, r->near);
    for (size_t k = 0; k < found; k++)
      AddPair(r, (uint32_t)i, r->near[k]);
  }
  SulGridFree(&grid);
  memcpy(r->listed, crowd->centre, crowd->count * sizeof *r->listed);
}

static bool ListIsOld(const Relaxation *r) {
  double limit = 0.25 * r->skin * r->skin;
  for (size_t i = 0; i < r->crowd->count; i++) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      double d = r->crowd->centre[i][k] - r->listed[i][k];
      sum += d * d;
    }
    if (sum > limit) return true;
  }
  return false;
}

/* Most pairs of the list do not touch: their balls tell without a root. */
static bool Apart(const SulCrowd *crowd, Pair pair, double reach) {
  double d[3];
  SulCrowdOffset(crowd, pair.a, pair.b, d);
  double far = crowd->bound[pair.a] + crowd->bound[pair.b] + reach;
  return d[0] * d[0] + d[1] * d[1] + d[2] * d[2] >= far * far;
}

/* The distance of two ellipsoids costs as much as many looks at spheres; with the same weight a
 * relaxation of a few hundred that do not fit would take minutes to be given up. */
static size_t Effort(const SulCrowd *crowd, size_t a, size_t b) {
  enum { OF_ELLIPSOIDS = 10 };
  return SulParticleRound(&crowd->particles[a]) && SulParticleRound(&crowd->particles[b])
             ? 1
             : OF_ELLIPSOIDS;
}

static void Forces(Relaxation *r) {
  SulCrowd *crowd = r->crowd;
  double wanted = crowd->gap + r->margin;
  r->work = r->pair_count + crowd->count;
  memset(r->force, 0, crowd->count * sizeof *r->force);
  r->worst = r->energy = 0;
  for (size_t p = 0; p < r->pair_count; p++) {
    if (Apart(crowd, r->pairs[p], wanted)) continue;
    size_t a = r->pairs[p].a, b = r->pairs[p].b;
    double normal[3], separation = SulCrowdSeparation(crowd, a, b, normal);
    r->work += Effort(crowd, a, b) - 1;
    if (separation >= wanted) continue;
    r->worst = fmax(r->worst, crowd->gap - separation);
    r->energy += 0.5 * (wanted - separation) * (wanted - separation);
    for (int k = 0; k < 3; k++) {
      double f = (wanted - separation) * normal[k];
      r->force[a][k] -= f;
      r->force[b][k] += f;
    }
  }
  SulCrowd stricter = *crowd;
  stricter.margin = r->margin;
  for (size_t i = 0; i < crowd->count; i++) {
    double move[3], breach = SulCrowdFaceBreach(&stricter, i, move);
    r->worst = fmax(r->worst, breach - r->margin);
    r->energy += 0.5 * breach * breach;
    for (int k = 0; k < 3 && breach > 0; k++)
      r->force[i][k] += move[k];
  }
}

typedef struct {
  double step, mixing;
  int downhill; /* steps since the power was last negative */
} Fire;

static void Halt(Relaxation *r, Fire *fire) {
  memset(r->velocity, 0, r->crowd->count * sizeof *r->velocity);
  fire->step *= 0.5;
  fire->mixing = 0.1;
  fire->downhill = 0;
}

/* One step of FIRE: mixes the velocities towards the forces while the power is positive. */
static void Step(Relaxation *r, Fire *fire) {
  double power = 0, speed = 0, pull = 0;
  for (size_t i = 0; i < r->crowd->count; i++)
    for (int k = 0; k < 3; k++) {
      double a = r->force[i][k] / r->mass[i], v = r->velocity[i][k];
      power += r->force[i][k] * v;
      speed += v * v;
      pull += a * a;
    }
  if (power < 0) {
    Halt(r, fire);
  } else if (++fire->downhill > 5) {
    fire->step = fmin(1.1 * fire->step, 0.6);
    fire->mixing *= 0.99;
  }
  double mix = power > 0 && pull > 0 ? fire->mixing * sqrt(speed / pull) : 0;
  double keep = power > 0 ? 1 - fire->mixing : 1;
  for (size_t i = 0; i < r->crowd->count; i++)
    for (int k = 0; k < 3; k++) {
      double a = r->force[i][k] / r->mass[i], *v = &r->velocity[i][k];
      *v = keep * *v + mix * a + fire->step * a;
      r->crowd->centre[i][k] += fire->step * *v;
    }
}

/* The common factor on all sizes that would leave every gap whole. */
static double Shrink(const Relaxation *r) {
  const SulCrowd *crowd = r->crowd;
  double factor = 1, move[3];
  for (size_t p = 0; p < r->pair_count; p++) {
    size_t a = r->pairs[p].a, b = r->pairs[p].b;
    double normal[3], breach = crowd->gap - SulCrowdSeparation(crowd, a, b, normal);
    if (breach > 0) factor = fmin(factor, 1 - breach / (crowd->bound[a] + crowd->bound[b]));
  }
  for (size_t i = 0; i < crowd->count; i++) {
    double breach = SulCrowdFaceBreach(crowd, i, move);
    if (breach > 0) factor = fmin(factor, 1 - breach / crowd->bound[i]);
  }
  return fmax(factor, 0);
}

/* Overlap energy of body i where it stands. */
static double EnergyOf(Relaxation *r, const SulCrowd *stricter, const SulGrid *grid, size_t i) {
  double move[3], normal[3], breach = SulCrowdFaceBreach(stricter, i, move);
  double energy = 0.5 * breach * breach, wanted = r->crowd->gap + r->margin;
  size_t count = SulGridNear(grid, i, SUL_GRID_ALL, r->near);
  for (size_t k = 0; k < count; k++) {
    double overlap = wanted - SulCrowdSeparation(r->crowd, i, r->near[k], normal);
    if (overlap > 0) energy += 0.5 * overlap * overlap;
  }
  return energy;
}

static void Exchange(SulCrowd *crowd, SulGrid *grid, size_t i, size_t j) {
  for (int k = 0; k < 3; k++) {
    double x = crowd->centre[i][k];
    crowd->centre[i][k] = crowd->centre[j][k];
    crowd->centre[j][k] = x;
  }
  SulGridMove(grid, i);
  SulGridMove(grid, j);
}

/* Bodies of different sizes that are stuck change places where that lowers the overlaps: opens
 * the way to packings far denser than pushing alone finds. SulCrowd stand in the order of their
 * sizes, so a partner is sought among the ranks nearby. Returns how many pairs it looked at. */
static size_t Swap(Relaxation *r, SulRandom *random) {
  SulCrowd *crowd = r->crowd;
  size_t n = crowd->count, reach = n / 5 + 1, looked = 0;
  SulCrowd stricter = *crowd;
  stricter.margin = r->margin;
  SulGrid grid = SulGridCreate(crowd, r->margin);
  for (size_t i = 0; i < n; i++) {
    SulCrowdWrap(crowd, i);
    SulGridInsert(&grid, i);
  }
  for (size_t trial = 0; trial < 4 * n; trial++) {
    size_t i = SulRandomIndex(random, n), j = i + 1 + SulRandomIndex(random, reach);
    if (j >= n || crowd->bound[i] == crowd->bound[j]) continue;
    double before = EnergyOf(r, &stricter, &grid, i) + EnergyOf(r, &stricter, &grid, j);
    looked += 32 * Effort(crowd, i, j);
    if (before == 0) continue;
    Exchange(crowd, &grid, i, j);
    double after = EnergyOf(r, &stricter, &grid, i) + EnergyOf(r, &stricter, &grid, j);
    if (after >= before) Exchange(crowd, &grid, i, j);
  }
  SulGridFree(&grid);
  return looked;
}

size_t SulPackingBudget(size_t count) {
  return 200000000 + 40000 * count;
}

enum { SWAP_EVERY = 300 };

bool SulPackingRelax(SulCrowd *crowd, size_t pair_budget, SulRandom *random, SulRelaxReport *report,
                     SulLog *log) {
  Relaxation r = Begin(crowd);
  Fire fire = {.step = 0.1, .mixing = 0.1};
  *report = (SulRelaxReport){0};
  double first = 0;
  ListPairs(&r);
  for (;;) {
    Forces(&r);
    report->iterations++;
    report->pairs += r.work;
    if (report->iterations == 1) first = r.worst;
    if (r.worst <= 0 || report->pairs > pair_budget) break;
    Step(&r, &fire);
    bool swap = report->iterations % SWAP_EVERY == 0;
    if (swap) report->pairs += Swap(&r, random);
    if (swap) Halt(&r, &fire);
    if (swap || ListIsOld(&r)) ListPairs(&r);
    if (report->iterations % 64 == 0)
      SulLogProgress(log, "force-biased packing", 1 - r.worst / fmax(first, r.worst));
  }
  for (size_t i = 0; i < crowd->count; i++)
    SulCrowdWrap(crowd, i);
  report->worst = r.worst;
  report->shrink = Shrink(&r);
  End(&r);
  return report->worst <= 0;
}
