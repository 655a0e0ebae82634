/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of the case file's reader. Each reads one section into `result` and stops at the first
 * mistake; with `error` set before they do no harm. */
#ifndef SULFEM_CASE_PARTS_H
#define SULFEM_CASE_PARTS_H

#include <sulfem/case.h>
#include <sulfem/library.h>
#include <sulfem/yaml.h>

/* What the numbers of one phase may come from. */
typedef struct {
  const SulYaml *entry; /* of `phases` */
  const SulLibrary *library;
  const SulMaterial *named;         /* by the case, or NULL */
  const SulMaterial *material;      /* the same, or the one that the record names, or NULL */
  const SulRecordedPhase *recorded; /* what the mesh's record says of the phase, or NULL */
  const SulMeshRecord *record;      /* the whole of it, or NULL */
  SulCase *result;                  /* for its notes, and how the record is used */
} SulPhaseSource;

void SulCasePhases(const SulYaml *root, const SulLibrary *library, const SulMeshRecord *record,
                   SulCase *result, SulError *error);

/* One entry: its model, by its name or from kinematics, elasticity and plasticity; complains of keys
 * that neither every phase nor the model has. */
const SulModel *SulCaseModel(const SulYaml *entry, SulKinematics kinematics, SulError *error);

/* The library's entry that `node` names; a name that it does not have is a mistake. NULL for NULL. */
const SulMaterial *SulCaseFindMaterial(const SulYaml *node, const SulLibrary *library,
                                       SulError *error);

/* One entry: the parameters of its model, from its own keys, the library or the mesh's record. */
void SulCaseMaterial(const SulPhaseSource *from, SulPhaseInput *phase, SulError *error);

/* Notes parameters that no material has; pressures, once phases and boundaries are there. */
void SulCaseDoubtPhase(const SulPhaseSource *from, const SulPhaseInput *phase);
void SulCaseDoubtPressures(SulCase *result);

/* Appends where an entry's numbers come from. */
void SulCaseCite(const SulEntry *entry, char *text, size_t size);

/* One entry: volume change, convention, lithiation. */
void SulCaseSwelling(const SulPhaseSource *source, SulPhaseInput *phase, SulError *error);

/* One entry's `lithiation`: what differs between particles and within one. Gives the phase's
 * lithiation where a table has it. */
void SulCaseParticles(const SulYaml *lithiation, const SulCase *result, SulPhaseInput *phase,
                      SulError *error);

/* One entry's `lithiated`: the parameters at lithiation 1; needs the swelling. */
void SulCaseLithiated(const SulPhaseSource *from, SulPhaseInput *phase, SulError *error);

void SulCaseBoundaries(const SulYaml *root, SulCase *result, SulError *error);

/* Strengths of interfaces; needs the phases, whose groups it names. */
void SulCaseInterfaces(const SulYaml *root, SulCase *result, SulError *error);

/* The load steps, and the courses of phases and boundaries; needs both, and checks the phases'
 * growth at every step. */
void SulCaseProgram(const SulYaml *root, SulCase *result, SulError *error);

/* Factors of phases and boundaries of their own, for every step; needs target_count and
 * step_count. */
void SulCaseCourses(const SulYaml *root, SulCase *result, SulError *error);

/* The values of one cycle for every cycle; free() it. */
double *SulCaseCycles(const SulCase *result, const double *one);

/* Complains when a phase's lithiation would leave 0 to 1; `node` is the factor's. */
void SulCaseCheckFactor(const SulYaml *node, double factor, const SulPhase *phase, SulError *error);

#endif
