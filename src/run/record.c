/* SPDX-License-Identifier: BSD-2-Clause */
/* The case and the file that `sulfem pack` left beside its mesh: what the case leaves open comes
 * from there, and where they contradict each other both numbers are told. */
#include <stdlib.h>
#include <string.h>
#include <sulfem/analyse.h>
#include <sulfem/parallel.h>

#include "parts.h"

/* Collective. Fills run->packing where such a file is there; `wrong`: where it is of no use. */
static PetscErrorCode ReadRecord(SulRun *run, const char *case_text, SulError *wrong) {
  char *mesh = SulCaseRecordedMesh(run->request->case_path, case_text), *text = NULL;
  char *path = mesh ? SulPackingPath(mesh) : NULL;

  PetscFunctionBegin;
  free(mesh);
  if (!path) PetscFunctionReturn(0);
  PetscCall(SulTextShareFound(run->comm, path, &text, wrong));
  if (SulFailed(wrong) || (text && SulPackingMeant(text))) {
    run->record_path = path;
    if (text) SulPackingParse(path, text, &run->packing, wrong);
  } else {
    free(path);
  }
  free(text);
  PetscFunctionReturn(0);
}

/* What the case does not need may be as it likes. */
static void ParseWithout(SulRun *run, const char *text, const SulError *wrong, SulError *error) {
  SulCaseParse(run->request->case_path, text, &run->input, error);
  if (SulFailed(error))
    SulErrorAppend(error, "; and what stands beside the mesh does not help: %s", wrong->text);
  else if (run->input.record_use == SUL_RECORD_PREFERRED)
    SulErrorSet(error, wrong->status, "%s", wrong->text);
  else
    SulLogWarning(run->log, "the file beside the mesh is not used: %s", wrong->text);
}

PetscErrorCode SulRunParseCase(SulRun *run, const char *text, SulError *error) {
  SulError wrong = {0};
  SulMeshRecord record = {0};

  PetscFunctionBegin;
  PetscCall(ReadRecord(run, text, &wrong));
  if (SulFailed(&wrong)) {
    ParseWithout(run, text, &wrong, error);
    PetscFunctionReturn(0);
  }
  if (run->record_path) SulPackingRecord(&run->packing, run->record_path, &record);
  SulCaseParseWith(run->request->case_path, text, run->record_path ? &record : NULL, &run->input,
                   error);
  SulMeshRecordFree(&record);
  PetscFunctionReturn(0);
}

static void Scale(SulParticle *particle, double factor) {
  for (int k = 0; k < 3; k++) {
    particle->centre[k] *= factor;
    particle->semi_axes[k] *= factor;
  }
  particle->radius *= factor;
  particle->coating *= factor;
}

/* In the case's unit of length, which has been told if it is another one. */
static void Rescale(SulPacking *packing, double factor) {
  for (int k = 0; k < 3; k++)
    packing->edges[k] *= factor;
  for (size_t i = 0; i < packing->particle_count; i++)
    Scale(&packing->particles[i], factor);
  packing->length_unit *= factor;
}

PetscErrorCode SulRunCheckRecord(SulRun *run, SulError *error) {
  SulPacking *packing = &run->packing;
  SulError stranger = {0};

  PetscFunctionBegin;
  if (packing->phase_count == 0) PetscFunctionReturn(0);
  Rescale(packing, run->input.mesh_length / packing->length_unit);
  /* Straight elements in a curved mesh cut the particles' caps off. */
  double tolerance = run->mesh.order == 1 ? 0.2 : SUL_VOLUME_TOLERANCE;
  PetscCall(SulPackingMatches(&run->mesh, packing, run->input.mesh_file, run->record_path,
                              tolerance, &stranger));
  if (!SulFailed(&stranger))
    SulRunTellNotes(run->log, run->input.notes);
  else if (run->input.record_used)
    SulErrorSet(error, SUL_INPUT,
                "%s, and write \"record: ignored\" under \"mesh\" of the case, which would take "
                "from it what it does not say itself",
                stranger.text);
  else
    SulLogWarning(run->log, "the file beside the mesh is not used: %s", stranger.text);
  if (SulFailed(&stranger)) SulPackingFree(packing);
  PetscFunctionReturn(0);
}
