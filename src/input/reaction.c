/* SPDX-License-Identifier: BSD-2-Clause */
/* What follows from a reaction's amounts, molar masses and densities. */
#include <sulfem/library.h>
#include <sulfem/model.h>

static bool MolarVolume(const SulSpecies *species, double *volume) {
  *volume = species->density > 0 ? species->molar_mass / species->density : 0;
  return species->density > 0;
}

/* Volumes of the active solid and of what becomes of it, m3 per formula as written. */
static bool Volumes(const SulReaction *reaction, double *before, double *after) {
  double molar_volume;
  if (!MolarVolume(reaction->active, &molar_volume)) return false;
  *before = reaction->active_amount * molar_volume;
  *after = 0;
  for (int i = 0; i < reaction->product_count; i++) {
    if (!MolarVolume(reaction->products[i], &molar_volume)) return false;
    *after += reaction->product_amounts[i] * molar_volume;
  }
  return true;
}

bool SulReactionVolumeChange(const SulReaction *reaction, double *volume_change) {
  double before, after;
  if (!Volumes(reaction, &before, &after)) return false;
  *volume_change = (after - before) / before;
  return true;
}

double SulReactionCapacity(const SulReaction *reaction) {
  return SulTheoreticalCapacity(reaction->electrons,
                                reaction->active_amount * reaction->active->molar_mass);
}

bool SulReactionVolumePerCharge(const SulReaction *reaction, double *volume) {
  double before, after;
  if (!Volumes(reaction, &before, &after)) return false;
  *volume = (after - before) / SulTheoreticalCapacity(reaction->electrons, 1);
  return true;
}

bool SulReactionTakesLithium(const SulReaction *reaction) {
  double gained = -reaction->active_amount * reaction->active->molar_mass;
  for (int i = 0; i < reaction->product_count; i++)
    gained += reaction->product_amounts[i] * reaction->products[i]->molar_mass;
  return gained > 0;
}
