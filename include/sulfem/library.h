/* SPDX-License-Identifier: BSD-2-Clause */
/* The material library: cited data files inside the executable, and the user's own ones.
 *
 * Volume changes and capacities are computed from molar masses and densities, never stored. All
 * pointers into a library live as long as it. SI units; 0 stands for "no value" where noted. */
#ifndef SULFEM_LIBRARY_H
#define SULFEM_LIBRARY_H

#include <stdbool.h>
#include <sulfem/error.h>
#include <sulfem/model.h>
#include <sulfem/yaml.h>

/* How far a number can be trusted. */
typedef enum {
  SUL_PROVENANCE_UNSTATED,
  SUL_PROVENANCE_PRIMARY,     /* read in the source itself */
  SUL_PROVENANCE_DERIVED,     /* computed from other entries */
  SUL_PROVENANCE_SECOND_HAND, /* cited after another text */
  SUL_PROVENANCE_WEAK,        /* from memory or a guess within a range */
  SUL_PROVENANCE_NONE         /* no data were found */
} SulProvenanceKind;

/* The same in plain words, "read second-hand"; "" when unstated. */
const char *SulProvenanceText(SulProvenanceKind provenance);

/* Where an entry comes from. */
typedef struct {
  const char *name;
  const SulYaml *node;    /* the entry in its file */
  const SulYaml *aliases; /* a list of other names, or NULL */
  const char *source;     /* the citation */
  SulProvenanceKind provenance;
  const char *note; /* or "" */
} SulEntry;

typedef struct {
  SulEntry entry;
  const char *description;       /* or "" */
  double youngs_modulus;         /* Pa, 0: none known; for rules of mixing, models ask below */
  double poissons_ratio;         /* meaningful where youngs_modulus is */
  double density;                /* kg/m3, 0: none known */
  const char *plasticity_source; /* of what the entry has below `plasticity`, or "" */
  const char *reaction;          /* the default reaction's name, or "" */
  const SulYaml *properties;     /* more facts as text (key: value), or NULL: printed, no more */
} SulMaterial;

typedef struct {
  SulEntry entry;
  double molar_mass; /* kg/mol */
  double density;    /* kg/m3, 0: none known */
} SulSpecies;

enum { SUL_PRODUCTS_MAX = 4 };

/* One solid, `active`, becomes solid products; Li and electrons come from elsewhere and have no
 * volume here. Amounts in moles per formula as written. */
typedef struct {
  SulEntry entry;
  double electrons;
  const SulSpecies *active;
  double active_amount;
  int product_count;
  const SulSpecies *products[SUL_PRODUCTS_MAX];
  double product_amounts[SUL_PRODUCTS_MAX];
} SulReaction;

typedef struct {
  size_t file_count;
  SulYaml **files;
  size_t species_count;
  SulSpecies **species;
  size_t reaction_count;
  SulReaction **reactions;
  size_t material_count;
  SulMaterial **materials;
} SulLibrary;

/* The built-in library; NULL with `error` set (SUL_INTERNAL or SUL_INPUT) when it cannot be read.
 */
SulLibrary *SulLibraryCreate(SulError *error);
void SulLibraryFree(SulLibrary **library);

/* Adds a file of the same format; its entries come before those of the same name. */
void SulLibraryAdd(SulLibrary *library, const char *path, const char *text, SulError *error);
void SulLibraryAddFile(SulLibrary *library, const char *path, SulError *error);

/* By name or alias (letter case counts: CO is not Co); NULL when there is none. */
const SulMaterial *SulLibraryMaterial(const SulLibrary *library, const char *name);
const SulReaction *SulLibraryReaction(const SulLibrary *library, const char *name);
const SulSpecies *SulLibrarySpecies(const SulLibrary *library, const char *name);

/* A constant of a model, SI, where the entry has it (within its limits, as it was read). */
bool SulMaterialParameter(const SulMaterial *material, const SulParameter *parameter,
                          double *value);

/* Appends what to say when there is none: `; did you mean "S"? there are: "FeS", ...`. */
void SulLibraryTellMaterials(const SulLibrary *library, const char *name, char *text, size_t size);
void SulLibraryTellReactions(const SulLibrary *library, const char *name, char *text, size_t size);

/* Volume change of the active solid, V1/V0 - 1; false when a density is not known. */
bool SulReactionVolumeChange(const SulReaction *reaction, double *volume_change);

/* Charge per mass of the active solid, C/kg: n F / M. */
double SulReactionCapacity(const SulReaction *reaction);

/* Change of volume per charge, m3/C: times a charge per area, the change of thickness of a layer
 * that can only grow that way. False when a density is not known. */
bool SulReactionVolumePerCharge(const SulReaction *reaction, double *volume);

/* Whether the solid takes up lithium (true) or gives it off: only lithium comes and goes, so by
 * whether the products weigh more than the active solid. */
bool SulReactionTakesLithium(const SulReaction *reaction);

#endif
