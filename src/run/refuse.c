/* SPDX-License-Identifier: BSD-2-Clause */
/* What a case may say and a solve cannot do yet: refused in plain words, never taken in silence. A
 * refusal goes when what it speaks of has come. */
#include "refuse.h"

static void Refuse(const SulCase *input, int line, const char *key, const char *what,
                   SulError *error) {
  SulErrorSet(error, SUL_INPUT, "%s:%d: %s: %s cannot be solved for yet", input->path, line, key,
              what);
}

static void RefusePhase(const SulCase *input, const SulPhaseInput *phase, SulError *error) {
  int line = phase->line;
  if (phase->profile != SUL_PROFILE_UNIFORM)
    Refuse(input, line, "phases: lithiation: profile", "a lithiation that varies in a particle",
           error);
}

void SulRefuse(const SulCase *input, SulError *error) {
  for (size_t i = 0; i < input->phase_count; i++)
    RefusePhase(input, &input->phases[i], error);
}
