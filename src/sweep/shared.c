/* SPDX-License-Identifier: BSD-2-Clause */
/* What depends on the recipe alone is made once for all points. */
#include "shared.h"
#include "lock.h"
#include "results.h"
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sulfem/files.h>
#include <sulfem/text.h>
#include <sys/stat.h>
#include <unistd.h>

static const char place[] = "shared";

/* A step of some entry changes the case and not the recipe. */
static bool RecipesRepeat(const SulStudy *study) {
  for (size_t e = 0; e < study->entry_count; e++) {
    bool recipe = false;
    for (size_t a = 0; a < study->axis_count; a++)
      recipe = recipe || (study->axes[a].entry == e && study->axes[a].base == SUL_BASE_RECIPE);
    if (!recipe) return true;
  }
  return false;
}

/* Another version of the program may pack or measure otherwise. */
static char *FolderOf(const SulPointPlan *plan, SulStage stage) {
  char name[100];
  snprintf(name, sizeof name, "%s/%s-%s-%s", place, SulStageName(stage), plan->inputs[stage],
           SULFEM_VERSION);
  return SulPathJoin(plan->study->directory, name);
}

void SulSharedOpen(const SulPointPlan *plan, SulStage stage, SulShared *shared, SulError *error) {
  *shared = (SulShared){.lock = -1};
  if (stage == SUL_STAGE_SOLVE || !plan->text[SUL_BASE_RECIPE] || !RecipesRepeat(plan->study))
    return;
  shared->folder = FolderOf(plan, stage);
  SulFolderMake(shared->folder, error);
  if (!SulFailed(error)) shared->lock = SulLockTake(shared->folder, true, error);
}

void SulSharedClose(SulShared *shared) {
  SulLockFree(shared->lock);
  free(shared->folder);
  *shared = (SulShared){.lock = -1};
}

/* The last file first: the first is the sign that all are there. */
static bool LinkAll(const char *from, const char *to, SulStage stage) {
  const char *const *names = SulStageOutputs(stage);
  bool all = true;
  size_t count = 0;
  while (names[count])
    count++;
  for (size_t i = count; i-- > 0 && all;) {
    char *source = SulPathJoin(from, names[i]), *target = SulPathJoin(to, names[i]);
    all = link(source, target) == 0;
    free(source);
    free(target);
  }
  return all;
}

/* A link may be left from a process that was killed between two. */
static void UnlinkAll(const char *folder, SulStage stage) {
  for (const char *const *name = SulStageOutputs(stage); *name; name++) {
    char *path = SulPathJoin(folder, *name);
    unlink(path);
    free(path);
  }
}

/* Complete, and some point still has it: who removes points wants their results made anew. */
static bool Held(const char *folder, SulStage stage) {
  struct stat facts;
  char *path = SulPathJoin(folder, SulStageOutputs(stage)[0]);
  bool held = stat(path, &facts) == 0 && facts.st_nlink > 1;
  free(path);
  return held;
}

bool SulSharedTake(const SulShared *shared, const SulPointPlan *plan, SulStage stage,
                   SulError *error) {
  char why[200];
  if (!shared->folder || !Held(shared->folder, stage)) return false;
  if (!SulResultsSound(shared->folder, stage, why, sizeof why)) return false; /* damaged since */
  if (!LinkAll(shared->folder, plan->folder, stage)) {
    UnlinkAll(plan->folder, stage);
    return false;
  }
  char *log = SulPathJoin(plan->folder, SulStageLog(stage)), text[300] = "";
  SulTextAppend(text, sizeof text,
                "Made for another point of this study with the same recipe, which has the log.\n"
                "The results here are hard links to ../%s%s\n",
                place, strrchr(shared->folder, '/'));
  SulFileWriteText(log, text, error);
  free(log);
  return !SulFailed(error);
}

void SulSharedLeave(const SulShared *shared, const SulPointPlan *plan, SulStage stage) {
  if (!shared->folder) return;
  UnlinkAll(shared->folder, stage);
  if (!LinkAll(plan->folder, shared->folder, stage)) UnlinkAll(shared->folder, stage);
}

/* ---- What nobody holds any more -------------------------------------------------------------- */

static void PruneOne(const char *folder, SulStage stage) {
  SulError ignored = {0};
  int lock = Held(folder, stage) ? -1 : SulLockTake(folder, false, &ignored);
  if (lock < 0) return; /* in use */
  if (!Held(folder, stage)) UnlinkAll(folder, stage);
  SulLockFree(lock);
}

void SulSharedPrune(const SulStudy *study) {
  char *root = SulPathJoin(study->directory, place);
  DIR *listing = opendir(root);
  for (struct dirent *entry; listing && (entry = readdir(listing));)
    for (int s = 0; s < SUL_STAGES; s++) {
      size_t length = strlen(SulStageName((SulStage)s));
      if (strncmp(entry->d_name, SulStageName((SulStage)s), length) != 0 ||
          entry->d_name[length] != '-')
        continue;
      char *folder = SulPathJoin(root, entry->d_name);
      PruneOne(folder, (SulStage)s);
      free(folder);
    }
  if (listing) closedir(listing);
  free(root);
}
