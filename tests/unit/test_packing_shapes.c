/* SPDX-License-Identifier: BSD-2-Clause */
/* Ellipsoids, coatings, pores and carbon aggregates. */
#include "../../src/pack/packing_crowd.h"
#include "packed.h"
#include <sulfem/random.h>

/* Support function of an ellipsoid, written down here anew. */
static double Support(const SulParticle *p, const double n[3]) {
  double sum = 0;
  for (int m = 0; m < 3; m++) {
    double dot = 0;
    for (int k = 0; k < 3; k++)
      dot += p->rotation[3 * m + k] * n[k];
    sum += pow((p->semi_axes[m] + p->coating) * dot, 2);
  }
  return sqrt(sum);
}

/* Every direction gives a lower bound on the distance of convex bodies; the largest is the
 * distance. */
static double Bound(const SulParticle *p, const SulParticle *q, const double offset[3],
                    const double n[3]) {
  return n[0] * offset[0] + n[1] * offset[1] + n[2] * offset[2] - Support(p, n) - Support(q, n);
}

static double Sampled(const SulParticle *p, const SulParticle *q, const double offset[3],
                      SulRandom *random) {
  double best = -INFINITY, around[3] = {0}, width = 1;
  for (int round = 0; round < 12; round++, width *= 0.4)
    for (int i = 0; i < 3000; i++) {
      double n[3], length = 0, from[3];
      SulRandomDirection(random, from);
      for (int k = 0; k < 3; k++) {
        n[k] = round ? around[k] + width * from[k] : from[k];
        length += n[k] * n[k];
      }
      for (int k = 0; k < 3; k++)
        n[k] /= sqrt(length);
      double bound = Bound(p, q, offset, n);
      if (bound <= best) continue;
      best = bound;
      if (round) memcpy(around, n, sizeof around);
      if (!round) memcpy(around, n, sizeof around);
    }
  return best;
}

static SulParticle RandomEllipsoid(SulRandom *random) {
  SulParticle p = {.coating_phase = -1};
  for (int k = 0; k < 3; k++)
    p.semi_axes[k] = 0.5 + 1.5 * SulRandomUniform(random);
  SulRandomDirection(random, p.rotation);
  SulTangents(p.rotation, p.rotation + 3, p.rotation + 6);
  return p;
}

/* The separation of pairs at all distances, overlapping ones too, against the sampled maximum. */
static void CheckSeparation(void) {
  SulRandom random = SulRandomStream(21, 0);
  for (int trial = 0; trial < 60; trial++) {
    SulParticle pair[2] = {RandomEllipsoid(&random), RandomEllipsoid(&random)};
    double offset[3], normal[3];
    SulRandomDirection(&random, offset);
    double distance = 1.5 + 4 * SulRandomUniform(&random);
    for (int k = 0; k < 3; k++) {
      pair[0].centre[k] = 50;
      pair[1].centre[k] = 50 + (offset[k] *= distance);
    }
    SulPacking packing = {.edges = {100, 100, 100}};
    SulCrowd crowd = SulCrowdCreate(&packing, pair, 2);
    double value = SulCrowdSeparation(&crowd, 0, 1, normal);
    double sampled = Sampled(&pair[0], &pair[1], offset, &random);
    CHECK_NEAR(value, Bound(&pair[0], &pair[1], offset, normal), 1e-12, 1);
    if (sampled > 0) CHECK_NEAR(value, sampled, 1e-6, 1);
    if (sampled <= 0) CHECK(value <= 1e-6); /* deeply overlapping: only the sign counts */
    SulCrowdFree(&crowd);
  }
}

/* Two ellipsoids whose distance is known: tip to tip, and flank to flank of turned ones. */
static void CheckKnownDistance(void) {
  SulParticle pair[2] = {{.semi_axes = {3, 1, 1}, .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}},
                         {.semi_axes = {3, 1, 1}, .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}}};
  SulPacking packing = {.edges = {100, 100, 100}};
  double normal[3];
  pair[1].centre[0] = 7;
  SulCrowd crowd = SulCrowdCreate(&packing, pair, 2);
  CHECK_NEAR(SulCrowdSeparation(&crowd, 0, 1, normal), 1, 1e-14, 0);
  SulCrowdFree(&crowd);
  pair[1].centre[0] = 0;
  pair[1].centre[1] = 2.5;
  crowd = SulCrowdCreate(&packing, pair, 2);
  CHECK_NEAR(SulCrowdSeparation(&crowd, 0, 1, normal), 0.5, 1e-14, 0);
  CHECK_NEAR(normal[1], 1, 1e-14, 0);
  SulCrowdFree(&crowd);
}

