/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a point: what each depends on, how it is called, what it leaves. */
#include "stages.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/fingerprint.h>
#include <sulfem/text.h>

/* ---- The table ------------------------------------------------------------------------------- */

typedef struct {
  const char *log;
  bool parallel;
  const char *outputs[9];
} StageFacts;

static const StageFacts facts[SUL_STAGES] = {
    [SUL_STAGE_PACK] = {"pack.log", false, {"mesh.msh", "mesh.json"}},
    [SUL_STAGE_SOLVE] = {"solve.log",
                         true,
                         {"summary.json", "fields.vtkhdf", "fields.xdmf", "interfaces.xdmf",
                          "fields.h5", "history.csv", "status.csv", "log.txt"}},
    [SUL_STAGE_ANALYSE] = {"analyse.log", true, {"analysis.json"}},
};

const char *SulStageLog(SulStage stage) {
  return facts[stage].log;
}

const char *const *SulStageOutputs(SulStage stage) {
  return facts[stage].outputs;
}

bool SulStageParallel(SulStage stage) {
  return facts[stage].parallel;
}

static const char *MeshFile(const SulPointPlan *plan) {
  const SulYaml *file = SulYamlAt(plan->point.input[SUL_BASE_CASE], "mesh.file");
  return plan->text[SUL_BASE_RECIPE] || !file ? "mesh.msh" : file->text;
}

static void AnalyseWords(const SulPointPlan *plan, const char **words) {
  const SulStudy *study = plan->study;
  const SulYaml *unit = SulYamlAt(plan->point.input[SUL_BASE_CASE], "mesh.length_unit");
  size_t count = 0;
  words[count++] = "analyse";
  words[count++] = MeshFile(plan);
  words[count++] = "--output";
  words[count++] = "analysis.json";
  if (!plan->text[SUL_BASE_RECIPE] && unit && unit->kind == SUL_YAML_SCALAR) {
    words[count++] = "--length-unit";
    words[count++] = unit->text;
  }
  if (study->voxel[0]) {
    words[count++] = "--voxel";
    words[count++] = study->voxel;
  }
  if (study->active[0]) {
    words[count++] = "--active";
    words[count++] = study->active;
  }
  if (study->electrolyte[0]) {
    words[count++] = "--electrolyte";
    words[count++] = study->electrolyte;
  }
  if (!study->tortuosity) words[count++] = "--no-tortuosity";
}

void SulStageWords(const SulPointPlan *plan, SulStage stage, bool restart,
                   const char *words[SUL_STAGE_WORDS]) {
  static const char *const pack[] = {"pack", "recipe.yaml", "--output", "mesh.msh"};
  static const char *const solve[] = {"solve", "case.yaml", "--output", "."};
  memset(words, 0, SUL_STAGE_WORDS * sizeof *words);
  if (stage == SUL_STAGE_ANALYSE)
    AnalyseWords(plan, words);
  else
    memcpy(words, stage == SUL_STAGE_PACK ? pack : solve, sizeof pack);
  if (restart) words[4] = "--restart";
}

void SulStageClear(const SulPointPlan *plan, SulStage stage, bool restart, SulError *error) {
  for (const char *const *name = facts[stage].outputs; *name; name++) {
    char *path = SulPathJoin(plan->folder, *name);
    SulFileRemove(path, error);
    free(path);
    if (restart) break; /* the first says that it is finished; the others are gone on with */
  }
  char *checkpoint = SulPathJoin(plan->folder, "checkpoint.h5");
  if (stage == SUL_STAGE_SOLVE && !restart) SulFileRemove(checkpoint, error);
  free(checkpoint);
}

/* ---- Fingerprints ---------------------------------------------------------------------------- */

static uint64_t MixText(uint64_t hash, const char *text) {
  return SulFingerprint(hash, text, strlen(text) + 1);
}

