/* SPDX-License-Identifier: BSD-2-Clause */
/* Which run a checkpoint belongs to: what its arrays depend on, and nothing else. A longer time
 * limit, another folder, a comment do not make another case. What the case takes from elsewhere
 * (library, the mesh's record, tables) counts by its numbers. A line for each of them, with the path
 * of its key, so that a difference can be told. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/fingerprint.h>
#include <sulfem/yaml.h>

#include "parts.h"

/* Keys of the case that the arrays do not depend on, or only through what is compared for itself:
 * the mesh by its fingerprint, the library and tables by the phases' numbers; and what is said to be
 * solved is held against the solver's tolerance anew. */
static bool IsLeftOut(const SulYaml *node) {
  static const char *const keys[] = {"title",         "library", "mesh",
                                     "element_order", "solver",  "output"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys && node->parent && !node->parent->parent; i++)
    if (strcmp(node->key, keys[i]) == 0) return true;
  return node->key && strcmp(node->key, "by_particle") == 0;
}

/* A value of one line. */
static void PutText(FILE *out, const char *text) {
  for (; *text; text++)
    fputc(*text == '\n' ? ' ' : *text, out);
}

/* "program.lithiation[0]: 0.3" of every value below the node. */
static void PutNode(FILE *out, const SulYaml *node) {
  char path[512];
  if (IsLeftOut(node)) return;
  for (size_t i = 0; i < node->count; i++)
    PutNode(out, node->items[i]);
  if (node->count > 0) return;
  SulYamlPath(node, path, sizeof path);
  fprintf(out, "%s: ", path);
  PutText(out, node->text ? node->text : "[]");
  fputc('\n', out);
}

static void PutCase(FILE *out, const SulCase *input) {
  SulError ignored = {0}; /* it has been parsed before */
  SulYaml *root = SulYamlParse(input->path, input->text, &ignored);
  PutNode(out, root);
  SulYamlFree(&root);
}

static void PutPhase(FILE *out, const SulPhase *phase) {
  const SulModel *model = phase->model;
  const char *name = phase->name;
  fprintf(out, "phases.%s: model %s\n", name, model->name);
  for (int i = 0; i < model->parameter_count; i++)
    fprintf(out, "phases.%s: %s %.17g\n", name, model->parameters[i].name, phase->parameters[i]);
  for (int i = 0; i < model->parameter_count && phase->lithiates; i++)
    fprintf(out, "phases.%s: lithiated %s %.17g\n", name, model->parameters[i].name,
            phase->lithiated[i]);
  fprintf(out, "phases.%s: swelling volume_change %.17g, %s\n", name, phase->volume_change,
          SulConventionName(phase->convention));
  fprintf(out, "phases.%s: lithiation %.17g\n", name, phase->lithiation);
}

/* Which particles a phase's lithiation varies over: those of the mesh's record by where they are and how
 * large, pieces of the mesh by their number alone, as the mesh is compared for itself. */
static void PutPlaces(FILE *out, const SulRun *run, int phase) {
  const SulActiveParticles *particles = run->body.particles;
  uint64_t digest =
      SulFingerprint(sul_fingerprint_begin, particles->period, sizeof particles->period);
  int recorded = 0, pieces = 0;
  for (int i = 0; i < particles->count; i++) {
    const SulActiveParticle *one = &particles->list[i];
    if (one->phase != phase) continue;
    pieces += one->number < 0;
    if (one->number < 0) continue;
    recorded++;
    digest = SulFingerprint(digest, one->centre, sizeof one->centre);
    digest = SulFingerprint(digest, one->level, sizeof one->level);
  }
  if (recorded + pieces == 0) return;
  fprintf(out, "phases.%s: %d particles of the mesh's record (digest %016llx), %d of its pieces\n",
          run->body.phases[phase].name, recorded, recorded > 0 ? (unsigned long long)digest : 0,
          pieces);
}

/* What by_radius or by_particle has come to. */
static void PutParticles(FILE *out, const SulRun *run) {
  const SulActiveParticles *particles = run->body.particles;
  for (int i = 0; particles && i < particles->count; i++) {
    const SulActiveParticle *one = &particles->list[i];
    const SulPhase *phase = &run->body.phases[one->phase];
    const SulParticleTable *table = &run->inputs[one->phase]->table;
    if (table->particle_count + table->radius_count == 0) continue;
    fprintf(out, "phases.%s.lithiation.%s: of particle %lld %.17g\n", phase->name,
            table->particle_count > 0 ? "by_particle" : "by_radius", one->number,
            one->share * phase->lithiation);
  }
}

char *SulRunIdentity(const SulRun *run) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  PutCase(out, &run->input);
  for (int p = 0; p < run->mesh.phase_count; p++)
    PutPhase(out, &run->body.phases[p]);
  PutParticles(out, run);
  for (int p = 0; p < run->mesh.phase_count && run->body.particles; p++)
    PutPlaces(out, run, p);
  fclose(out);
  return text;
}
