/* SPDX-License-Identifier: BSD-2-Clause */
/* Which run a checkpoint belongs to: what its arrays depend on, and nothing else. A longer time
 * limit, another folder, a comment do not make another case. What the case takes from elsewhere
 * (library, the mesh's record) counts by its numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/yaml.h>

#include "parts.h"

/* Keys of the case that the arrays do not depend on, or only through what is compared for itself:
 * the mesh by its fingerprint, the library by the phases' numbers; and what is said to be solved is
 * held against the solver's tolerance anew. */
static bool IsLeftOut(const char *key) {
  static const char *const keys[] = {"title",         "library", "mesh",
                                     "element_order", "solver",  "output"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (strcmp(key, keys[i]) == 0) return true;
  return false;
}

/* The rest of the case, one key after the other; free() it. */
static char *CaseText(const SulCase *input) {
  SulError ignored = {0}; /* it has been parsed before */
  SulYaml *root = SulYamlParse(input->path, input->text, &ignored);
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  for (size_t i = 0; i < root->count; i++) {
    if (IsLeftOut(root->items[i]->key)) continue;
    char *value = SulYamlEmit(root->items[i]);
    fprintf(out, "%s:\n%s", root->items[i]->key, value);
    free(value);
  }
  fclose(out);
  SulYamlFree(&root);
  return text;
}

static void PutPhase(FILE *out, const SulPhaseInput *input, const SulPhase *phase) {
  const SulModel *model = phase->model;
  fprintf(out, "phase %s: %s", phase->name, model->name);
  for (int i = 0; i < model->parameter_count; i++)
    fprintf(out, ", %s %.17g", model->parameters[i].name, phase->parameters[i]);
  for (int i = 0; i < model->parameter_count && phase->lithiates; i++)
    fprintf(out, ", lithiated %s %.17g", model->parameters[i].name, phase->lithiated[i]);
  for (size_t i = 0; i < input->table.particle_count; i++)
    fprintf(out, ", particle %lld %.17g", input->table.particle[i], input->table.of_particle[i]);
  fprintf(out, ", volume change %.17g, %s, lithiation %.17g\n", phase->volume_change,
          SulConventionName(phase->convention), phase->lithiation);
}

char *SulRunIdentity(const SulRun *run) {
  char *text = NULL, *case_text = CaseText(&run->input);
  size_t size;
  FILE *out = open_memstream(&text, &size);
  fputs(case_text, out);
  free(case_text);
  for (int p = 0; p < run->mesh.phase_count; p++)
    PutPhase(out, run->inputs[p], &run->body.phases[p]);
  fclose(out);
  return text;
}
