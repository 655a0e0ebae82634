/* SPDX-License-Identifier: BSD-2-Clause */
/* Sums over the layer of a recipe: shares of its ingredients, and what the reaction of its active
 * material does to volume, thickness and charge (sulfem/expansion.h has the formulas). SI units;
 * NAN stands for what is not known or was not asked for. No MPI, no PETSc. */
#ifndef SULFEM_LAYER_EXPANSION_H
#define SULFEM_LAYER_EXPANSION_H

#include <stdbool.h>
#include <sulfem/expansion.h>
#include <sulfem/library.h>
#include <sulfem/recipe.h>

/* What is to be summed. Recipe and reactions belong to others and must live as long. */
typedef struct {
  const SulRecipe *recipe;
  int active;                  /* ingredient that reacts */
  const SulReaction *reaction; /* its, or NULL */
  bool volume_change_given;    /* by the user, in the place of the reaction's */
  double volume_change;        /* dV/V0 at lithiation 1 */
  double theoretical_capacity; /* C/kg; NAN: nobody said */
  double capacity;             /* measured, C/kg of active material; needs a theoretical one */
  double electrolyte_capacity; /* its share, C/kg of electrolyte; above 0 it needs both densities */
  double lithiation;           /* 0 to 1, in the place of a capacity */
  double thickness;            /* m */
  double charge;               /* measured, C/m2; needs thickness, and capacity or lithiation */
  const SulReaction *anode;    /* or NULL; needs `reaction`, and its own volume change */
  int fraction_count;          /* other shares of the active material, each between 0 and 1, as */
  double *fractions;           /* the recipe counts: by weight or by volume */
} SulExpansionRequest;

/* Fractions of one ingredient; `weight` of the solids, the two others by volume. */
typedef struct {
  double of_solids, of_layer, weight;
} SulExpansionShare;

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

/* The layer with the porosity that follows from a measured charge, in the place of the recipe's. */
typedef struct {
  double mass;     /* kg/m2, of the active material that gave the charge */
  double solids;   /* m, thickness of all solids without pores */
  double porosity; /* below 0 where the solids do not fit into the layer */
  SulExpansionState states[SUL_EXPANSION_STATES];
} SulExpansionCharged;

typedef struct {
  const SulExpansionRequest *request;
  SulExpansionShare *shares; /* by ingredient */
  SulLayer layer;
  double density;                /* kg/m3, of the layer with its pores */
  double electrolyte_per_active; /* by mass */
  double volume_per_charge;      /* m3/C of the active material, at the recipe's density */
  bool anode_backwards;          /* the anode's reaction runs from right to left */
  double anode_per_charge;       /* m3/C */
  int state_count;
  SulExpansionState states[SUL_EXPANSION_STATES]; /* the first: full */
  SulExpansionCharged charged;                    /* NAN without a charge */
  SulExpansionLoading *loadings;                  /* one a fraction of the request */
} SulExpansion;

/* Mass, solids and porosity from the request's charge: the charge over what a mass gave is a mass
 * of active material, that over its density and its share of the solids their thickness. NAN where
 * the density is not known. */
void SulExpansionCharge(const SulExpansionRequest *request, SulExpansionCharged *charged);

/* Keeps a pointer to the request. Free with SulExpansionFree. */
void SulExpansionSum(const SulExpansionRequest *request, SulExpansion *result);
void SulExpansionFree(SulExpansion *result);

#endif