/* Smallest gap of the packing by a certificate per pair: any direction is a lower bound. */
static double CertifiedGap(const SulPacking *packing) {
  SulRandom random = SulRandomStream(22, 0);
  double least = INFINITY;
  for (size_t i = 0; i < packing->particle_count; i++)
    for (size_t j = 0; j < i; j++) {
      const SulParticle *p = &packing->particles[i], *q = &packing->particles[j];
      double offset[3], squares = 0, reach = 0;
      for (int k = 0; k < 3; k++) {
        double d = q->centre[k] - p->centre[k];
        offset[k] = packing->periodic ? d - packing->edges[k] * round(d / packing->edges[k]) : d;
        squares += offset[k] * offset[k];
        reach = fmax(reach, fmax(p->semi_axes[k] + p->coating, q->semi_axes[k] + q->coating));
      }
      double balls = sqrt(squares) - 2 * reach;
      least = fmin(least, balls > packing->minimum_gap ? balls : Sampled(p, q, offset, &random));
    }
  return least;
}

static void CheckEllipsoids(void) {
  SulPacking packing = Packed("box: {edge: 24 um, boundary: periodic}\n"
                              "composition: {by: volume, sulfur: 0.35, electrolyte: 0.65}\n"
                              "particles: {phase: sulfur, minimum_gap: 0.1 um,\n"
                              "  radius: {distribution: uniform, min: 1 um, max: 2 um},\n"
                              "  shape: {aspect_ratio: 2}}\n");
  double volume = 0, cosine = 0;
  for (size_t i = 0; i < packing.particle_count; i++) {
    const SulParticle *p = &packing.particles[i];
    volume += 4 * M_PI / 3 * p->semi_axes[0] * p->semi_axes[1] * p->semi_axes[2];
    CHECK_NEAR(p->semi_axes[0], 2 * p->semi_axes[1], 1e-14, 0);
    CHECK_NEAR(pow(p->radius, 3), p->semi_axes[0] * p->semi_axes[1] * p->semi_axes[2], 1e-13, 0);
    cosine += p->rotation[2] * p->rotation[2] / (double)packing.particle_count;
  }
  printf("%zu ellipsoids, mean squared cosine %.3f\n", packing.particle_count, cosine);
  CHECK_NEAR(volume / pow(24e-6, 3), 0.35, 5e-3, 0);
  CHECK(fabs(cosine - 1.0 / 3) < 3.3 * sqrt(4.0 / 45 / (double)packing.particle_count));
  CHECK(CertifiedGap(&packing) >= packing.minimum_gap * (1 - 1e-9));
  SulPackingFree(&packing);
}

static void CheckAligned(void) {
  SulPacking packing = Packed("box: {edge: 24 um, boundary: walls}\n"
                              "composition: {by: volume, sulfur: 0.2, electrolyte: 0.8}\n"
                              "particles: {phase: sulfur, radius: 1.5 um,\n"
                              "  shape: {aspect_ratio: 0.4, orientation: [0, 0, 2]}}\n");
  for (size_t i = 0; i < packing.particle_count; i++) {
    const SulParticle *p = &packing.particles[i];
    double extent[3];
    SulParticleExtent(p, extent);
    CHECK(p->rotation[0] == 0 && p->rotation[1] == 0 && p->rotation[2] == 1);
    CHECK_NEAR(extent[2], p->semi_axes[0], 1e-14, 0);
    CHECK_NEAR(extent[0], 2.5 * extent[2], 1e-13, 0);
    CHECK(p->centre[2] >= extent[2] + packing.face_gap);
  }
  SulPackingFree(&packing);
}

/* A coating of given thickness: on top of the composition. */
static void CheckThickness(void) {
  SulPacking packing =
      Packed("box: {edge: 30 um, boundary: periodic}\n"
             "composition: {by: weight, MoS6: 0.4, electrolyte: 0.6}\n"
             "materials: {MoS6: {density: 3 g/cm3}}\n"
             "particles: {phase: MoS6, radius: {distribution: normal, mean: 2 um,\n"
             "  standard_deviation: 0.4 um}, coating: {phase: Li7P3S11, thickness: 0.3 um}}\n");
  double core = 0, shell = 0, box = pow(30e-6, 3);
  for (size_t i = 0; i < packing.particle_count; i++) {
    double r = packing.particles[i].radius;
    CHECK_NEAR(packing.particles[i].coating, 0.3e-6, 1e-12, 0);
    core += 4 * M_PI / 3 * r * r * r;
    shell += 4 * M_PI / 3 * (pow(r + 0.3e-6, 3) - r * r * r);
  }
  CHECK(BruteGap(&packing) >= packing.minimum_gap);
  CHECK(packing.phase_count == 3 && packing.phases[2].role == SUL_ROLE_COATING);
  CHECK_NEAR(packing.phases[1].volume_reached, core / box, 1e-9, 0);
  CHECK_NEAR(packing.phases[2].volume_reached, shell / box, 1e-9, 0);
  /* 4 : 6 by weight between core and electrolyte, whatever the coating takes */
  double matrix = box - core - shell;
  CHECK_NEAR(3000 * core / (3000 * core + 1860 * matrix), 0.4, 5e-3, 0);
  SulPackingFree(&packing);
}

