/* SPDX-License-Identifier: BSD-2-Clause */
/* MESH.json may come from anywhere: what is read from it must be a packing before anything computes
 * with it. */
#include "packing_parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of lengths that went through fifteen digits, and of rotations. */
static const double digits = 1e-6;
/* Of the volume of the listed particles; `sulfem pack` writes what it has measured on them. */
static const double volume_tolerance = 1e-2;

typedef struct {
  const char *path;
  const SulPacking *packing;
  SulError *error;
} Check;

static void Refuse(const Check *check, const char *what, double value) {
  SulErrorSet(check->error, SUL_INPUT,
              "%s: is damaged, or no file of `sulfem pack`: %s, found %g; pack again, or move it "
              "away",
              check->path, what, value);
}

static void Within(const Check *check, double value, double least, double most, const char *what) {
  if (!(value >= least && value <= most)) Refuse(check, what, value);
}

static void Positive(const Check *check, double value, const char *what) {
  if (!(isfinite(value) && value > 0)) Refuse(check, what, value);
}

static void CheckBox(const Check *check) {
  const SulPacking *packing = check->packing;
  for (int k = 0; k < 3; k++)
    Positive(check, packing->edges[k], "the edges of the box must be lengths above 0");
  Within(check, packing->minimum_gap, 0, 1e9, "the minimum gap must be a length");
  Within(check, packing->face_gap, -1e9, 1e9, "the gap at faces must be a length");
  Within(check, packing->porosity, 0, 1, "the porosity must lie from 0 to 1");
}

static void CheckPhase(const Check *check, const SulPackedPhase *phase) {
  static const char *const fraction = "a phase's volume fraction must lie from 0 to 1";
  const double most = 1 + digits;
  Within(check, phase->volume_reached, -digits, most, fraction);
  Within(check, phase->volume_target, -digits, most, fraction);
  Within(check, phase->volume_meshed, -digits, most, fraction);
  Within(check, phase->density, 0, 1e6, "a phase's density must be above 0");
  Within(check, phase->youngs_modulus, 0, 1e16, "a phase's Young's modulus must be above 0");
  if (!(phase->poissons_ratio > -1 && phase->poissons_ratio < 0.5))
    Refuse(check, "a phase's Poisson's ratio must lie above -1 and below 0.5",
           phase->poissons_ratio);
}

static void CheckPhases(const Check *check) {
  const SulPacking *packing = check->packing;
  for (int p = 0; p < packing->phase_count; p++) {
    CheckPhase(check, &packing->phases[p]);
    for (int q = 0; q < p; q++)
      if (strcmp(packing->phases[p].name, packing->phases[q].name) == 0)
        Refuse(check, "two phases have one name; number", p);
  }
  for (int i = 0; i < packing->substance_count; i++) {
    const SulSubstance *one = &packing->substances[i];
    Within(check, one->density, 0, 1e6, "a density must be above 0");
    Within(check, one->volume_reached, -digits, 1 + digits, "a volume fraction is from 0 to 1");
    if (!isnan(one->weight_reached))
      Within(check, one->weight_reached, -digits, 1 + digits, "a weight fraction is from 0 to 1");
  }
  Within(check, packing->smeared.share, 0, 1, "a smeared share must lie from 0 to 1");
}

/* ---- Particles ------------------------------------------------------------------------------- */

static void CheckRotation(const Check *check, const double *rotation) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      double product = 0;
      for (int k = 0; k < 3; k++)
        product += rotation[3 * i + k] * rotation[3 * j + k];
      if (!(fabs(product - (i == j)) <= digits))
        Refuse(check, "the rows of a particle's rotation must be of length 1 and at right angles",
               product);
    }
}

static double Slenderness(const SulParticle *particle) {
  const double *a = particle->semi_axes;
  return fmax(a[0], fmax(a[1], a[2])) / fmin(a[0], fmin(a[1], a[2]));
}

static void CheckParticle(const Check *check, const SulParticle *particle) {
  const double *edges = check->packing->edges;
  double extent[3], cube = 1;
  Positive(check, particle->radius, "a particle's radius must be above 0");
  for (int k = 0; k < 3; k++) {
    Positive(check, particle->semi_axes[k], "a particle's semi-axes must be above 0");
    cube *= particle->semi_axes[k] / particle->radius;
  }
  Within(check, cube, 1 - digits, 1 + digits,
         "a particle's semi-axes must have the volume of its radius");
  Within(check, Slenderness(particle), 1, SUL_ASPECT_MOST * (1 + digits),
         "a particle's longest semi-axis is at most ten times the shortest");
  Within(check, particle->coating, 0, 1e9, "a coating's thickness must be above 0");
  CheckRotation(check, particle->rotation);
  if (SulFailed(check->error)) return;
  SulParticleExtent(particle, extent);
  for (int k = 0; k < 3; k++) {
    Within(check, 2 * extent[k] / edges[k], 0, 1 + digits,
           "a particle is larger than the box, over the box's edge");
    Within(check, particle->centre[k] / edges[k], -(extent[k] / edges[k]) - digits,
           1 + extent[k] / edges[k] + digits, "a particle's centre is far outside of the box");
  }
}

/* A box of another size is told by what the particles fill of it. Where walls cut, copies are
 * listed: each particle up to eight times. So what the shapes fill, and with it the work on their
 * voxels, is bounded, too. */
static void CheckVolumes(const Check *check) {
  const SulPacking *packing = check->packing;
  double box = packing->edges[0] * packing->edges[1] * packing->edges[2];
  double most = packing->faces == SUL_FACES_CUT && !packing->periodic ? 8 : 1;
  double *sum = SulAllocate((size_t)packing->phase_count, sizeof *sum), whole = 0;
  for (size_t i = 0; i < packing->particle_count; i++)
    sum[packing->particles[i].phase] += SulParticleCore(&packing->particles[i]) / box;
  for (int p = 0; p < packing->phase_count; p++) {
    double told = packing->phases[p].volume_reached;
    SulRole role = packing->phases[p].role;
    whole += told;
    /* an image has pores without particles */
    bool listed = role == SUL_ROLE_PARTICLE || (packing->particle_count > 0 &&
                                                (role == SUL_ROLE_CARBON || role == SUL_ROLE_PORE));
    if (listed &&
        !(sum[p] >= (1 - volume_tolerance) * told && sum[p] <= (most + volume_tolerance) * told))
      SulErrorSet(check->error, SUL_INPUT,
                  "%s: is damaged: its particles of \"%s\" fill %.4g %% of its box, it says %.4g "
                  "%%; pack again, or move it away",
                  check->path, packing->phases[p].name, 100 * sum[p], 100 * told);
  }
  Within(check, whole, 0, 1 + volume_tolerance, "the phases' volume fractions sum to 1");
  free(sum);
}

void SulPackingCheck(const char *path, const SulPacking *packing, SulError *error) {
  Check check = {path, packing, error};
  CheckBox(&check);
  CheckPhases(&check);
  for (size_t i = 0; i < packing->particle_count && !SulFailed(error); i++)
    CheckParticle(&check, &packing->particles[i]);
  if (!SulFailed(error)) CheckVolumes(&check);
}
