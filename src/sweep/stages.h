/* SPDX-License-Identifier: BSD-2-Clause */
/* The stages of a point: what each depends on, how it is called, what it leaves. Private to
 * src/sweep. */
#ifndef SULFEM_SWEEP_STAGES_H
#define SULFEM_SWEEP_STAGES_H

#include <sulfem/sweep.h>

/* A point as it would run now. */
typedef struct {
  const SulStudy *study;
  SulStudyPoint point;
  char *folder;                /* absolute; it exists */
  char *text[SUL_BASES];       /* of recipe.yaml and case.yaml; NULL where there is none */
  bool wanted[SUL_STAGES];     /* which stages the study has */
  char inputs[SUL_STAGES][20]; /* fingerprints */
} SulPointPlan;

/* The folder must exist. Free with SulPointPlanFree. */
void SulPointPlanMake(const SulStudy *study, size_t number, const char *folder, SulPointPlan *plan,
                      SulError *error);
void SulPointPlanFree(SulPointPlan *plan);

enum { SUL_STAGE_WORDS = 16 };

/* The command line of a stage behind "sulfem", ended by NULL; the words belong to the plan. */
void SulStageWords(const SulPointPlan *plan, SulStage stage, bool restart,
                   const char *words[SUL_STAGE_WORDS]);

/* Removes what an earlier run of the stage left. */
void SulStageClear(const SulPointPlan *plan, SulStage stage, bool restart, SulError *error);

/* Names of the files that it leaves, ended by NULL. A stage is complete when the first is there. */
const char *const *SulStageOutputs(SulStage stage);

/* Name of the file that takes all that the stage says. */
const char *SulStageLog(SulStage stage);

/* True where the stage uses the ranks of the options, not just one. */
bool SulStageParallel(SulStage stage);

#endif
