/* SPDX-License-Identifier: BSD-2-Clause */
/* One phase's model: the one it names, or the one that kinematics, elasticity and plasticity mean. */
#include "case_parts.h"
#include "parameter.h"
#include <stdlib.h>
#include <string.h>
#include <sulfem/text.h>

/* ---- By its name ----------------------------------------------------------------------------- */

static const SulModel *Named(const SulYaml *node, SulError *error) {
  size_t count = 0;
  while (sul_models[count])
    count++;
  const char **names = SulAllocate(count, sizeof *names);
  for (size_t i = 0; i < count; i++)
    names[i] = sul_models[i]->name;
  const SulModel *model = sul_models[SulYamlChoice(node, names, count, error)];
  free(names);
  return model;
}

static bool Flows(const SulModel *model) {
  return SulModelParameter(model, "plasticity.yield_stress") >= 0;
}

static void CheckNamed(const SulYaml *entry, const SulModel *model, SulKinematics kinematics,
                       SulError *error) {
  const SulYaml *node = SulYamlFind(entry, "model"), *flow = SulYamlFind(entry, "plasticity");
  bool finite = model->traits & SUL_FINITE;
  SulYamlExclude(entry, "model", "elasticity", error);
  if (finite != (kinematics == SUL_KINEMATICS_FINITE))
    SulYamlFail(node, error,
                "\"%s\" is a model of %s strain, and the case has kinematics: %s; leave \"model\" "
                "out, it follows from kinematics, elasticity and plasticity",
                model->name, finite ? "finite" : "small",
                finite ? "small (the default)" : "finite");
  if (flow && !Flows(model))
    SulYamlFail(flow, error,
                "the model \"%s\" (line %d) does not flow; leave \"model\" out, it follows from "
                "kinematics, elasticity and plasticity",
                model->name, node->key_line);
}

/* ---- By what it is to do ---------------------------------------------------------------------- */

/* The back stress needs axes of its own, which the multiplicative model does not have. */
static bool HasBackStress(const SulYaml *entry) {
  return SulYamlAt(entry, "plasticity.hardening.kinematic") ||
         SulYamlAt(entry, "lithiated.plasticity.hardening.kinematic");
}

static const char *FiniteName(const SulYaml *entry, SulError *error) {
  static const char *const elasticities[] = {"hencky", "neo_hookean"};
  const SulYaml *elasticity = SulYamlFind(entry, "elasticity");
  const SulYaml *flow = SulYamlFind(entry, "plasticity");
  size_t which = elasticity ? SulYamlChoice(elasticity, elasticities, 2, error) : 0;
  if (!flow) return elasticities[which];
  if (which == 1)
    SulYamlFail(flow, error,
                "goes with elasticity: hencky (the default), whose logarithmic strain it is told "
                "in; line %d has neo_hookean",
                elasticity->key_line);
  return HasBackStress(entry) ? "hencky_additive_plastic" : "hencky_plastic";
}

static const char *SmallName(const SulYaml *entry, SulError *error) {
  SulYamlFail(SulYamlFind(entry, "elasticity"), error,
              "goes with kinematics: finite, at the top of the case; at small strain, the default, "
              "elasticity is linear");
  return SulYamlFind(entry, "plasticity") ? "linear_plastic" : sul_models[0]->name;
}

static const SulModel *Implied(const SulYaml *entry, SulKinematics kinematics, SulError *error) {
  const char *name =
      kinematics == SUL_KINEMATICS_FINITE ? FiniteName(entry, error) : SmallName(entry, error);
  const SulModel *model = SulModelFind(name);
  if (!model) SulYamlFail(entry, error, "there is no model \"%s\"", name);
  return model ? model : sul_models[0];
}

const SulModel *SulCaseModel(const SulYaml *entry, SulKinematics kinematics, SulError *error) {
  static const char *const always[] = {"group",      "material", "model",
                                       "elasticity", "swelling", "lithiation",
                                       "lithiated",  "exceeds",  NULL};
  const SulYaml *name = SulYamlFind(entry, "model");
  const SulModel *model = name ? Named(name, error) : Implied(entry, kinematics, error);
  if (name && !SulFailed(error)) CheckNamed(entry, model, kinematics, error);
  SulParameterKeys(entry, always, (const SulModel *const[]){model, NULL}, error);
  return model;
}
