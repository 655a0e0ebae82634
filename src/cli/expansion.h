/* The parts of `sulfem expansion`: sums, and how they are printed. SI units; NAN stands for what is
 * not known or was not asked for. Private to src/cli. */
#ifndef SULFEM_CLI_EXPANSION_H
#define SULFEM_CLI_EXPANSION_H

#include "expansion_arguments.h"
#include <sulfem/expansion.h>
#include <sulfem/library.h>
#include <sulfem/recipe.h>

/* Fractions of one ingredient; `weight` of the solids, the two others by volume. */
typedef struct {
  double of_solids, of_layer, weight;
} SulExpansionShare;

/* The active material and its reaction. */
typedef struct {
  int ingredient;              /* of the recipe */
  const SulReaction *reaction; /* or NULL */
  bool given;                  /* the volume change stands on the command line */
  double volume_change;        /* dV/V0 at lithiation 1 */
  double capacity;             /* theoretical, C/kg; NAN: nobody said */
  double volume_per_charge;    /* m3/C, at the recipe's density */
} SulExpansionActive;

/* The layer at one lithiation. */
typedef struct {
  const char *name;   /* "full", "mass_consistent", "simple" or "given" */
  double lithiation;  /* 0 to 1 */
  double utilisation; /* before it was clipped */
  double growth;      /* of the active material, x dV */
  double change[SUL_COUNTINGS];
  double porosity[SUL_COUNTINGS];
  double thickness[SUL_COUNTINGS]; /* m */
  double active_charge;            /* C/m2, of the active material */
  double cell_charge;              /* C/m2, with the electrolyte's */
  double anode;                    /* m, change of the anode's thickness */
} SulExpansionState;

enum { SUL_EXPANSION_STATES = 3 };

/* Another share of the active material, at full lithiation. */
typedef struct {
  double fraction; /* as the recipe counts: by weight or by volume */
  double change[SUL_COUNTINGS];
} SulExpansionLoading;

typedef struct {
  const SulRecipe *recipe;   /* both belong to the caller, */
  const SulLibrary *library; /* and must live as long */
  SulExpansionShare *shares; /* by ingredient */
  SulLayer layer;
  double density;                /* kg/m3, of the layer with its pores */
  double electrolyte_per_active; /* by mass */
  SulExpansionActive active;
  double capacity, electrolyte_capacity; /* measured, C/kg */
  double thickness;                      /* m */
  const SulReaction *anode;              /* or NULL */
  bool anode_backwards;                  /* the anode's reaction runs from right to left */
  double anode_per_charge;               /* m3/C */
  int state_count;
  SulExpansionState states[SUL_EXPANSION_STATES]; /* the first: full */
  int loading_count;
  SulExpansionLoading *loadings;
} SulExpansion;

/* All sums that the arguments ask for. Zeroes `result` first; SUL_INPUT names the flag. */
void SulExpansionSum(const SulExpansionArguments *arguments, const SulRecipe *recipe,
                     const SulLibrary *library, SulExpansion *result, SulError *error);
void SulExpansionFree(SulExpansion *result);

/* The table for people, on standard output. */
void SulExpansionTable(const SulExpansion *expansion);

/* The document that docs/expansion.md describes; free() it. NULL with `error` set where a name is
 * no UTF-8 text. */
char *SulExpansionJson(const SulExpansion *expansion, SulError *error);

#endif