/* Length and content; of a large file 64 pieces, evenly spread: meshes may have many gigabytes. */
static uint64_t MixFile(uint64_t hash, const char *path) {
  enum { PIECES = 64, PIECE = 1 << 16 };
  FILE *file = fopen(path, "rb");
  long size = file && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  hash = SulFingerprint(hash, &size, sizeof size);
  unsigned char *piece = SulAllocate(PIECE, 1);
  long pieces = size <= (long)PIECES * PIECE ? (size + PIECE - 1) / PIECE : PIECES;
  for (long i = 0; i < pieces; i++) {
    long start = size <= (long)PIECES * PIECE ? i * PIECE : (size - PIECE) / (PIECES - 1) * i;
    if (fseek(file, start, SEEK_SET) != 0) break;
    hash = SulFingerprint(hash, piece, fread(piece, 1, PIECE, file));
  }
  free(piece);
  if (file) fclose(file);
  return hash;
}

typedef struct {
  const SulPointPlan *plan;
  uint64_t hash;
} Hashing;

static void MixNamedFile(SulYaml *node, void *data) {
  Hashing *hashing = data;
  bool ours = hashing->plan->text[SUL_BASE_RECIPE] && strcmp(node->text, "mesh.msh") == 0;
  char *path = node->text[0] == '/' ? SulTextCopy(node->text)
                                    : SulPathJoin(hashing->plan->folder, node->text);
  if (!ours) hashing->hash = MixFile(hashing->hash, path);
  free(path);
}

static void Print(uint64_t hash, char text[20]) {
  snprintf(text, 20, "%016llx", (unsigned long long)hash);
}

/* Each stage depends on all that the stages before it depend on. */
static void FindInputs(SulPointPlan *plan) {
  Hashing hashing = {plan, sul_fingerprint_begin};
  if (plan->text[SUL_BASE_RECIPE]) {
    hashing.hash = MixText(hashing.hash, plan->text[SUL_BASE_RECIPE]);
    SulStudyFiles(plan->point.input[SUL_BASE_RECIPE], MixNamedFile, &hashing);
  }
  Print(hashing.hash, plan->inputs[SUL_STAGE_PACK]);
  uint64_t geometry = hashing.hash;
  if (plan->text[SUL_BASE_CASE]) {
    hashing.hash = MixText(hashing.hash, plan->text[SUL_BASE_CASE]);
    SulStudyFiles(plan->point.input[SUL_BASE_CASE], MixNamedFile, &hashing);
    if (!plan->text[SUL_BASE_RECIPE]) geometry = hashing.hash;
  }
  Print(hashing.hash, plan->inputs[SUL_STAGE_SOLVE]);
  const SulStudy *study = plan->study;
  geometry = MixText(MixText(geometry, study->voxel), study->active);
  geometry = MixText(MixText(geometry, study->electrolyte), study->tortuosity ? "" : "none");
  Print(geometry, plan->inputs[SUL_STAGE_ANALYSE]);
}

/* ---- The plan -------------------------------------------------------------------------------- */

void SulPointPlanMake(const SulStudy *study, size_t number, const char *folder, SulPointPlan *plan,
                      SulError *error) {
  *plan = (SulPointPlan){.study = study, .folder = SulPathReal(folder)};
  SulStudyExpand(study, number, plan->folder, &plan->point, error);
  for (int b = 0; b < SUL_BASES && !SulFailed(error); b++)
    if (plan->point.input[b]) plan->text[b] = SulYamlEmit(plan->point.input[b]);
  if (SulFailed(error)) {
    SulPointPlanFree(plan);
    return;
  }
  plan->wanted[SUL_STAGE_PACK] = plan->text[SUL_BASE_RECIPE] != NULL;
  plan->wanted[SUL_STAGE_SOLVE] = plan->text[SUL_BASE_CASE] != NULL;
  plan->wanted[SUL_STAGE_ANALYSE] = study->analyse;
  FindInputs(plan);
}

void SulPointPlanFree(SulPointPlan *plan) {
  for (int b = 0; b < SUL_BASES; b++)
    free(plan->text[b]);
  free(plan->folder);
  SulStudyPointFree(&plan->point);
  *plan = (SulPointPlan){0};
}
