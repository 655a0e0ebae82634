/* The parts of the case file's reader. Each reads one section into `result` and stops at the first
 * mistake; with `error` set before they do no harm. */
#ifndef SULFEM_CASE_PARTS_H
#define SULFEM_CASE_PARTS_H

#include <sulfem/case.h>
#include <sulfem/library.h>
#include <sulfem/yaml.h>

void SulCasePhases(const SulYaml *root, const SulLibrary *library, SulCase *result,
                   SulError *error);

/* One entry: the parameters of its model, from the library or its own keys. */
void SulCaseMaterial(const SulYaml *entry, const SulMaterial *material, SulPhaseInput *phase,
                     SulError *error);

/* One entry: volume change, convention, lithiation. */
void SulCaseSwelling(const SulYaml *entry, const SulLibrary *library, const SulMaterial *material,
                     SulPhaseInput *phase, SulError *error);

void SulCaseBoundaries(const SulYaml *root, SulCase *result, SulError *error);

/* Strengths of interfaces; needs the phases, whose groups it names. */
void SulCaseInterfaces(const SulYaml *root, SulCase *result, SulError *error);

/* The load steps; needs the phases, whose growth it checks at every step. */
void SulCaseProgram(const SulYaml *root, SulCase *result, SulError *error);

#endif
