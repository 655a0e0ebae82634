/* SPDX-License-Identifier: BSD-2-Clause */
/* A measured charge of the layer: read, and held against what the layer can hold. */
#include <math.h>
#include <sulfem/quantity.h>

#include "expansion.h"

static double Positive(const char *flag, const char *word, SulDimension dimension,
                       SulError *error) {
  double value = SulFailed(error) ? NAN : SulQuantity(word, dimension, error);
  if (!SulFailed(error) && !(value > 0))
    SulErrorSet(error, SUL_INPUT, "must be larger than 0, found \"%s\"", word);
  if (SulFailed(error)) SulErrorAppend(error, "; in %s", flag);
  return value;
}

static double ChargePerArea(const SulExpansionArguments *arguments, SulError *error) {
  if (arguments->area) {
    double charge =
        Positive("--charge, the whole cell's beside --area", arguments->charge, SUL_CHARGE, error);
    return charge / Positive("--area", arguments->area, SUL_AREA, error);
  }
  return Positive("--charge; of a whole cell it needs --area, as in --area \"0.785 cm2\"",
                  arguments->charge, SUL_AREAL_CHARGE, error);
}

/* What nobody said, or what leaves no room for pores. */
static void Check(const SulExpansionRequest *request, SulError *error) {
  static const double per_areal = 3.6e4, per_mass = 3600; /* SI units in mAh/cm2 and mAh/g */
  const char *name = request->recipe->ingredients[request->active].name;
  double given = isnan(request->capacity) ? request->lithiation * request->theoretical_capacity
                                          : request->capacity;
  SulExpansionCharged charged;
  SulExpansionCharge(request, &charged);
  if (!(given > 0))
    SulErrorSet(error, SUL_INPUT,
                "--charge needs a capacity of \"%s\" above 0, and %s; for example: --capacity "
                "\"1615 mAh/g\"",
                name, isnan(given) ? "no reaction gives one" : "the one given is 0");
  else if (isnan(charged.porosity))
    SulErrorSet(error, SUL_INPUT,
                "--charge needs the density of \"%s\", and neither %s nor the library has one; for "
                "example: materials: {%s: {density: 2.0 g/cm3}}",
                name, request->recipe->path, name);
  else if (charged.porosity < 0)
    SulErrorSet(error, SUL_INPUT,
                "--charge: %.4g mAh/cm2 at %.5g mAh/g are %.4g mg/cm2 of \"%s\"; with the other "
                "solids they are %.4g um thick without any pores, more than --thickness, %.4g um, "
                "which holds %.4g mAh/cm2 at most",
                request->charge / per_areal, given / per_mass, 100 * charged.mass, name,
                1e6 * charged.solids, 1e6 * request->thickness,
                request->charge / per_areal * request->thickness / charged.solids);
}

void SulExpansionChargeRead(const SulExpansionArguments *arguments, SulExpansionRequest *request,
                            SulError *error) {
  request->charge = NAN;
  if (!arguments->charge || SulFailed(error)) return;
  request->charge = ChargePerArea(arguments, error);
  if (!SulFailed(error)) Check(request, error);
}