/* A coating of given share: the thickness follows. */
static void CheckCoatingShare(void) {
  SulPacking packing =
      Packed("box: {edge: 30 um, boundary: periodic}\n"
             "composition: {by: volume, S: 0.3, Li7P3S11: 0.06, electrolyte: 0.64}\n"
             "particles: {phase: S, radius: 2 um, coating: {phase: Li7P3S11}}\n"
             "porosity: 0.0\n");
  double r = 2e-6, t = packing.particles[0].coating;
  double each = 4 * M_PI / 3 * (pow(r + t, 3) - r * r * r);
  CHECK(t > 0);
  CHECK_NEAR(each * (double)packing.particle_count / pow(30e-6, 3), 0.06, 1e-9, 0);
  CHECK(BruteGap(&packing) >= packing.minimum_gap);
  SulPackingFree(&packing);
}

static void CheckPores(void) {
  SulPacking packing = Packed("box: {edge: 40 um, boundary: periodic}\n"
                              "composition: {by: weight, sulfur: 0.3, electrolyte: 0.7}\n"
                              "porosity: 0.1\npores: {radius: 1.2 um}\n"
                              "particles: {phase: sulfur, radius: {distribution: uniform,\n"
                              "  min: 1 um, max: 4 um}}\n");
  double pores = 0;
  int phase = packing.phase_count - 1;
  for (size_t i = 0; i < packing.particle_count; i++)
    if (packing.particles[i].phase == phase)
      pores += 4 * M_PI / 3 * pow(packing.particles[i].radius, 3);
  CHECK(packing.phases[phase].role == SUL_ROLE_PORE && !packing.phases[phase].meshed);
  CHECK_NEAR(pores / pow(40e-6, 3), 0.1, 5e-3, 0);
  CHECK(BruteGap(&packing) >= packing.minimum_gap);
  CHECK_NEAR(packing.substances[0].weight_reached, 0.3, 5e-3, 0);
  SulPackingFree(&packing);
}

/* Share of the carbon spheres that touch (at the gap) a particle, and mean number of carbon spheres
 * that each touches. */
static void Contacts(const SulPacking *packing, double *on_surface, double *neighbours) {
  size_t carbon = 0;
  double reach = packing->minimum_gap * 1.01;
  *on_surface = *neighbours = 0;
  for (size_t i = 0; i < packing->particle_count; i++) {
    const SulParticle *p = &packing->particles[i];
    if (packing->phases[p->phase].role != SUL_ROLE_CARBON) continue;
    bool touches = false;
    carbon++;
    for (size_t j = 0; j < packing->particle_count; j++) {
      const SulParticle *q = &packing->particles[j];
      double sum = 0;
      for (int k = 0; k < 3; k++) {
        double d = q->centre[k] - p->centre[k], edge = packing->edges[k];
        sum += pow(d - edge * round(d / edge), 2);
      }
      if (i == j || sqrt(sum) - p->radius - q->radius > reach) continue;
      bool host = packing->phases[q->phase].role == SUL_ROLE_PARTICLE;
      touches = touches || host;
      *neighbours += !host;
    }
    *on_surface += touches;
  }
  CHECK(carbon > 300);
  *on_surface /= (double)carbon;
  *neighbours /= (double)carbon;
}

static void Aggregates(double attachment, double surface, double *on_surface, double *neighbours) {
  char text[1000];
  snprintf(text, sizeof text,
           "box: {edge: 20 um, boundary: periodic}\n"
           "composition: {by: volume, sulfur: 0.25, electrolyte: 0.72, carbon: 0.03}\n"
           "particles: {phase: sulfur, radius: {distribution: uniform, min: 1 um, max: 3 um},\n"
           "  minimum_gap: 0.05 um}\n"
           "carbon: {representation: aggregates, radius: 0.4 um, attachment: %g, surface: %g}\n",
           attachment, surface);
  SulPacking packing = Packed(text);
  CHECK(BruteGap(&packing) >= packing.minimum_gap);
  CHECK_NEAR(packing.substances[2].volume_reached, 0.03, 5e-3, 0);
  Contacts(&packing, on_surface, neighbours);
  printf("attachment %g, surface %g: %.2f on particles, %.2f neighbours\n", attachment, surface,
         *on_surface, *neighbours);
  SulPackingFree(&packing);
}

/* The two parameters span a film, free single spheres, and clusters. */
static void CheckAggregates(void) {
  double on_surface, neighbours;
  Aggregates(0, 1, &on_surface, &neighbours);
  CHECK(on_surface > 0.99);
  double film = neighbours;
  Aggregates(0, 0, &on_surface, &neighbours);
  CHECK(on_surface < 0.1 && neighbours < 0.1);
  Aggregates(1, 0.5, &on_surface, &neighbours);
  CHECK(neighbours > 1.9 && neighbours > 3 * film); /* a cluster of n has n-1 bonds at least */
}

int main(void) {
  CheckSeparation();
  CheckKnownDistance();
  CheckEllipsoids();
  CheckAligned();
  CheckThickness();
  CheckCoatingShare();
  CheckPores();
  CheckAggregates();
  return CheckResult();
}
