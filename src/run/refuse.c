/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case may say and a solve cannot do yet: refused in plain words, never taken in silence. A
 * refusal goes when what it speaks of has come. */
#include "refuse.h"

static void Refuse(const SulCase *input, int line, const char *key, const char *what,
                   SulError *error) {
  SulErrorSet(error, SUL_INPUT, "%s:%d: %s: %s cannot be solved for yet", input->path, line, key,
              what);
}

/* One linear solve says nothing of another material, and the closed stiffness nothing of an
 * anisotropic one. */
static void RefuseModel(const SulCase *input, const SulPhaseInput *phase, SulError *error) {
  const SulModel *model = phase->phase.model;
  const unsigned needed = SUL_AFFINE | SUL_ISOTROPIC, traits = SulPhaseTraits(&phase->phase);
  if ((traits & needed) == needed) return;
  SulErrorSet(error, SUL_INPUT,
              "%s:%d: phases: model: \"%s\" is not %s, and only linear isotropic materials can be "
              "solved for: choose another model for \"%s\"",
              input->path, phase->line, model->name, traits & SUL_AFFINE ? "isotropic" : "linear",
              phase->phase.name);
}

static void RefusePhase(const SulCase *input, const SulPhaseInput *phase, SulError *error) {
  int line = phase->line;
  if (phase->phase.lithiates)
    Refuse(input, line, "phases: lithiated", "a material that changes with its lithiation", error);
  RefuseModel(input, phase, error);
  if (phase->profile != SUL_PROFILE_UNIFORM)
    Refuse(input, line, "phases: lithiation: profile", "a lithiation that varies in a particle",
           error);
  if (phase->table.radius_count > 0)
    Refuse(input, line, "phases: lithiation: by_radius", "a lithiation of each particle", error);
  if (phase->table.particle_count > 0)
    Refuse(input, line, "phases: lithiation: by_particle", "a lithiation of each particle", error);
}

void SulRefuse(const SulCase *input, SulError *error) {
  for (size_t i = 0; i < input->phase_count; i++)
    RefusePhase(input, &input->phases[i], error);
  if (input->mean_dilatation)
    Refuse(input, input->volumetric_line, "volumetric", "a mean dilatation of each cell", error);
  if (input->output_plastic_strain_tensor)
    SulErrorSet(error, SUL_INPUT, "%s: output: plastic_strain_tensor: it cannot be written yet",
                input->path);
}
